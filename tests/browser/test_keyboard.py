"""The patient's whole way with a keyboard alone: nothing is out of its reach, and the focus is never lost (UX-4)."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import DESKTOP, OpenPage, Person, Portal, step_back

# The demo's patient whom the practice answered with other times.
HAS_A_PROPOSAL = "Ona Ribas Clos"
# A toast goes by itself.
STANDS = """() => {
    const one = document.activeElement;
    if (!one || one === document.body) return "lost";
    const { left, top, width, height } = one.getBoundingClientRect();
    const [x, y] = [left + width / 2, top + height / 2];
    if (x < 0 || y < 0 || x > innerWidth || y > innerHeight) return `out of sight: ${one.outerHTML.slice(0, 90)}`;
    const there = document.elementFromPoint(x, y);
    if (!one.contains(there) && !there?.contains(one) && !there?.closest(".toast")) {
        return `covered: ${one.outerHTML.slice(0, 90)}`;
    }
    const isTitle = one.matches("h1, h2");
    const ring = [one, ...one.parentElement.children].some((each) => getComputedStyle(each).outlineStyle !== "none" ||
        getComputedStyle(each).boxShadow !== "none");
    return isTitle || ring ? "" : `no ring: ${one.outerHTML.slice(0, 90)}`;
}"""


class Keys:
    """A hand that has a keyboard and nothing else."""

    def __init__(self, page: Page) -> None:
        self.page = page

    def press(self, *keys: str) -> None:
        for key in keys:
            self.page.keyboard.press(key)
        self.looks()

    def looks(self) -> None:
        """The focus is somewhere, in sight, and shows."""
        for _ in range(40):
            said = self.page.evaluate(STANDS)
            if not said:
                return
            self.page.wait_for_timeout(50)
        pytest.fail(f"{said} at {self.page.url}")

    def tab_to(self, selector: str, *, back: bool = False) -> None:
        """By the Tab key, however long it takes; every stop on the way is in sight."""
        for _ in range(80):
            if self.page.evaluate("(wanted) => document.activeElement.matches(wanted)", selector):
                return self.looks()
            self.page.keyboard.press("Shift+Tab" if back else "Tab")
            if self.page.evaluate("document.activeElement !== document.body"):
                self.looks()
        pytest.fail(f"The Tab key does not lead to {selector} at {self.page.url}")

    def is_on(self, selector: str) -> None:
        expect(self.page.locator(selector).and_(self.page.locator(":focus"))).to_have_count(1)


def named(test_id: str) -> str:
    return f'[data-testid="{test_id}"]'


def comes_in(keys: Keys, patient: Person) -> None:
    page = keys.page
    page.goto("/es/")
    keys.tab_to(named("code-input"))
    page.keyboard.type(patient.code)
    page.keyboard.press("Enter")
    keys.is_on(named("pin-input"))
    page.keyboard.type(patient.pin or "")
    page.keyboard.press("Enter")
    page.wait_for_url("**/calendar*")
    page.locator('[data-state~="open"]').first.wait_for()


def test_a_time_is_asked_for_and_taken_back(open_page: OpenPage, portal: Portal) -> None:  # CA-1 to CA-4, CA-9, CA-10
    page = open_page(DESKTOP)
    keys = Keys(page)
    comes_in(keys, portal.of_one_therapist()[4])

    # The month, by its arrows, to a day of the next one with open times; Escape puts it away, and so does Back.
    keys.tab_to("[data-day]")
    keys.press("PageDown")
    free = page.locator('[data-day][data-state="open"]').nth(1)
    wanted = free.get_attribute("data-day") or ""
    for _ in range(40):
        here = page.evaluate("document.activeElement.dataset.day")
        if here == wanted:
            break
        keys.press("ArrowRight" if here < wanted else "ArrowLeft")
    day = named(f"day-{wanted}")
    for way_out in (lambda: keys.press("Escape"), lambda: step_back(page)):
        keys.press("Enter")
        keys.is_on(".sheet h2")
        way_out()
        expect(page.get_by_test_id("day-sheet")).to_have_count(0)
        keys.is_on(day)
    keys.press("Enter")
    keys.is_on(".sheet h2")
    page.get_by_test_id(re.compile(r"^slot-\d\d:\d\d$")).first.wait_for()
    keys.tab_to(".slot:not([disabled])")
    keys.press("Space")
    keys.tab_to(named("slot-review"))
    keys.press("Enter")
    keys.is_on(".sheet h2")
    keys.tab_to(named("request-message"))
    page.keyboard.type("Con el teclado")
    keys.tab_to(named("request-send"))
    page.keyboard.press("Enter")
    expect(page.locator(".sent")).to_be_visible()
    keys.is_on(".sheet h2")
    keys.tab_to(named("request-done"))
    keys.press("Enter")
    keys.is_on(day)

    # Taken back where it waits, restored by the toast, and taken back again: what is gone hands the focus on.
    keys.tab_to(".waiting")
    keys.press("Enter")
    page.wait_for_url("**/requests*")
    waiting = page.get_by_test_id("request-pending").filter(has_text="Con el teclado")
    waiting.wait_for()
    keys.looks()
    for _ in range(2):
        keys.tab_to(f'[aria-label="{waiting.get_by_test_id("request-cancel").get_attribute("aria-label")}"]')
        keys.press("Enter")
        expect(waiting).to_have_count(0)
        keys.looks()
        if not _:
            keys.tab_to(named("undo"))
            keys.press("Enter")
            expect(waiting).to_have_count(1)
            keys.looks()


def test_a_proposal_is_answered_and_every_page_is_reached(open_page: OpenPage, portal: Portal) -> None:  # AG-4
    page = open_page(DESKTOP)
    keys = Keys(page)
    comes_in(keys, next(one for one in portal.patients if one.name == HAS_A_PROPOSAL))
    keys.tab_to('.tab[href$="/requests"]')
    keys.press("Enter")
    page.wait_for_url("**/requests*")
    keys.tab_to(named("proposal-take"), back=True)
    keys.press("Enter")
    expect(page.get_by_test_id("request-proposed")).to_have_count(0)
    expect(page.get_by_test_id("request-accepted").first).to_be_visible()
    keys.looks()

    keys.tab_to('.tab[href$="/packs"]')
    keys.press("Enter")
    page.wait_for_url("**/packs*")
    keys.tab_to('.tab[href$="/me"]')
    keys.press("Enter")
    page.wait_for_url("**/me*")
    keys.tab_to(named("language-ca"), back=True)
    keys.press("Enter")
    page.wait_for_url("**/ca/me*")
    keys.is_on(named("language-ca"))
    keys.tab_to('a[href$="/me/security"]', back=True)
    keys.press("Enter")
    page.wait_for_url("**/me/security*")
    page.get_by_test_id("sign-out-everywhere").wait_for()
    keys.looks()
    keys.tab_to(named("sign-out-everywhere"))
    for way_out in (lambda: keys.press("Escape"), lambda: keys.press("Enter"), lambda: step_back(page)):
        keys.press("Enter")
        keys.is_on(named("confirm-no"))
        way_out()
        expect(page.get_by_role("alertdialog")).to_have_count(0)
        keys.is_on(named("sign-out-everywhere"))
    keys.tab_to('a[href$="/me/activity"]', back=True)
    keys.press("Enter")
    page.wait_for_url("**/me/activity*")
    page.locator(".log").first.wait_for()
    keys.looks()

    keys.tab_to('.tab[href$="/calendar"]')
    keys.press("Enter")
    page.wait_for_url("**/calendar*")
    page.locator('[data-state~="open"]').first.wait_for()
    keys.tab_to(named("view-list"), back=True)
    keys.press("Enter")
    keys.is_on(named("view-grid"))
    line = 'li [data-testid^="day-"]'
    page.locator(line).first.wait_for()
    keys.tab_to(line)
    first, title = page.locator(line).first, page.get_by_test_id("month-title")
    month = title.inner_text()
    keys.press("End")
    expect(page.locator(line).last).to_be_focused()
    keys.press("PageDown")
    expect(title).not_to_have_text(month)
    expect(first).to_be_focused()
    keys.press("ArrowDown", "ArrowDown", "ArrowUp")
    expect(page.locator(line).nth(1)).to_be_focused()
    keys.press("Home")
    keys.press("PageUp")
    expect(title).to_have_text(month)
    expect(first).to_be_focused()
    keys.press("Enter")
    keys.is_on(".sheet h2")
    keys.press("Escape")
    keys.is_on(line)

    keys.tab_to('.tab[href$="/me"]')
    keys.press("Enter")
    page.wait_for_url("**/me*")
    keys.tab_to(named("sign-out"), back=True)
    page.keyboard.press("Enter")
    page.get_by_test_id("code-input").wait_for()
