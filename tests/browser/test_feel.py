"""How the patient's pages feel under a finger: nothing moves by itself, everything moves along (UX-3, UX-5)."""

import re

from playwright.sync_api import Page, WebSocketRoute, expect

from tests.browser.conftest import PHONE, OpenPage, Portal, enter, step_back

READY = '[data-state~="open"]'
OBSERVE = """
    window.moved = [];
    const tell = ({ value, sources }) => window.moved.push([value, sources.map(({ node }) => node?.className || "")]);
    const observer = new PerformanceObserver((seen) => seen.getEntries().forEach(tell));
    observer.observe({ type: "layout-shift", buffered: true });
"""
# How far above the switches an open day's last words end.
LAST_WORDS = """(() => {
    const foot = document.querySelector(".sheet .surface-foot");
    return foot.getBoundingClientRect().top - foot.previousElementSibling.getBoundingClientRect().bottom;
})()"""
ROOM_PX = 100
# Less than a letter in another place.
UNSEEN = 0.0005


# When a skeleton came to be seen, by the page's own clock, and when it first stood there.
SKELETONS = """
    window.skeletons = { there: 0, seen: 0 };
    const look = () => {
        const all = [...document.querySelectorAll(".sk--late")];
        if (all.length) window.skeletons.there ||= performance.now();
        if (all.some((one) => getComputedStyle(one).opacity > 0.01)) window.skeletons.seen ||= performance.now();
        requestAnimationFrame(look);
    };
    requestAnimationFrame(look);
"""
PATIENCE_MS, A_FRAME_MS, LATE_MS = 400, 50, 700


def answering_late(page: Page) -> None:
    """What the server says comes so late that skeletons are seen (UX-3)."""

    def carry(line: WebSocketRoute) -> None:
        server = line.connect_to_server()

        def tell(said: str | bytes) -> None:
            if str(said).startswith("42"):
                page.wait_for_timeout(LATE_MS)
            line.send(said)

        server.on_message(tell)

    page.route_web_socket(re.compile("/_event"), carry)


def test_nothing_moves_while_a_page_loads(open_page: OpenPage, portal: Portal) -> None:
    page = open_page(PHONE, zone="America/Bogota")
    page.add_init_script(OBSERVE)
    enter(page, portal.of_one_therapist()[2])
    page.add_init_script(SKELETONS)
    answering_late(page)
    moved: list[object] = []
    for path, there in (
        ("calendar", READY),
        ("requests", ".req, .empty"),
        ("packs", ".pack, .empty"),
        ("me", '[data-testid="stat-total"]'),
        ("me/security", '[data-testid="sign-out-everywhere"]'),
        ("me/activity", ".log"),
    ):
        page.goto(f"/es/{path}")
        page.locator(there).first.wait_for()
        page.wait_for_timeout(300)
        moved += [(path, one) for one in page.evaluate("window.moved") if one[0] > UNSEEN]
        skeletons = page.evaluate("window.skeletons")
        assert skeletons["seen"] - skeletons["there"] >= PATIENCE_MS - A_FRAME_MS, (path, skeletons)
    page.goto("/es/calendar")
    page.get_by_test_id("view-list").click()
    page.reload()
    page.locator('li [data-testid^="day-"]').first.wait_for()
    page.wait_for_timeout(300)
    moved += [("list", one) for one in page.evaluate("window.moved") if one[0] > UNSEEN]
    assert not moved, moved


def test_a_day_without_times_is_no_higher_than_its_words_and_that_at_once(open_page: OpenPage, portal: Portal) -> None:
    page = open_page(PHONE)
    enter(page, portal.of_one_therapist()[2])
    answering_late(page)
    page.goto("/es/calendar")
    page.locator(READY).first.wait_for()
    high = "document.querySelector('.sheet').offsetHeight"
    for turn, states in (("month-next", ""), ("month-today", ""), ("month-prev", "past")):
        page.get_by_test_id(turn).click()
        page.locator(f'button.day[data-state="{states}"]').first.click()
        page.locator(".sheet .sk").first.wait_for(state="attached")
        before = page.evaluate(high)
        page.locator(".sheet .surface-foot").wait_for()
        said = page.evaluate(LAST_WORDS)
        assert page.evaluate(high) == before, (turn, states)
        assert said < ROOM_PX, (turn, states, said)
        page.keyboard.press("Escape")


class Finger:
    """One finger on the glass."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.line = page.context.new_cdp_session(page)

    def down(self, *points: tuple[float, float]) -> None:
        """It comes down at the first point, goes along the others and stays."""
        for number, (x, y) in enumerate(points):
            kind = "touchMove" if number else "touchStart"
            self.line.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": [{"x": x, "y": y}]})
            self.page.wait_for_timeout(40)

    def up(self) -> None:
        self.line.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})


def test_the_month_goes_along_with_the_finger(phone: Page, portal: Portal) -> None:
    enter(phone, portal.of_one_therapist()[2])
    expect(phone.locator(READY).first).to_be_visible()
    month, title = phone.locator(".cal"), phone.get_by_test_id("month-title")
    first = title.inner_text()
    box = month.bounding_box()
    assert box is not None
    x, y = box["x"] + 0.7 * box["width"], box["y"] + 0.5 * box["height"]
    finger = Finger(phone)
    finger.down((x, y), (x - 12, y), (x - 20, y))
    expect(month).to_have_css("transform", "matrix(1, 0, 0, 1, -20, 0)")
    phone.wait_for_timeout(200)
    finger.up()
    expect(title).to_have_text(first)
    finger.down((x, y), (x - 30, y), (x - 60, y), (x - 120, y))
    finger.up()
    expect(title).not_to_have_text(first)
    expect(month).to_have_css("transform", "none")


def test_what_a_finger_rests_on_says_so(phone: Page, portal: Portal) -> None:
    enter(phone, portal.of_one_therapist()[2])
    tab = phone.locator(".tab[href$='/packs']")
    box = tab.bounding_box()
    assert box is not None
    finger = Finger(phone)
    finger.down((box["x"] + 10, box["y"] + 10))
    expect(tab).to_have_attribute("data-pressed", "")
    finger.up()
    expect(phone.locator("[data-pressed]")).to_have_count(0)


def test_back_puts_a_question_away(phone: Page, portal: Portal) -> None:
    enter(phone, portal.of_one_therapist()[2])
    phone.goto("/es/me/security")
    phone.get_by_test_id("sign-out-everywhere").click()
    question = phone.get_by_role("alertdialog")
    expect(question).to_be_visible()
    step_back(phone)
    expect(question).to_have_count(0)
    assert phone.url.rstrip("/").endswith("/es/me/security")


def test_the_home_screens_shortcut_leads_through_the_door_to_the_next_open_day(phone: Page, portal: Portal) -> None:
    patient = portal.of_one_therapist()[2]
    phone.goto("/es/calendar?ask")
    phone.get_by_test_id("code-input").fill(patient.code)
    phone.get_by_test_id("sign-in-submit").click()
    phone.get_by_test_id("pin-input").fill(patient.pin or "")
    if "/calendar" not in phone.url:
        phone.get_by_test_id("sign-in-submit").click()
    expect(phone.get_by_test_id("day-sheet")).to_be_visible()
    expect(phone.get_by_test_id(re.compile(r"^slot-\d\d:\d\d$")).first).to_be_visible()
    assert phone.url.rstrip("/").endswith("/es/calendar")
