"""The server: granian over the finished build, and what has to be right before it starts."""

import ctypes
import fcntl
import gc
import logging
import os
import resource
import signal
import socket
import sys
import tempfile
from pathlib import Path
from typing import Any, TextIO

from granian.constants import Interfaces, Loops
from granian.log import LogLevels
from granian.server.mp import MPServer
from starlette.types import ASGIApp

from portal_app import build, clock, logs, reach, settings
from portal_app.services import hash_threads, schema, transaction
from portal_app.services.transaction import Database
from portal_app.settings import CannotGoOn, LogFormat, Mode, Settings, lines

LOOPBACK = "127.0.0.1"
# Each open page holds a connection, and with this many the next one waits, whoever it is: more than there will be.
MOST_CONNECTIONS = 8_192
# How long a worker may take to finish what it was doing.
FAREWELL_SECONDS = 10
LOCK = "serving.lock"
# New objects between two searches among the youngest, and searches until the older ones are gone through too.
GARBAGE = 10_000, 20, 20
# Its lines take our log's way: no handler of its own.
GRANIAN_LOG = {"handlers": {}, "loggers": {"_granian": {"propagate": True}}}
# prctl(2): the signal that a process gets when the one that started it ends.
PR_SET_PDEATHSIG = 1

log = logging.getLogger("espai.server")

_held: list[TextIO] = []
# The process that serves, which its workers are forked from.
_first: list[int] = []


def application() -> ASGIApp:
    """The whole application, as each worker process makes it for itself."""
    end_with_the_first_process()
    now = settings.current()
    logs.take_over(as_json=now.log is LogFormat.JSON, level=_told(now))
    clock.start_at(now.now)
    transaction.use(Database(now.database_url))

    from portal_app.portal_app import app

    if build.stamp().get("schema") != build.state_schema(app):
        raise CannotGoOn(lambda t: t("The pages were built for another version. Run `espai build`, then start again."))
    made = app()
    settle()
    return made


def _told(now: Settings) -> int:
    """From which level on records are written: a demo's terminal is for its codes, and for what goes wrong."""
    return logging.WARNING if now.mode is Mode.DEMO and now.log is LogFormat.TEXT else logging.INFO


def settle() -> None:
    """Leave what was made for the whole life of the process out of the search for garbage, and search less often.

    A thousand open pages are a million objects, and whoever waits for an answer waits while they are gone through.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(*GARBAGE)


def check(now: Settings, *, host: str, port: int, workers: int) -> None:
    """Refuse what could not work, before anybody waits for it: `CannotGoOn` with the reason."""
    if now.mode is Mode.PRODUCTION and not now.public_url:
        raise CannotGoOn(
            lambda t: t("ESPAI_PUBLIC_URL is missing: say where people reach Espai, such as https://portal.example.")
        )
    if now.mode is Mode.PRODUCTION:
        lines.check(database_url=now.database_url, redis_url=now.redis_url, private_network=now.private_network)
    if workers > 1 and now.redis_url is None:
        raise CannotGoOn(lambda t: t("Several workers need Redis to share what is on the screen: set ESPAI_REDIS_URL."))
    check_writable(now.data_dir)
    check_port(host, port)


def end_with_the_first_process() -> None:
    """Let no worker outlive the process that started it, however that ended (OP-6).

    An orphan keeps the port and the data folder, and the next start finds both taken. Linux alone can promise it;
    elsewhere the service manager has to.
    """
    if sys.platform != "linux" or not _first or os.getpid() in _first:
        return
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() not in _first:
        os.kill(os.getpid(), signal.SIGKILL)


def check_writable(folder: Path) -> None:
    """Make sure of the data folder: `CannotGoOn` when nothing can be written there."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder):
            pass
    except OSError:
        raise CannotGoOn(
            lambda t: t(
                "The data folder {path} cannot be written. Choose another with ESPAI_DATA_DIR or --data.", path=folder
            )
        ) from None


def hold(now: Settings) -> None:
    """Keep the data folder to this server until it ends: `CannotGoOn` when another one serves it.

    What is on the screen lies in a process's own memory, and so do the lines that news takes; Redis shares both.
    """
    if now.redis_url is not None:
        return
    lock = (now.data_dir / LOCK).open("w")
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        lock.close()
        raise CannotGoOn(
            lambda t: t(
                "Espai serves {path} already. Stop it first, or set ESPAI_REDIS_URL for several to share it.",
                path=now.data_dir,
            )
        ) from None
    _held.append(lock)


