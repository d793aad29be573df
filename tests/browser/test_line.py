"""The line: opened early, dropped in the middle of a request, and back (UX-5)."""

import re
from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Locator, Page, Route, WebSocket, expect

from portal_app import build
from portal_app.front_end import CONTEXT_SCRIPT
from tests.browser.conftest import DESKTOP, PHONE, OpenPage, Portal, enter, enter_staff
from tests.browser.test_patient import an_open_day, choose_a_time, next_month
from tests.line import Line, line

TYPED = "Escrito antes de perder la línea"
READY = '[data-state~="open"]'


@pytest.fixture
def wire(portal: Portal) -> Iterator[Line]:
    with line(urlsplit(portal.url).port or 0) as made:
        yield made


def test_the_line_is_open_and_the_page_has_joined_before_the_scripts_are_there(
    open_page: OpenPage, portal: Portal
) -> None:
    page = open_page(PHONE)
    # What its worker fetches no route sees.
    page.add_init_script("delete Navigator.prototype.serviceWorker")
    enter(page, portal.of_one_therapist()[1])
    opened: list[str] = []
    said: list[str] = []
    joined: list[str] = []
    told: list[int] = []

    def listen(socket: WebSocket) -> None:
        opened.append(socket.url)
        socket.on("framesent", lambda frame: said.append(str(frame)))
        socket.on("framereceived", lambda frame: joined.append(str(frame)) if str(frame).startswith("40") else None)

    def later(route: Route) -> None:
        while not joined:
            page.wait_for_timeout(50)
        told.append(len(opened))
        route.continue_()

    page.on("websocket", listen)
    page.route(re.compile(r"/assets/entry\.client"), later)
    page.reload()
    expect(page.locator(READY).first).to_be_visible()
    assert told == [1]
    assert len(opened) == 1, "the framework's client took over the line that was there"
    assert len(joined) == 1, "and the answer to what was said"
    assert not [frame for frame in said if frame.startswith("40")], "in the address, a round trip sooner"


def test_a_page_with_something_else_to_say_begins_anew(open_page: OpenPage, portal: Portal) -> None:
    page = open_page(PHONE)
    enter(page, portal.of_one_therapist()[1])
    moved = "addEventListener('DOMContentLoaded', () => history.replaceState(history.state, '', '?elsewhere=1'))"
    page.add_init_script(moved)
    page.reload()
    expect(page.locator(READY).first).to_be_visible()
    expect(page.locator(".offline.is-on")).to_have_count(0)


def test_a_page_that_stays_older_than_its_server_says_so_in_its_language(open_page: OpenPage, portal: Portal) -> None:
    """As behind a proxy that mixes two versions: it is loaded anew once, and then goes on as well as it can (UX-3)."""
    page = open_page(PHONE, locale="ca-ES", service_workers="block")
    enter(page, portal.of_one_therapist()[1])
    expect(page.locator(READY).first).to_be_visible()
    found = re.search(r'stateSchema = "(.*)"', (build.WEB / CONTEXT_SCRIPT).read_text(encoding="utf-8"))
    assert found is not None
    loads: list[str] = []
    page.on("request", lambda request: loads.append(request.url) if request.is_navigation_request() else None)

    def of_another_version(route: Route) -> None:
        answer = route.fetch()
        route.fulfill(response=answer, body=answer.text().replace(found[1], "of another version"))

    page.route(re.compile(r"/assets/.*\.js"), of_another_version)
    page.goto("/ca/calendar")
    expect(page.get_by_test_id("newer")).to_contain_text("Hi ha una versió nova.")
    expect(page.locator("body")).not_to_contain_text("new version")
    assert len(loads) == 2, "the page, and once more"


def test_staff_open_one_line_too(open_page: OpenPage, portal: Portal) -> None:
    page = open_page(DESKTOP)
    enter_staff(page, portal.therapist())
    opened: list[str] = []
    page.on("websocket", lambda socket: opened.append(socket.url))
    page.reload()
    expect(page.get_by_test_id("agenda-event").first).to_be_visible()
    assert len(opened) == 1


