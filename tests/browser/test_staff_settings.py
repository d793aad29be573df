"""PR-1, AV-2, AV-10: the practice is set up in a browser. What a journey changes it puts back."""

import re
from datetime import timedelta

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import DESKTOP, PHONE, Member, OpenPage, Portal, enter_staff
from tests.browser.test_staff_access import SMALLEST, TOO_SMALL
from tests.browser.test_staff_booking import LATE, LATE_MS

SECTIONS = ("", "/services", "/centres", "/hours", "/time-off", "/holidays", "/policies")


@pytest.fixture
def admin(portal: Portal) -> Member:
    return next(member for member in portal.staff if member.role == "admin")


def go(page: Page, section: str) -> None:
    page.goto(f"/es/staff/settings/{section}")


def test_a_service_is_made_refused_first_and_retired(desktop: Page, admin: Member) -> None:  # PR-1
    enter_staff(desktop, admin)
    go(desktop, "")
    desktop.get_by_role("link", name="Servicios").click()
    desktop.get_by_role("button", name="Nuevo servicio").click()
    form = desktop.get_by_role("dialog")
    form.get_by_label("Castellano").fill("Sesión de prueba")
    form.get_by_label("Català").fill("Sessió de prova")
    form.get_by_label("Duración").fill("mucho")
    form.get_by_role("button", name="Guardar").click()
    length = form.get_by_label("Duración")
    expect(length).to_be_focused()
    expect(length).to_have_attribute("aria-invalid", "true")
    expect(length).to_have_accessible_description("Escribe un número entero.")
    expect(form.get_by_label("Castellano")).to_have_value("Sesión de prueba")
    length.fill("45")
    form.get_by_label("English").fill("Trial session")
    desktop.keyboard.press("Enter")
    row = desktop.get_by_test_id("set-row").filter(has_text="Sesión de prueba")
    expect(row).to_contain_text("45 min")
    expect(desktop.get_by_role("status").filter(has_text="Guardado.")).to_be_visible()
    row.get_by_role("button", name=re.compile("Cambiar")).click()
    form.get_by_role("button", name="Dejar de ofrecerlo").click()
    form.get_by_test_id("confirm-yes").click()
    expect(row).to_contain_text("Retirado")


def test_what_is_typed_while_a_page_is_saved_stands_where_it_was_typed(desktop: Page, admin: Member) -> None:  # UX-5
    enter_staff(desktop, admin)
    go(desktop, "messages")
    form = desktop.locator("form[data-about]")
    wording = form.get_by_role("textbox").first
    wording.wait_for()
    was = wording.input_value()
    desktop.evaluate(LATE)
    form.get_by_role("button", name="Guardar cambios").click()
    wording.focus()
    desktop.keyboard.press("Control+Home")
    desktop.keyboard.type("Buenos días. ", delay=4 * LATE_MS / len("Buenos días. "))
    expect(desktop.get_by_role("status").filter(has_text="Guardado.")).to_be_visible()
    expect(wording).to_have_value(f"Buenos días. {was}")


def test_hours_are_changed_discarded_and_saved(desktop: Page, portal: Portal) -> None:  # AV-2
    enter_staff(desktop, portal.therapist())
    go(desktop, "hours")
    tuesday = desktop.get_by_test_id("weekday").nth(1)
    starts = tuesday.get_by_role("textbox").first
    was = starts.input_value()
    starts.fill("7:30")
    desktop.get_by_role("button", name="Descartar").click()
    expect(tuesday.get_by_role("textbox").first).to_have_value(was)
    for value in ("7:30", was):
        tuesday.get_by_role("textbox").first.fill(value)
        desktop.get_by_role("button", name="Guardar cambios").click()
        expect(desktop.get_by_role("status").filter(has_text="Guardado.")).to_be_visible()
        expect(desktop.get_by_role("button", name="Guardar cambios")).to_have_count(0)
    desktop.reload()
    expect(tuesday.get_by_role("textbox").first).to_have_value(was)


def test_hours_that_are_typed_and_unfolded_are_so_in_another_language(desktop: Page, portal: Portal) -> None:  # UX-1
    enter_staff(desktop, portal.therapist())
    go(desktop, "hours")
    tuesday = desktop.get_by_test_id("weekday").nth(1)
    tuesday.locator("summary").first.click()
    tuesday.get_by_role("switch").nth(1).wait_for()
    # On a slow line the server has not heard of it when the page is drawn anew.
    desktop.evaluate(LATE)
    tuesday.get_by_role("textbox").first.fill("7:35")
    desktop.get_by_test_id("language-ca").click()
    desktop.get_by_role("button", name="Descarta", exact=True).wait_for()
    expect(tuesday.get_by_role("textbox").first).to_have_value("7:35")
    expect(tuesday.get_by_role("switch").nth(1)).to_be_visible()
    desktop.wait_for_timeout(2 * LATE_MS)
    expect(tuesday.get_by_role("textbox").first).to_have_value("7:35")


