"""WL-1 to WL-4, AG-1, AG-4, AG-7: a staff member's agenda in a browser, on a desktop and on a phone.

The demo practice is one for all journeys: each leaves it as it found it, by the undo.
"""

import re

import pytest
from playwright.sync_api import Locator, Page, expect
from playwright.sync_api import TimeoutError as NotThere

from tests.browser.conftest import DESKTOP, PHONE, Member, OpenPage, Portal, enter_staff

NEXT_WEEK = {"es": "Semana siguiente", "ca": "Setmana següent", "en": "Next week"}


@pytest.fixture
def therapist(portal: Portal) -> Member:
    return portal.therapist()


def a_group_of_several(page: Page) -> Locator:
    """The first rectangle with more than one patient, in this week or a later one."""
    several = page.locator("[data-testid=interest-group]:not([data-count='1'])")
    for _ in range(4):
        try:
            several.first.wait_for(timeout=2_000)
        except NotThere:
            page.get_by_role("button", name=NEXT_WEEK["es"]).click()
        else:
            return several.first
    pytest.fail("The demo practice has no interest group in the next weeks.")


def on_phone(page: Page) -> Locator:
    """The same, a day of the strip at a time."""
    group = page.locator("[data-testid=interest-group]:not([data-count='1']):visible").first
    days = page.locator(".wd:has(.dots--ow), .wd:has(.dots--w)")
    for _ in range(4):
        try:
            days.first.wait_for(timeout=2_000)
        except NotThere:
            page.get_by_role("button", name=NEXT_WEEK["es"]).click()
            continue
        for number in range(days.count()):
            days.nth(number).click()
            expect(days.nth(number)).to_have_attribute("aria-pressed", "true")
            if group.is_visible():
                return group
        page.get_by_role("button", name=NEXT_WEEK["es"]).click()
    pytest.fail("The demo practice has no interest group in the next weeks.")


def test_accepting_one_of_several_and_thinking_again(desktop: Page, therapist: Member) -> None:  # WL-2, WL-3, WL-4
    enter_staff(desktop, therapist)
    group = a_group_of_several(desktop)
    starts, count = group.get_attribute("data-starts"), group.get_attribute("data-count")
    assert re.fullmatch(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}", starts or "")
    group.click()
    picker = desktop.get_by_role("dialog")
    expect(picker.get_by_role("heading", level=2)).to_be_focused()
    wishes = picker.get_by_test_id("interest-patient")
    expect(wishes).to_have_count(int(count or 0))
    name = wishes.first.locator("b").first.inner_text()
    hour, minute = re.findall(r"\d+", wishes.first.locator(".cand__m").first.inner_text())[:2]
    asked = f"{(starts or '')[:10]}T{int(hour):02}:{minute}"
    wishes.first.get_by_test_id("interest-accept").click()
    expect(picker).to_have_count(0)
    made = desktop.locator(f"[data-testid=agenda-event][data-starts='{asked}'][data-status=confirmed]")
    expect(made).to_contain_text(name)
    expect(desktop.locator(f"[data-testid=interest-group][data-starts='{starts}']")).to_have_count(0)
    desktop.get_by_test_id("undo").click()
    expect(desktop.locator(f"[data-testid=interest-group][data-starts='{starts}']")).to_have_attribute(
        "data-count", count or ""
    )
    expect(made).to_have_count(0)
    expect(desktop.get_by_test_id("undo")).to_have_count(0)


def test_a_patients_file_is_one_click_from_the_picker(desktop: Page, therapist: Member) -> None:  # WL-3
    enter_staff(desktop, therapist)
    a_group_of_several(desktop).click()
    wish = desktop.get_by_test_id("interest-patient").first
    name = wish.locator("b").first.inner_text()
    wish.get_by_role("link", name="Ver ficha").click()
    expect(desktop.get_by_role("heading", level=1)).to_have_text(name)
    desktop.go_back()
    expect(desktop.get_by_role("grid")).to_be_visible()


def test_the_agenda_by_keyboard(desktop: Page, therapist: Member) -> None:  # AG-1, UX-4
    enter_staff(desktop, therapist)
    group = a_group_of_several(desktop)
    group.focus()
    desktop.keyboard.press("Enter")
    expect(desktop.get_by_role("dialog").get_by_role("heading", level=2)).to_be_focused()
    desktop.keyboard.press("Escape")
    expect(desktop.get_by_role("dialog")).to_have_count(0)
    expect(group).to_be_focused()
    desktop.keyboard.press("Enter")
    expect(desktop.get_by_test_id("interest-patient").first).to_be_visible()
    desktop.keyboard.press("n")
    search = desktop.get_by_test_id("booking-find")
    expect(search).to_be_focused()
    desktop.keyboard.press("n")
    expect(search).to_have_value("n")
    desktop.keyboard.press("Escape")
    expect(desktop.get_by_role("dialog")).to_have_count(0)
    group.focus()
    for key in ("ArrowLeft", "ArrowRight", "ArrowDown", "ArrowUp"):
        desktop.keyboard.press(key)
        focused = desktop.evaluate("document.activeElement.matches('.ev')")
        assert focused, key
    title = desktop.get_by_role("heading", level=1).inner_text()
    desktop.keyboard.press("PageDown")
    expect(desktop.get_by_role("heading", level=1)).not_to_have_text(title)
    desktop.keyboard.press("t")
    expect(desktop.get_by_role("columnheader").locator("xpath=self::*[@aria-current='date']")).to_be_visible()
    desktop.keyboard.press("/")
    desktop.wait_for_url("**/staff/patients")
    expect(desktop.get_by_test_id("patient-search")).to_be_visible()


