"""How soon news reaches the open pages it concerns, in one process and in three: `measure()` gives figures.

The real server: SQLite in one process, PostgreSQL and Redis in three. Pages of five patients are open; each answers a
nudge as a page does, by looking again. First one patient's news, which concerns a fifth of the pages; then the
practice's, which concerns all. Times in milliseconds from the event that made the news: until the last page *heard*,
and until the last one had *looked* again. Memory in kB a page, over all processes.
"""

import asyncio
import json
import os
import sys
import time
from collections.abc import Sequence
from typing import Any

from tests.bench.crowd import Page, close_pages, open_pages
from tests.bench.installed import BOTH, WORKERS, Installed, installed

PAGES = 500
PATIENTS = 5
ROUNDS = 5
PATIENCE_SECONDS = 20.0


def measure(*, pages: int = PAGES, rounds: int = ROUNDS, on: Sequence[str] = BOTH) -> dict[str, object]:
    """The figures, ready for JSON."""
    return {
        "bench": "live",
        "unit": "ms",
        "aim": {"heard": 2_000},
        "pages": pages,
        "load_before": round(os.getloadavg()[0], 2),
        "on": {name: _on(name, pages, rounds) for name in on},
    }


def _on(name: str, pages: int, rounds: int) -> dict[str, object]:
    with installed(name, crowd=PATIENTS) as practice:
        return {"workers": WORKERS[name], **asyncio.run(_measure(practice, pages, rounds))}


async def _measure(practice: Installed, number: int, rounds: int) -> dict[str, object]:
    doer = practice.page(0, "/es/me/security")
    admin = Page(practice.house.url, practice.house.member("admin").cookies, "/es/staff/settings/policies")
    await open_pages([doer, admin])
    await admin.do(practice.house.event("policies_state.load"))
    seen = admin.shown["policies_state"]["therapists"][-1]
    before = practice.memory()
    pages = [practice.page(one) for one in range(number)]
    await open_pages(pages)
    after = practice.memory()
    theirs, others = pages[::PATIENTS], [page for n, page in enumerate(pages) if n % PATIENTS]
    signing_out = practice.house.event("security_state.sign_out_others"), dict[str, Any]()
    some = [await _news(doer, signing_out, theirs) for _ in range(rounds)]
    woken = sum(page.nudges for page in others)
    showing = practice.house.event("policies_state.show_therapist")
    values = [{"staff_id": seen["staff_id"], "value": bool(turn % 2) == seen["visible"]} for turn in range(rounds)]
    every = [await _news(admin, (showing, value), pages) for value in values]
    close_pages([*pages, doer, admin])
    return {
        "one_patient": {"pages": len(theirs), **_told(some)},
        "everybody": {"pages": len(pages), **_told(every)},
        "nudges_a_page": round(sum(page.nudges for page in pages) / (rounds * (len(theirs) + len(pages))), 2),
        "woken_for_nothing": woken,
        "kb_each": round((after - before) / number),
    }


def _told(rounds: list[tuple[int, int]]) -> dict[str, list[int]]:
    return {"heard": [heard for heard, _ in rounds], "looked": [looked for _, looked in rounds]}


async def _news(doer: Page, event: tuple[str, dict[str, Any]], concerned: list[Page]) -> tuple[int, int]:
    """How long until the last of them has heard, and has looked."""
    begun = time.perf_counter()
    for page in concerned:
        page.nudged_at = page.looked_at = 0.0
    await doer.do(*event)
    deadline = begun + PATIENCE_SECONDS
    while not all(page.looked_at for page in concerned):
        assert time.perf_counter() < deadline, "A page did not hear of it."
        await asyncio.sleep(0.01)
    heard, looked = max(page.nudged_at for page in concerned), max(page.looked_at for page in concerned)
    return round((heard - begun) * 1000), round((looked - begun) * 1000)


if __name__ == "__main__":
    json.dump(measure(on=sys.argv[1:] or BOTH), sys.stdout, indent=2)
