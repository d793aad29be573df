"""Where services run, so that a slow one holds up nobody else's page."""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import ParamSpec, TypeVar

from portal_app import clock
from portal_app.domain import lockout
from portal_app.domain.door_problems import Crowded
from portal_app.logs import in_request

# Hashing costs a quarter of a second of a core each: few at a time, and the others wait in line, not in memory.
HASHERS = 4
READERS = 8
# A code that is named keeps the interpreter and the database busy for some milliseconds: a crowd that names codes at
# once stands in a line of its own, and who has a page open does not wait among them.
NAMERS = 2

_hashers = ThreadPoolExecutor(HASHERS, thread_name_prefix="door")
_readers = ThreadPoolExecutor(READERS, thread_name_prefix="api")
_namers = ThreadPoolExecutor(NAMERS, thread_name_prefix="code")

P = ParamSpec("P")
R = TypeVar("R")


@dataclass
class Line:
    """Who waits for a hash at one door. `longest`: whoever comes when so many wait is asked to come back; None: nobody.

    Lived in by the event loop alone, so its count needs no lock.
    """

    longest: int | None = lockout.LONGEST_LINE
    waiting: int = 0

    async def hashing(self, service: Callable[P, R], *args: P.args, **kwargs: P.kwargs) -> R:
        """Run a service that hashes a PIN or a password. `Crowded` when the line is full."""
        if self.longest is not None and self.waiting >= self.longest:
            raise Crowded(until=clock.now() + lockout.LINE_WAIT)
        self.waiting += 1
        try:
            return await asyncio.get_running_loop().run_in_executor(_hashers, in_request(service, *args, **kwargs))
        finally:
            self.waiting -= 1


strangers = Line()
staff = Line()
known = Line(longest=None)
"""People on a browser that is known to us, or with a living session: nobody's crowd keeps them out."""


async def naming(service: Callable[P, R], *args: P.args, **kwargs: P.kwargs) -> R:
    """Run the service that looks a code up for a stranger."""
    return await asyncio.get_running_loop().run_in_executor(_namers, in_request(service, *args, **kwargs))


async def reading(service: Callable[P, R], *args: P.args, **kwargs: P.kwargs) -> R:
    """Run any other service."""
    return await asyncio.get_running_loop().run_in_executor(_readers, in_request(service, *args, **kwargs))
