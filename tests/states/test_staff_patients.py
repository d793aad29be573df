"""AG-5, AG-6, ID-6, ID-12: the patients' pages without a browser."""

from datetime import timedelta
from typing import TypeVar
from urllib.parse import parse_qs, urlsplit

import pytest
import reflex as rx

from models.devices import Device
from portal_app import clock
from portal_app.domain.problems import SignedOut
from portal_app.domain.refs import StaffRef
from portal_app.services import access_codes, transaction
from portal_app.states.staff.booking import BookingState
from portal_app.states.staff.discharging import DischargeState
from portal_app.states.staff.new_patient import READY, NewPatientState
from portal_app.states.staff.pack_form import PackFormState
from portal_app.states.staff.patient_details import PatientDetailsState
from portal_app.states.staff.patient_file import PatientFileState
from portal_app.states.staff.patients import PatientsState
from tests.builders import Cast, appointment, at, pack, slot_request
from tests.states.staff_page import go, open_page, send

Panel = TypeVar("Panel", bound=rx.State)


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


async def test_every_device_is_signed_out_only_after_a_question(cast: Cast, code: str) -> None:  # ID-12
    page = await file_of_ana(cast, cast.ruth)
    await send(page, "ask_close_devices")
    assert not page.closing, "there is none"
    with transaction.write() as db:
        db.add(
            Device(
                practice_id=cast.practice_id,
                patient_id=cast.ana.patient_id,
                token_hash="x" * 64,
                user_agent="Phone",
                created_at=clock.now(),
                last_used_at=clock.now(),
            )
        )
    await send(page, "refresh")
    await send(page, "close_devices")
    assert len(page.file.devices) == 1, "nobody asked"
    await send(page, "ask_close_devices")
    await send(page, "close_devices")
    assert (page.file.devices, page.closing) == ([], False)
    assert page.notice


@pytest.mark.parametrize("event", ["load", "refresh", "reveal", "hide", "send_code", "mark_sent", "regenerate"])
async def test_nothing_answers_without_a_session(cast: Cast, code: str, event: str) -> None:
    page = await open_page(PatientFileState, None, f"/es/staff/patients/{cast.ana.patient_id}")
    with pytest.raises(SignedOut):
        await send(page, event)
    assert (page.code, page.file.name) == ("", "")
    assert access_codes.for_message(cast.marta, cast.ana.patient_id) == code


async def new_patient(cast: Cast, staff: StaffRef) -> NewPatientState:
    page = await open_page(NewPatientState, staff, "/en/staff/patients")
    await send(page, "start", name="")
    return page


def typed(cast: Cast, **given: str) -> dict[str, str]:
    form = {"name": "Noor El Amrani", "phone": "611 22 33 44", "locale": "ca", "therapist_id": cast.marta.staff_id}
    return {**form, "email": "", "birth_date": "", **given}


async def test_a_new_patients_code_is_one_tap_away_in_their_language(cast: Cast) -> None:  # AG-5, AG-6
    page = await new_patient(cast, cast.ruth)
    await send(page, "submit", form=typed(cast))
    assert (page.step, page.made.name) == (READY, "Noor El Amrani")
    (message,) = parse_qs(urlsplit(page.whatsapp).query)["text"]
    assert message.startswith("Hola, Noor: som Alba Psicologia.")
    await send(page, "mark_sent")
    file = await open_page(PatientFileState, cast.ruth, f"/en/staff/patients/{page.made.patient_id}")
    await send(file, "load")
    assert file.file.standing == "Code sent"
    await send(page, "close")
    assert page.whatsapp == ""


async def test_a_bad_phone_is_told_beside_its_field_and_all_that_was_typed_stays(cast: Cast) -> None:
    page = await new_patient(cast, cast.ruth)
    await send(page, "submit", form=typed(cast, phone="611 22"))
    assert set(page.errors) == {"phone"}
    assert (page.filled["name"], page.filled["phone"]) == ("Noor El Amrani", "611 22")
    await send(page, "submit", form=typed(cast))
    assert page.step == READY


async def test_what_is_wrong_with_an_open_form_is_said_in_the_language_chosen_since(cast: Cast) -> None:  # UX-1
    page = await new_patient(cast, cast.ruth)
    await send(page, "submit", form=typed(cast, phone="611 22"))
    go(page, "/ca/staff/patients")
    await send(await page.get_state(PatientsState), "load")
    said = "Escriu un telèfon, amb el prefix del país si no és d’Espanya."
    assert (page.filled["phone"], page.errors) == ("611 22", {"phone": said})


async def test_another_person_of_the_same_name_is_made_only_when_it_is_said(cast: Cast) -> None:
    page = await new_patient(cast, cast.ruth)
    await send(page, "submit", form=typed(cast, name="BIEL COSTA VILA"))
    assert ([one.name for one in page.alike], page.step) == (["Biel Costa Vila"], "")
    await send(page, "typed", name="name", value="Ana Ribas Font")
    await send(page, "anyway")
    assert ([one.name for one in page.alike], page.step) == (["Ana Ribas Font"], "")
    await send(page, "anyway")
    assert (page.step, page.alike) == (READY, [])


async def test_a_patient_made_while_booking_is_the_appointments(cast: Cast) -> None:  # AG-2
    booking = await open_page(BookingState, cast.marta, "/en/staff/agenda")
    await send(booking, "start", at="2026-10-22T11:00", therapist_id="")
    await send(booking, "find", query="noor")
    page = await booking.get_state(NewPatientState)
    await send(page, "start_while_booking", name=booking.sought)
    assert (page.filled["name"], booking.opened) == ("noor", "")
    await send(page, "submit", form=typed(cast))
    await send(page, "go_on_booking")
    assert (booking.patient.name, booking.filled["time"], page.opened) == ("Noor El Amrani", "11:00", "")