SHOW = """(state) => {
    Object.defineProperty(document, "visibilityState", { value: state, configurable: true });
    document.dispatchEvent(new Event("visibilitychange"));
}"""


def test_a_line_that_died_in_the_background_is_left_for_another(
    open_page: OpenPage, portal: Portal, wire: Line
) -> None:  # CA-8
    """As a phone's does, when it went from one net to the other in a pocket: neither end knows of it."""
    page, day = asking(open_page, portal, wire, 6)
    name = day.get_attribute("data-testid") or ""
    page.keyboard.press("Escape")
    laptop = open_page(DESKTOP)
    enter(laptop, portal.of_one_therapist()[3])
    next_month(laptop)
    page.evaluate(SHOW, "hidden")
    wire.strand()
    laptop.get_by_test_id(name).click()
    choose_a_time(laptop)
    laptop.get_by_test_id("request-send").click()
    expect(laptop.locator(".sent")).to_be_visible()
    page.wait_for_timeout(2_200)
    page.evaluate(SHOW, "visible")
    expect(page.get_by_test_id(name)).to_have_attribute("data-state", re.compile("pending"))
    laptop.get_by_test_id("request-cancel").click()
    expect(page.get_by_test_id(name)).to_have_attribute("data-state", "open")


def asking(open_page: OpenPage, portal: Portal, wire: Line, number: int) -> tuple[Page, Locator]:
    """A page over the wire with a message written, about to be sent; and the day it is about."""
    page = open_page(PHONE, service_workers="block")
    page.goto(f"http://localhost:{wire.port}/es/")
    patient = portal.of_one_therapist()[3]
    page.get_by_test_id("code-input").fill(patient.code)
    page.get_by_test_id("sign-in-submit").click()
    page.get_by_test_id("pin-input").fill(patient.pin or "")
    page.get_by_test_id("sign-in-submit").click()
    expect(page.locator(READY).first).to_be_visible()
    next_month(page)
    day = an_open_day(page, number)
    day.click()
    choose_a_time(page)
    page.get_by_test_id("request-message").fill(TYPED)
    return page, day


def is_asked_for_once(page: Page, day: Locator) -> None:
    """It is sent, the day holds it once; and it is taken back, for there may not be many."""
    expect(page.locator(".sent")).to_be_visible(timeout=25_000)
    expect(page.locator(".offline.is-on")).to_have_count(0)
    page.get_by_test_id("request-done").click()
    day.click()
    expect(page.get_by_test_id("request-pending")).to_have_count(1)
    page.get_by_test_id("request-cancel").click()
    expect(page.get_by_test_id("request-pending")).to_have_count(0)


def test_a_request_sent_while_the_line_is_down_arrives_once(open_page: OpenPage, portal: Portal, wire: Line) -> None:
    page, day = asking(open_page, portal, wire, 3)
    wire.cut()
    expect(page.locator(".offline.is-on")).to_be_visible()
    page.get_by_test_id("request-send").click()
    page.get_by_test_id("request-send").click(force=True, timeout=1_000, no_wait_after=True)
    expect(page.get_by_test_id("request-message")).to_have_value(TYPED)
    wire.mend()
    is_asked_for_once(page, day)


@pytest.mark.parametrize("lost", ["up", "down"], ids=["the request", "its answer"])
def test_what_a_dying_line_swallowed_is_sent_again_and_arrives_once(
    open_page: OpenPage, portal: Portal, wire: Line, lost: str
) -> None:
    page, day = asking(open_page, portal, wire, 4 if lost == "up" else 5)
    wire.swallow(lost)
    page.get_by_test_id("request-send").click()
    expect(page.get_by_test_id("request-send")).to_have_attribute("aria-busy", "true")
    page.wait_for_timeout(500)
    expect(page.get_by_test_id("request-message")).to_have_value(TYPED)
    wire.cut()
    wire.mend()
    is_asked_for_once(page, day)
