"""What an event with a database read costs while hundreds of pages are open: `measure()` gives figures.

The real server over real sockets: SQLite in one process, PostgreSQL and Redis in three. Each patient of a crowd has a
page open and looks at another day of their calendar every ten seconds. What the pages cost is in the figures too, for
they share the machine. Times in milliseconds, memory in kB a page over all processes, `work` as `installed.Work`.
`errors`: pages that were cut, or whose event was not answered.
"""

import argparse
import asyncio
import json
import os
import statistics
import sys
import time
from collections.abc import Sequence
from datetime import timedelta

from portal_app import clock
from tests.bench.crowd import Gone, Page, close_pages, open_pages
from tests.bench.installed import BOTH, WORKERS, Installed, installed, on_each

SESSIONS = (100, 500, 1_000)
EVERY_SECONDS = 10.0
ROUNDS = 6
AIMS = {500: {"p95": 200, "kb_each": 400}, 1_000: {"p95": 500, "kb_each": 400}}


def measure(*, sessions: Sequence[int] = SESSIONS, on: Sequence[str] = BOTH, rounds: int = ROUNDS) -> dict[str, object]:
    """The figures, ready for JSON."""
    return {
        "bench": "events",
        "unit": "ms",
        "every_seconds": EVERY_SECONDS,
        "load_before": round(os.getloadavg()[0], 2),
        "on": on_each(on, lambda name: _on(name, sorted(sessions), rounds)),
    }


def _on(name: str, sessions: Sequence[int], rounds: int) -> dict[str, object]:
    with installed(name, crowd=sessions[-1]) as practice:
        return {"workers": WORKERS[name], "sessions": asyncio.run(_grow(practice, sessions, rounds))}


async def _grow(practice: Installed, sessions: Sequence[int], rounds: int) -> dict[int, object]:
    """The same installation with more and more pages."""
    event = practice.house.event("day_sheet_state.open")
    warm = [practice.page(number) for number in range(min(20, sessions[0]))]
    await open_pages(warm)
    close_pages(warm)
    before = practice.memory()
    pages: list[Page] = []
    found: dict[int, object] = {}
    for number in sessions:
        begun = time.perf_counter()
        more = [practice.page(one) for one in range(len(pages), number)]
        await open_pages(more)
        pages += more
        opened = time.perf_counter() - begun
        work = practice.work()
        times, errors = await looking(pages, event, rounds=rounds)
        found[number] = {
            "aim": AIMS.get(number, {}),
            "opened_a_second": round(len(more) / opened, 1),
            "events_a_second": round(number / EVERY_SECONDS, 1),
            "with_a_read": summary(times),
            "errors": errors,
            "work": practice.work().since(work, len(times)),
            "kb_each": round((practice.memory() - before) / number),
        }
    close_pages(pages)
    return found


async def looking(
    pages: list[Page], event: str, *, rounds: int, over: asyncio.Event | None = None
) -> tuple[list[float], int]:
    """How long each look took, one a page every ten seconds, spread over them, until it is `over`; and the errors."""
    loop = asyncio.get_running_loop()
    begun, times, errors = loop.time(), list[float](), 0

    async def drive(number: int) -> None:
        nonlocal errors
        for turn in range(rounds):
            await asyncio.sleep(begun + EVERY_SECONDS * (turn + number / len(pages)) - loop.time())
            if over is not None and over.is_set():
                return
            asked = loop.time()
            try:
                await look(pages[number], event)
            except Gone:
                errors += 1
                return
            times.append((loop.time() - asked) * 1000)

    await asyncio.gather(*map(drive, range(len(pages))))
    return times, errors


async def look(page: Page, event: str) -> None:
    """Open another day than the one that is open. `Gone`."""
    one, other = ((clock.now().date() + timedelta(days=ahead)).isoformat() for ahead in (7, 8))
    on = other if page.shown["day_sheet_state"].get("on") == one else one
    await page.see(event, {"on": on}, f'"on_rx_state_":"{on}"')


def summary(times: list[float]) -> dict[str, float]:
    """The middle, what nineteen of twenty stay under, and the worst."""
    ordered = sorted(times) or [float("nan")]
    return {
        "median": round(statistics.median(ordered), 1),
        "p95": round(ordered[int(len(ordered) * 0.95)], 1),
        "worst": round(ordered[-1], 1),
    }


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="How many open pages one carries.")
    parser.add_argument("sessions", nargs="*", type=int, default=SESSIONS)
    parser.add_argument("--on", action="append", choices=BOTH)
    parser.add_argument("--rounds", type=int, default=ROUNDS)
    return parser.parse_args()


if __name__ == "__main__":
    asked = _arguments()
    json.dump(measure(sessions=asked.sessions, on=asked.on or BOTH, rounds=asked.rounds), sys.stdout, indent=2)
