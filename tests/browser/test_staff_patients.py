"""AG-5, AG-6, ID-6, ID-12: from a name to the code, in a browser."""

import re

from playwright.sync_api import Page, expect

from tests.browser.conftest import Portal, enter_staff


def test_from_a_name_to_the_code_and_whatsapp(desktop: Page, portal: Portal) -> None:  # AG-5, AG-6
    patient = portal.of_one_therapist()[0]
    enter_staff(desktop, portal.therapist())
    desktop.get_by_role("link", name="Pacientes", exact=True).click()
    expect(desktop.get_by_test_id("patient-row").first).to_be_visible()
    search = desktop.get_by_test_id("patient-search")
    search.fill("nadie se llama así")
    expect(desktop.get_by_role("heading", name="No hemos encontrado a nadie")).to_be_visible()
    search.fill(patient.name.split()[0].upper())
    expect(desktop.get_by_test_id("patient-row").filter(has_text=patient.name)).to_be_visible()
    search.fill(patient.code.lower())
    expect(desktop.get_by_test_id("patient-row")).to_have_count(1)
    desktop.get_by_test_id("patient-row").get_by_role("link").click()
    expect(desktop.get_by_role("heading", level=1)).to_have_text(patient.name)
    code = desktop.get_by_test_id("patient-code")
    assert patient.code not in desktop.content()
    desktop.get_by_test_id("code-reveal").click()
    expect(code).to_contain_text(patient.code)
    link = desktop.get_by_test_id("code-whatsapp")
    expect(link).to_have_attribute(
        "href", re.compile(rf"^https://wa\.me/\d+\?text=.*{patient.code[:3]}-{patient.code[3:]}")
    )
    desktop.get_by_test_id("code-reveal").click()
    expect(code).not_to_contain_text(patient.code)
    assert patient.code not in desktop.content()
    # What the browser kept of the page is drawn as well.
    for _ in range(2):
        desktop.reload()
        expect(desktop.get_by_role("heading", level=1)).to_have_text(patient.name)


def test_a_new_code_is_asked_for_first_and_ends_the_old_one(desktop: Page, portal: Portal) -> None:  # ID-6
    patient = next(one for one in portal.patients if one.note == "code not sent yet")
    admin = next(member for member in portal.staff if member.role == "admin")
    enter_staff(desktop, admin)
    desktop.goto("/es/staff/patients")
    search, code = desktop.get_by_test_id("patient-search"), desktop.get_by_test_id("patient-code")
    search.fill(patient.code)
    expect(desktop.get_by_test_id("patient-row")).to_have_count(1)
    desktop.get_by_test_id("patient-row").get_by_role("link").click()
    desktop.get_by_test_id("code-reveal").click()
    expect(code).to_contain_text(patient.code)
    desktop.get_by_test_id("code-regenerate").click()
    dialog = desktop.get_by_role("dialog")
    expect(dialog.get_by_test_id("confirm-no")).to_be_focused()
    desktop.keyboard.press("Escape")
    expect(dialog).to_have_count(0)
    expect(desktop.get_by_test_id("code-regenerate")).to_be_focused()
    expect(code).to_contain_text(patient.code)
    desktop.keyboard.press("Enter")
    dialog.get_by_test_id("confirm-yes").click()
    expect(code).not_to_contain_text(patient.code)
    expect(code).to_contain_text(re.compile(r"[A-Z2-9]{6}"))
    desktop.get_by_role("link", name="Pacientes", exact=True).first.click()
    search.fill(patient.code)
    expect(desktop.get_by_role("heading", name="No hemos encontrado a nadie")).to_be_visible()


def test_a_strangers_id_in_the_address_shows_nothing(desktop: Page, portal: Portal) -> None:  # ID-8
    enter_staff(desktop, portal.therapist())
    desktop.goto("/es/staff/patients/0123456789abcdef01234567")
    expect(desktop.get_by_role("heading", name="Esta ficha no está aquí")).to_be_visible()


