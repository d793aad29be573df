"""How soon news reaches the open pages it concerns, in one process and in three: `measure()` gives figures.

The real server: SQLite in one process, PostgreSQL and Redis in three. Pages of five patients are open; one of them
does something that concerns a fifth of the pages. Times in milliseconds, until the last of those has heard; memory in
kB a page, over all processes.
"""

import json
import os
import sys
import tempfile
import time
from contextlib import ExitStack
from pathlib import Path

import psutil

from tests import engines
from tests.bench.events import open_pages
from tests.cluster import Cluster
from tests.hostile.client import Socket
from tests.hostile.pages import hydrate
from tests.operations.house import House, house

PAGES = 500
PATIENTS = 5
ROUNDS = 5
WORKERS = 3


def measure(*, pages: int = PAGES, rounds: int = ROUNDS) -> dict[str, object]:
    """The figures, ready for JSON."""
    return {
        "bench": "live",
        "unit": "ms",
        "aim": {"last": 2_000},
        "pages": pages,
        "concerned": pages // PATIENTS,
        "load_before": round(os.getloadavg()[0], 2),
        "one": _measure(pages, rounds, workers=1),
        "three": _measure(pages, rounds, workers=WORKERS),
    }


def _measure(pages: int, rounds: int, *, workers: int) -> dict[str, object]:
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        grown: dict[str, str] = {}
        if workers > 1:
            cluster = Cluster(stack.enter_context(engines.postgres()))
            redis = stack.enter_context(engines.redis())
            grown["database_url"] = stack.enter_context(cluster.fresh("template1"))
            grown["redis_url"] = f"redis://127.0.0.1:{redis.port}/0"
        practice = stack.enter_context(house(folder, workers=workers, **grown))
        practice.start()
        people = [practice.patient(number) for number in range(PATIENTS)]
        doer = practice.page(people[0], "/es/me/security")
        hydrate(doer)
        before = _memory(practice)
        opened = open_pages(people, pages)
        after = _memory(practice)
        concerned, others = opened[::PATIENTS], [page for n, page in enumerate(opened) if n % PATIENTS]
        last = [_news(practice, doer, concerned) for _ in range(rounds)]
        woken = sum(any(".refresh" in frame for frame in page.frames(quiet=0.001)) for page in others)
        for page in opened:
            page.close()
    return {
        "last": [round(one) for one in last],
        "woken_for_nothing": woken,
        "kb_each": round((after - before) / pages),
    }


def _news(practice: House, doer: Socket, concerned: list[Socket]) -> float:
    begun = time.perf_counter()
    doer.fire(practice.event("security_state.sign_out_others"))
    for page in concerned:
        assert any(".refresh" in frame for frame in page.frames(until=lambda frame: ".refresh" in frame))
    took = (time.perf_counter() - begun) * 1000
    doer.frames(quiet=0.3)
    return took


def _memory(practice: House) -> float:
    return sum(psutil.Process(pid).memory_info().rss for pid in practice.worker_pids()) / 1024


if __name__ == "__main__":
    json.dump(measure(), sys.stdout, indent=2)
