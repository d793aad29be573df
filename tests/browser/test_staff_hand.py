"""AG-1, AG-2, AV-10: the agenda's grid under a hand: drawn, moved, stretched, lifted by keyboard, on a lost line.

The demo practice is one for all journeys: what one makes it takes away again.
"""

import re
from dataclasses import dataclass
from datetime import timedelta

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import DESKTOP, OpenPage, Portal, enter_staff
from tests.browser.test_staff_booking import WEEKS_AHEAD, forward, panel


@dataclass(frozen=True, slots=True)
class Grid:
    """Where the hours of a day are on the screen."""

    page: Page

    def at(self, on: str, hour: float, *, across: float = 0.4) -> tuple[float, float]:
        """The point of that hour in that day's column."""
        column = self.page.locator(f".col[data-on='{on}']")
        box = column.bounding_box()
        assert box
        first, rows = (
            float(self.page.locator(".week").evaluate(f"week => week.style.getPropertyValue('--{name}')"))
            for name in ("from", "rows")
        )
        return box["x"] + box["width"] * across, box["y"] + (hour - first) / rows * box["height"]

    def drag(self, begin: tuple[float, float], end: tuple[float, float], *, let_go: bool = True) -> None:
        """Press there, move in steps, and let go here."""
        self.page.mouse.move(*begin)
        self.page.mouse.down()
        self.page.mouse.move((begin[0] + end[0]) / 2, (begin[1] + end[1]) / 2, steps=4)
        self.page.mouse.move(*end, steps=4)
        if let_go:
            self.page.mouse.up()

    def event(self, starts: str) -> Locator:
        """The appointment that starts then."""
        return self.page.locator(f"[data-testid=agenda-event][data-starts='{starts}']")


@pytest.fixture
def monday(portal: Portal) -> str:
    return (portal.opened_at + timedelta(weeks=WEEKS_AHEAD)).date().isoformat()


@pytest.fixture
def wednesday(portal: Portal) -> str:
    return (portal.opened_at + timedelta(weeks=WEEKS_AHEAD, days=2)).date().isoformat()


def test_an_appointment_under_the_hand(
    desktop: Page, portal: Portal, monday: str, wednesday: str
) -> None:  # AG-2, AV-10
    enter_staff(desktop, portal.therapist())
    forward(desktop, WEEKS_AHEAD)
    grid, ghost = Grid(desktop), desktop.locator(".ghost")
    # Drawn in the grid, with the patient searched for.
    grid.drag(grid.at(monday, 10.02), grid.at(monday, 10.98))
    expect(panel(desktop).get_by_label("Hora", exact=True)).to_have_value("10:00")
    expect(panel(desktop).get_by_label("Minutos")).to_have_value("60")
    patient = portal.of_one_therapist()[3].name
    desktop.get_by_test_id("booking-find").fill(patient)
    desktop.get_by_test_id("booking-found").filter(has_text=patient).first.click()
    desktop.get_by_test_id("booking-submit").click()
    expect(grid.event(f"{monday}T10:00")).to_contain_text("10:00 – 11:00")
    # Moved to another day; the ghost tells the times on the way, and Escape gives up.
    grid.drag(grid.at(monday, 10.4), grid.at(wednesday, 12.4), let_go=False)
    expect(ghost).to_contain_text("12:00 – 13:00")
    desktop.keyboard.press("Escape")
    desktop.mouse.up()
    expect(ghost).to_have_count(0)
    expect(grid.event(f"{monday}T10:00")).to_be_visible()
    grid.drag(grid.at(monday, 10.4), grid.at(wednesday, 12.4))
    moved = grid.event(f"{wednesday}T12:00")
    expect(moved).to_contain_text("12:00 – 13:00")
    expect(ghost).to_have_count(0)
    expect(panel(desktop)).to_have_count(0)
    # Stretched by its lower edge.
    grid.drag(grid.at(wednesday, 12.97), grid.at(wednesday, 13.5))
    expect(moved).to_contain_text("12:00 – 13:30")
    # Where nobody works it is asked first, and goes back with a no.
    grid.drag(grid.at(wednesday, 12.5), grid.at(wednesday, 8.5))
    expect(panel(desktop)).to_contain_text("Fuera del horario")
    desktop.get_by_test_id("confirm-no").click()
    expect(panel(desktop).get_by_label("Hora", exact=True)).to_have_value("08:00")
    desktop.keyboard.press("Escape")
    expect(moved).to_be_visible()
    # By keyboard: lifted, carried, put down; then taken away.
    moved.focus()
    desktop.keyboard.press("x")
    for key in ("ArrowDown", "ArrowDown", "ArrowLeft", "ArrowLeft", "-", "-"):
        desktop.keyboard.press(key)
    expect(desktop.locator("[data-lifted]")).to_have_text(re.compile(r"12:30 – 13:30$"))
    desktop.keyboard.press("Enter")
    lifted = grid.event(f"{monday}T12:30")
    expect(lifted).to_contain_text("12:30 – 13:30")
    lifted.click()
    panel(desktop).get_by_role("button", name="Cancelar", exact=True).click()
    desktop.get_by_test_id("confirm-yes").click()
    expect(lifted).to_have_count(0)


