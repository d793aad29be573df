"""The two hours at which everybody comes: `measure()` gives figures.

*storm*: a hundred people sign in at the same moment while two hundred look at their calendars. *monday*: at nine, three
hundred calendars open within a minute, fifty ask for a time and twenty are accepted. The real server: SQLite in one
process, PostgreSQL and Redis in three. Times in milliseconds, the patients' and the staff's own wait.
"""

import asyncio
import json
import os
import sys
import time
from collections import Counter
from collections.abc import Sequence
from datetime import timedelta

import httpx

from models.columns import new_id
from portal_app import clock
from tests.bench.crowd import Gone, Page, close_pages, open_pages
from tests.bench.events import looking, summary
from tests.bench.installed import BOTH, WORKERS, Installed, installed, on_each

AT_ONCE = 100
BROWSING = 200
CALENDARS, WITHIN_SECONDS = 300, 60
ASKING, ACCEPTED = 50, 20
# How far ahead who asks looks for an open day.
DAYS = 28


def measure(*, on: Sequence[str] = BOTH) -> dict[str, object]:
    """The figures, ready for JSON."""
    return {
        "bench": "rush",
        "unit": "ms",
        "aim": {"browsing_p95": 300},
        "load_before": round(os.getloadavg()[0], 2),
        "on": on_each(on, _on),
    }


def _on(name: str) -> dict[str, object]:
    with installed(name, crowd=CALENDARS, with_pin=AT_ONCE) as practice:
        storm = asyncio.run(_storm(practice))
        return {"workers": WORKERS[name], "storm": storm, "monday": asyncio.run(_monday(practice))}


async def _storm(practice: Installed) -> dict[str, object]:
    pages = [practice.page(AT_ONCE + number) for number in range(BROWSING)]
    await open_pages(pages)
    event, over = practice.house.event("day_sheet_state.open"), asyncio.Event()
    beside = asyncio.ensure_future(looking(pages, event, rounds=20, over=over))
    people = practice.crowd[:AT_ONCE]
    begun = time.perf_counter()
    each = await asyncio.gather(*(_sign_in(practice, one["code"]) for one in people))
    took = time.perf_counter() - begun
    over.set()
    browsed, errors = await beside
    close_pages(pages)
    return {
        "sign_ins": AT_ONCE,
        "through": sum(through for _, through in each),
        "all_of_them": round(took * 1000),
        "each": summary([time for time, _ in each]),
        "browsing": len(pages),
        "browsing_meanwhile": summary(browsed),
        "errors": errors,
    }


async def _sign_in(practice: Installed, code: str) -> tuple[float, bool]:
    url = practice.house.url
    headers = {"origin": url, "accept": "text/html", "user-agent": "one of a storm"}
    async with httpx.AsyncClient(base_url=url, headers=headers, timeout=120) as client:
        begun = time.perf_counter()
        await client.post("/api/door/code", data={"code": code, "lang": "es"})
        entered = await client.post("/api/door/pin", data={"pin": practice.pin, "lang": "es"})
        return (time.perf_counter() - begun) * 1000, entered.headers.get("location", "").endswith("/calendar")


async def _monday(practice: Installed) -> dict[str, object]:
    staff = Page(practice.house.url, practice.house.member("scheduler").cookies, "/es/staff/inbox")
    await staff.open()
    pages = [practice.page(number) for number in range(CALENDARS)]
    opening, asking = list[float](), list[float]()
    said, asked, all_came = Counter[str](), asyncio.Semaphore(0), asyncio.Event()
    errors = 0

    async def come(number: int) -> None:
        nonlocal errors
        await asyncio.sleep(number * WITHIN_SECONDS / CALENDARS)
        begun = time.perf_counter()
        try:
            async with httpx.AsyncClient(base_url=practice.house.url, timeout=60) as client:
                (await client.get("/es/calendar", headers={"cookie": pages[number].cookies})).raise_for_status()
            await pages[number].open()
            opening.append((time.perf_counter() - begun) * 1000)
            if number % (CALENDARS // ASKING) == 0:
                took, answer = await _ask(practice, pages[number], skip=number // (CALENDARS // ASKING))
                said[answer] += 1
                if took is not None:
                    asking.append(took)
                    asked.release()
        except (Gone, httpx.HTTPError):
            errors += 1

    async def accept() -> list[float]:
        took = list[float]()
        while len(took) < ACCEPTED:
            await asked.acquire()
            one = await _accept(practice, staff)
            if one is not None:
                took.append(one)
            elif all_came.is_set():
                break
        return took

    accepting = asyncio.ensure_future(accept())
    await asyncio.gather(*map(come, range(CALENDARS)))
    all_came.set()
    for _ in range(ACCEPTED):
        asked.release()
    accepted = await accepting
    close_pages([*pages, staff])
    return {
        "calendars": len(opening),
        "opening": summary(opening),
        "asked": dict(said),
        "asking": summary(asking),
        "accepted": len(accepted),
        "accepting": summary(accepted),
        "errors": errors,
    }


async def _ask(practice: Installed, page: Page, *, skip: int) -> tuple[float | None, str]:
    """One of the open times, not the one that those before chose; how long the asking took and what was answered.

    None where every open time is somebody's already.
    """
    today, left = clock.now().date(), skip
    for ahead in range(1, DAYS):
        on = (today + timedelta(days=ahead)).isoformat()
        await page.do(practice.house.event("day_sheet_state.open"), {"on": on})
        # As fast as a finger: a page that sends more than twenty a second is cut.
        await asyncio.sleep(0.1)
        sheet = page.shown["day_sheet_state"]
        times = [time for time in str(sheet.get("times", "")).split() if "!" not in time]
        if left >= len(times):
            left -= len(times)
            continue
        slot = {"slot": f"{on}T{times[left][:2]}:{times[left][2:4]}", "place": "", "message": ""}
        begun = time.perf_counter()
        await page.do(practice.house.event("day_sheet_state.ask"), {**slot, "tap": new_id(), "attempt": new_id()})
        return (time.perf_counter() - begun) * 1000, str(sheet.get("said", "nothing"))
    return None, "no open time"


async def _accept(practice: Installed, staff: Page) -> float | None:
    """The first of what waits; None where nothing does: a yes to one is a no to those it overlaps."""
    await staff.do(practice.house.event("inbox_state.refresh"))
    waiting = staff.shown["inbox_state"]["items"]
    if not waiting:
        return None
    first = waiting[0]
    begun = time.perf_counter()
    await staff.do(practice.house.event("inbox_state.accept"), {"request_id": first["request_id"]})
    return (time.perf_counter() - begun) * 1000


if __name__ == "__main__":
    json.dump(measure(on=sys.argv[1:] or BOTH), sys.stdout, indent=2)
