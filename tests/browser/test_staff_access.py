"""Staff's pages for everybody: what axe finds, and a narrow screen (UX-4, DESIGN's section 9)."""

from collections.abc import Iterator
from itertools import cycle
from typing import Any

from playwright.sync_api import Locator, Page, ViewportSize, expect

from tests.browser.conftest import DESKTOP, PHONE, OpenPage, Portal, enter_staff
from tests.browser.test_patient_access import violations

SETTINGS = ("", "services", "centres", "hours", "time-off", "holidays", "policies", "team", "messages", "import")
WITH_A_FORM = tuple(f"settings/{section}" for section in ("services", "centres", "time-off", "holidays", "team"))
MOVABLE = ".ev--ok[data-movable=yes]"
# The narrowest phone, and twice the letters' size on another.
NARROW: tuple[tuple[ViewportSize, str], ...] = (
    ({"width": 320, "height": 640}, "100%"),
    ({"width": 360, "height": 740}, "200%"),
)
SMALLEST: dict[str, Any] = {**PHONE, "viewport": {"width": 320, "height": 568}}
# What a finger would miss: its own room, or that of the words it is ticked by, is less than 44 px (DESIGN).
TOO_SMALL = """() => [...document.querySelectorAll("a[href], button, input, select, textarea, summary")].filter(one => {
    const target = one.closest("label") || one;
    const { width, height } = target.getBoundingClientRect();
    return one.type !== "hidden" && target.checkVisibility({ visibilityProperty: true }) &&
        !target.closest(".vh, .skip, [inert]") && Math.min(width, height) < 43.5;
}).map((one) => one.outerHTML.slice(0, 120))"""
# The colours are all of the one theme, and nothing is as while a finger rests on it, which lasts a tenth of a second.
TURNED = """async () => {
    for (let frames = 0; frames < 2 || document.querySelector("[data-pressed]"); frames++) {
        await new Promise(requestAnimationFrame);
    }
    const turning = document.getAnimations().filter((one) => one instanceof CSSTransition);
    await Promise.allSettled(turning.map((one) => one.finished));
}"""


def stops(page: Page, portal: Portal) -> Iterator[str]:
    """Each page, and what opens on it, with the page standing there; the languages take turns."""
    languages = cycle(("ca", "en", "es"))

    def go(path: str, there: Locator) -> None:
        page.goto(f"/{next(languages)}/staff/{path}")
        there.first.wait_for()

    panel, submit = page.get_by_role("dialog"), page.locator(".panel [type=submit]")
    group, picked = page.get_by_test_id("interest-group"), page.get_by_test_id("interest-accept")
    go("agenda", page.get_by_test_id("agenda-event"))
    yield "agenda"
    page.locator(MOVABLE).first.click()
    panel.wait_for()
    yield "card"
    panel.locator(".pk__f .sbtn--soft").click()
    submit.wait_for()
    yield "form that moves"
    panel.get_by_test_id("confirm-no").click()
    panel.locator(".pk__f .sbtn--danger").click()
    panel.get_by_role("switch").wait_for()
    yield "form that cancels"
    page.keyboard.press("Escape")
    for answer in ("propose", "change", "no"):
        go("agenda", group)
        group.first.click()
        picked.first.wait_for()
        if answer == "propose":
            yield "picker"
        page.get_by_test_id(f"answer-{answer}").first.click()
        submit.wait_for()
        yield answer
        page.keyboard.press("Escape")
    go("agenda", group)
    page.get_by_test_id("day-why").nth(1).click()
    page.get_by_test_id("stretch").first.wait_for()
    yield "why there is nothing"
    page.keyboard.press("Escape")
    page.keyboard.press("n")
    page.get_by_test_id("booking-find").fill("a")
    page.get_by_test_id("booking-found").nth(1).click()
    page.get_by_test_id("booking-submit").wait_for()
    yield "booking"
    go("inbox", page.get_by_test_id("inbox-open"))
    yield "inbox"
    go("patients", page.get_by_test_id("patient-row"))
    yield "patients"
    page.get_by_test_id("patient-new").click()
    page.get_by_test_id("patient-submit").click()
    page.locator("[aria-invalid=true]").first.wait_for()
    yield "form refused"
    page.keyboard.press("Escape")
    page.get_by_test_id("patient-search").fill(portal.of_one_therapist()[0].code)
    expect(page.get_by_test_id("patient-row")).to_have_count(1)
    page.get_by_test_id("patient-row").get_by_role("link").click()
    for button in ("details-change", "pack-new", "discharge"):
        page.get_by_test_id(button).click()
        submit.wait_for()
        yield button
        page.keyboard.press("Escape")
        expect(panel).to_have_count(0)
    page.get_by_test_id("code-regenerate").click()
    page.get_by_test_id("confirm-no").wait_for()
    yield "question"
    page.keyboard.press("Escape")
    yield "file"
    page.get_by_test_id("see-as-patient").click()
    page.get_by_test_id("month-title").wait_for()
    yield "seen as the patient"
    page.goto("/ca/staff/patients/0123456789abcdef01234567")
    page.get_by_role("heading", level=1, name="Aquesta fitxa no és aquí").wait_for()
    yield "no file"
    for path in ("activity", "start", *(f"settings/{section}" for section in SETTINGS)):
        go(path, page.locator("main h1:visible"))
        page.locator("main .late").first.wait_for(state="detached")
        yield path
        if path in WITH_A_FORM:
            page.locator("[data-key=n]:visible").click()
            submit.wait_for()
            yield f"{path}, the form"


