"""What a person sees of their own safety: the PIN, the trail, the devices, the end of an idle session."""

import re
import time

import pytest
from playwright.sync_api import Page, Route, expect

from tests.browser.conftest import DESKTOP, PHONE, OpenPage, Person, Portal, enter, enter_staff

NEW_PIN = "8053"


def someone(portal: Portal, number: int) -> Person:
    """A patient of these tests' own: what is done here is no other test's surprise."""
    return portal.of_one_therapist()[-number]


def change_pin(page: Page, old: str, new: str) -> None:
    page.get_by_test_id("pin-old").fill(old)
    page.get_by_test_id("pin-input").fill(new)
    page.get_by_test_id("pin-repeat").fill(new)
    page.get_by_test_id("pin-save").click()


def test_a_changed_pin_sends_the_other_device_to_the_door_within_two_seconds(
    open_page: OpenPage, portal: Portal
) -> None:  # ID-2
    patient = someone(portal, 1)
    here, there = open_page(PHONE), open_page(DESKTOP)
    enter(here, patient)
    enter(there, patient)
    here.goto("/es/me/security")
    here.get_by_role("link", name="Cambiar el PIN").click()
    change_pin(here, str(patient.pin), NEW_PIN)
    expect(here.get_by_role("heading", name="PIN nuevo guardado")).to_be_visible()
    there.get_by_test_id("pin-input").wait_for(timeout=2_000)
    there.get_by_test_id("pin-input").fill(NEW_PIN)
    if there.get_by_test_id("sign-in-submit").count():
        there.get_by_test_id("sign-in-submit").click()
    there.wait_for_url("**/calendar*")
    here.get_by_test_id("pin-changed").click()
    expect(here.get_by_test_id("activity-entry").filter(has_text="PIN cambiado")).to_be_visible()
    here.goto("/es/me/pin")
    change_pin(here, NEW_PIN, str(patient.pin))
    expect(here.get_by_role("heading", name="PIN nuevo guardado")).to_be_visible()


def test_a_pin_is_changed_without_a_script(open_page: OpenPage, portal: Portal) -> None:
    patient = someone(portal, 3)
    page = open_page(PHONE, java_script_enabled=False, locale="en-GB")
    page.goto("/")
    page.get_by_test_id("code-input").fill(patient.code)
    page.get_by_test_id("sign-in-submit").click()
    page.get_by_test_id("pin-input").fill(str(patient.pin))
    page.get_by_test_id("sign-in-submit").click()
    page.goto("/en/me/pin")
    change_pin(page, "1111", NEW_PIN)
    expect(page.get_by_role("alert")).to_contain_text("That’s not your PIN.")
    change_pin(page, str(patient.pin), NEW_PIN)
    expect(page.get_by_role("heading", name="New PIN saved")).to_be_visible()
    page.goto("/en/me/pin")
    change_pin(page, NEW_PIN, str(patient.pin))
    expect(page.get_by_role("heading", name="New PIN saved")).to_be_visible()


def test_the_patient_reads_who_opened_the_file_as_soon_as_it_was(
    open_page: OpenPage, portal: Portal
) -> None:  # GD-1, CA-8
    patient, therapist = someone(portal, 2), portal.therapist()
    phone, desk = open_page(PHONE), open_page(DESKTOP)
    enter(phone, patient)
    phone.goto("/es/me/security")
    phone.get_by_test_id("activity-all").click()
    phone.get_by_test_id("activity-entry").first.wait_for()
    enter_staff(desk, therapist)
    desk.goto("/es/staff/patients")
    desk.get_by_test_id("patient-search").fill(patient.name)
    desk.get_by_role("link", name=patient.name).click()
    desk.get_by_test_id("code-reveal").click()
    expect(phone.get_by_test_id("activity-entry").filter(has_text=f"{therapist.name} miró tu código")).to_be_visible()
    expect(phone.get_by_test_id("activity-entry").filter(has_text=f"{therapist.name} abrió tu ficha")).to_be_visible()
    desk.get_by_test_id("activity-all").click()
    expect(desk.get_by_test_id("activity-everybody")).to_contain_text(patient.name)
    with desk.expect_download() as file:
        desk.get_by_test_id("activity-csv").click()
    assert file.value.suggested_filename.endswith(".csv")


def test_signing_out_everywhere_sends_every_open_page_to_the_door(open_page: OpenPage, portal: Portal) -> None:  # ID-5
    patient = portal.to_be_signed_out()[-1]
    pages = [open_page(PHONE), open_page(DESKTOP), open_page(PHONE, locale="ca-ES")]
    for page in pages:
        enter(page, patient)
    pages[1].goto("/es/me/activity")
    pages[1].get_by_test_id("activity-entry").first.wait_for()
    pages[0].goto("/es/me/security")
    pages[0].get_by_test_id("sign-out-everywhere").click()
    pages[0].get_by_test_id("confirm-yes").click()
    began = time.monotonic()
    for page in pages:
        page.get_by_test_id("code-input").wait_for(timeout=5_000)
    assert time.monotonic() - began < 2 + 1


def answer(page: Page, left: int) -> None:
    """From now on the page hears that its session has so long; the server itself is as strict as ever."""

    def told(route: Route) -> None:
        route.fulfill(json={"left": left, "stay": True, "whose": "somebody"}, status=200 if left else 401)

    page.unroute_all()
    page.route("**/api/session?*", told)
    page.evaluate("dispatchEvent(new Event('visibilitychange'))")


