"""The patient's journeys, on a phone and on a desktop, in the three languages."""

import re
from typing import Any

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.browser.conftest import DESKTOP, PHONE, SMALL_PHONE, OpenPage, Portal, enter, until

FREE = {"es": r"\d+ horas? libres?$", "ca": r"\d+ hor(a|es) lliures?$", "en": r"\d+ open times?$"}
EDGE = "((one) => document.querySelector(one).getBoundingClientRect())"
ASKED = {"es": ", 1 solicitud pendiente, ", "ca": ", 1 sol·licitud pendent, ", "en": ", 1 request pending, "}


def next_month(page: Page) -> None:
    before = page.get_by_test_id("month-title").inner_text()
    page.get_by_test_id("month-next").click()
    expect(page.get_by_test_id("month-title")).not_to_have_text(before)


# The moments at which the page says what some clock shows.
CLOCKS = """
    window.clocks = [];
    const say = Date.prototype.toLocaleTimeString;
    Date.prototype.toLocaleTimeString = function (...given) {
        window.clocks.push(this.getTime());
        return say.apply(this, given);
    };
"""


def an_open_day(page: Page, number: int = 0) -> Locator:
    """A day of the month on the screen with open times and nothing of the patient's own."""
    found = page.locator('[data-testid^="day-20"][data-state="open"]').nth(number)
    return page.get_by_test_id(found.get_attribute("data-testid") or "")


def times(page: Page) -> Locator:
    return page.get_by_test_id(re.compile(r"^slot-\d\d:\d\d$"))


def choose_a_time(page: Page, number: int = 0) -> None:
    times(page).nth(number).click()
    page.get_by_test_id("slot-review").click()


@pytest.mark.parametrize("screen", [PHONE, DESKTOP], ids=["phone", "desktop"])
def test_a_time_is_asked_for_taken_back_and_asked_for_again(
    open_page: OpenPage, portal: Portal, screen: dict[str, Any]
) -> None:  # CA-1 to CA-4, CA-9, CA-10
    page = open_page(screen)
    enter(page, portal.of_one_therapist()[0 if screen is PHONE else 1])
    next_month(page)
    language = page.locator("html").get_attribute("lang") or ""
    day = an_open_day(page)
    day.click()
    sheet = page.get_by_test_id("day-sheet")
    expect(sheet).to_be_visible()
    choose_a_time(page)
    page.get_by_test_id("request-message").fill("Mejor por la tarde, si puede ser.")
    page.get_by_test_id("request-send").dblclick()
    expect(page.get_by_test_id("request-pending")).to_be_visible()
    page.get_by_test_id("request-done").click()
    expect(sheet).to_have_count(0)
    expect(day).to_have_attribute("data-state", re.compile("pending"))
    expect(day).to_have_accessible_name(re.compile(ASKED[language] + FREE[language]))
    day.click()
    expect(page.get_by_test_id("request-pending")).to_have_count(1)
    page.get_by_test_id("request-cancel").click()
    expect(page.get_by_test_id("request-pending")).to_have_count(0)
    until(page, f"{EDGE}('.toast').bottom <= {EDGE}('.sheet').top")
    page.get_by_test_id("undo").click()
    expect(page.get_by_test_id("request-pending")).to_have_count(1)
    expect(sheet.get_by_role("heading", level=2)).to_be_focused()
    page.get_by_test_id("request-cancel").click()
    expect(page.get_by_test_id("request-pending")).to_have_count(0)
    page.keyboard.press("Escape")
    expect(day).to_have_attribute("data-state", "open")


@pytest.mark.parametrize("language", ["es", "ca", "en"])
def test_the_calendar_speaks_the_language_of_its_address(open_page: OpenPage, portal: Portal, language: str) -> None:
    page = open_page(PHONE)
    enter(page, portal.of_one_therapist()[2])
    page.goto(f"/{language}/calendar")
    next_month(page)
    expect(page.locator("html")).to_have_attribute("lang", language)
    expect(an_open_day(page)).to_have_accessible_name(re.compile(FREE[language]))


def test_a_change_of_language_keeps_the_open_day_and_what_is_typed(phone: Page, portal: Portal) -> None:  # UX-1
    enter(phone, portal.of_one_therapist()[0])
    next_month(phone)
    month = phone.get_by_test_id("month-title").inner_text()
    an_open_day(phone).click()
    choose_a_time(phone)
    phone.get_by_test_id("request-message").fill("Primero en castellano")
    loads: list[str] = []
    phone.on("request", lambda request: loads.append(request.url) if request.is_navigation_request() else None)
    assert "/es/" in phone.url
    phone.get_by_test_id("language-en").click()
    phone.wait_for_url("**/en/calendar*")
    sheet = phone.get_by_test_id("day-sheet")
    expect(sheet.get_by_role("heading")).to_have_text("Check your request")
    expect(phone.get_by_test_id("request-message")).to_have_value("Primero en castellano")
    expect(phone.locator("html")).to_have_attribute("lang", "en")
    assert loads == [], "the page was not loaded again"
    phone.keyboard.press("Escape")
    expect(phone.get_by_test_id("month-title")).not_to_have_text(month)
    expect(phone.get_by_test_id("month-today")).to_be_visible()


