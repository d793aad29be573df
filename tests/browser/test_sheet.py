"""The open day as a phone knows such things: back, a drag, coming to the front, and what staff do meanwhile."""

import re

from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import DESKTOP, PHONE, OpenPage, Portal, enter, enter_staff, has_its_entry, step_back
from tests.browser.test_patient import an_open_day, choose_a_time, next_month

FREE_DAY = '[data-state~="open"]'


def open_a_day(page: Page, number: int = 0) -> Locator:
    next_month(page)
    an_open_day(page, number).click()
    sheet = page.get_by_test_id("day-sheet")
    expect(sheet).to_be_visible()
    return sheet


def in_the_calendar(page: Page, portal: Portal, number: int) -> None:
    enter(page, portal.of_one_therapist()[number])
    expect(page.locator(FREE_DAY).first).to_be_visible()


def test_back_puts_the_day_away_and_then_leaves_the_page(phone: Page, portal: Portal) -> None:
    in_the_calendar(phone, portal, 0)
    phone.locator(".tab[href$='/requests']").click()
    phone.wait_for_url("**/requests*")
    phone.locator(".tab[href$='/calendar']").click()
    phone.wait_for_url("**/calendar*")
    sheet = open_a_day(phone)
    choose_a_time(phone)
    step_back(phone)
    expect(sheet).to_have_count(0)
    assert "/calendar" in phone.url
    phone.go_forward()
    expect(sheet).to_be_visible()
    phone.keyboard.press("Escape")
    expect(sheet).to_have_count(0)
    phone.go_back()
    phone.wait_for_url("**/requests*")


def test_back_after_a_change_of_language_stays_in_that_language(phone: Page, portal: Portal) -> None:  # UX-1
    in_the_calendar(phone, portal, 1)
    sheet = open_a_day(phone)
    phone.get_by_test_id("language-ca").click()
    phone.wait_for_url("**/ca/calendar*")
    expect(sheet).to_be_visible()
    step_back(phone)
    expect(sheet).to_have_count(0)
    assert "/ca/calendar" in phone.url
    expect(phone.locator("html")).to_have_attribute("lang", "ca")


def test_a_day_after_another_takes_one_step_back(phone: Page, portal: Portal) -> None:
    in_the_calendar(phone, portal, 2)
    before = phone.evaluate("history.length")
    open_a_day(phone)
    phone.keyboard.press("Escape")
    an_open_day(phone, 1).click()
    expect(phone.get_by_test_id("day-sheet")).to_be_visible()
    has_its_entry(phone)
    assert phone.evaluate("history.length") == before + 1
    phone.reload()
    expect(phone.locator(FREE_DAY).first).to_be_visible()
    expect(phone.get_by_test_id("day-sheet")).to_have_count(0)
    assert phone.evaluate("history.state?.day") is None


def drag_down(page: Page, pixels: int) -> None:
    head = page.locator(".sheet__head")
    box = head.bounding_box()
    assert box is not None
    line = page.context.new_cdp_session(page)
    x, y = box["x"] + 60, box["y"] + box["height"] / 2
    line.send("Input.dispatchTouchEvent", {"type": "touchStart", "touchPoints": [{"x": x, "y": y}]})
    for step in range(1, 7):
        page.wait_for_timeout(40)
        point = {"x": x, "y": y + pixels * step / 6}
        line.send("Input.dispatchTouchEvent", {"type": "touchMove", "touchPoints": [point]})
    page.wait_for_timeout(40)
    line.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})


def test_the_sheet_follows_the_finger_and_goes_when_it_is_far(phone: Page, portal: Portal) -> None:
    in_the_calendar(phone, portal, 3)
    sheet = open_a_day(phone)
    drag_down(phone, 40)
    expect(sheet).to_be_visible()
    expect(sheet).to_have_css("transform", re.compile(r"none|matrix\(1, 0, 0, 1, 0, 0\)"))
    drag_down(phone, 180)
    expect(sheet).to_have_count(0)


def test_the_halves_join_when_staff_confirm(open_page: OpenPage, portal: Portal) -> None:  # CA-8
    phone, desk = open_page(PHONE), open_page(DESKTOP)
    patient = portal.of_one_therapist()[6]
    in_the_calendar(phone, portal, 6)
    open_a_day(phone, 3)
    choose_a_time(phone)
    phone.get_by_test_id("request-send").click()
    expect(phone.locator(".sent")).to_be_visible()
    expect(phone.locator(".sent.is-whole")).to_have_count(0)
    enter_staff(desk, portal.therapist())
    desk.goto("/es/staff/inbox")
    wish = desk.get_by_test_id("interest-patient").filter(has_text=patient.name).last
    wish.get_by_test_id("interest-accept").click()
    expect(phone.locator(".sent.is-whole")).to_be_visible()
    expect(phone.get_by_test_id("request-cancel")).to_have_count(0)
    phone.get_by_test_id("request-done").click()
    expect(phone.get_by_test_id("session-joined")).to_be_visible()


def test_a_page_that_comes_to_the_front_asks_for_what_is_new(phone: Page, portal: Portal) -> None:
    sent: list[str] = []
    opened: list[str] = []
    phone.on("websocket", lambda socket: socket.on("framesent", lambda said: sent.append(str(said))))
    phone.on("websocket", lambda socket: opened.append(socket.url))
    in_the_calendar(phone, portal, 4)
    sent.clear()
    phone.evaluate(
        """async () => {
            const show = (state) => {
                Object.defineProperty(document, "visibilityState", { value: state, configurable: true });
                document.dispatchEvent(new Event("visibilitychange"));
            };
            show("hidden");
            await new Promise((done) => setTimeout(done, 2200));
            show("visible");
            show("visible");
        }"""
    )
    phone.wait_for_timeout(500)
    assert len([said for said in sent if "calendar_state.refresh" in said]) == 1, sent
    before = len(opened)
    phone.wait_for_timeout(2_000)
    assert len(opened) == before, "an answer was heard, so the line is kept"