def test_the_end_of_an_idle_session_is_announced_and_staying_puts_it_off(
    open_page: OpenPage, portal: Portal
) -> None:  # ID-4
    page = open_page(PHONE)
    enter(page, someone(portal, 2))
    answer(page, 55)
    dialog = page.get_by_role("alertdialog", name="¿Sigues aquí?")
    expect(dialog).to_be_visible()
    expect(dialog).to_contain_text(re.compile(r"0:5\d"))
    expect(page.get_by_test_id("idle-stay")).to_be_focused()
    page.unroute_all()
    page.keyboard.press("Enter")
    expect(dialog).to_have_count(0)


def test_another_tab_that_stayed_takes_the_announcement_away(open_page: OpenPage, portal: Portal) -> None:
    page = open_page(PHONE)
    enter(page, someone(portal, 2))
    answer(page, 55)
    expect(page.get_by_test_id("idle")).to_be_visible()
    answer(page, 1_700)
    expect(page.get_by_test_id("idle")).to_have_count(0)


def test_at_the_end_the_page_leaves_by_itself_for_patient_and_staff(open_page: OpenPage, portal: Portal) -> None:
    phone, desk = open_page(PHONE), open_page(DESKTOP)
    enter(phone, someone(portal, 2))
    enter_staff(desk, portal.therapist())
    for page, cookie, door in ((phone, "espai_session", "pin-input"), (desk, "espai_staff", "staff-email")):
        page.context.clear_cookies(name=cookie)
        page.evaluate("dispatchEvent(new Event('visibilitychange'))")
        page.get_by_test_id(door).wait_for(timeout=5_000)


def wait_until_asked(page: Page) -> None:
    """Until the page has heard how long its session has."""
    deadline = time.monotonic() + 10
    while not page.evaluate("window.espaiSession") and time.monotonic() < deadline:
        page.wait_for_timeout(50)


def end_the_session(page: Page) -> None:
    """As thirty minutes do: the cookie opens nothing any more, and the page learns of it."""
    wait_until_asked(page)
    page.context.clear_cookies(name="espai_session")
    page.evaluate("dispatchEvent(new Event('visibilitychange'))")


def enter_pin(page: Page, patient: Person) -> None:
    """The PIN alone, on a device that is known."""
    page.get_by_test_id("pin-input").fill(str(patient.pin))
    if page.get_by_test_id("sign-in-submit").count():
        page.get_by_test_id("sign-in-submit").click()
    page.wait_for_url("**/calendar*")


def write_a_message(page: Page, words: str) -> None:
    """Up to the step before sending."""
    page.locator('[data-testid^="day-"][data-state*="open"]').first.click()
    page.locator('button[data-testid^="slot-"][aria-pressed]').first.click()
    page.get_by_test_id("slot-review").click()
    page.get_by_test_id("request-message").fill(words)


def test_a_message_not_sent_comes_back_after_the_pin(open_page: OpenPage, portal: Portal) -> None:
    patient = someone(portal, 2)
    page = open_page(PHONE)
    enter(page, patient)
    write_a_message(page, "Mejor por la tarde")
    end_the_session(page)
    enter_pin(page, patient)
    page.get_by_test_id("slot-review").click()
    expect(page.get_by_test_id("request-message")).to_have_value("Mejor por la tarde")


def test_a_message_not_sent_is_nobody_elses(open_page: OpenPage, portal: Portal) -> None:  # ID-7
    page = open_page(PHONE)
    enter(page, someone(portal, 2))
    write_a_message(page, "Mejor por la tarde")
    end_the_session(page)
    page.get_by_test_id("pin-input").wait_for()
    page.context.clear_cookies()
    enter(page, someone(portal, 4))
    wait_until_asked(page)
    expect(page.get_by_test_id("day-sheet")).to_have_count(0)
    assert page.evaluate("sessionStorage.getItem('unsent')") is None


KEPT = ("token", "theme", "last_compiled_theme", "view", "install-never", "unsent", "espai-keys-off",
    "espai-find", "react-router-scroll-positions", "patient_id", "session")  # fmt: skip
FORGE = """([names, value]) => {
  for (const kept of [localStorage, sessionStorage]) for (const name of names) kept.setItem(name, value);
}"""
FORGED = (
    "\"><img src=x onerror='window.ran = 1'>",
    '{"whose": "x", "at": 9e15, "day": ""]", "slot": {}, "__proto__": {"x": 1}}',
    "javascript:window.ran=1",
)


@pytest.mark.parametrize("forged", FORGED, ids=range(len(FORGED)))
def test_what_a_script_wrote_into_the_browser_changes_nobodys_page(
    forged: str, open_page: OpenPage, portal: Portal
) -> None:  # R8
    """Every name that the app or its framework reads there: the person is who the cookie says, and sees their page."""
    patient = someone(portal, 4)
    page = open_page(PHONE)
    page.goto("/es/privacy")
    page.evaluate(FORGE, [KEPT, forged])
    enter(page, patient)
    page.evaluate(FORGE, [KEPT, forged])
    page.reload()
    page.get_by_test_id("month-title").wait_for()
    assert page.evaluate("window.ran") is None
    page.goto("/es/me")
    expect(page.get_by_text(patient.name).first).to_be_visible()
