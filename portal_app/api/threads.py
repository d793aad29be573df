"""Where services run, so that a slow one holds up nobody else's page."""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import ParamSpec, TypeVar

# Hashing costs a quarter of a second of a core each: few at a time, and the others wait in line, not in memory.
HASHERS = 4
READERS = 8

_hashers = ThreadPoolExecutor(HASHERS, thread_name_prefix="door")
_readers = ThreadPoolExecutor(READERS, thread_name_prefix="api")

P = ParamSpec("P")
R = TypeVar("R")


async def hashing(service: Callable[P, R], *args: P.args, **kwargs: P.kwargs) -> R:
    """Run a service that hashes a PIN or a password."""
    return await asyncio.get_running_loop().run_in_executor(_hashers, lambda: service(*args, **kwargs))


async def reading(service: Callable[P, R], *args: P.args, **kwargs: P.kwargs) -> R:
    """Run any other service."""
    return await asyncio.get_running_loop().run_in_executor(_readers, lambda: service(*args, **kwargs))
