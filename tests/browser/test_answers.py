"""What staff answer comes to open pages: nothing moves, and the answer opens at a tap (CA-8, WL-6)."""

import re
from datetime import timedelta

from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import DESKTOP, PHONE, SMALL_PHONE, OpenPage, Portal, enter, enter_staff
from tests.browser.test_feel import OBSERVE, UNSEEN
from tests.browser.test_patient import an_open_day, choose_a_time, next_month
from tests.browser.test_patient_access import NAMES, violations

CARDS = """[...document.querySelectorAll(".req")].map((card) => {
    const { top, height } = card.getBoundingClientRect();
    return [top, height];
})"""
WHO = 3


def asks(page: Page, day: int) -> None:
    an_open_day(page, day).click()
    choose_a_time(page)
    page.get_by_test_id("request-send").click()
    page.get_by_test_id("request-done").click()


def whoever_is(desk: Page, portal: Portal) -> Locator:
    return desk.get_by_test_id("interest-patient").filter(has_text=portal.of_one_therapist()[WHO].name)


def wishes_of(desk: Page, portal: Portal) -> Locator:
    desk.goto("/es/staff/inbox")
    return whoever_is(desk, portal)


def opens_answer(desk: Page, portal: Portal, answer: str) -> None:
    """The staff's form of an answer to the last time that the patient wants."""
    wishes_of(desk, portal).last.get_by_test_id("inbox-open").click()
    desk.get_by_role("dialog").locator(whoever_is(desk, portal)).get_by_test_id(f"answer-{answer}").click()


def test_an_answer_leaves_the_page_as_it_is_until_it_is_opened(open_page: OpenPage, portal: Portal) -> None:
    phone, other, desk = open_page(SMALL_PHONE, locale="ca-ES"), open_page(PHONE), open_page(DESKTOP)
    for page in (phone, other):
        page.add_init_script(OBSERVE)
    enter(phone, portal.of_one_therapist()[WHO])
    next_month(phone)
    phone.get_by_test_id("month-next").click()
    for _ in range(3):
        asks(phone, 2)
    phone.locator(".tab[href$='/requests']").click()
    expect(phone.get_by_test_id("request-pending").nth(2)).to_be_visible()
    phone.wait_for_timeout(300)
    cards = phone.evaluate(CARDS)
    enter(other, portal.of_one_therapist()[WHO])
    expect(other.locator(".room .waiting")).to_be_visible()
    other.wait_for_timeout(300)
    for page in (phone, other):
        page.evaluate("window.moved = []")

    enter_staff(desk, portal.therapist())
    answers = phone.get_by_test_id("request-answer")
    opens_answer(desk, portal, "no")
    desk.get_by_label("Unas palabras").fill("Otro día, mejor.")
    desk.get_by_test_id("confirm-yes").click()
    expect(answers).to_have_count(1)
    opens_answer(desk, portal, "propose")
    desk.get_by_label("Fecha").first.fill((portal.opened_at + timedelta(days=9)).date().isoformat())
    desk.get_by_label("Hora", exact=True).first.fill("20:45")
    desk.get_by_test_id("confirm-yes").click()
    desk.get_by_role("alert").wait_for()
    desk.get_by_test_id("confirm-yes").click()
    expect(answers).to_have_count(2)
    wishes_of(desk, portal).get_by_test_id("interest-accept").last.click()
    expect(phone.locator("[aria-labelledby=waiting]").get_by_test_id("request-accepted")).to_have_count(1)
    expect(other.get_by_test_id("session-joined")).to_have_attribute("href", re.compile("/requests$"))
    expect(other.get_by_test_id("proposal-card")).to_have_count(0)
    phone.wait_for_timeout(300)
    for page in (phone, other):
        assert [one for one in page.evaluate("window.moved") if one[0] > UNSEEN] == [], page.url
    assert phone.evaluate(CARDS) == cards
    assert violations(phone, also=NAMES) == []

    expect(phone.get_by_test_id("proposal-take")).to_have_count(0)
    for answer in answers.all():
        expect(answer).to_have_attribute("aria-expanded", "false")
        answer.press("Enter")
        expect(answer).to_have_attribute("aria-expanded", "true")
        expect(answer).to_be_focused()
    expect(phone.get_by_text("Otro día, mejor.")).to_be_visible()
    expect(phone.get_by_test_id("opening").first).to_be_visible()
    phone.emulate_media(color_scheme="dark")
    phone.wait_for_timeout(300)
    assert violations(phone, also=NAMES) == []
    answers.first.press("Enter")
    expect(phone.get_by_text("Otro día, mejor.")).to_have_count(0)
    phone.get_by_test_id("language-en").click()
    expect(phone.get_by_role("heading", name="Requests")).to_be_visible()
    expect(phone.get_by_test_id("proposal-decline")).to_be_visible()
    phone.wait_for_timeout(300)
    phone.evaluate("scrollTo(0, 60)")
    phone.get_by_test_id("proposal-decline").tap()
    became = phone.locator("[aria-labelledby=proposed]").get_by_test_id("request-cancelled")
    expect(became).to_be_focused()
    undo, there = phone.get_by_test_id("undo"), phone.evaluate("scrollY")
    undo.tap()
    expect(undo).to_have_count(0)
    expect(phone.locator("h1")).to_be_focused()
    assert phone.evaluate("scrollY") == there > 0, "under a finger the page stays where it is"
    phone.get_by_test_id("proposal-take").press("Enter")
    expect(phone.locator("[aria-labelledby=proposed]").get_by_test_id("request-accepted")).to_be_focused()
