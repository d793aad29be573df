"""AG-2, AG-3, AV-9, AV-10: appointments made, moved, repeated and cancelled in a browser.

The demo practice is one for all journeys: what one makes it takes away again.
"""

import re
from datetime import timedelta

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import DESKTOP, PHONE, OpenPage, Portal, enter_staff

# Far enough for nothing of the demo to be there, on a Sunday, when nobody works.
WEEKS_AHEAD = 9
# What the page says from now on is heard later.
LATE_MS = 500
LATE = f"""() => {{
    const send = WebSocket.prototype.send;
    WebSocket.prototype.send = function (said) {{ setTimeout(() => send.call(this, said), {LATE_MS}); }};
}}"""


@pytest.fixture
def sunday(portal: Portal) -> str:
    return (portal.opened_at + timedelta(weeks=WEEKS_AHEAD, days=6)).date().isoformat()


def panel(page: Page) -> Locator:
    return page.get_by_role("dialog")


def fill_new(page: Page, patient: str, on: str, time: str) -> None:
    page.get_by_test_id("booking-find").fill(patient)
    page.get_by_test_id("booking-found").filter(has_text=patient).first.click()
    expect(page.get_by_test_id("booking-patient")).to_contain_text(patient)
    panel(page).get_by_label("Fecha").fill(on)
    panel(page).get_by_label("Hora", exact=True).fill(time)


def forward(page: Page, weeks: int) -> None:
    for _ in range(weeks):
        title = page.get_by_role("heading", level=1).inner_text()
        page.get_by_role("button", name="Semana siguiente").click()
        expect(page.get_by_role("heading", level=1)).not_to_have_text(title)


def test_made_knowingly_moved_and_cancelled_by_keyboard_and_mouse(
    desktop: Page, portal: Portal, sunday: str
) -> None:  # AG-2, AV-10
    patient = portal.of_one_therapist()[0].name
    enter_staff(desktop, portal.therapist())
    expect(desktop.get_by_role("grid")).to_have_attribute("aria-busy", "false")
    desktop.keyboard.press("n")
    expect(desktop.get_by_test_id("booking-find")).to_be_focused()
    desktop.get_by_test_id("booking-submit").click()
    expect(panel(desktop)).to_contain_text("Elige a la persona.")
    fill_new(desktop, patient, sunday, "8.15")
    desktop.keyboard.press("Enter")
    expect(panel(desktop).get_by_role("alert").first).to_contain_text("Fuera del horario")
    expect(desktop.get_by_test_id("confirm-no")).to_be_focused()
    desktop.get_by_test_id("confirm-yes").click()
    expect(panel(desktop)).to_have_count(0)
    expect(desktop.get_by_text("Cita creada")).to_be_visible()
    forward(desktop, WEEKS_AHEAD)
    made = desktop.locator(f"[data-testid=agenda-event][data-starts='{sunday}T08:15']")
    made.focus()
    desktop.keyboard.press("Enter")
    expect(panel(desktop)).to_contain_text(patient)
    desktop.keyboard.press("Escape")
    expect(made).to_be_focused()
    made.click()
    panel(desktop).get_by_role("button", name="Mover o cambiar").click()
    panel(desktop).get_by_label("Hora", exact=True).fill("9:45")
    panel(desktop).get_by_role("button", name="Guardar el cambio").click()
    desktop.get_by_test_id("confirm-yes").click()
    moved = desktop.locator(f"[data-testid=agenda-event][data-starts='{sunday}T09:45']")
    expect(moved).to_contain_text(patient)
    moved.click()
    panel(desktop).get_by_role("button", name="Cancelar", exact=True).click()
    panel(desktop).get_by_label("Motivo").fill("De prueba")
    desktop.get_by_test_id("confirm-yes").click()
    expect(moved).to_have_count(0)