def check_port(host: str, port: int) -> None:
    """Make sure that the port is free: `CannotGoOn` when it is not."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError:
            raise CannotGoOn(
                lambda t: t("Port {port} is taken or may not be used. Choose another with --port.", port=port)
            ) from None


def check_database(now: Settings) -> None:
    """Make sure that the tables are the ones this version knows: `CannotGoOn` when they are not."""
    if not schema.is_current(now.database_url):
        raise CannotGoOn(lambda t: t("The database is of another version. Run `espai db upgrade` first."))


def check_redis(now: Settings) -> None:
    """Make sure that Redis does not refuse us: `CannotGoOn` when it does. One that is away yet is waited for."""
    if now.redis_url is None:
        return
    try:
        reach.check_redis(now.redis_url)
    except reach.RedisRefuses:
        raise
    except CannotGoOn as away:
        log.warning("%s", away)


def allow_connections() -> None:
    """Let this process and its workers hold so many connections, as far as the system allows."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = MOST_CONNECTIONS + MOST_CONNECTIONS // 4
    if soft != resource.RLIM_INFINITY and soft < wanted:
        most = wanted if hard == resource.RLIM_INFINITY else min(wanted, hard)
        resource.setrlimit(resource.RLIMIT_NOFILE, (max(soft, most), hard))


class Workers(MPServer):
    """Workers that come back however often they are killed. Those that end by themselves twice at once end it all."""

    @staticmethod
    def _spawn_asgi_lifespan_worker(*args: Any, **kwargs: Any) -> None:
        """As granian does it; what ends a worker is told in the log, and not by a trace beside it."""
        try:
            MPServer._spawn_asgi_lifespan_worker(*args, **kwargs)  # noqa: SLF001  What it overrides has that name.
        except CannotGoOn as refusal:
            log.error("%s", refusal)  # noqa: TRY400  The sentence says all.
            raise SystemExit(1) from None
        except Exception:
            log.exception("A worker cannot go on")
            raise SystemExit(1) from None

    def startup(self, *args: Any, **kwargs: Any) -> None:
        """As granian does it, and tell."""
        super().startup(*args, **kwargs)
        log.info("Serving on %s:%d, processes: %d", self.bind_addr, self.bind_port, self.workers)

    def shutdown(self, exit_code: int = 0) -> None:
        """As granian does it, and tell."""
        log.info("Stopping: what runs is finished first")
        try:
            super().shutdown(exit_code)
        finally:
            log.info("Stopped")

    def _respawn_workers(self, workers: list[int], *args: Any, **kwargs: Any) -> None:
        """As granian does it, which takes a worker that is killed again within seconds for one that cannot start."""
        killed = [one for one in workers if (self.wrks[one].inner.exitcode or 0) < 0]
        for one in killed:
            log.warning("Worker %d was killed (signal %d)", one + 1, -(self.wrks[one].inner.exitcode or 0))
        super()._respawn_workers(workers, *args, **kwargs)
        for one in killed:
            del self.respawned_wrks[one]


def serve(*, host: str = LOOPBACK, port: int = 8000, workers: int = 1) -> None:
    """Serve until told to stop. Everything was checked and built before."""
    _first.append(os.getpid())
    now = settings.pin()
    logs.take_over(as_json=now.log is LogFormat.JSON, level=_told(now))
    os.environ.update(build.FRAMEWORK)
    os.environ["REFLEX_WEB_WORKDIR"] = str(build.take())
    os.environ["REFLEX_CORS_ALLOWED_ORIGINS"] = now.public_url
    if now.redis_url is not None:
        os.environ["REFLEX_REDIS_URL"] = now.redis_url
    os.chdir(build.ROOT)
    allow_connections()
    hash_threads.share_cores(workers)

    from reflex_base.environment import environment

    environment.REFLEX_SKIP_COMPILE.set(True)
    environment.REFLEX_MOUNT_FRONTEND_COMPILED_APP.set(True)
    Workers(
        "portal_app.server:application",
        factory=True,
        interface=Interfaces.ASGI,
        # The one that states/leaving.py knows, whatever else is installed.
        loop=Loops.asyncio,
        address=host,
        port=port,
        workers=workers,
        backpressure=MOST_CONNECTIONS,
        respawn_failed_workers=True,
        workers_kill_timeout=FAREWELL_SECONDS,
        log_level=LogLevels.warning,
        log_dictconfig=GRANIAN_LOG,
    ).serve()