def test_a_line_that_is_lost_leaves_the_appointment_where_it_was(desktop: Page, portal: Portal) -> None:  # UX-5
    enter_staff(desktop, portal.therapist())
    event = desktop.locator(".ev--ok[data-movable=yes]").first
    starts, on = event.get_attribute("data-starts"), event.locator("xpath=..").get_attribute("data-on")
    assert starts
    assert on
    grid = Grid(desktop)
    hour = int(starts[11:13]) + int(starts[14:16]) / 60
    grid.drag(grid.at(on, hour + 0.3), grid.at(on, hour + 2.3), let_go=False)
    expect(desktop.locator(".ghost")).to_have_count(1)
    desktop.context.set_offline(offline=True)
    expect(desktop.locator("[data-line-lost]")).to_be_visible()
    expect(desktop.locator(".ghost")).to_have_count(0)
    desktop.mouse.up()
    desktop.context.set_offline(offline=False)
    expect(grid.event(starts)).to_have_count(1)


def test_the_views_and_their_keys(desktop: Page, portal: Portal) -> None:  # AG-1, UX-4
    enter_staff(desktop, portal.therapist())
    heading = desktop.get_by_role("heading", level=1)
    expect(desktop.get_by_role("grid")).to_have_attribute("aria-busy", "false")
    week = heading.inner_text()
    desktop.keyboard.press("d")
    expect(heading).to_contain_text(re.compile("^Lunes"))
    desktop.keyboard.press("PageDown")
    expect(heading).to_contain_text(re.compile("^Martes"))
    desktop.reload()
    expect(heading).to_contain_text(re.compile("^Martes"))
    desktop.get_by_test_id("language-en").click()
    expect(heading).to_contain_text(re.compile("^Tuesday"))
    desktop.get_by_test_id("language-es").click()
    desktop.wait_for_url("**/es/staff/agenda")
    desktop.keyboard.press("m")
    expect(desktop.locator(".month__w")).not_to_have_count(0)
    for key in ("ArrowDown", "ArrowRight"):
        desktop.keyboard.press(key)
    expect(desktop.locator(".cell:focus")).to_have_count(1)
    desktop.keyboard.press("Enter")
    expect(desktop.locator(".col")).to_have_count(1)
    desktop.keyboard.press("?")
    sheet = desktop.get_by_role("dialog", name="Teclas")
    expect(sheet).to_be_visible()
    desktop.keyboard.press("m")
    sheet.get_by_role("switch").click()
    desktop.keyboard.press("Escape")
    expect(sheet).to_be_hidden()
    desktop.keyboard.press("w")
    desktop.keyboard.press("n")
    expect(panel(desktop)).to_have_count(0)
    expect(desktop.locator(".col")).to_have_count(1)
    desktop.get_by_role("button", name="Teclas").click()
    expect(sheet.get_by_role("switch")).not_to_be_checked()
    sheet.get_by_role("switch").click()
    desktop.keyboard.press("Escape")
    desktop.keyboard.press("w")
    desktop.keyboard.press("t")
    expect(heading).to_contain_text(week)


