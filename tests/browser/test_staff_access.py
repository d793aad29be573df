"""Staff's pages for everybody: what axe finds, and a narrow screen (UX-4, DESIGN's section 9)."""

from collections.abc import Iterator

from playwright.sync_api import Page, ViewportSize, expect

from tests.browser.conftest import DESKTOP, OpenPage, Portal, enter_staff
from tests.browser.test_patient_access import violations

SETTINGS = ("", "services", "centres", "hours", "time-off", "holidays", "policies", "team", "messages", "import")
CONFIRMED = "[data-testid=agenda-event][data-status=confirmed]"
# The narrowest phone, and twice the letters' size on another.
NARROW: tuple[tuple[ViewportSize, str], ...] = (
    ({"width": 320, "height": 640}, "100%"),
    ({"width": 360, "height": 740}, "200%"),
)
# The colours are all of the one theme.
TURNED = """async () => {
    for (let frames = 0; frames < 2; frames++) await new Promise(requestAnimationFrame);
    const turning = document.getAnimations().filter((one) => one instanceof CSSTransition);
    await Promise.allSettled(turning.map((one) => one.finished));
}"""


def stops(page: Page, portal: Portal) -> Iterator[str]:
    """Each page, and what opens on it, with the page standing there."""
    page.goto("/ca/staff/agenda")
    page.get_by_test_id("agenda-event").first.wait_for()
    yield "agenda"
    page.locator(CONFIRMED).nth(2).click()
    page.get_by_role("dialog").wait_for()
    yield "card"
    page.keyboard.press("Escape")
    page.locator("[data-testid=interest-group]").first.click()
    page.get_by_test_id("interest-accept").first.wait_for()
    yield "picker"
    page.keyboard.press("Escape")
    page.keyboard.press("n")
    page.get_by_test_id("booking-find").fill("a")
    page.get_by_test_id("booking-found").nth(1).click()
    page.get_by_test_id("booking-submit").wait_for()
    yield "booking"
    page.goto("/ca/staff/inbox")
    page.get_by_test_id("inbox-open").first.wait_for()
    yield "inbox"
    page.goto("/ca/staff/patients")
    page.get_by_test_id("patient-row").first.wait_for()
    yield "patients"
    page.get_by_test_id("patient-new").click()
    page.get_by_test_id("patient-submit").click()
    page.locator("[aria-invalid=true]").first.wait_for()
    yield "form refused"
    page.keyboard.press("Escape")
    page.get_by_test_id("patient-search").fill(portal.of_one_therapist()[0].code)
    expect(page.get_by_test_id("patient-row")).to_have_count(1)
    page.get_by_test_id("patient-row").get_by_role("link").click()
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
        page.goto(f"/ca/staff/{path}")
        page.locator("main h1:visible").wait_for()
        page.locator("main .late").first.wait_for(state="detached")
        yield path


def test_axe_finds_nothing_and_nothing_is_pushed_aside(open_page: OpenPage, portal: Portal) -> None:
    page = open_page(DESKTOP, locale="ca-ES", reduced_motion="reduce")
    enter_staff(page, next(member for member in portal.staff if member.role == "admin"))
    found: list[object] = []
    for stop in stops(page, portal):
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
