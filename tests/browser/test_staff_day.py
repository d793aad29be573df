"""AG-1 to AG-6, WL-2 to WL-4, ID-6, PK-1, UX-4: a therapist's working day, from the door on, with the keyboard alone.

Wherever the focus is not in something, it is lost: the journey stops there. What it changes it takes back.
"""

import re
from dataclasses import dataclass

from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import Portal

GROUP = "[data-testid=interest-group]:not([data-count='1'])"
FARTHEST = 60
TO_EVENT = """event => {
    const here = document.activeElement;
    if (here === event) return "";
    if (!here.closest(".col")) return "ArrowDown";
    const columns = [...document.querySelectorAll(".col")];
    const [at, to] = [here, event].map((one) => columns.indexOf(one.closest(".col")));
    if (at !== to) return to > at ? "ArrowRight" : "ArrowLeft";
    return here.compareDocumentPosition(event) & Node.DOCUMENT_POSITION_FOLLOWING ? "ArrowDown" : "ArrowUp";
}"""


@dataclass(frozen=True, slots=True)
class Hand:
    """Two hands on a keyboard, and no mouse."""

    page: Page

    def press(self, *keys: str) -> None:
        """One key after another."""
        for key in keys:
            self.page.keyboard.press(key)

    def write(self, words: str) -> None:
        """Type them where the focus is."""
        self.page.keyboard.type(words)

    def tab_to(self, goal: Locator) -> None:
        """With the Tab key, as often as it takes."""
        expect(goal).to_be_visible()
        for _ in range(FARTHEST):
            if goal.evaluate("one => one === document.activeElement"):
                return
            self.press("Tab")
        expect(goal).to_be_focused()

    def arrow_to(self, goal: Locator) -> None:
        """With the arrows, in the agenda's grid."""
        expect(goal).to_be_visible()
        for _ in range(FARTHEST):
            key = goal.evaluate(TO_EVENT)
            if not key:
                return
            self.press(key)
        expect(goal).to_be_focused()

    def keeps_the_focus(self) -> None:
        """Something has the focus, and not the page as a whole."""
        expect(self.page.locator(":focus")).to_have_count(1)

    def panel(self) -> Locator:
        """What is open beside the page."""
        return self.page.get_by_role("dialog")

    def closes(self, back_on: Locator) -> None:
        """Escape closes what is open, and the focus is back."""
        self.press("Escape")
        expect(self.panel()).to_have_count(0)
        expect(back_on).to_be_focused()


def enter(hand: Hand, portal: Portal) -> None:
    member = portal.therapist()
    hand.page.goto("/staff")
    hand.tab_to(hand.page.get_by_test_id("staff-email"))
    hand.write(member.email)
    hand.press("Tab")
    hand.write(member.password)
    hand.press("Enter")
    hand.page.wait_for_url("**/staff/agenda*")
    expect(hand.page.get_by_role("grid")).to_have_attribute("aria-busy", "false")


def test_a_morning_in_the_agenda(desktop: Page, portal: Portal) -> None:  # AG-1, AG-2, WL-3, WL-4
    hand, page = Hand(desktop), desktop
    enter(hand, portal)
    hand.press("Tab")
    expect(page.locator(".skip")).to_be_focused()
    hand.press("Enter")
    expect(page.locator("#main")).to_be_focused()
    # One that has begun: marked, and thought again.
    first = page.locator("[data-testid=agenda-event][data-status=confirmed]").first
    hand.arrow_to(first)
    begun = page.locator(f"[data-testid=agenda-event][data-starts='{first.get_attribute('data-starts')}']")
    hand.press("Enter")
    hand.tab_to(page.get_by_test_id("attended"))
    hand.press("Enter")
    expect(begun).to_have_attribute("data-status", "attended")
    expect(begun).to_be_focused()
    hand.press("z")
    expect(begun).to_have_attribute("data-status", "confirmed")
    expect(begun).to_be_focused()
    # Its card, the forms in it, and back: what opened it has the focus again.
    for name in ("Mover o cambiar", "Cancelar"):
        hand.press("Enter")
        hand.tab_to(hand.panel().get_by_role("button", name=name, exact=True))
        hand.press("Enter")
        hand.keeps_the_focus()
        hand.closes(back_on=begun)
    # One lifted and put down an hour later, which is asked first, and undone.
    hand.arrow_to(page.locator(".ev--ok[data-movable=yes]").nth(2))
    lifted = page.locator(":focus")
    was, name = lifted.get_attribute("data-starts"), lifted.locator("b").inner_text()
    hand.press("x", "+", "Enter")
    page.get_by_test_id("undo").or_(page.get_by_test_id("confirm-yes")).first.wait_for()
    if page.get_by_test_id("confirm-yes").is_visible():
        hand.tab_to(page.get_by_test_id("confirm-yes"))
        hand.press("Enter")
    longer = page.locator(f"[data-testid=agenda-event][data-starts='{was}']").filter(has_text=name)
    expect(page.get_by_test_id("undo")).to_be_visible()
    expect(longer).to_be_focused()
    hand.press("z")
    expect(page.get_by_text("Deshecho. Está como antes.")).to_be_visible()
    expect(longer).to_be_focused()
    # A group: who wants it, one accepted and taken back, another time proposed but not sent, none of them but no.
    group = page.locator(GROUP).first
    starts, count = group.get_attribute("data-starts"), group.get_attribute("data-count")
    same = page.locator(f"[data-testid=interest-group][data-starts='{starts}']")
    hand.arrow_to(group)
    hand.press("Enter")
    hand.tab_to(page.get_by_test_id("interest-accept").first)
    hand.press("Enter")
    expect(same).to_have_count(0)
    hand.keeps_the_focus()
    hand.press("z")
    expect(same).to_have_attribute("data-count", count or "")
    for button in (page.get_by_test_id("answer-propose").first, page.get_by_role("button", name="Ninguna me va bien")):
        hand.arrow_to(same)
        hand.press("Enter")
        hand.tab_to(button)
        hand.press("Enter")
        expect(button).to_have_count(0)
        hand.keeps_the_focus()
        hand.closes(back_on=same)
    # The keys, from where one is and back there.
    hand.press("?")
    expect(page.get_by_role("dialog", name="Teclas")).to_be_visible()
    hand.press("Escape")
    expect(same).to_be_focused()