async def test_the_list_can_be_about_those_who_never_entered(cast: Cast) -> None:  # ID-12
    page = await open_page(PatientsState, cast.olga, "/en/staff/patients")
    await send(page, "load")
    await send(page, "choose_kind", kind="never_entered")
    assert len(page.rows) == 3
    await send(page, "choose_kind", kind="discharged")
    assert (page.rows, page.nobody_yet) == ([], True)


async def panel_of(page: PatientFileState, kind: type[Panel], event: str = "start", **given: object) -> Panel:
    """A panel of the file that is open."""
    found = await page.get_state(kind)
    await send(found, event, **given)
    return found


async def test_whoever_comes_second_to_a_file_is_told_what_changed_and_keeps_what_they_typed(cast: Cast) -> None:
    first, second = await file_of_ana(cast, cast.ruth, "en"), await file_of_ana(cast, cast.marta, "en")
    theirs, mine = await panel_of(first, PatientDetailsState), await panel_of(second, PatientDetailsState)
    await send(mine, "typed", name="name", value="Ana Ribas")
    await send(theirs, "submit", form={**theirs.filled, "phone": "611 22 33 44"})
    await send(mine, "submit", form={**mine.filled})
    assert mine.theirs == {"phone": "611 223 344"}
    assert mine.filled["name"] == "Ana Ribas"
    assert mine.meanwhile.startswith("Ruth Campos Gil has changed this meanwhile.")
    await send(mine, "keep_mine")
    await send(mine, "submit", form={**mine.filled})
    assert (second.file.name, second.file.phone) == ("Ana Ribas", "611 223 344")


async def test_news_reaches_an_open_form_before_it_is_saved(cast: Cast) -> None:
    first, second = await file_of_ana(cast, cast.ruth, "en"), await file_of_ana(cast, cast.marta, "en")
    theirs, mine = await panel_of(first, PatientDetailsState), await panel_of(second, PatientDetailsState)
    await send(theirs, "submit", form={**theirs.filled, "email": "ana@example.com"})
    await send(second, "refresh")
    assert mine.theirs == {"email": "ana@example.com"}


async def test_a_pack_is_sold_corrected_and_closed_in_the_file(cast: Cast) -> None:  # PK-1, PK-2
    page = await file_of_ana(cast, cast.marta, "en")
    sale = await panel_of(page, PackFormState)
    await send(sale, "submit", form={**sale.filled, "price_cents": "a lot"})
    assert set(sale.errors) == {"price_cents"}
    await send(sale, "submit", form={**sale.filled, "size": "n", "total": "3", "price_cents": "150,50"})
    assert [(one.left, one.mark) for one in page.file.packs] == [("3 of 3 left", ""), ("10 of 10 left", "")]
    assert "€150.50" in page.file.packs[0].detail
    correction = await panel_of(page, PackFormState, "open", pack_id=page.file.packs[0].pack_id)
    await send(correction, "submit", form={"sessions": "−2", "reason": ""})
    assert set(correction.errors) == {"reason"}
    await send(correction, "submit", form={"sessions": "−2", "reason": "Given back"})
    assert (page.file.packs[0].left, page.file.packs[0].mark) == ("1 of 1 left", "Last session")
    await panel_of(page, PackFormState, "open", pack_id=page.file.packs[0].pack_id)
    await send(correction, "close_pack")
    assert [one.mark for one in page.file.old_packs] == ["Closed"]
    assert "Pack sold" in [entry.what for entry in page.file.activity]


async def test_another_patients_pack_cannot_be_named(cast: Cast) -> None:  # ID-7
    page = await file_of_ana(cast, cast.marta)
    panel = await panel_of(page, PackFormState, "open", pack_id=pack(cast.biel))
    assert panel.opened == ""


async def test_a_discharge_lists_what_lies_ahead_and_coming_back_brings_a_new_code(cast: Cast, code: str) -> None:
    one, other = appointment(cast, cast.ana, "2026-10-22 10:00"), appointment(cast, cast.ana, "2026-10-29 10:00")
    slot_request(cast, cast.ana, "2026-10-23 10:00")
    page = await file_of_ana(cast, cast.marta, "en")
    leaving = await panel_of(page, DischargeState)
    assert [view.appointment_id for view in leaving.leaving.to_come] == [one, other]
    assert leaving.leaving.waiting == "1 request waits: it gets a kind no."
    await send(leaving, "ticked", name=other, value=False)
    new = appointment(cast, cast.ana, "2026-11-05 10:00")
    await send(leaving, "confirm", form={})
    assert (leaving.opened, set(leaving.filled), leaving.filled[other]) == (cast.ana.patient_id, {one, other, new}, "")
    await send(leaving, "confirm", form={})
    assert (page.file.discharged, page.file.has_code, len(page.file.coming)) == (True, False, 1)
    await send(leaving, "take_back")
    assert (page.file.discharged, page.file.has_code) == (False, True)
    assert access_codes.for_message(cast.ruth, cast.ana.patient_id) != code


async def test_a_patient_of_many_years_shows_the_latest_and_more_at_a_tap(cast: Cast) -> None:
    for week in range(1, 60):
        appointment(cast, cast.ana, at("2026-10-15 10:00") - timedelta(weeks=week))
    page = await file_of_ana(cast, cast.marta, "en")
    assert (len(page.file.past), page.file.more_past) == (5, "Show 50 earlier")
    await send(page, "show_earlier")
    assert (len(page.file.past), page.file.more_past) == (55, "Show 4 earlier")
