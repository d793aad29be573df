"""The served practice of these tests, from outside: started, asked, looked at on disk, and ended."""

import json
import os
import re
import signal
import sqlite3
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import httpx

from tests.builders import NOW
from tests.hostile.client import Caller
from tests.hostile.practice import FILE
from tests.ports import free_port

ROOT = Path(__file__).parents[2]
PATIENCE_SECONDS = 280

# What moves without anybody having changed anything.
TRAIL = "activity_entry"
MOVING = {TRAIL, "sign_in_attempt", "lease", "refused_again"}

Row = tuple[Any, ...]


@dataclass(frozen=True)
class Served:
    """A running installation. `told` says what its practice is made of."""

    url: str
    data_dir: Path
    told: dict[str, Any]
    callers: list[Caller] = field(default_factory=list)
    line: httpx.Client = field(default_factory=lambda: httpx.Client(timeout=60))

    def stranger(self, *, agent: str = "a hostile client") -> Caller:
        """Somebody without any cookie."""
        self.callers.append(Caller(self.url, agent))
        return self.callers[-1]

    def enter(self, name: str) -> Caller:
        """One of the cast, signed in."""
        if name in self.told["people"]:
            person = self.told["people"][name]
            return self.stranger().patient(person["code"], person["pin"])
        member = self.told["staff"][name]
        return self.stranger().member(member["email"], member["password"])

    def event(self, handler: str) -> str:
        """The full name of an event: `event("calendar_state.look")`."""
        names = [one["name"] for one in self.told["events"] if re.search(rf"[._]{handler}$", one["name"])]
        assert len(names) == 1, (handler, names)
        return names[0]

    def states_of(self, who: str) -> set[str]:
        """The full names of the states whose events are for these."""
        return {one["name"].rpartition(".")[0] for one in self.told["events"] if one["who"] == who}

    def hatch(self, what: str = "", to: object = "") -> dict[str, Any]:
        """Through the tests' hatch."""
        return self.line.get(f"{self.url}/-/{what}", params={"to": str(to)}).json()

    @contextmanager
    def later(self, by: timedelta) -> Iterator[None]:
        """Some time has passed since the practice opened; it has not any more afterwards."""
        opened = datetime.fromisoformat(self.hatch()["now"])
        self.hatch("clock", (opened + by - NOW).total_seconds())
        try:
            yield
        finally:
            self.hatch("clock", (opened - NOW).total_seconds())

    def rows(self, table: str) -> list[dict[str, Any]]:
        """A table as it is on disk."""
        with self._database() as db:
            db.row_factory = sqlite3.Row
            return [dict(row) for row in db.execute(f'SELECT * FROM "{table}" ORDER BY rowid')]

    def trail(self, action: str | None = None) -> list[dict[str, Any]]:
        """The activity trail, or one kind of its entries."""
        entries = self.rows(TRAIL)
        return [entry for entry in entries if action in (None, entry["action"])]

    def refused(self) -> list[dict[str, Any]]:
        """The refusals that have an entry of their own."""
        return [entry for entry in self.trail("access.denied") if "again" not in json.loads(entry["detail"])]

    def refusals(self, *, of: str = "") -> int:
        """How many refusals of access are written down: each in an entry, or counted with the same of its minute.

        `of`: of this person only, by id.
        """
        told = [json.loads(one["detail"]) for one in self.trail("access.denied") if of in ("", one["actor_id"])]
        counted = [row["more"] for row in self.rows("refused_again") if of in ("", row["actor_id"])]
        return sum(int(detail.get("again", 1)) for detail in told) + sum(counted)

    def state_of_things(self) -> dict[str, frozenset[Row]]:
        """Every row of every table that changes only when somebody changes something."""
        with self._database() as db:
            names = [row[0] for row in db.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
            found = {}
            for name in sorted(set(names) - MOVING):
                columns = [row[1] for row in db.execute(f"PRAGMA table_info({name})")]
                kept = ", ".join(f'"{column}"' for column in columns if column != "last_active_at")
                found[name] = frozenset(db.execute(f'SELECT {kept} FROM "{name}"'))
            return found

    def logs(self) -> str:
        """Everything that the server wrote about itself."""
        return (self.data_dir / "server.log").read_text(encoding="utf-8", errors="replace")

    @contextmanager
    def _database(self) -> Iterator[sqlite3.Connection]:
        db = sqlite3.connect(f"file:{self.data_dir / 'espai.db'}?mode=ro", uri=True, timeout=10)
        try:
            yield db
        finally:
            db.close()


@contextmanager
def served(data_dir: Path, **environment: str) -> Iterator[Served]:
    """The practice, served from a process group of its own until the block ends."""
    port = free_port()
    url = f"http://localhost:{port}"
    kept = {name: value for name, value in os.environ.items() if not name.startswith("ESPAI_")}
    own = {
        "ESPAI_MODE": "demo",
        "ESPAI_DATA_DIR": str(data_dir),
        "ESPAI_PUBLIC_URL": url,
        "ESPAI_NOW": NOW.isoformat(),
        "PYTHONPATH": str(ROOT),
        "LANG": "C",
    }
    with (data_dir / "server.log").open("w") as log:
        process = subprocess.Popen(
            [sys.executable, "-m", "tests.hostile.served", str(port)],
            cwd=ROOT,
            env={**kept, **own, **environment},
            stdout=log,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    try:
        _wait_for(url, process, data_dir / "server.log")
        told = json.loads((data_dir / FILE).read_text(encoding="utf-8"))
        opened = Served(url, data_dir, told)
        yield opened
        opened.line.close()
        for caller in opened.callers:
            caller.http.close()
    finally:
        os.killpg(process.pid, signal.SIGTERM)
        try:
            process.wait(timeout=15)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()


def _wait_for(url: str, process: subprocess.Popen[bytes], log: Path) -> None:
    deadline = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < deadline and process.poll() is None:
        try:
            with urllib.request.urlopen(f"{url}/health/ready", timeout=30):
                return
        except urllib.error.HTTPError:
            break
        except OSError:
            time.sleep(0.1)
    msg = f"The server did not come up.\n{log.read_text()[-4000:]}"
    raise RuntimeError(msg)
