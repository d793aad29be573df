"""An installation as a practice runs it: `espai serve` in processes of its own, to be loaded, broken and stopped."""

import json
import os
import re
import secrets
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
import psutil

from portal_app.services import transaction
from portal_app.services.transaction import Database
from tests.hostile.client import Caller, Socket
from tests.hostile.pages import hydrate
from tests.ports import free_port

ROOT = Path(__file__).parents[2]
# The first start may have to build the pages.
PATIENCE_SECONDS = 300


@dataclass
class House:
    """A practice that is served, or was."""

    data_dir: Path
    port: int
    environment: dict[str, str]
    workers: int = 1
    people: dict[str, Any] = field(default_factory=dict)
    events: list[str] = field(default_factory=list)
    within: Callable[..., list[str]] = field(default_factory=lambda: _as_it_is)
    """What a command is run in."""
    _process: subprocess.Popen[bytes] | None = None
    _to_close: list[Callable[[], None]] = field(default_factory=list)

    @property
    def url(self) -> str:
        """Where it is served."""
        return f"http://localhost:{self.port}"

    def start(self) -> None:
        """Serve, and wait until it takes people."""
        with (self.data_dir / "server.log").open("ab") as log:
            self._process = subprocess.Popen(
                self._espai("serve", "--port", str(self.port), "--workers", str(self.workers)),
                cwd=ROOT,
                env=self.environment,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        wait_until(self.is_ready, most=PATIENCE_SECONDS, why=self.log)

    def is_ready(self) -> bool:
        """Whether it takes people now."""
        try:
            return httpx.get(f"{self.url}/health/ready", timeout=10).status_code == 200
        except httpx.TransportError:
            return False

    def stop(self, within: float = 20.0) -> int:
        """Ask it to stop, as a service manager does; its exit code."""
        assert self._process is not None
        self._process.send_signal(signal.SIGTERM)
        code = self._process.wait(timeout=within)
        self._process = None
        return code

    def kill(self) -> None:
        """End it and its workers at once, as a power cut would."""
        if self._process is not None:
            os.killpg(self._process.pid, signal.SIGKILL)
            self._process.wait()
            self._process = None

    def kill_the_first(self) -> None:
        """End the process that was started, and it alone."""
        assert self._process is not None
        self._process.kill()
        self._process.wait()
        self._process = None

    def worker_pids(self) -> list[int]:
        """The processes that answer people."""
        assert self._process is not None
        return sorted(child.pid for child in psutil.Process(self._process.pid).children())

    def run(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """An `espai` command in this installation."""
        return subprocess.run(
            self._espai(*arguments), cwd=ROOT, env=self.environment, capture_output=True, text=True, check=False
        )

    def log(self) -> str:
        """What the server said last."""
        return self.whole_log()[-3000:]

    def whole_log(self) -> str:
        """All that the server said."""
        return (self.data_dir / "server.log").read_text(errors="replace")

    def patient(self, number: int = 0) -> Caller:
        """One of the patients with a PIN, signed in."""
        one = self.with_pin()[number]
        return self._caller().patient(one["code"], one["pin"])

    def with_pin(self) -> list[dict[str, Any]]:
        """The patients who can sign in and are not special."""
        return [one for one in self.people["patients"] if one["pin"] and not one["note"]]

    def member(self, role: str) -> Caller:
        """The first of the staff with that role, signed in."""
        one = next(one for one in self.people["staff"] if one["role"] == role)
        return self._caller().member(one["email"], one["password"])

    def page(self, caller: Caller, at: str = "/es/calendar", *, token: str | None = None) -> Socket:
        """The page of somebody, open and loaded; `token`: a tab that was there before."""
        socket = caller.socket(at, token=token)
        self._to_close.append(socket.close)
        hydrate(socket)
        return socket

    def event(self, handler: str) -> str:
        """The full name of an event: `event("calendar_state.look")`."""
        (name,) = [name for name in self.events if re.search(rf"[._]{handler}$", name)]
        return name

    @contextmanager
    def database(self) -> Iterator[Database]:
        """Its database, for services that run here in the test."""
        opened = Database(self.environment["ESPAI_DATABASE_URL"])
        transaction.use(opened)
        try:
            yield opened
        finally:
            opened.close()

    def close(self) -> None:
        """Everything that was opened to it."""
        for close in reversed(self._to_close):
            close()
        self._to_close.clear()

    def _caller(self) -> Caller:
        caller = Caller(self.url)
        self._to_close.append(caller.http.close)
        return caller

    def _espai(self, *arguments: str) -> list[str]:
        return self.within(sys.executable, "-m", "portal_app.cli", *arguments)


def _as_it_is(*command: str) -> list[str]:
    return list(command)


def wait_until(holds: Callable[[], bool], *, most: float = 10.0, why: Callable[[], str] = lambda: "") -> None:
    """Wait until something is so; fail when it does not come to be."""
    deadline = time.monotonic() + most
    while not holds():
        assert time.monotonic() < deadline, f"It did not come to be. {why()}"
        time.sleep(0.05)


@contextmanager
def house(
    data_dir: Path, *, database_url: str | None = None, redis_url: str | None = None, workers: int = 1
) -> Iterator[House]:
    """A furnished installation, not served yet; ended, whatever happens, with the block."""
    port = free_port()
    kept = {name: value for name, value in os.environ.items() if not name.startswith("ESPAI_")}
    environment = {
        **kept,
        "ESPAI_MODE": "production",
        "ESPAI_DATA_DIR": str(data_dir),
        "ESPAI_DATABASE_URL": database_url or f"sqlite:///{data_dir / 'espai.db'}",
        "ESPAI_PUBLIC_URL": f"http://localhost:{port}",
        "ESPAI_SECRET_KEY": secrets.token_urlsafe(48),
        "PYTHONPATH": str(ROOT),
        "LANG": "C",
    }
    if redis_url is not None:
        environment["ESPAI_REDIS_URL"] = redis_url
    made = subprocess.run(
        [sys.executable, "-m", "tests.operations.furnish"],
        cwd=ROOT,
        env={**environment, "ESPAI_MODE": "demo"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert made.returncode == 0, made.stderr[-3000:]
    people = json.loads((data_dir / "demo.json").read_text(encoding="utf-8"))
    events = json.loads((data_dir / "events.json").read_text(encoding="utf-8"))
    one = House(data_dir, port, environment, workers, people, events)
    try:
        yield one
    finally:
        one.close()
        one.kill()
