"""What a sign-in costs, and what a hundred at once cost two hundred who browse: `measure()` gives figures.

The whole application over real sockets and HTTP, SQLite, hashes as slow as in earnest, one worker. *loop*: how late the
server's loop wakes at worst, which is what any open page waits for at that moment. Times in milliseconds.
"""

import json
import math
import os
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from itertools import count
from pathlib import Path
from threading import Event

from tests.bench.events import EVERY_SECONDS, summary
from tests.hostile.client import Caller, Socket
from tests.hostile.pages import HYDRATE, PRESENCE, fired
from tests.hostile.server import Served, served

AT_ONCE = 100
BROWSING = 200
DRIVERS = 8
ROUNDS = 12
TRIES_A_DAY = 4
KNOWN, PIN, WRONG_PIN = "K7M4QZ", "7391", "8264"
A_DAY = timedelta(days=1)
SIGNS = "23456789"


def measure(*, at_once: int = AT_ONCE, rounds: int = ROUNDS) -> dict[str, object]:
    """The figures, ready for JSON."""
    with tempfile.TemporaryDirectory() as folder, served(Path(folder)) as portal:
        alone = [_alone(portal) for _ in range(ROUNDS)]
        known, unknown = _compared(portal, rounds)
        return {
            "bench": "sign_in",
            "unit": "ms",
            "aim": {"known_against_unknown": 5, "loop": 100, "browsing_p95": 300},
            "load_before": round(os.getloadavg()[0], 2),
            "alone": _summary(alone),
            "known_code_wrong_pin": _summary(known),
            "unknown_code_wrong_pin": _summary(unknown),
            "known_against_unknown": round(abs(statistics.median(known) - statistics.median(unknown)), 1),
            "compared": len(known),
            "at_once": _at_once(portal, at_once),
        }


def _alone(portal: Served) -> float:
    caller = _at_pin(portal, KNOWN)
    took = _timed(lambda: _pin(caller, PIN))
    caller.http.close()
    return took


def _compared(portal: Served, rounds: int) -> tuple[list[float], list[float]]:
    """Wrong PINs for a code somebody has and for codes nobody has, in turn; a few on each day, so that none locks."""
    known, unknown = [], []
    for number in range(math.ceil(rounds / TRIES_A_DAY)):
        with portal.later(A_DAY * (number + 1)):
            _pin(_at_pin(portal, KNOWN), PIN)
            one, other = _at_pin(portal, KNOWN), _at_pin(portal, _nobodys_code(number))
            for _ in range(TRIES_A_DAY):
                known.append(_timed(lambda one=one: _pin(one, WRONG_PIN)))
                unknown.append(_timed(lambda other=other: _pin(other, WRONG_PIN)))
        for caller in portal.callers:
            caller.http.close()
        portal.callers.clear()
    return known, unknown


def _nobodys_code(number: int) -> str:
    return "ZZZ" + "".join(SIGNS[number // len(SIGNS) ** place % len(SIGNS)] for place in range(3))


def _at_once(portal: Served, number: int) -> dict[str, object]:
    """So many right PINs at the same moment, each from a browser of its own, while others look at their calendars."""
    with portal.later(A_DAY * 400):
        pages = _open_pages([portal.enter(name) for name in ("biel", "clara")], BROWSING)
        callers = [_at_pin(portal, KNOWN) for _ in range(number)]
        portal.hatch("forget")
        begun, over = time.perf_counter(), Event()
        with ThreadPoolExecutor(number) as pool, ThreadPoolExecutor(1) as beside:
            browsing = beside.submit(_looking, portal, pages, over)
            each = list(pool.map(lambda caller: _timed(lambda: _pin(caller, PIN)), callers))
            took = time.perf_counter() - begun
            over.set()
            seen = portal.hatch()
            browsed = browsing.result()
        for page in pages:
            page.close()
    return {
        "browsing": len(pages),
        "browsing_meanwhile": summary(browsed),
        "sign_ins": number,
        "through": sum("espai_session" in caller.http.cookies for caller in callers),
        "all_of_them": round(took * 1000),
        "each": _summary(each),
        "loop": round(seen["lag"] * 1000, 1),
        "hashes_on_the_loop": seen["hashes_on_a_loop"],
    }


def _open_pages(people: list[Caller], number: int) -> list[Socket]:
    """Calendars of these people in so many tabs, each with what is on it."""
    opened = [people[one % len(people)].socket() for one in range(number)]
    for page in opened:
        page.fire(HYDRATE, {"vars": {}})
        # An event after it says that it is through.
        fired(page, f"{PRESENCE}.dismiss", {})
    return opened


def _looking(portal: Served, pages: list[Socket], over: Event) -> list[float]:
    """How long each look at the calendar took, one a page every ten seconds, spread over them, until it is `over`."""
    event = portal.event("calendar_state.refresh")
    begun = time.monotonic()

    def drive(first: int) -> list[float]:
        times = list[float]()
        for turn in count():
            for number in range(first, len(pages), DRIVERS):
                due = begun + EVERY_SECONDS * (turn + number / len(pages))
                time.sleep(max(0.0, due - time.monotonic()))
                if over.is_set():
                    return times
                times.append(_timed(lambda number=number: _look(pages[number], event)))
        return times

    with ThreadPoolExecutor(DRIVERS) as pool:
        return [one for some in pool.map(drive, range(DRIVERS)) for one in some]


def _look(page: Socket, event: str) -> None:
    assert "closed" not in fired(page, event, {})


def _at_pin(portal: Served, code: str) -> Caller:
    caller = portal.stranger()
    caller.http.post("/api/door/code", data={"code": code, "lang": "es"})
    return caller


def _pin(caller: Caller, pin: str) -> None:
    caller.http.post("/api/door/pin", data={"pin": pin, "lang": "es"})


def _timed(doing: Callable[[], None]) -> float:
    begun = time.perf_counter()
    doing()
    return (time.perf_counter() - begun) * 1000


def _summary(times: list[float]) -> dict[str, float]:
    return {"median": round(statistics.median(times), 1), "worst": round(max(times), 1)}


if __name__ == "__main__":
    json.dump(measure(rounds=int(sys.argv[1]) if sys.argv[1:] else ROUNDS), sys.stdout, indent=2)
