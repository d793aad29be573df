"""The installations that are measured: SQLite in one process, PostgreSQL and Redis in three, each with a crowd."""

import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import psutil
import pytest

from tests import engines
from tests.bench.crowd import Page
from tests.bench.furnish_crowd import FILE, PIN
from tests.cluster import Cluster
from tests.operations.house import ROOT, House, house

SQLITE, POSTGRES = "sqlite", "postgres"
BOTH = (SQLITE, POSTGRES)
WORKERS = {SQLITE: 1, POSTGRES: 3}


@dataclass
class Installed:
    """A served installation and its crowd."""

    house: House
    crowd: list[dict[str, str]]
    running: list[engines.Engine] = field(default_factory=list)

    @property
    def pin(self) -> str:
        """The PIN of those in the crowd who have one."""
        return PIN

    def page(self, number: int, at: str = "/es/calendar") -> Page:
        """A page of one of the crowd, not open yet."""
        return Page(self.house.url, self.crowd[number % len(self.crowd)]["cookies"], at)

    def memory(self) -> float:
        """What the processes that answer people hold, in kB."""
        return sum(psutil.Process(pid).memory_info().rss for pid in self.house.worker_pids()) / 1024

    def work(self) -> "Work":
        """How long the processors have worked so far."""
        return Work(
            time.perf_counter(),
            sum(_seconds(psutil.Process(pid)) for pid in self.house.worker_pids()),
            sum(_seconds(one) for engine in self.running for one in engine.processes()),
        )


@dataclass(frozen=True)
class Work:
    """Processor seconds until some moment: of Espai's processes, and of PostgreSQL and Redis."""

    at: float
    espai: float
    engines: float

    def since(self, before: "Work", events: int) -> dict[str, float]:
        """Milliseconds an event, and how much of one core was in use."""
        span = self.at - before.at
        return {
            "espai_ms_an_event": round((self.espai - before.espai) * 1000 / events, 2),
            "engines_ms_an_event": round((self.engines - before.engines) * 1000 / events, 2),
            "cores": round((self.espai + self.engines - before.espai - before.engines) / span, 2),
        }


def _seconds(process: psutil.Process) -> float:
    try:
        times = process.cpu_times()
    except psutil.NoSuchProcess:
        return 0.0
    return times.user + times.system


def on_each(names: Sequence[str], measure: Callable[[str], dict[str, object]]) -> dict[str, object]:
    """The figures of each installation; where this machine has no engine for one, what is missing."""
    found: dict[str, object] = {}
    for name in names:
        try:
            found[name] = measure(name)
        except pytest.skip.Exception as missing:
            found[name] = {"not_measured": str(missing)}
    return found


@contextmanager
def installed(on: str, *, crowd: int, with_pin: int = 0) -> Iterator[Installed]:
    """Make it, serve it, end it with the block."""
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="espai-bench-")))
        grown: dict[str, str] = {}
        running: list[engines.Engine] = []
        if on == POSTGRES:
            cluster = Cluster(stack.enter_context(engines.postgres(durable=True)))
            redis = stack.enter_context(engines.redis())
            running = [cluster.engine, redis]
            grown["database_url"] = stack.enter_context(cluster.fresh("template1"))
            grown["redis_url"] = f"redis://127.0.0.1:{redis.port}/0"
        one = stack.enter_context(house(folder, workers=WORKERS[on], **grown))
        made = subprocess.run(
            [sys.executable, "-m", "tests.bench.furnish_crowd", str(crowd), str(with_pin)],
            cwd=ROOT,
            env=one.environment,
            capture_output=True,
            text=True,
            check=False,
        )
        assert made.returncode == 0, made.stderr[-3000:]
        one.start()
        yield Installed(one, json.loads((folder / FILE).read_text(encoding="utf-8")), running)
