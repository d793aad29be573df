"""The whole application as `espai serve` makes it, with a practice in it and a hatch for the tests to look through.

It runs in a process of its own, over real sockets, with hashes as slow as in earnest. `/-/…` is the tests' hatch and
not a part of the product: it moves the clock and tells what cannot be seen from outside.
"""

import asyncio
import inspect
import json
import os
import sys
import threading
import time
from collections.abc import Callable
from concurrent.futures import Executor, Future
from dataclasses import dataclass, field
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Any

import bcrypt
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Receive, Scope, Send

from portal_app import clock, logs, settings
from portal_app.services import schema, transaction
from portal_app.services.transaction import Database
from portal_app.settings import LogFormat
from tests.hostile.practice import FILE, furnish

TICK = 0.01
PLANTED = "Canary/planted-in-a-service"
ALL = "*"
# Without these nobody would get as far as any other.
KNOWING_WHO = frozenset(
    {
        "portal_app.services.devices.patient_of",
        "portal_app.services.devices.staff_of",
        "portal_app.services.front.front",
    }
)


@dataclass
class _Seen:
    """What happened in this process since it was last asked."""

    hashes: list[str] = field(default_factory=list)
    """The threads on which a secret was checked, one entry each time."""
    hashes_on_a_loop: int = 0
    outside: list[str] = field(default_factory=list)
    lag: float = 0.0
    planted: str = ""
    """Which services fail: one by its name, all that have not yet (`*`), or none."""
    failed: list[str] = field(default_factory=list)


seen = _Seen()


def application() -> ASGIApp:
    """What each worker runs, less the pages: sockets and routes are what is tried here."""
    _watch_hashing()
    sys.addaudithook(_note_outside)
    told = settings.current()
    logs.configure(as_json=told.log is LogFormat.JSON)
    clock.start_at(told.now)
    schema.upgrade(told.database_url)
    transaction.use(Database(told.database_url))

    from reflex_base.environment import environment

    environment.REFLEX_SKIP_COMPILE.set(True)
    from portal_app.portal_app import app
    from tests.hostile.events import events_of, routes_of

    served = app()
    _let_services_fail()
    facts = {**furnish(), "events": events_of(app), "routes": routes_of(served)}
    path = told.data_dir / FILE
    path.with_suffix(".part").write_text(json.dumps(facts), encoding="utf-8")
    path.with_suffix(".part").rename(path)
    return Hatch(served)


class Hatch:
    """The application, and the tests' own address beside it."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app
        self._watching: asyncio.Task[None] | None = None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if self._watching is None:
            self._watching = asyncio.create_task(_watch_the_loop())
        if scope["type"] != "http" or not scope["path"].startswith("/-/"):
            await self._app(scope, receive, send)
            return
        request = Request(scope, receive)
        answer = await _do(scope["path"].removeprefix("/-/"), request.query_params.get("to", ""))
        await JSONResponse(answer)(scope, receive, send)


async def _do(what: str, to: str) -> dict[str, Any]:
    match what:
        case "clock":
            told = settings.current()
            clock.start_at(None if told.now is None else told.now + timedelta(seconds=float(to)))
        case "forget":
            seen.hashes.clear()
            seen.hashes_on_a_loop, seen.lag = 0, 0.0
        case "plant":
            seen.planted = to
        case _:
            pass
    from portal_app.states import connections

    return {
        "now": clock.now().isoformat(),
        "hashes": len(seen.hashes),
        "hashing_threads": sorted(set(seen.hashes)),
        "hashes_on_a_loop": seen.hashes_on_a_loop,
        "outside": seen.outside,
        "failed": seen.failed,
        "lag": seen.lag,
        "sockets": len(connections._handshakes),
        "memory": _memory(),
    }


def _memory() -> int:
    """What this process holds in memory (kB)."""
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") // 1024


async def _watch_the_loop() -> None:
    """How late the loop wakes: what any page would wait for at that moment (seconds)."""
    while True:
        begun = time.perf_counter()
        await asyncio.sleep(TICK)
        seen.lag = max(seen.lag, time.perf_counter() - begun - TICK)


class _Failing(Executor):
    """A pool in which services can be made to fail with a canary in the message, as no service of ours should."""

    def __init__(self, pool: Executor) -> None:
        self._pool = pool

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        service = inspect.getclosurevars(fn).nonlocals.get("service", fn)
        service = service.func if isinstance(service, partial) else service
        name = f"{service.__module__}.{getattr(service, '__qualname__', service)}"
        if _is_to_fail(name):
            seen.failed.append(name)
            return self._pool.submit(_fail)
        return self._pool.submit(fn, *args, **kwargs)


def _is_to_fail(name: str) -> bool:
    return name == seen.planted or (seen.planted == ALL and name not in {*KNOWING_WHO, *seen.failed})


def _fail() -> None:
    raise RuntimeError(PLANTED)


def _let_services_fail() -> None:
    from portal_app.api import threads
    from portal_app.states import guard

    # Each is a pool of threads to the checker, of which a failing one has what is called: `submit`.
    guard._pool = _Failing(guard._pool)  # pyright: ignore[reportAttributeAccessIssue]
    threads._hashers = _Failing(threads._hashers)  # pyright: ignore[reportAttributeAccessIssue]
    threads._readers = _Failing(threads._readers)  # pyright: ignore[reportAttributeAccessIssue]
    threads._namers = _Failing(threads._namers)  # pyright: ignore[reportAttributeAccessIssue]


def _watch_hashing() -> None:
    bcrypt.checkpw = _noted(bcrypt.checkpw, seen.hashes)
    bcrypt.hashpw = _noted(bcrypt.hashpw, [])


def _noted(slow: Callable[..., Any], threads: list[str]) -> Callable[..., Any]:
    """The slow hash, with a note of which thread it is on, and whether a loop waits there."""

    def noting(*args: Any) -> Any:
        threads.append(threading.current_thread().name)
        seen.hashes_on_a_loop += asyncio._get_running_loop() is not None
        return slow(*args)

    return noting


def _note_outside(event: str, args: tuple[Any, ...]) -> None:
    """Every name looked up and every address connected to that is not this machine."""
    if event not in {"socket.connect", "socket.getaddrinfo", "socket.sendto"}:
        return
    address = args[1] if event != "socket.getaddrinfo" else args
    host = address[0] if isinstance(address, tuple) else address
    if str(host) not in {"127.0.0.1", "::1", "localhost"} and not str(host).startswith("/"):
        seen.outside.append(f"{event} {host}")


def serve(port: int) -> None:
    """Serve until told to stop, as `espai serve` does."""
    from portal_app import build, server

    build.ensure_built()
    os.environ.update(build.FRAMEWORK)
    os.environ["REFLEX_CORS_ALLOWED_ORIGINS"] = settings.current().public_url
    settings.pin()
    server.allow_connections()
    server.Workers(
        "tests.hostile.served:application",
        factory=True,
        interface=server.Interfaces.ASGI,
        address=server.LOOPBACK,
        port=port,
        workers=1,
        backpressure=server.MOST_CONNECTIONS,
        log_level=server.LogLevels.warning,
    ).serve()


if __name__ == "__main__":
    os.chdir(Path(__file__).parents[2])
    serve(int(sys.argv[1]))
