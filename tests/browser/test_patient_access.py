"""The patient's pages for everybody: what axe finds, a narrow screen, large letters (UX-4, DESIGN's section 9)."""

from collections.abc import Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from tests.browser.conftest import PHONE, OpenPage, Portal, enter
from tests.browser.test_door import NOBODYS_CODES, fail, type_code
from tests.browser.test_patient import an_open_day, choose_a_time, next_month

RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
# Who says what they see to a voice control is not misled.
NAMES = "label-content-name-mismatch"
PAGES = (
    ("requests", ".req, .empty"),
    ("packs", ".pack, .empty"),
    ("me", '[data-testid="stat-total"]'),
    ("me/security", '[data-testid="sign-out-everywhere"]'),
    ("me/activity", "[data-testid^='theme']"),
    ("me/pin", "form"),
    ("privacy", "main"),
)
NARROW = {**PHONE, "viewport": {"width": 320, "height": 640}}
# What is there for the ear alone is not clipped by mistake; a tab keeps its name so in large letters.
CLIPPED = """() => [...document.querySelectorAll("main *, footer *, [role=dialog] *")].filter((one) =>
    one.childElementCount === 0 && one.textContent.trim() && !one.closest(".vh, .tl, svg, textarea") &&
    one.getClientRects().length && getComputedStyle(one).overflowX !== "visible" &&
    one.scrollWidth > one.clientWidth + 1).map((one) => one.textContent)"""

# Words that begin or end beyond the screen's side, where nobody can scroll; a row of chips may be pushed along.
CUT_OFF = """() => [...document.querySelectorAll("main *, footer *, [aria-modal] *")].filter((one) => {
    const { left, right, width } = one.getBoundingClientRect();
    return one.childElementCount === 0 && one.textContent.trim() && !one.closest(".vh, .tl, svg, .chips") &&
        width > 2 && (left < -1 || right > innerWidth + 1);
}).map((one) => one.textContent)"""

# What would be printed over the words of each sheet.
OVER = """() => [...document.querySelectorAll("body *")].filter((one) => getComputedStyle(one).position === "fixed" &&
    one.checkVisibility() && one.offsetWidth > 1).map((one) => one.className)"""


def stops(page: Page, language: str) -> Iterator[str]:
    """Each page and each state of the open day, with the page standing there."""
    page.goto(f"/{language}/calendar")
    page.locator('[data-state~="open"]').first.wait_for()
    yield "calendar"
    page.get_by_test_id("view-list").click()
    page.locator('li [data-testid^="day-"]').first.wait_for()
    yield "list"
    page.get_by_test_id("view-grid").click()
    next_month(page)
    an_open_day(page, 1).click()
    page.get_by_test_id("theme-toggle").last.wait_for()
    yield "day"
    choose_a_time(page)
    expect(page.get_by_test_id("request-message")).to_be_visible()
    yield "confirm"
    for path, there in PAGES:
        page.goto(f"/{language}/{path}")
        page.locator(there).first.wait_for()
        yield path
    page.goto(f"/{language}/me/security")
    page.get_by_test_id("sign-out-everywhere").click()
    page.get_by_role("alertdialog").wait_for()
    yield "sign out everywhere"


@pytest.mark.parametrize(("language", "theme"), [("es", "dark"), ("ca", "light"), ("en", "dark")])
def test_axe_finds_nothing(open_page: OpenPage, portal: Portal, language: str, theme: str) -> None:
    # Without motion nothing is half faded in while it is looked at.
    page = open_page(PHONE, theme=theme, locale=language, reduced_motion="reduce")
    page.goto("/")
    page.get_by_test_id("code-input").wait_for()
    found = [("door", *one) for one in violations(page, also=NAMES)]
    enter(page, portal.of_one_therapist()[2])
    for stop in stops(page, language):
        found += [(stop, *one) for one in violations(page, also=NAMES)]
    assert not found, found


def test_axe_finds_nothing_where_one_waits_or_is_lost(open_page: OpenPage) -> None:
    page = open_page(NARROW, theme="dark", locale="ca-ES", reduced_motion="reduce")
    page.goto("/ca/")
    type_code(page, next(NOBODYS_CODES))
    found: list[object] = [("PIN", *one) for one in violations(page, also=NAMES)]
    fail(page, 1)
    found += [("no match", *one) for one in violations(page, also=NAMES)]
    fail(page, 4)
    found += [("countdown", *one) for one in violations(page, also=NAMES)]
    for path in ("/ca/nowhere", "/offline.html"):
        page.goto(path)
        found += [(path, *one) for one in violations(page, also=NAMES)]
    assert not found, found


def violations(page: Page, *, only: str = "", also: str = "") -> list[tuple[str, list[str]]]:
    """What axe finds on the page as it stands: by one rule alone, or by ours and one more."""
    options = {
        "runOnly": {"type": "rule", "values": [only]} if only else {"type": "tag", "values": RULES},
        "rules": {also: {"enabled": True}} if also else {},
    }
    seen = Axe().run(page, options=options).response["violations"]
    return [(one["id"], [str(node["target"]) for node in one["nodes"]][:3]) for one in seen]


def test_on_paper_a_page_is_white_and_nothing_lies_over_it(open_page: OpenPage, portal: Portal) -> None:
    page = open_page(PHONE, theme="dark")
    enter(page, portal.of_one_therapist()[2])
    covered: list[object] = []
    for path in ("calendar", "requests", "packs", "me"):
        page.emulate_media(media="screen")
        page.goto(f"/ca/{path}")
        page.locator(".dock").wait_for()
        page.emulate_media(media="print")
        if page.evaluate("getComputedStyle(document.body).backgroundColor") != "rgb(255, 255, 255)":
            covered.append((path, "dark"))
        covered += [(path, one) for one in page.evaluate(OVER)]
    assert not covered, covered


@pytest.mark.parametrize("letters", [100, 200])
def test_nothing_is_lost_on_a_narrow_screen_or_in_large_letters(
    open_page: OpenPage, portal: Portal, letters: int
) -> None:
    page = open_page(NARROW if letters == 100 else {**PHONE, "viewport": {"width": 360, "height": 740}}, locale="ca-ES")
    enlarge = f"addEventListener('DOMContentLoaded', () => document.documentElement.style.fontSize = '{letters}%')"
    page.add_init_script(enlarge)
    enter(page, portal.of_one_therapist()[2])
    lost: list[object] = []
    for stop in stops(page, "ca"):
        if page.evaluate("document.documentElement.scrollWidth > innerWidth"):
            lost.append((stop, "sideways"))
        lost += [(stop, words) for words in (*page.evaluate(CLIPPED), *page.evaluate(CUT_OFF))]
    assert not lost, lost