def test_a_patients_file_on_a_phone(phone: Page, portal: Portal) -> None:  # AG-7
    patient = portal.of_one_therapist()[0]
    enter_staff(phone, portal.therapist())
    phone.get_by_role("link", name="Pacientes", exact=True).click()
    phone.get_by_test_id("patient-search").fill(patient.name)
    expect(phone.get_by_test_id("patient-row")).to_have_count(1)
    phone.get_by_test_id("patient-row").get_by_role("link").click()
    expect(phone.get_by_role("heading", level=1)).to_have_text(patient.name)
    expect(phone.get_by_test_id("code-whatsapp")).to_be_visible()
    assert phone.evaluate("document.documentElement.scrollWidth <= innerWidth")
    steps = phone.get_by_role("progressbar").locator("i")
    expect(steps).not_to_have_count(0)
    bars = phone.get_by_role("progressbar").evaluate_all(
        "bars => bars.map(bar => [bar.offsetHeight, bar.scrollHeight])"
    )
    assert all(drawn == room for room, drawn in bars)


def test_signing_out_closes_the_staff_pages(desktop: Page, portal: Portal) -> None:  # ID-8
    enter_staff(desktop, portal.therapist())
    desktop.get_by_role("link", name="Ajustes").click()
    desktop.get_by_test_id("sign-out").click()
    expect(desktop.get_by_test_id("staff-email")).to_be_visible()
    desktop.goto("/es/staff/patients")
    desktop.wait_for_url(re.compile(r"/es/staff/?$"))


def test_a_new_patient_is_a_short_form_and_their_code_one_tap_away(desktop: Page, portal: Portal) -> None:  # AG-5, AG-6
    enter_staff(desktop, portal.therapist())
    desktop.get_by_role("link", name="Pacientes", exact=True).click()
    expect(desktop.get_by_test_id("patient-row").first).to_be_visible()
    desktop.keyboard.press("n")
    form = desktop.get_by_role("dialog", name="Nuevo paciente")
    form.get_by_label("Nombre y apellidos").fill("Zoe Lluna Prat")
    form.get_by_label("Teléfono").fill("611 22")
    form.get_by_label("Idioma").select_option("ca")
    form.get_by_label("Teléfono").press("Enter")
    expect(form.get_by_text("Escribe un teléfono, con el prefijo")).to_be_visible()
    expect(form.get_by_label("Nombre y apellidos")).to_have_value("Zoe Lluna Prat")
    form.get_by_label("Teléfono").fill("611 22 33 44")
    form.get_by_test_id("patient-submit").click()
    send = desktop.get_by_test_id("code-whatsapp")
    expect(send).to_have_attribute("href", re.compile(r"^https://wa\.me/34611223344\?text=Hola%2C%20Zoe"))
    desktop.get_by_test_id("patient-see").click()
    expect(desktop.get_by_role("heading", level=1)).to_have_text("Zoe Lluna Prat")


def test_staff_see_what_the_patient_sees_and_can_touch_nothing(desktop: Page, portal: Portal) -> None:  # AG-9
    patient = portal.of_one_therapist()[0]
    enter_staff(desktop, portal.therapist())
    desktop.goto("/es/staff/patients")
    desktop.get_by_test_id("patient-search").fill(patient.code)
    expect(desktop.get_by_test_id("patient-row")).to_have_count(1)
    desktop.get_by_test_id("patient-row").get_by_role("link").click()
    cookies = {one["name"] for one in desktop.context.cookies()}
    desktop.get_by_test_id("see-as-patient").click()
    expect(desktop.get_by_test_id("month-title")).to_be_visible()
    desktop.get_by_test_id("seen-me").click()
    expect(desktop.get_by_role("heading", level=1)).to_have_text(patient.name)
    expect(desktop.locator("form, textarea, input")).to_have_count(0)
    assert {one["name"] for one in desktop.context.cookies()} == cookies
    desktop.get_by_test_id("seen-end").click()
    expect(desktop.get_by_test_id("see-as-patient")).to_be_visible()
    expect(desktop.get_by_text("Portal visto como el paciente").first).to_be_visible()