def test_what_is_typed_while_it_is_sent_is_there_after_the_question(
    desktop: Page, portal: Portal, sunday: str
) -> None:  # UX-5
    enter_staff(desktop, portal.therapist())
    expect(desktop.get_by_role("grid")).to_have_attribute("aria-busy", "false")
    desktop.keyboard.press("n")
    fill_new(desktop, portal.of_one_therapist()[0].name, sunday, "8:15")
    desktop.evaluate(LATE)
    desktop.get_by_test_id("booking-submit").click()
    panel(desktop).get_by_label("Minutos").fill("35")
    desktop.get_by_test_id("confirm-no").click()
    expect(panel(desktop).get_by_label("Minutos")).to_have_value("35")
    expect(panel(desktop).get_by_label("Hora", exact=True)).to_have_value("8:15")


def test_a_series_with_its_dates_seen_first_and_cancelled_whole(
    desktop: Page, portal: Portal, sunday: str
) -> None:  # AG-3
    patient = portal.of_one_therapist()[1].name
    enter_staff(desktop, portal.therapist())
    desktop.get_by_role("button", name="Nueva cita").click()
    fill_new(desktop, patient, sunday, "16:00")
    panel(desktop).get_by_label("Se repite").select_option("2")
    panel(desktop).get_by_label("Sesiones").fill("3")
    desktop.get_by_test_id("booking-submit").click()
    dates = desktop.get_by_test_id("planned")
    expect(dates).to_have_count(3)
    expect(dates.first).to_contain_text("Fuera del horario")
    dates.nth(1).get_by_role("checkbox").click()
    expect(dates.nth(1).get_by_role("checkbox")).to_be_checked()
    desktop.get_by_role("button", name="Crear 2 citas").click()
    desktop.get_by_test_id("confirm-yes").click()
    expect(desktop.get_by_text("2 citas creadas")).to_be_visible()
    forward(desktop, WEEKS_AHEAD)
    desktop.locator(f"[data-testid=agenda-event][data-starts='{sunday}T16:00']").click()
    expect(panel(desktop)).to_contain_text("Cada 2 semanas · 2 sesiones por venir")
    panel(desktop).get_by_role("button", name="Cancelar", exact=True).click()
    panel(desktop).get_by_label("Qué parte de la serie").select_option("all")
    desktop.get_by_test_id("confirm-yes").click()
    expect(desktop.get_by_text("2 citas canceladas")).to_be_visible()
    expect(desktop.locator(f"[data-testid=agenda-event][data-starts='{sunday}T16:00']")).to_have_count(0)


def test_what_is_typed_and_chosen_beside_the_agenda_outlives_its_language(
    desktop: Page, portal: Portal
) -> None:  # UX-1
    enter_staff(desktop, portal.therapist())
    expect(desktop.get_by_role("grid")).to_have_attribute("aria-busy", "false")
    desktop.keyboard.press("n")
    desktop.get_by_test_id("booking-find").fill("qqqq")
    expect(desktop.get_by_test_id("booking-new-patient")).to_be_visible()
    chosen = panel(desktop).get_by_label("Servicio").select_option(index=1)
    panel(desktop).get_by_label("Minutos").fill("35")
    for language, service, minutes in (("ca", "Servei", "Minuts"), ("es", "Servicio", "Minutos")):
        desktop.get_by_test_id(f"language-{language}").click()
        expect(panel(desktop).get_by_label(service)).to_have_value(chosen[0])
        expect(panel(desktop).get_by_label(minutes)).to_have_value("35")
        expect(desktop.get_by_test_id("booking-find")).to_have_value("qqqq")
        expect(desktop.get_by_test_id(f"language-{language}")).to_be_focused()
    # On a slow line the server has not heard of the last choice when the form is drawn anew.
    desktop.evaluate(LATE)
    where = panel(desktop).get_by_label("Dónde").select_option(index=1)
    desktop.get_by_test_id("language-en").click()
    expect(panel(desktop).get_by_label("Where")).to_have_value(where[0])
    desktop.wait_for_timeout(2 * LATE_MS)
    expect(panel(desktop).get_by_label("Where")).to_have_value(where[0])