def test_booking_and_the_inbox(desktop: Page, portal: Portal) -> None:  # AG-2, AG-4
    hand, page = Hand(desktop), desktop
    enter(hand, portal)
    patient = portal.of_one_therapist()[0].name
    # The key that is pressed before the answer is there waits for it.
    hand.press("n")
    expect(page.get_by_test_id("booking-find")).to_be_focused()
    hand.write(patient)
    hand.press("Enter")
    expect(page.get_by_test_id("booking-patient")).to_contain_text(patient)
    expect(hand.panel().get_by_label("Servicio")).to_be_focused()
    hand.tab_to(page.get_by_role("button", name="Otra persona").or_(page.locator(".chosen button")))
    hand.press("Enter")
    expect(page.get_by_test_id("booking-find")).to_be_focused()
    hand.write("a")
    expect(page.get_by_test_id("booking-found").nth(1)).to_be_visible()
    hand.press("ArrowDown", "ArrowDown")
    expect(page.get_by_test_id("booking-found").nth(1)).to_be_focused()
    hand.press("ArrowUp", "ArrowUp")
    expect(page.get_by_test_id("booking-find")).to_be_focused()
    # Nobody is called that: Enter goes to what can be done about it.
    hand.write("qqqq")
    hand.press("Enter")
    expect(page.get_by_test_id("booking-new-patient")).to_be_focused()
    hand.closes(back_on=page.get_by_role("button", name="Nueva cita"))
    # The inbox: letters type where one writes, and answer where one does not.
    hand.tab_to(page.get_by_role("link", name="Pendientes"))
    hand.press("Enter")
    rows = page.get_by_test_id("inbox-open")
    expect(rows.first).to_be_visible()
    hand.press("j")
    expect(rows.first).to_be_focused()
    single = page.get_by_role("listitem").filter(has=page.get_by_role("button", name="Rechazar")).first
    for _ in range(rows.count()):
        if single.get_by_test_id("inbox-open").evaluate("row => row === document.activeElement"):
            break
        hand.press("j")
    asked = single.get_by_test_id("inbox-open").inner_text().splitlines()[0]
    hand.press("r")
    expect(hand.panel().get_by_role("textbox")).to_be_focused()
    hand.write("jkar?")
    expect(hand.panel().get_by_role("textbox")).to_have_value("jkar?")
    hand.press("Escape")
    expect(hand.panel()).to_have_count(0)
    hand.keeps_the_focus()
    hand.press("a")
    expect(page.get_by_test_id("undo")).to_be_visible()
    hand.keeps_the_focus()
    hand.press("z")
    expect(rows.filter(has_text=asked).first).to_be_visible()


def test_an_afternoon_with_the_files(desktop: Page, portal: Portal) -> None:  # AG-5, AG-6, ID-6, PK-1, AG-9
    hand, page = Hand(desktop), desktop
    enter(hand, portal)
    patient = portal.of_one_therapist()[0]
    hand.press("/")
    expect(page.get_by_test_id("patient-search")).to_be_focused()
    # Escape leaves an empty search, and letters are keys again.
    hand.press("Escape")
    expect(page.locator("#main")).to_be_focused()
    hand.press("/")
    expect(page.get_by_test_id("patient-search")).to_be_focused()
    hand.write(patient.name)
    hand.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text(patient.name)
    hand.keeps_the_focus()
    reveal, renew = page.get_by_test_id("code-reveal"), page.get_by_test_id("code-regenerate")
    hand.tab_to(reveal)
    hand.press("Enter")
    expect(page.get_by_test_id("patient-code")).to_contain_text(patient.code)
    expect(reveal).to_be_focused()
    hand.press("Enter")
    expect(page.get_by_test_id("patient-code")).not_to_contain_text(patient.code)
    expect(reveal).to_be_focused()
    hand.tab_to(renew)
    hand.press("Enter")
    expect(page.get_by_test_id("confirm-no")).to_be_focused()
    hand.closes(back_on=renew)
    for button in (page.get_by_test_id("pack-new"), page.get_by_test_id("details-change")):
        hand.tab_to(button)
        hand.press("Enter")
        expect(hand.panel()).to_be_visible()
        hand.keeps_the_focus()
        hand.closes(back_on=button)
    hand.tab_to(page.get_by_test_id("see-as-patient"))
    hand.press("Enter")
    expect(page.get_by_test_id("month-title")).to_be_visible()
    hand.tab_to(page.get_by_test_id("seen-end"))
    hand.press("Enter")
    expect(page.get_by_test_id("see-as-patient")).to_be_visible()
    hand.tab_to(page.get_by_role("link", name="Pacientes", exact=True).first)
    hand.press("Enter")
    expect(page.get_by_test_id("patient-row").first).to_be_visible()
    hand.keeps_the_focus()
    hand.press("n")
    expect(hand.panel().get_by_label("Nombre y apellidos")).to_be_focused()
    hand.closes(back_on=page.get_by_test_id("patient-new"))
    hand.tab_to(page.get_by_role("link", name="Ajustes"))
    hand.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text(re.compile("Ajustes"))
    hand.keeps_the_focus()