def test_what_one_does_the_other_sees_at_once(open_page: OpenPage, therapist: Member, portal: Portal) -> None:  # CA-8
    reception = next(member for member in portal.staff if member.role == "scheduler")
    first, second = open_page(DESKTOP), open_page(DESKTOP)
    enter_staff(first, therapist)
    enter_staff(second, reception)
    second.get_by_label("Terapeuta").select_option(label=therapist.name)
    group = a_group_of_several(first)
    starts = group.get_attribute("data-starts")
    other = second.locator(f"[data-testid=interest-group][data-starts='{starts}']")
    a_group_of_several(second)
    group.click()
    first.get_by_test_id("interest-accept").first.click()
    expect(other).to_have_count(0, timeout=2_000)
    first.get_by_test_id("undo").click()
    expect(other).to_have_count(1, timeout=2_000)


def test_reading_and_accepting_on_a_phone(phone: Page, therapist: Member) -> None:  # AG-7
    enter_staff(phone, therapist)
    expect(phone.get_by_role("grid")).to_have_attribute("aria-busy", "false")
    group = on_phone(phone)
    starts = group.get_attribute("data-starts")
    group.click()
    wishes = phone.get_by_test_id("interest-patient")
    expect(wishes.first).to_be_visible()
    assert phone.evaluate("document.documentElement.scrollWidth <= innerWidth")
    wishes.first.get_by_test_id("interest-accept").click()
    phone.get_by_test_id("undo").click()
    expect(phone.locator(f"[data-testid=interest-group][data-starts='{starts}']")).to_be_visible()


def test_the_inbox_leads_to_the_group_in_the_agenda(desktop: Page, therapist: Member) -> None:  # AG-4
    enter_staff(desktop, therapist)
    desktop.get_by_role("link", name="Pendientes").click()
    line = desktop.get_by_role("listitem").filter(has_text="pacientes interesados").first
    line.get_by_role("button", name="Elegir").click()
    expect(desktop.get_by_role("dialog").get_by_test_id("interest-patient").first).to_be_visible()


def test_the_inbox_is_worked_through_by_keys(desktop: Page, therapist: Member) -> None:  # AG-4, UX-4
    enter_staff(desktop, therapist)
    desktop.get_by_role("link", name="Pendientes").click()
    rows, dialog = desktop.get_by_test_id("inbox-open"), desktop.get_by_role("dialog")
    expect(rows.nth(1)).to_be_visible()
    expect(desktop).to_have_title(re.compile(r"^\(\d+\) "))
    desktop.keyboard.press("j")
    expect(rows.nth(0)).to_be_focused()
    desktop.keyboard.press("j")
    expect(rows.nth(1)).to_be_focused()
    desktop.keyboard.press("k")
    desktop.keyboard.press("Enter")
    expect(dialog.get_by_test_id("interest-patient").first).to_be_visible()
    desktop.keyboard.press("Escape")
    expect(rows.nth(0)).to_be_focused()
    single = desktop.get_by_role("listitem").filter(has=desktop.get_by_role("button", name="Rechazar")).first
    asked = single.get_by_test_id("inbox-open").inner_text()
    single.get_by_test_id("inbox-open").focus()
    desktop.keyboard.press("r")
    expect(dialog.get_by_role("textbox")).to_be_focused()
    desktop.keyboard.type("Esa semana no estoy.")
    desktop.keyboard.press("Enter")
    expect(desktop.get_by_text(asked.splitlines()[0]).first).to_be_hidden()
    desktop.get_by_test_id("undo").click()
    expect(desktop.get_by_text(asked.splitlines()[0]).first).to_be_visible()


@pytest.mark.parametrize("screen", [DESKTOP, PHONE], ids=["desktop", "phone"])
def test_the_language_changes_in_place_and_the_picker_stays_open(
    open_page: OpenPage, therapist: Member, screen: dict[str, object]
) -> None:  # UX-1
    page = open_page(screen)
    enter_staff(page, therapist)
    for language, agenda in (("ca", "Agenda"), ("en", "Agenda"), ("es", "Agenda")):
        page.get_by_test_id(f"language-{language}").click()
        page.wait_for_url(f"**/{language}/staff/agenda")
        expect(page.get_by_role("button", name=NEXT_WEEK[language])).to_be_visible()
        expect(page.get_by_role("link", name=agenda).first).to_be_visible()
        expect(page.locator("html")).to_have_attribute("lang", language)


def test_nobody_comes_in_without_the_staff_door(desktop: Page) -> None:  # ID-8
    desktop.goto("/es/staff/agenda")
    desktop.wait_for_url(re.compile(r"/es/staff/?$"))
    expect(desktop.get_by_test_id("staff-email")).to_be_visible()
