"""What an event with a database read costs while other people's pages are open: `measure()` gives figures.

The whole application over real sockets, SQLite, one worker. Each page's patient looks at their calendar again; pages
are as many as said, and send one event each every so often. Times in milliseconds.
"""

import json
import statistics
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from tests.hostile.client import Caller, Socket
from tests.hostile.pages import PRESENCE, fired, hydrate
from tests.hostile.server import Served, served

PAGES = 60
EVERY_SECONDS = 2.0
ROUNDS = 5


def measure(*, pages: int = PAGES, rounds: int = ROUNDS) -> dict[str, object]:
    """The figures, ready for JSON."""
    with tempfile.TemporaryDirectory() as folder, served(Path(folder)) as portal:
        opened = _open(portal, pages)
        idle = [_timed(opened[0], f"{PRESENCE}.dismiss") for _ in range(20)]
        portal.hatch("forget")
        with ThreadPoolExecutor(pages) as pool:
            read = [
                one
                for some in pool.map(lambda page: _look_again(portal, page, rounds), enumerate(opened))
                for one in some
            ]
        figures = {
            "bench": "events",
            "unit": "ms",
            "aim": {"p95": 200},
            "pages": pages,
            "events_a_second": round(pages / EVERY_SECONDS, 1),
            "with_a_read": _summary(read),
            "without": _summary(idle),
            "loop": round(portal.hatch()["lag"] * 1000, 1),
        }
        for page in opened:
            page.close()
    return figures


def _open(portal: Served, pages: int) -> list[Socket]:
    people: list[Caller] = [portal.enter(name) for name in ("ana", "biel", "clara")]
    opened = [people[number % len(people)].socket() for number in range(pages)]
    for page in opened:
        hydrate(page)
    return opened


def _look_again(portal: Served, page: tuple[int, Socket], rounds: int) -> list[float]:
    number, socket = page
    times = []
    time.sleep(EVERY_SECONDS * number / PAGES)
    for _ in range(rounds):
        took = _timed(socket, portal.event("calendar_state.refresh"))
        times.append(took)
        time.sleep(max(0.0, EVERY_SECONDS - took / 1000))
    return times


def _timed(socket: Socket, event: str) -> float:
    begun = time.perf_counter()
    fired(socket, event, {})
    return (time.perf_counter() - begun) * 1000


def _summary(times: list[float]) -> dict[str, float]:
    ordered = sorted(times)
    return {"median": round(statistics.median(ordered), 1), "p95": round(ordered[int(len(ordered) * 0.95)], 1)}


if __name__ == "__main__":
    json.dump(measure(), sys.stdout, indent=2)