def test_several_side_by_side_for_reception(open_page: OpenPage, portal: Portal) -> None:  # AG-1
    reception = next(member for member in portal.staff if member.role == "scheduler")
    page = open_page(DESKTOP)
    enter_staff(page, reception)
    expect(page.get_by_role("grid")).to_have_attribute("aria-busy", "false")
    page.keyboard.press("d")
    expect(page.locator(".week--day")).to_be_visible()
    columns = page.locator(".col")
    number = columns.count()
    page.locator("summary").click()
    page.get_by_role("checkbox").first.click()
    expect(columns).to_have_count(number - 1)
    page.get_by_role("checkbox").first.click()
    expect(columns).to_have_count(number)


def test_in_a_low_window_the_hand_scrolls_and_the_hours_stay_in_sight(open_page: OpenPage, portal: Portal) -> None:
    # AG-1, AG-2: where the day is longer than the window, it is the whole grid that scrolls, under its heads.
    page = open_page({"viewport": {"width": 1100, "height": 600}})
    enter_staff(page, portal.therapist())
    expect(page.get_by_role("grid")).to_have_attribute("aria-busy", "false")
    page.keyboard.press("d")
    week, ghost = page.locator(".week--day"), page.locator(".ghost")
    expect(week).to_be_visible()
    expect(page.locator(".nowt")).to_be_in_viewport()
    event = page.locator(".ev--ok[data-movable=yes]").nth(1)
    event.scroll_into_view_if_needed()
    starts, id_ = event.get_attribute("data-starts"), event.get_attribute("data-id")
    week.evaluate("week => week.scrollTo(0, 0)")
    box = event.bounding_box()
    assert box
    across, down = box["x"] + box["width"] / 2, box["y"] + 10
    page.mouse.move(across, down)
    page.mouse.down()
    page.mouse.move(across, down + 40, steps=4)
    page.mouse.move(across, 590, steps=4)
    for _ in range(50):
        if week.evaluate("week => week.scrollTop") > 60:
            break
        page.wait_for_timeout(100)
    assert week.evaluate("week => week.scrollTop") > 60
    heads, hours = page.locator(".week__head").bounding_box(), page.locator(".hours").bounding_box()
    grid = week.bounding_box()
    assert heads
    assert hours
    assert grid
    assert (round(heads["y"] - grid["y"]), round(hours["x"] - grid["x"])) == (0, 0)
    shown = ghost.bounding_box()
    assert shown
    assert shown["y"] < 590 < shown["y"] + shown["height"] + 20
    page.keyboard.press("Escape")
    page.mouse.up()
    expect(ghost).to_have_count(0)
    expect(page.locator(f".ev[data-id='{id_}']")).to_have_attribute("data-starts", starts or "")


def test_a_pull_is_taken_back_for_ten_seconds(desktop: Page, portal: Portal) -> None:  # AG-2, WL-4
    enter_staff(desktop, portal.therapist())
    forward(desktop, 1)
    on = (portal.opened_at + timedelta(weeks=1)).date().isoformat()
    event = desktop.locator(f".col[data-on='{on}'] .ev--ok[data-movable=yes]").first
    starts, id_ = event.get_attribute("data-starts"), event.get_attribute("data-id")
    same = desktop.locator(f".ev[data-id='{id_}']")
    box = event.bounding_box()
    assert box
    across, down = box["x"] + box["width"] / 2, box["y"] + 10
    # A quarter of an hour earlier, before anybody works: nothing is there, and it is asked.
    Grid(desktop).drag((across, down), (across, down - 16))
    desktop.get_by_test_id("undo").or_(desktop.get_by_test_id("confirm-yes")).first.wait_for()
    if desktop.get_by_test_id("confirm-yes").is_visible():
        desktop.get_by_test_id("confirm-yes").click()
    expect(same).not_to_have_attribute("data-starts", starts or "")
    desktop.get_by_test_id("undo").click()
    expect(same).to_have_attribute("data-starts", starts or "")
    expect(desktop.get_by_text("Deshecho. Está como antes.")).to_be_visible()