def test_axe_finds_nothing_and_nothing_is_pushed_aside(open_page: OpenPage, portal: Portal) -> None:
    page = open_page(DESKTOP, locale="ca-ES", reduced_motion="reduce")
    enter_staff(page, next(member for member in portal.staff if member.role == "admin"))
    found: list[object] = []
    for stop in stops(page, portal):
        page.mouse.move(0, 0)
        page.evaluate(TURNED)
        found += [(stop, *one) for one in violations(page)]
        page.emulate_media(color_scheme="dark")
        page.evaluate(TURNED)
        found += [(stop, "dark", *one) for one in violations(page, only="color-contrast")]
        page.emulate_media(color_scheme="light")
        for size, letters in NARROW:
            page.set_viewport_size(size)
            page.evaluate("(size) => { document.documentElement.style.fontSize = size }", letters)
            if page.evaluate("document.documentElement.scrollWidth > innerWidth"):
                found.append((stop, "sideways", letters))
        page.set_viewport_size(DESKTOP["viewport"])
        page.evaluate("document.documentElement.style.fontSize = ''")
    assert not found, found


def test_a_finger_meets_every_target_on_the_smallest_phone(open_page: OpenPage, portal: Portal) -> None:  # UX-4
    page = open_page(SMALLEST)
    enter_staff(page, portal.therapist())
    missed: list[object] = []
    for path, there in (("agenda", "agenda-event"), ("inbox", "inbox-open"), ("patients", "patient-row")):
        page.goto(f"/es/staff/{path}")
        page.get_by_test_id(there).filter(visible=True).first.wait_for()
        missed += [(path, one) for one in page.evaluate(TOO_SMALL)]
    page.get_by_test_id("patient-search").fill(portal.of_one_therapist()[0].code)
    expect(page.get_by_test_id("patient-row")).to_have_count(1)
    page.get_by_test_id("patient-row").get_by_role("link").click()
    page.get_by_test_id("activity-all").wait_for()
    missed += [("file", one) for one in page.evaluate(TOO_SMALL)]
    page.goto("/es/staff/agenda")
    page.get_by_role("button", name="Mes", exact=True).click()
    page.locator(".cell").first.wait_for()
    missed += [("month", one) for one in page.evaluate(TOO_SMALL)]
    page.goto("/es/staff/settings/time-off")
    page.get_by_role("button", name="Nueva ausencia").click()
    page.get_by_label("Se repite").select_option("week")
    page.locator(".daychip").first.wait_for()
    missed += [("every week", one) for one in page.evaluate(TOO_SMALL)]
    assert not missed, missed
