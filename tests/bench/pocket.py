"""What a patient's phone pays, in bytes and time to the next picture; `measure()` gives figures for `espai bench`.

The demo practice as it is served, in a real browser. Lines are emulated by the browser, which leaves its socket out:
what goes over that is counted in bytes. Times are medians at a quarter of this machine's speed.
"""

import json
import re
import statistics
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, CDPSession, Page, sync_playwright

from tests.browser.conftest import PHONE, Person, Portal, launch, served
from tests.browser.test_patient import an_open_day, choose_a_time, next_month
from tests.browser.test_wire import Line

ROUNDS = 7
CPU_SLOWDOWN = 4
LINES = {"slow_4g": (150, 1_600), "3g": (300, 780)}
READY = '[data-state~="open"]'
# From a tap until the picture after the one in which the change was drawn has begun.
TAP = """async ([tap, drawn]) => {
    const before = document.querySelector(drawn)?.textContent;
    const begun = performance.now();
    document.querySelector(tap).click();
    await new Promise((done) => {
        const look = () => document.querySelector(drawn)?.textContent !== before
            ? requestAnimationFrame(done) : requestAnimationFrame(look);
        look();
    });
    return performance.now() - begun;
}"""


def measure() -> dict[str, object]:
    """The figures, ready for JSON."""
    with tempfile.TemporaryDirectory() as folder, served(Path(folder)) as portal, sync_playwright() as playwright:
        browser = launch(playwright)
        people = portal.of_one_therapist()
        figures = {
            "bench": "pocket",
            "aim": {
                "door_kb": 10,
                "door_and_ahead_kb": 145,
                "app_kb": 145,
                "second_visit_kb": 2,
                "tap_ms": 50,
                "socket_bytes": {"month": 800, "day": 200, "request": 600, "language": 1_024, "connect": 3_072},
                "door_usable_ms": {"slow_4g": 750, "3g": 1_200},
                "submit_to_taps_ms": {"slow_4g": 1_300, "3g": 2_300},
            },
            **_weights(browser, portal, people[0]),
            "socket_bytes": _socket(browser, portal, people[1]),
            "tap_ms": _taps(browser, portal, people[2]),
            "lines": {name: _on_line(browser, portal, people[3], *line) for name, line in LINES.items()},
        }
        browser.close()
    return figures


@contextmanager
def _phone(browser: Browser, portal: Portal) -> Iterator[tuple[Page, CDPSession]]:
    context = browser.new_context(**PHONE, locale="es-ES", timezone_id="Europe/Madrid", base_url=portal.url)
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

    with _phone(browser, portal) as (page, line):
        line.send("Network.enable")
        line.on("Network.responseReceived", learn)
        line.on("Network.loadingFinished", weigh)
        page.goto("/", wait_until="load")
        door = kb(r"^/(\w\w/?)?$|door|espai|icons|manifest")
        page.wait_for_timeout(3_000)
        ahead = kb()
        _enter(page, patient)
        page.wait_for_timeout(2_000)
        app = kb(r"\.(js|css)(\?|$)")
        heard.clear()
        page.goto("/es/calendar")
        page.locator(READY).first.wait_for()
        page.wait_for_timeout(1_000)
        return {"door_kb": door, "door_and_ahead_kb": ahead, "app_kb": app, "second_visit_kb": kb()}


def _socket(browser: Browser, portal: Portal, patient: Person) -> dict[str, int]:
    with _phone(browser, portal) as (page, _line):
        line = Line(page)

        def connect() -> None:
            page.reload()
            page.locator(READY).first.wait_for()

        def send() -> None:
            page.get_by_test_id("request-send").click()
            page.get_by_test_id("request-done").wait_for()

        def speak() -> None:
            page.get_by_test_id("language-ca").click()
            page.wait_for_url("**/ca/calendar*")

        _enter(page, patient)
        figures = {
            "connect": line.cost(connect),
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


def _on_line(browser: Browser, portal: Portal, patient: Person, round_trip: int, kilobits: int) -> dict[str, float]:
    usable: list[float] = []
    answers: list[float] = []
    for _ in range(3):
        with _phone(browser, portal) as (page, line):
            speed = kilobits * 1_000 / 8
            line.send("Network.enable")
            line.send(
                "Network.emulateNetworkConditions",
                {"offline": False, "latency": round_trip, "downloadThroughput": speed, "uploadThroughput": speed},
            )
            line.send("Emulation.setCPUThrottlingRate", {"rate": CPU_SLOWDOWN})
            page.goto("/")
            usable.append(page.evaluate("performance.getEntriesByName('first-contentful-paint')[0].startTime"))
            page.wait_for_timeout(4_000)
            _to_the_pin(page, patient)
            begun = page.evaluate("Date.now()")
            page.get_by_test_id("pin-input").fill(patient.pin or "")
            _submit(page)
            answers.append(page.evaluate("Date.now()") - begun)
    return {"door_usable_ms": round(statistics.median(usable)), "submit_to_taps_ms": round(statistics.median(answers))}


if __name__ == "__main__":
    json.dump(measure(), sys.stdout, indent=2)
