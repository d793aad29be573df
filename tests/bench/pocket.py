"""What a patient's phone pays, in bytes and time to the next picture; `measure()` gives figures for `espai bench`.

The demo practice as it is served, in a real browser, over a line that is as slow as it says for the socket too. Times
are medians at a quarter of this machine's speed, read in the page itself: `load` tells how busy that was meanwhile.
`python -m tests.bench.pocket weights taps` measures some parts only.
"""

import json
import os
import re
import statistics
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from playwright.sync_api import Browser, CDPSession, Page, sync_playwright

from tests.bench import audit, heaviest
from tests.bench.aims import AIMS, NO_LIGHTHOUSE
from tests.browser.conftest import PHONE, Person, Portal, launch, served
from tests.browser.test_patient import an_open_day, choose_a_time, next_month
from tests.browser.test_wire import Line
from tests.line import Line as Wire
from tests.line import line

ROUNDS = 7
VISITS = 3
CPU_SLOWDOWN = 4
LINES = {"slow_4g": (150, 1_600), "3g": (300, 780)}
PARTS = ("weights", "socket", "taps", "lines", "audit", "server")
SHIFTS = """window.shifted = 0;
const add = (one) => { if (!one.hadRecentInput) shifted += one.value; };
new PerformanceObserver((seen) => seen.getEntries().forEach(add)).observe({ type: "layout-shift", buffered: true });"""
READY = '[data-state~="open"]'
# From the PIN's way to the server until the days are drawn with what is on them, each a button of the app's.
ENTRY = f"""addEventListener("submit", () => sessionStorage.setItem("bench", Date.now()), true);
const look = () => {{
    if (document.querySelector('{READY}')) window.entered = Date.now() - sessionStorage.getItem("bench");
    else requestAnimationFrame(look);
}};
look();"""
# From a tap until the picture in which the change is to be seen has been drawn.
TAP = """async ([tap, drawn]) => {
    const before = document.querySelector(drawn)?.textContent;
    const begun = performance.now();
    document.querySelector(tap).click();
    await new Promise((done) => {
        const after = () => {
            const { port1, port2 } = new MessageChannel();
            port1.onmessage = done;
            port2.postMessage("");
        };
        const look = () =>
            requestAnimationFrame(() => (document.querySelector(drawn)?.textContent !== before ? after() : look()));
        look();
    });
    return performance.now() - begun;
}"""


def measure(parts: tuple[str, ...] = PARTS) -> dict[str, object]:
    """The figures, ready for JSON."""
    now: dict[str, float] = {}
    with tempfile.TemporaryDirectory() as folder, served(Path(folder)) as portal, sync_playwright() as playwright:
        browser = launch(playwright)
        # In the door's own language, as almost everybody is.
        people = [one for one in portal.of_one_therapist() if one.locale == "es"]
        if "weights" in parts:
            now |= _weights(browser, portal, people[0])
        if "socket" in parts:
            with line(urlsplit(portal.url).port or 0) as wire:
                beside = replace(portal, url=f"http://localhost:{wire.port}")
                now |= _named("socket_bytes", _socket(browser, beside, people[1], wire))
        if "taps" in parts:
            now |= _named("tap_ms", _taps(browser, portal, people[2]))
            now |= {"layout_shift": _shift(browser, portal, people[2])}
        if "lines" in parts:
            for name, (round_trip, kilobits) in LINES.items():
                with line(urlsplit(portal.url).port or 0, round_trip=round_trip, kilobits=kilobits) as wire:
                    slow = replace(portal, url=f"http://localhost:{wire.port}")
                    now |= _named(f"lines.{name}", _on_line(browser, slow, people[3]))
        if "audit" in parts:
            now |= _audited(browser, portal, people[0])
        browser.close()
    if "server" in parts:
        now |= {"server_p95_ms": heaviest.p95()}
    return {
        "bench": "pocket",
        "load": round(os.getloadavg()[0], 2),
        **{
            name: {"aim": aim, "now": now.get(name), "held_back_by": held_back_by if name in now else NO_LIGHTHOUSE}
            for name, (aim, held_back_by) in AIMS.items()
            if name in now or parts == PARTS
        },
    }


def _named(group: str, figures: Mapping[str, float]) -> dict[str, float]:
    return {f"{group}.{name}": figure for name, figure in figures.items()}


@contextmanager
def _phone(browser: Browser, portal: Portal, **more: Any) -> Iterator[tuple[Page, CDPSession]]:
    context = browser.new_context(**PHONE, locale="es-ES", timezone_id="Europe/Madrid", base_url=portal.url, **more)
    page = context.new_page()
    yield page, context.new_cdp_session(page)
    context.close()


def _enter(page: Page, patient: Person) -> None:
    page.goto("/")
    _to_the_pin(page, patient)
    page.get_by_test_id("pin-input").fill(patient.pin or "")
    _submit(page)


def _to_the_pin(page: Page, patient: Person) -> None:
    page.get_by_test_id("code-input").fill(patient.code)
    page.get_by_test_id("sign-in-submit").click()
    page.get_by_test_id("pin-input").wait_for()


def _submit(page: Page) -> None:
    button = page.get_by_test_id("sign-in-submit")
    if "/calendar" not in page.url and button.count():
        button.click()
    page.locator(READY).first.wait_for()