def test_the_whole_way_by_keyboard(desktop: Page, portal: Portal) -> None:  # UX-4
    enter(desktop, portal.of_one_therapist()[3])
    next_month(desktop)
    day = an_open_day(desktop, 1)
    name = day.get_attribute("data-testid") or ""
    day.focus()
    desktop.keyboard.press("ArrowRight")
    desktop.keyboard.press("ArrowLeft")
    expect(desktop.get_by_test_id(name)).to_be_focused()
    desktop.keyboard.press("Enter")
    sheet = desktop.get_by_test_id("day-sheet")
    expect(sheet.get_by_role("heading", level=2)).to_be_focused()
    times(desktop).first.focus()
    desktop.keyboard.press("Space")
    expect(times(desktop).first).to_have_attribute("aria-pressed", "true")
    desktop.get_by_test_id("slot-review").press("Enter")
    expect(sheet.get_by_role("heading")).to_be_focused()
    places = sheet.get_by_role("radio")
    if places.count() > 1:
        places.first.press("ArrowRight")
        expect(places.nth(1)).to_be_checked()
    desktop.keyboard.press("Escape")
    expect(sheet).to_have_count(0)
    expect(desktop.get_by_test_id(name)).to_be_focused()


def test_arrows_and_pages_lead_over_the_months_end(desktop: Page, portal: Portal) -> None:  # CA-1
    enter(desktop, portal.of_one_therapist()[3])
    next_month(desktop)
    days = desktop.locator("[data-day]")
    first, last = days.first.get_attribute("data-day") or "", days.last.get_attribute("data-day") or ""
    desktop.get_by_test_id(f"day-{last}").focus()
    desktop.keyboard.press("ArrowRight")
    expect(desktop.locator("[data-day]:focus")).to_have_attribute("data-day", re.compile(r"-01$"))
    desktop.keyboard.press("PageUp")
    expect(desktop.locator("[data-day]:focus")).to_have_attribute("data-day", first)


def test_whoever_is_elsewhere_reads_whose_times_they_are(open_page: OpenPage, portal: Portal) -> None:  # AV-3
    page = open_page(PHONE, zone="America/Bogota")
    enter(page, portal.of_one_therapist()[2])
    page.locator('[data-state~="open"]').first.click()
    expect(page.get_by_test_id("day-sheet").get_by_test_id("elsewhere")).to_contain_text("las de la consulta")
    home = open_page(PHONE)
    home.add_init_script(CLOCKS)
    enter(home, portal.of_one_therapist()[2])
    home.locator('[data-state~="open"]').first.click()
    expect(times(home).first).to_be_visible()
    expect(home.get_by_test_id("elsewhere")).to_have_count(0)
    there, here = home.evaluate("window.clocks")
    assert there == here, "a minute may begin between two looks at the clock"


def test_the_list_holds_what_the_month_holds(phone: Page, portal: Portal) -> None:  # CA-9
    enter(phone, portal.of_one_therapist()[2])
    shown = phone.locator('[data-day]:not([data-state=""])')
    expect(shown.first).to_be_visible()
    in_grid = [(one.get_attribute("data-testid"), one.get_attribute("data-state")) for one in shown.all()]
    phone.get_by_test_id("view-list").click()
    lines = phone.locator('li [data-testid^="day-"]')
    expect(lines).to_have_count(len(in_grid))
    assert [(one.get_attribute("data-testid"), one.get_attribute("data-state")) for one in lines.all()] == in_grid
    lines.last.click()
    expect(phone.get_by_test_id("day-sheet")).to_be_visible()


def test_the_theme_changes_and_stays(phone: Page, portal: Portal) -> None:  # UX-2
    enter(phone, portal.of_one_therapist()[2])
    phone.get_by_test_id("theme-toggle").click()
    expect(phone.locator("html")).to_have_class(re.compile("dark"))
    phone.reload()
    expect(phone.get_by_test_id("month-title")).not_to_be_empty()
    expect(phone.locator("html")).to_have_class(re.compile("dark"))


@pytest.mark.parametrize("screen", [SMALL_PHONE, PHONE, DESKTOP], ids=["360", "390", "1440"])
@pytest.mark.parametrize("language", ["es", "ca", "en"])
def test_no_page_scrolls_sideways(open_page: OpenPage, portal: Portal, screen: dict[str, Any], language: str) -> None:
    page = open_page(screen)
    enter(page, portal.of_one_therapist()[2])
    for path, there in (
        ("calendar", '[data-state~="open"]'),
        ("requests", ".req, .empty"),
        ("packs", ".pack, .empty"),
        ("me", '[data-testid="stat-total"]'),
        ("me/security", '[data-testid="sign-out-everywhere"]'),
    ):
        page.goto(f"/{language}/{path}")
        page.locator(there).first.wait_for()
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), path


