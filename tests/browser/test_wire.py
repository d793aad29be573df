"""What a tap costs on the line: the bytes that come over the socket, each counted from the tap on."""

import re
from collections.abc import Callable
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page, WebSocket, expect

from tests.browser.conftest import PHONE, OpenPage, Portal, enter, sign_in
from tests.browser.test_patient import an_open_day, choose_a_time, next_month
from tests.line import line

DAY_BYTES = 250
REQUEST_BYTES = 600
LANGUAGE_BYTES = 1_024
RECONNECT_BYTES = 3 * 1_024

# Long enough for the news of one's own change, which comes by itself.
SETTLED_MILLISECONDS = 700


class Line:
    """What a page hears over its socket."""

    def __init__(self, page: Page) -> None:
        self._page = page
        self.heard: list[str] = []
        page.on("websocket", self._listen)

    def _listen(self, socket: WebSocket) -> None:
        socket.on("framereceived", lambda said: self.heard.append(said if isinstance(said, str) else said.decode()))

    def cost(self, doing: Callable[[], object]) -> int:
        """The bytes that come because of this, until nothing more does."""
        self._settle()
        self.heard.clear()
        doing()
        self._settle()
        return sum(len(said.encode()) for said in self.heard)

    def until_it_speaks(self) -> None:
        """Wait for a line that is mended: a page tries again a little later each time."""
        while not any("delta" in said for said in self.heard):
            self._page.wait_for_timeout(100)

    def _settle(self) -> None:
        heard = -1
        while heard != len(self.heard):
            heard = len(self.heard)
            self._page.wait_for_timeout(SETTLED_MILLISECONDS)


@pytest.fixture
def page(open_page: OpenPage) -> Page:
    return open_page(PHONE)


def test_a_tap_costs_a_few_hundred_bytes(page: Page, portal: Portal) -> None:  # UX-5
    heard = Line(page)
    enter(page, portal.of_one_therapist()[4])
    expect(page.locator('[data-state~="open"]').first).to_be_visible()
    assert heard.cost(lambda: next_month(page)) == 0, "the months on either side are there already"
    assert heard.cost(lambda: an_open_day(page).click()) <= DAY_BYTES, heard.heard
    expect(page.get_by_test_id("day-sheet")).to_be_visible()

    choose_a_time(page)

    def send() -> None:
        page.get_by_test_id("request-send").click()
        page.get_by_test_id("request-done").wait_for()

    assert heard.cost(send) <= REQUEST_BYTES, heard.heard
    page.get_by_test_id("request-cancel").click()
    expect(page.get_by_test_id("day-sheet")).to_have_count(0)

    def speak() -> None:
        page.get_by_test_id("language-en").click()
        page.wait_for_url("**/en/calendar*")

    assert 0 < heard.cost(speak) <= LANGUAGE_BYTES, heard.heard
    expect(page.locator("html")).to_have_attribute("lang", "en")


def test_a_page_that_is_loaded_again_hears_little(page: Page, portal: Portal) -> None:
    heard = Line(page)
    enter(page, portal.of_one_therapist()[4])
    page.wait_for_timeout(SETTLED_MILLISECONDS)

    def load() -> None:
        page.reload()
        expect(page.locator('[data-state~="open"]').first).to_be_visible()

    assert heard.cost(load) <= RECONNECT_BYTES, heard.heard


def test_a_line_that_is_back_tells_what_differs_and_takes_back_what_does_not(page: Page, portal: Portal) -> None:
    """What had left the defaults and is at them again is at them on the page too."""
    heard = Line(page)
    with line(urlsplit(portal.url).port or 0) as wire:
        page.goto(f"http://localhost:{wire.port}/es/")
        sign_in(page, portal.of_one_therapist()[4])
        expect(page.locator('[data-state~="open"]').first).to_be_visible()
        title = page.get_by_test_id("month-title").inner_text()
        an_open_day(page).click()
        expect(page.get_by_test_id("day-sheet")).to_be_visible()

        def come_back() -> None:
            wire.cut()
            page.wait_for_timeout(SETTLED_MILLISECONDS)
            wire.mend()
            heard.until_it_speaks()

        assert heard.cost(come_back) <= RECONNECT_BYTES, heard.heard
        expect(page.get_by_test_id("month-title")).to_have_text(title)
        expect(page.locator(".offline.is-on")).to_have_count(0)
        page.keyboard.press("Escape")
        an_open_day(page, 1).click()
        choose_a_time(page)
        expect(page.get_by_test_id("request-send")).to_be_enabled()


@pytest.mark.parametrize(
    ("language", "title"),
    [
        ("es", r"^(1 hora|\d+ horas) por confirmar$"),
        ("ca", r"^(1 hora|\d+ hores) per confirmar$"),
        ("en", r"^(1 time|\d+ times) to be confirmed$"),
    ],
)
def test_what_waits_is_counted_in_the_pages_language(
    page: Page, portal: Portal, language: str, title: str
) -> None:  # UX-1
    enter(page, portal.of_one_therapist()[5])
    page.goto(f"/{language}/calendar")
    expect(page.locator('[data-state~="open"]').first).to_be_visible()
    if not page.locator(".waiting").count():
        next_month(page)
        an_open_day(page).click()
        choose_a_time(page)
        page.get_by_test_id("request-send").click()
        page.get_by_test_id("request-done").click()
    expect(page.locator(".waiting b")).to_have_text(re.compile(title))