def _weights(browser: Browser, portal: Portal, patient: Person) -> dict[str, float]:
    heard: dict[str, float] = {}
    of: dict[str, str] = {}

    def learn(said: dict[str, Any]) -> None:
        of[said["requestId"]] = re.sub(r"^https?://[^/]+", "", said["response"]["url"])

    def weigh(said: dict[str, Any]) -> None:
        path = of.get(said["requestId"], "")
        heard[path] = heard.get(path, 0) + said["encodedDataLength"]

    def kb(only: str = "") -> float:
        return round(sum(size for path, size in heard.items() if re.search(only, path)) / 1_024, 1)

    # What a worker fetches and hands on would weigh nothing here.
    with _phone(browser, portal, service_workers="block") as (page, line):
        line.send("Network.enable")
        line.on("Network.responseReceived", learn)
        line.on("Network.loadingFinished", weigh)
        page.goto("/", wait_until="load")
        door = kb(r"^/(\w\w/?)?$|^/door\.js")
        page.wait_for_timeout(3_000)
        ahead = kb()
        _enter(page, patient)
        page.wait_for_timeout(2_000)
        scripts = r"\.(js|css)(\?|$)"
        app = kb(scripts)
        for path in ("/requests", "/packs", "/me", "/me/security", "/me/activity"):
            page.locator(f'a[href$="{path}"]').first.click()
            page.wait_for_url(f"**{path}")
            page.wait_for_timeout(1_000)
        whole = kb(scripts)
        heard.clear()
        page.goto("/calendar")
        page.locator(READY).first.wait_for()
        page.wait_for_timeout(1_000)
        return {
            "door_kb": door,
            "door_and_ahead_kb": ahead,
            "calendar_kb": app,
            "app_kb": whole,
            "second_visit_kb": kb(),
        }


def _socket(browser: Browser, portal: Portal, patient: Person, wire: Wire) -> dict[str, int]:
    with _phone(browser, portal) as (page, _session):
        line = Line(page)

        def load() -> None:
            page.reload()
            page.locator(READY).first.wait_for()

        def come_back() -> None:
            wire.cut()
            page.wait_for_timeout(500)
            wire.mend()
            line.until_it_speaks()

        def send() -> None:
            page.get_by_test_id("request-send").click()
            page.get_by_test_id("request-done").wait_for()

        def speak() -> None:
            other = "ca" if "/es/" in page.url else "es"
            page.get_by_test_id(f"language-{other}").click()
            page.wait_for_url(f"**/{other}/calendar*")

        _enter(page, patient)
        figures = {
            "load": line.cost(load),
            "reconnect": line.cost(come_back),
            "month": line.cost(lambda: next_month(page)),
            "day": line.cost(lambda: an_open_day(page, 1).click()),
        }
        choose_a_time(page)
        figures["request"] = line.cost(send)
        page.get_by_test_id("request-cancel").click()
        return figures | {"language": line.cost(speak)}


def _taps(browser: Browser, portal: Portal, patient: Person) -> dict[str, float]:
    with _phone(browser, portal) as (page, line):
        _enter(page, patient)
        page.wait_for_timeout(2_000)
        line.send("Emulation.setCPUThrottlingRate", {"rate": CPU_SLOWDOWN})

        def tap(what: str, drawn: str) -> float:
            page.wait_for_timeout(400)
            return page.evaluate(TAP, [what, drawn])

        def both(there: Callable[[], float], back: Callable[[], object]) -> float:
            taken: list[float] = []
            for _ in range(ROUNDS):
                taken.append(there())
                back()
            return round(statistics.median(taken), 1)

        title, sheet = '[data-testid="month-title"]', '[data-testid="day-sheet"]'
        month = both(lambda: tap('[data-testid="month-next"]', title), lambda: tap('[data-testid="month-prev"]', title))
        page.get_by_test_id("month-next").click()
        day = f'[data-day="{an_open_day(page).get_attribute("data-day")}"]'
        opened = both(lambda: tap(day, sheet), lambda: page.keyboard.press("Escape"))
        return {"month": month, "day": opened}


def _shift(browser: Browser, portal: Portal, patient: Person) -> float:
    """How much moved by itself between the door and the calendar with all its data."""
    with _phone(browser, portal) as (page, _line):
        page.add_init_script(SHIFTS)
        _enter(page, patient)
        page.wait_for_timeout(1_500)
        return round(page.evaluate("window.shifted"), 4)


def _on_line(browser: Browser, portal: Portal, patient: Person) -> dict[str, float]:
    usable: list[float] = []
    answers: list[float] = []
    for _ in range(VISITS):
        with _phone(browser, portal) as (page, cdp):
            cdp.send("Emulation.setCPUThrottlingRate", {"rate": CPU_SLOWDOWN})
            page.add_init_script(ENTRY)
            page.goto("/")
            usable.append(page.evaluate("performance.getEntriesByName('first-contentful-paint')[0].startTime"))
            page.wait_for_timeout(4_000)
            _to_the_pin(page, patient)
            page.wait_for_timeout(1_500)
            page.get_by_test_id("pin-input").fill(patient.pin or "")
            _submit(page)
            answers.append(page.evaluate("window.entered"))
    return {"door_usable_ms": round(statistics.median(usable)), "submit_to_taps_ms": round(statistics.median(answers))}


def _audited(browser: Browser, portal: Portal, patient: Person) -> dict[str, float]:
    """What Lighthouse says of the door, and of the calendar as somebody who is in sees it; nothing without it."""
    with _phone(browser, portal) as (page, _line):
        _enter(page, patient)
        cookie = "; ".join(f"{one.get('name')}={one.get('value')}" for one in page.context.cookies())
    return {
        **_named("lighthouse.door", audit.audit(f"{portal.url}/es/")),
        **_named("lighthouse.calendar", audit.audit(f"{portal.url}/es/calendar", cookie=cookie)),
    }


if __name__ == "__main__":
    json.dump(measure(tuple(sys.argv[1:]) or PARTS), sys.stdout, indent=2)
