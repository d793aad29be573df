"""AG-5, AG-6, ID-6, ID-12: the patients' pages without a browser."""

from urllib.parse import parse_qs, urlsplit

import pytest

from portal_app.domain.problems import SignedOut
from portal_app.domain.refs import StaffRef
from portal_app.services import access_codes, transaction
from portal_app.states.staff.patient_file import PatientFileState
from portal_app.states.staff.patients import PatientsState
from tests.builders import Cast
from tests.states.staff_page import open_page, send


@pytest.fixture
def code(cast: Cast) -> str:
    """Ana's."""
    with transaction.write() as db:
        return access_codes.issue(db, practice_id=cast.practice_id, patient_id=cast.ana.patient_id)


async def file_of_ana(cast: Cast, staff: StaffRef, language: str = "es") -> PatientFileState:
    page = await open_page(PatientFileState, staff, f"/{language}/staff/patients/{cast.ana.patient_id}")
    await send(page, "load")
    return page


async def test_patients_are_found_as_one_types(cast: Cast) -> None:  # AG-5
    page = await open_page(PatientsState, cast.olga, "/en/staff/patients")
    await send(page, "load")
    assert (len(page.rows), page.count) == (3, "3 patients")
    await send(page, "search", query="biel")
    assert [row.name for row in page.rows] == ["Biel Costa Vila"]
    await send(page, "search", query="nobody by that name")
    assert (page.rows, page.nobody_yet) == ([], False)


async def test_the_code_is_not_in_the_page_until_somebody_asks(cast: Cast, code: str) -> None:  # ID-1
    page = await file_of_ana(cast, cast.marta)
    assert (page.code, page.whatsapp, page.file.name) == ("", "", "Ana Ribas Font")
    await send(page, "reveal")
    assert page.code == code
    assert "Código consultado" in [entry.what for entry in page.file.activity]
    await send(page, "hide")
    assert (page.code, page.whatsapp) == ("", "")


async def test_the_whatsapp_message_is_in_the_patients_language(cast: Cast, code: str) -> None:  # AG-6
    page = await file_of_ana(cast, cast.marta)
    await send(page, "send_code")
    address = urlsplit(page.whatsapp)
    assert (address.netloc, address.path) == ("wa.me", "/34600000001")
    (message,) = parse_qs(address.query)["text"]
    assert message.startswith("Hola, Ana: som Alba Psicologia.")
    assert f"{code[:3]}-{code[3:]}" in message
    assert page.file.way_in[0].value == "hoy, 9:00"


async def test_a_new_code_is_made_only_after_the_question(cast: Cast, code: str) -> None:  # ID-6
    page = await file_of_ana(cast, cast.ruth)
    await send(page, "regenerate")
    assert access_codes.for_message(cast.ruth, cast.ana.patient_id) == code
    await send(page, "ask_new_code")
    await send(page, "regenerate")
    assert page.code not in {"", code}
    assert access_codes.for_message(cast.ruth, cast.ana.patient_id) == page.code
    assert not page.asking


async def test_another_therapists_file_is_not_there(cast: Cast, code: str) -> None:  # ID-8
    page = await file_of_ana(cast, cast.jordi)
    assert (page.missing, page.file.name) == (True, "")
    await send(page, "reveal")
    await send(page, "send_code")
    await send(page, "ask_new_code")
    await send(page, "regenerate")
    assert page.code == ""
    assert access_codes.for_message(cast.marta, cast.ana.patient_id) == code


@pytest.mark.parametrize("event", ["load", "refresh", "reveal", "hide", "send_code", "mark_sent", "regenerate"])
async def test_nothing_answers_without_a_session(cast: Cast, code: str, event: str) -> None:
    page = await open_page(PatientFileState, None, f"/es/staff/patients/{cast.ana.patient_id}")
    with pytest.raises(SignedOut):
        await send(page, event)
    assert (page.code, page.file.name) == ("", "")
    assert access_codes.for_message(cast.marta, cast.ana.patient_id) == code