def test_hours_that_cannot_be_are_said_beside_their_day(desktop: Page, portal: Portal) -> None:  # PR-1
    enter_staff(desktop, portal.therapist())
    go(desktop, "hours")
    wednesday = desktop.get_by_test_id("weekday").nth(2)
    wednesday.get_by_role("textbox").nth(1).fill("6:00")
    desktop.get_by_role("button", name="Guardar cambios").click()
    expect(wednesday.get_by_role("alert")).to_contain_text("Acaba antes de empezar.")
    expect(wednesday.get_by_role("textbox").nth(1)).to_have_accessible_description("Acaba antes de empezar.")
    expect(wednesday.get_by_role("textbox").nth(1)).to_have_value("6:00")


def test_time_off_asks_what_becomes_of_the_appointments_under_it(desktop: Page, portal: Portal) -> None:  # AV-10
    enter_staff(desktop, portal.therapist())
    go(desktop, "time-off")
    desktop.get_by_role("button", name="Nueva ausencia").click()
    form = desktop.get_by_role("dialog")
    first = portal.opened_at.date() + timedelta(days=1)
    form.get_by_label("Título").fill("Curso de prueba")
    form.get_by_label("Primer día").fill(first.isoformat())
    form.get_by_label("Último día").fill((first + timedelta(days=3)).isoformat())
    form.get_by_role("button", name="Guardar").click()
    expect(desktop.get_by_test_id("covered").first).to_be_visible()
    expect(form.get_by_role("button", name="Guardar")).to_be_disabled()
    form.get_by_role("button", name="Mantener todas").click()
    form.get_by_role("button", name="Guardar").click()
    row = desktop.get_by_test_id("time-off").filter(has_text="Curso de prueba")
    expect(row).to_be_visible()
    row.get_by_role("button", name=re.compile("Quitar")).click()
    row.get_by_test_id("confirm-yes").click()
    expect(row).to_have_count(0)


def test_hours_that_leave_sessions_outside_ask_first_and_back_leaves_them_typed(
    desktop: Page, portal: Portal
) -> None:  # AV-10
    enter_staff(desktop, portal.therapist())
    go(desktop, "hours")
    for weekday in range(5):
        switch = desktop.get_by_test_id("weekday").nth(weekday).get_by_role("switch").first
        if switch.is_checked():
            switch.click()
            expect(switch).not_to_be_checked()
    desktop.get_by_role("button", name="Guardar cambios").click()
    panel = desktop.get_by_role("dialog", name="Citas fuera del horario")
    expect(panel.get_by_test_id("covered").first).to_be_visible()
    expect(panel.get_by_role("heading", name="Citas fuera del horario")).to_be_focused()
    expect(panel.get_by_role("button", name="Guardar")).to_be_disabled()
    panel.get_by_role("button", name="Mantener todas").click()
    expect(panel.get_by_role("button", name="Guardar")).to_be_enabled()
    panel.get_by_role("button", name="Volver").click()
    expect(panel).to_have_count(0)
    expect(desktop.get_by_text("Cambios sin guardar")).to_be_visible()
    desktop.get_by_role("button", name="Descartar").click()
    expect(desktop.get_by_test_id("period").first).to_be_visible()


def test_the_second_of_two_admins_reads_what_changed_and_keeps_what_was_typed(
    open_page: OpenPage, admin: Member
) -> None:  # PR-1
    first, second = open_page(DESKTOP), open_page(DESKTOP)
    for page in (first, second):
        enter_staff(page, admin)
        go(page, "policies")
        expect(page.get_by_label("Solicitudes pendientes por paciente")).to_have_value("5")
    ahead, waiting = (
        second.get_by_label(name) for name in ("Horas libres a la vista (días)", "Solicitudes pendientes por paciente")
    )
    ahead.fill("45")
    first.get_by_label("Solicitudes pendientes por paciente").fill("4")
    first.get_by_role("button", name="Guardar cambios").click()
    expect(first.get_by_role("status").filter(has_text="Guardado.")).to_be_visible()
    # Whether the news is there already or comes with the refusal, the same stands on the page.
    second.get_by_role("button", name="Guardar cambios").click()
    expect(second.get_by_test_id("meanwhile")).to_contain_text("ha cambiado esto mientras tanto")
    expect(second.get_by_test_id("theirs-most_pending")).to_have_text("Guardado ahora: 4")
    expect(ahead).to_have_value("45")
    expect(waiting).to_have_value("5")
    second.get_by_role("button", name="Dejar lo que he escrito").click()
    expect(waiting).to_have_value("4")
    expect(ahead).to_have_value("45")
    ahead.fill("60")
    waiting.fill("5")
    second.get_by_role("button", name="Guardar cambios").click()
    expect(second.get_by_role("status").filter(has_text="Guardado.")).to_be_visible()