def test_a_service_brings_its_length_at_once_and_not_over_a_typed_one(desktop: Page, portal: Portal) -> None:  # UX-5
    enter_staff(desktop, portal.therapist())
    expect(desktop.get_by_role("grid")).to_have_attribute("aria-busy", "false")
    desktop.keyboard.press("n")
    minutes, service = (panel(desktop).get_by_label(name) for name in ("Minutos", "Servicio"))
    usual = minutes.input_value()
    desktop.evaluate(LATE)
    service.select_option(index=1)
    assert minutes.input_value() not in ("", usual)
    minutes.fill("35")
    panel(desktop).get_by_label("Hora", exact=True).fill("8:15")
    desktop.wait_for_timeout(2 * LATE_MS)
    expect(minutes).to_have_value("35")
    expect(panel(desktop).get_by_label("Hora", exact=True)).to_have_value("8:15")
    service.select_option(index=0)
    expect(minutes).to_have_value("35")
    minutes.fill("")
    service.select_option(index=1)
    service.select_option(index=0)
    expect(minutes).to_have_value(usual)
    desktop.wait_for_timeout(2 * LATE_MS)
    desktop.get_by_test_id("language-ca").click()
    expect(panel(desktop).get_by_label("Minuts")).to_have_value(usual)


def test_why_a_day_offers_what_it_offers(desktop: Page, portal: Portal) -> None:  # AV-9
    enter_staff(desktop, portal.therapist())
    expect(desktop.get_by_role("grid")).to_have_attribute("aria-busy", "false")
    forward(desktop, 1)
    desktop.get_by_test_id("day-why").nth(1).click()
    stretches = desktop.get_by_test_id("stretch")
    expect(stretches.first).to_contain_text("0:00 –")
    expect(stretches.filter(has_text="Fuera del horario").first).to_be_visible()
    expect(stretches.last).to_contain_text("– 24:00")
    desktop.keyboard.press("Escape")
    expect(desktop.get_by_test_id("day-why").nth(1)).to_be_focused()


@pytest.mark.parametrize("screen", [DESKTOP, PHONE], ids=["desktop", "phone"])
def test_from_a_patients_file(open_page: OpenPage, portal: Portal, screen: dict[str, object]) -> None:  # AG-2, AG-7
    patient = portal.of_one_therapist()[2].name
    page = open_page(screen)
    enter_staff(page, portal.therapist())
    page.goto("/es/staff/patients")
    page.get_by_test_id("patient-search").fill(patient)
    page.get_by_test_id("patient-row").filter(has_text=patient).get_by_role("link").click()
    page.get_by_role("button", name="Nueva cita").click()
    expect(page.get_by_test_id("booking-patient")).to_contain_text(patient)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    targets = panel(page).locator("button:visible, input:visible, select:visible")
    if screen is PHONE:
        boxes = [box for target in targets.all() if (box := target.bounding_box())]
        assert boxes
        assert min(box["height"] for box in boxes) >= 48
    page.keyboard.press("Escape")
    expect(panel(page)).to_have_count(0)


def test_the_phone_makes_one_from_the_round_button(phone: Page, portal: Portal) -> None:  # AG-7
    enter_staff(phone, portal.therapist())
    button = phone.get_by_role("button", name="Nueva cita")
    box, dock = button.bounding_box(), phone.locator(".nav").bounding_box()
    assert box
    assert dock
    assert dock["x"] + dock["width"] <= box["x"]
    button.click()
    expect(panel(phone).get_by_role("heading", name="Nueva cita")).to_be_visible()
    phone.get_by_role("button", name=re.compile("Cerrar")).first.click()
    expect(panel(phone)).to_have_count(0)
