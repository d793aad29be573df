"""How soon news is on the open pages it concerns, in one process and in three: `measure()` gives figures.

The real server: SQLite in one process, PostgreSQL and Redis in three. Hundreds of pages are open; each answers a nudge
as a page does, by looking again. First news of one patient's, who has one, twenty, sixty or a hundred of the pages
open; then the practice's, which concerns all. Times in milliseconds from the event that made the news: until the last
page *heard*, and until the last one had *looked* again and shows it. Memory in kB a page, over all processes.
"""

import asyncio
import json
import os
import sys
import time
from collections.abc import Sequence
from typing import Any

from tests.bench.crowd import Page, close_pages, open_pages
from tests.bench.installed import BOTH, WORKERS, Installed, installed, on_each

PAGES = 500
# How many of the pages a patient has open; what is left over is one more patient's.
CONCERNED = (1, 20, 60, 100)
ROUNDS = 5
AIM = {"heard": 2_000, "looked": 2_000}
PATIENCE_SECONDS = 60.0


def measure(*, pages: int = PAGES, rounds: int = ROUNDS, on: Sequence[str] = BOTH) -> dict[str, object]:
    """The figures, ready for JSON."""
    return {
        "bench": "live",
        "unit": "ms",
        "aim": AIM,
        "pages": pages,
        "load_before": round(os.getloadavg()[0], 2),
        "on": on_each(on, lambda name: _on(name, pages, rounds)),
    }


def _on(name: str, pages: int, rounds: int) -> dict[str, object]:
    with installed(name, crowd=len(CONCERNED) + 1) as practice:
        return {"workers": WORKERS[name], **asyncio.run(_measure(practice, pages, rounds))}


async def _measure(practice: Installed, number: int, rounds: int) -> dict[str, object]:
    owners = [owner for owner, many in enumerate(CONCERNED) for _ in range(many)][:number]
    owners += [len(CONCERNED)] * (number - len(owners))
    doers = [practice.page(owner, "/es/me/security") for owner, _ in enumerate(CONCERNED)]
    admin = Page(practice.house.url, practice.house.member("admin").cookies, "/es/staff/settings/policies")
    await open_pages([*doers, admin])
    await admin.do(practice.house.event("policies_state.load"))
    seen = admin.shown["policies_state"]["therapists"][-1]
    before = practice.memory()
    pages = [practice.page(owner) for owner in owners]
    await open_pages(pages)
    after = practice.memory()
    signing_out = practice.house.event("security_state.sign_out_others"), dict[str, Any]()
    one_patient: dict[int, object] = {}
    expected = 0
    for owner, doer in enumerate(doers):
        theirs = [page for page, whose in zip(pages, owners, strict=True) if whose == owner]
        if theirs:
            one_patient[len(theirs)] = _told([await _news(doer, signing_out, theirs) for _ in range(rounds)])
            expected += len(theirs) * rounds
    woken = sum(page.nudges for page in pages) - expected
    showing = practice.house.event("policies_state.show_therapist")
    values = [{"staff_id": seen["staff_id"], "value": bool(turn % 2) == seen["visible"]} for turn in range(rounds)]
    every = [await _news(admin, (showing, value), pages) for value in values]
    close_pages([*pages, *doers, admin])
    return {
        "one_patient": one_patient,
        "everybody": {len(pages): _told(every)},
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
    while late := sum(not page.looked_at for page in concerned):
        assert time.perf_counter() < deadline, f"{late} pages do not show it."
        await asyncio.sleep(0.01)
    heard, looked = max(page.nudged_at for page in concerned), max(page.looked_at for page in concerned)
    return round((heard - begun) * 1000), round((looked - begun) * 1000)


if __name__ == "__main__":
    json.dump(measure(on=sys.argv[1:] or BOTH), sys.stdout, indent=2)