def test_another_tab_sees_what_the_first_did(open_page: OpenPage, portal: Portal) -> None:  # CA-8
    phone, laptop = open_page(PHONE), open_page(DESKTOP)
    patient = portal.of_one_therapist()[2]
    for page in (phone, laptop):
        enter(page, patient)
        next_month(page)
    name = an_open_day(phone, 2).get_attribute("data-testid") or ""
    phone.get_by_test_id(name).click()
    choose_a_time(phone)
    phone.get_by_test_id("request-send").click()
    phone.get_by_test_id("request-done").click()
    expect(laptop.get_by_test_id(name)).to_have_attribute("data-state", re.compile("pending"), timeout=2_000)
    laptop.locator(".tab[href$='/requests']").click()
    laptop.get_by_test_id("request-cancel").last.click()
    expect(phone.get_by_test_id(name)).to_have_attribute("data-state", "open", timeout=2_000)


def test_signing_out_everywhere_takes_the_other_page_to_the_door(open_page: OpenPage, portal: Portal) -> None:  # ID-5
    phone, laptop = open_page(PHONE), open_page(DESKTOP)
    patient = portal.to_be_signed_out()[0]
    enter(phone, patient)
    enter(laptop, patient)
    phone.goto("/es/me/security")
    phone.get_by_test_id("sign-out-everywhere").click()
    expect(phone.get_by_test_id("confirm-no")).to_be_focused()
    phone.keyboard.press("Escape")
    expect(phone.get_by_role("alertdialog")).to_have_count(0)
    phone.get_by_test_id("sign-out-everywhere").click()
    phone.get_by_test_id("confirm-yes").click()
    phone.get_by_test_id("code-input").wait_for()
    laptop.get_by_test_id("code-input").wait_for(timeout=2_000)


def test_signing_out_ends_this_device(phone: Page, portal: Portal) -> None:  # ID-5
    enter(phone, portal.of_one_therapist()[2])
    phone.locator(".tab[href$='/me']").click()
    phone.get_by_test_id("sign-out").click()
    phone.get_by_test_id("code-input").wait_for()
    phone.goto("/es/calendar")
    phone.get_by_test_id("code-input").wait_for()


FORGETFUL = {
    "refuses": "get: () => { throw new DOMException('refused', 'SecurityError') }",
    "has none": "get: () => null",
}


def forget(page: Page, how: str) -> None:
    """The page's browser keeps nothing but cookies."""
    own = f"Object.defineProperty(window, name, {{ {FORGETFUL[how]}, configurable: true }})"
    page.add_init_script(f"for (const name of ['localStorage', 'sessionStorage']) {own}")


@pytest.mark.parametrize("how", FORGETFUL)
def test_a_browser_that_keeps_nothing_serves_as_well(open_page: OpenPage, portal: Portal, how: str) -> None:
    page = open_page(PHONE)
    forget(page, how)
    page.goto("/es/")
    page.get_by_test_id("theme-toggle").click()
    enter(page, portal.of_one_therapist()[1])
    expect(page.locator("html")).to_have_class(re.compile("dark"))
    next_month(page)
    an_open_day(page).click()
    choose_a_time(page)
    expect(page.get_by_test_id("request-message")).to_be_visible()
    page.keyboard.press("Escape")
    page.get_by_test_id("view-list").click()
    expect(page.locator('li [data-testid^="day-"]').first).to_be_visible()
    page.locator(".tab[href$='/packs']").click()
    expect(page.locator(".pack, .empty").first).to_be_visible()
    page.reload()
    expect(page.locator(".pack, .empty").first).to_be_visible()


@pytest.mark.parametrize("forgets", [False, True])
def test_a_page_that_cannot_be_drawn_ends_in_words_and_not_in_nothing(
    browser: Browser, portal: Portal, forgets: bool
) -> None:  # UX-6
    context = browser.new_context(**PHONE, base_url=portal.url, locale="es-ES", service_workers="block")
    page = context.new_page()
    if forgets:
        forget(page, "refuses")
    enter(page, portal.of_one_therapist()[1])
    page.wait_for_url("**/calendar")
    script = page.evaluate("""() => Object.values(window.__reactRouterManifest.routes)
        .find(({ path }) => path === "es/packs").module""")
    broken = "export default () => { throw new Error('broken') }"
    page.route(f"**{script}", lambda route: route.fulfill(content_type="text/javascript", body=broken))
    page.goto("/es/packs")
    page.wait_for_url("**/api/undrawn")
    expect(page.get_by_role("heading")).to_have_text(
        re.compile("^Algo ha fallado|^Alguna cosa ha fallat|^Something failed")
    )
    page.get_by_role("link").first.click()
    expect(page.get_by_test_id("month-title")).to_be_visible()
    context.close()
