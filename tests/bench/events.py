"""What an event with a database read costs while hundreds of pages are open: `measure()` gives figures.

The whole application over real sockets, SQLite, one worker. Each page's patient looks at their calendar again every ten
seconds; what the client costs is in the figures too, for it shares the machine. Times in milliseconds, memory in kB.
"""

import json
import os
import statistics
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Event

from tests.hostile.client import Caller, Socket
from tests.hostile.pages import HYDRATE, PRESENCE, fired
from tests.hostile.server import Served, served

PAGES = (500, 1_000)
EVERY_SECONDS = 10.0
ROUNDS = 3
DRIVERS = 8
AIMS = {500: {"p95": 200, "kb_each": 400}, 1_000: {"p95": 500, "kb_each": 400}}


def measure(*, pages: tuple[int, ...] = PAGES, rounds: int = ROUNDS) -> dict[str, object]:
    """The figures, ready for JSON."""
    return {
        "bench": "events",
        "unit": "ms",
        "every_seconds": EVERY_SECONDS,
        "load_before": round(os.getloadavg()[0], 2),
        "live": {number: _live(number, rounds) for number in pages},
    }


def _live(number: int, rounds: int) -> dict[str, object]:
    """So many pages, open and looking."""
    with tempfile.TemporaryDirectory() as folder, served(Path(folder)) as portal:
        people: list[Caller] = [portal.enter(name) for name in ("ana", "biel", "clara")]
        _close(open_pages(people, DRIVERS))
        before = portal.hatch("forget")["memory"]
        opened = open_pages(people, number)
        idle = [_timed(opened[0], f"{PRESENCE}.dismiss") for _ in range(20)]
        portal.hatch("forget")
        read = looking(portal, opened, rounds=rounds)
        seen = portal.hatch()
        _close(opened)
    return {
        "aim": AIMS.get(number, {}),
        "events_a_second": round(number / EVERY_SECONDS, 1),
        "with_a_read": summary(read),
        "without": summary(idle),
        "loop": round(seen["lag"] * 1000, 1),
        "kb_each": round((seen["memory"] - before) / number),
        "load_after": round(os.getloadavg()[0], 2),
    }


def open_pages(people: list[Caller], number: int) -> list[Socket]:
    """Calendars of these people in so many tabs, each with what is on it."""
    opened = [people[one % len(people)].socket() for one in range(number)]
    for page in opened:
        _hydrate(page)
    return opened


def _hydrate(page: Socket) -> None:
    """As a page does when it connects, without waiting for quiet: an event after it says that it is through."""
    page.fire(HYDRATE, {"vars": {}})
    fired(page, f"{PRESENCE}.dismiss", {})


def looking(portal: Served, opened: list[Socket], *, rounds: int, over: Event | None = None) -> list[float]:
    """How long each look at the calendar took, one a page every ten seconds, spread over them, until it is `over`."""
    event = portal.event("calendar_state.refresh")
    begun = time.monotonic()

    def drive(first: int) -> list[float]:
        times = []
        for turn in range(rounds):
            for number in range(first, len(opened), DRIVERS):
                due = begun + EVERY_SECONDS * (turn + number / len(opened))
                time.sleep(max(0.0, due - time.monotonic()))
                if over is not None and over.is_set():
                    return times
                times.append(_timed(opened[number], event))
        return times

    with ThreadPoolExecutor(DRIVERS) as pool:
        return [one for some in pool.map(drive, range(DRIVERS)) for one in some]


def _timed(socket: Socket, event: str) -> float:
    begun = time.perf_counter()
    assert "closed" not in fired(socket, event, {})
    return (time.perf_counter() - begun) * 1000


def _close(opened: list[Socket]) -> None:
    for page in opened:
        page.close()


def summary(times: list[float]) -> dict[str, float]:
    """The middle, what nineteen of twenty stay under, and the worst."""
    ordered = sorted(times)
    return {
        "median": round(statistics.median(ordered), 1),
        "p95": round(ordered[int(len(ordered) * 0.95)], 1),
        "worst": round(ordered[-1], 1),
    }


if __name__ == "__main__":
    json.dump(measure(pages=tuple(map(int, sys.argv[1:])) or PAGES), sys.stdout, indent=2)