def test_the_words_patients_read_follow_and_what_is_typed_outlives_the_language(
    desktop: Page, admin: Member
) -> None:  # AV-1, UX-1
    enter_staff(desktop, admin)
    go(desktop, "policies")
    notice = desktop.get_by_label("Antelación mínima (horas)")
    expect(notice).to_have_value("12")
    notice.fill("48")
    notice.blur()
    expect(desktop.get_by_text("Puedes pedir hora hasta 2 días antes.")).to_be_visible()
    desktop.get_by_test_id("language-en").click()
    expect(desktop.get_by_text("You can ask for a time up to 2 days before it.")).to_be_visible()
    expect(desktop.get_by_label("Minimum notice, in hours")).to_have_value("48")


def test_what_is_chosen_in_a_centres_forms_outlives_the_language(desktop: Page, admin: Member) -> None:  # PR-1, UX-1
    enter_staff(desktop, admin)
    go(desktop, "centres")
    desktop.get_by_role("button", name="Nuevo centro").click()
    desktop.get_by_label("Festivos de").select_option("PV")
    # The regions are in another order in each language.
    for language, label, words in (("en", "Public holidays of", "Basque Country"), ("es", "Festivos de", "País Vasco")):
        desktop.get_by_test_id(f"language-{language}").click()
        expect(desktop.get_by_label(label).locator("option[value=PV]")).to_have_text(words)
        expect(desktop.get_by_label(label)).to_have_value("PV")
    desktop.keyboard.press("Escape")
    desktop.get_by_test_id("set-row").first.get_by_role("button", name=re.compile("Cambiar")).click()
    desktop.get_by_role("dialog").get_by_role("button", name="Cerrarlo").click()
    chosen = desktop.get_by_label("Sus pacientes van a").select_option(index=1)
    desktop.get_by_test_id("language-ca").click()
    expect(desktop.get_by_label("Els seus pacients van a")).to_have_value(chosen[0])


def test_a_file_that_is_chosen_outlives_the_language(desktop: Page, admin: Member) -> None:  # PR-4, UX-1
    enter_staff(desktop, admin)
    go(desktop, "import")
    desktop.get_by_test_id("file-patients").set_input_files(
        {"name": "pacientes.csv", "mimeType": "text/csv", "buffer": b"Nombre\nZoe"}
    )
    desktop.get_by_test_id("language-en").click()
    expect(desktop.get_by_role("heading", name="Patients from a spreadsheet")).to_be_visible()
    expect(desktop.locator("[data-chosen]").first).to_have_text("pacientes.csv")
    desktop.get_by_test_id("look-patients").click()
    expect(desktop.get_by_test_id("import-count")).to_be_visible()
    desktop.get_by_role("button", name="Choose another file").click()
    expect(desktop.get_by_test_id("look-patients")).to_be_visible()


def test_reception_looks_and_reads_why_it_cannot_change(desktop: Page, portal: Portal) -> None:  # ID-8
    enter_staff(desktop, next(member for member in portal.staff if member.role == "scheduler"))
    go(desktop, "policies")
    expect(desktop.get_by_text("Solo administración puede cambiar esto.")).to_be_visible()
    expect(desktop.get_by_label("Antelación mínima (horas)")).to_be_disabled()
    expect(desktop.get_by_role("button", name="Guardar cambios")).to_have_count(0)


@pytest.mark.parametrize("screen", [PHONE, SMALLEST], ids=["phone", "smallest"])
@pytest.mark.parametrize("language", ["es", "ca", "en"])
def test_no_section_scrolls_sideways_or_has_what_a_finger_misses(
    open_page: OpenPage, admin: Member, screen: dict[str, object], language: str
) -> None:  # UX-4
    page = open_page(screen)
    enter_staff(page, admin)
    for section in SECTIONS:
        page.goto(f"/{language}/staff/settings{section}")
        expect(page.locator(".tabs2 [aria-current=page]")).to_be_in_viewport()
        expect(page.get_by_role("status").filter(has_text="…")).to_have_count(0)
        page.wait_for_load_state("networkidle")
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), section
        assert not page.evaluate(TOO_SMALL), section
