"""AG-2, AG-3, AV-9, AV-10: appointments made and days explained from the agenda, without a browser."""

from datetime import time

import pytest

from models.practice import WorkingHours
from portal_app.domain.problems import SignedOut
from portal_app.presenters.staff.agenda import column_key
from portal_app.services import transaction
from portal_app.states.staff.booking import BookingState
from portal_app.states.staff.card import CardState
from portal_app.states.staff.patient_file import PatientFileState
from portal_app.states.staff.planning import FORM_STEP
from portal_app.states.staff.why import WhyState
from tests.builders import Cast, appointment, on, slot_request, time_off
from tests.states.agenda_page import THURSDAY, agenda_of, booking, card, drawn, in_two_weeks, shown, weekly
from tests.states.staff_page import go, open_page, send


@pytest.mark.parametrize(
    ("kind", "event", "given"),
    [
        (BookingState, "start", {"at": "", "therapist_id": ""}),
        (BookingState, "draw", {"form": {}}),
        (CardState, "drop", {"form": {}}),
        (CardState, "mark_one", {"appointment_id": "x", "status": "attended", "seen": 0}),
        (BookingState, "find", {"query": "ana"}),
        (BookingState, "submit", {"form": {}}),
        (BookingState, "confirm", {}),
        (CardState, "open", {"appointment_id": "x"}),
        (CardState, "cancel", {"form": {}}),
        (CardState, "mark", {"status": "attended"}),
        (WhyState, "open", {"key": "2026-10-22 x"}),
    ],
)
async def test_nothing_answers_without_a_session(
    cast: Cast, kind: type[BookingState], event: str, given: dict[str, object]
) -> None:  # ID-8
    page = await open_page(kind, None)
    with pytest.raises(SignedOut):
        await send(page, event, **given)


async def test_an_appointment_is_made_from_the_agenda(cast: Cast) -> None:  # AG-2
    slot_request(cast, cast.biel, "2026-10-22 10:00")
    agenda = await agenda_of(cast.marta)
    page = await booking(agenda, "ana", at="2026-10-22T10:00")
    assert (page.patient.name, page.filled["on"], page.filled["time"]) == ("Ana Ribas Font", "2026-10-22", "10:00")
    assert page.filled["minutes"] == "50"
    await send(page, "submit", form=page.filled)
    assert (page.opened, page.errors) == ("", {})
    (event,) = await shown(agenda)
    assert (event.title, event.starts, event.span) == ("Ana Ribas Font", "2026-10-22T10:00", "10:00 – 10:50")
    assert agenda.toast.text == "Cita creada: Ana Ribas Font, jueves 22 de octubre, 10:00."
    assert not await drawn(agenda, "interest")


async def test_a_second_tap_makes_nothing_more(cast: Cast) -> None:  # UX-5
    agenda = await agenda_of(cast.marta)
    page = await booking(agenda, "ana", at="2026-10-22T10:00")
    form = dict(page.filled)
    await send(page, "submit", form=form)
    await send(page, "submit", form=form)
    assert len(await shown(agenda)) == 1


async def test_what_is_missing_is_said_beside_its_field(cast: Cast) -> None:
    agenda = await agenda_of(cast.marta, "en")
    page = await agenda.get_state(BookingState)
    await send(page, "start", at="", therapist_id="")
    await send(page, "submit", form={**page.filled, "time": "ten", "minutes": "0"})
    assert page.errors == {
        "patient": "Choose the patient.",
        "time": "Write a time, like 9:30.",
        "minutes": "From 1 to 1440.",
    }
    assert (page.opened, page.filled["time"]) == ("new", "ten")


async def test_outside_the_hours_it_is_made_only_knowingly(cast: Cast) -> None:  # AV-10
    agenda = await agenda_of(cast.marta)
    page = await booking(agenda, "ana")
    await send(page, "submit", form={**page.filled, "on": "2026-10-22", "time": "21:00"})
    assert (page.step, page.reasons, await shown(agenda)) == ("override", ["Fuera del horario"], [])
    go(page, "/ca/staff/agenda")
    await send(agenda, "load")
    assert page.reasons == ["Fora de l’horari"]
    await send(page, "back", step=FORM_STEP)
    assert (page.step, page.filled["time"]) == (FORM_STEP, "21:00")
    await send(page, "submit", form=page.filled)
    await send(page, "confirm")
    assert [event.starts for event in await shown(agenda)] == ["2026-10-22T21:00"]


async def test_nobody_confirms_what_was_not_asked(cast: Cast) -> None:  # AV-10
    agenda = await agenda_of(cast.marta)
    page = await booking(agenda, "ana", at="2026-10-22T21:00")
    await send(page, "confirm")
    await send(page, "make")
    assert await shown(agenda) == []


async def test_who_comes_second_to_an_hour_is_told_and_keeps_the_form(cast: Cast) -> None:  # AV-4
    agenda = await agenda_of(cast.marta)
    page = await booking(agenda, "ana", at="2026-10-22T10:00")
    appointment(cast, cast.biel, "2026-10-22 10:30")
    await send(page, "submit", form=page.filled)
    assert page.trouble.startswith("A esa hora hay otra cita")
    assert (page.step, page.patient.name, page.filled["time"]) == (FORM_STEP, "Ana Ribas Font", "10:00")
    assert [event.title for event in await shown(agenda)] == ["Biel Costa Vila"]


async def test_a_therapist_books_for_their_own_patients_only(cast: Cast) -> None:  # ID-8
    agenda = await agenda_of(cast.marta)
    page = await agenda.get_state(BookingState)
    await send(page, "start", at="", therapist_id="")
    await send(page, "find", query="clara")
    assert (page.found, page.nobody) == ([], True)
    await send(page, "choose", patient_id=cast.clara.patient_id)
    assert page.patient.patient_id == ""
    await send(page, "submit", form={**page.filled, **THURSDAY})
    assert page.errors["patient"]


async def test_reception_books_in_the_agenda_that_is_open(cast: Cast) -> None:  # AG-2
    agenda = await agenda_of(cast.ruth)
    await send(agenda, "choose_therapist", therapist_id=cast.marta.staff_id)
    page = await booking(agenda, "biel", at="2026-10-22T12:00")
    assert page.filled["therapist_id"] == cast.marta.staff_id
    await send(page, "submit", form=page.filled)
    assert [event.title for event in await shown(agenda)] == ["Biel Costa Vila"]


async def test_from_a_file_the_patient_is_chosen_already(cast: Cast) -> None:  # AG-2
    file = await open_page(PatientFileState, cast.marta, f"/es/staff/patients/{cast.ana.patient_id}")
    await send(file, "load")
    page = await file.get_state(BookingState)
    await send(page, "start_for_patient")
    assert page.patient.name == "Ana Ribas Font"
    await send(page, "submit", form={**page.filled, **THURSDAY})
    assert file.toast.text.startswith("Cita creada: Ana Ribas Font")
    assert file.file.coming


async def test_a_series_shows_its_dates_before_anything_is_written(cast: Cast) -> None:  # AG-3
    appointment(cast, cast.biel, "2026-10-29 10:00")
    time_off(cast, "2026-11-05", therapist=cast.marta)
    agenda = await agenda_of(cast.marta)
    page = await weekly(agenda, "ana")
    await send(page, "submit", form=THURSDAY)
    assert [(one.day, one.wrong, one.taken) for one in page.planned] == [
        ("Jue 22 oct", "", False),
        ("Jue 29 oct", "Su terapeuta tiene sesión a esa hora", True),
        ("Jue 5 nov", "Ausencias", False),
        ("Jue 12 nov", "", False),
    ]
    assert (page.step, page.conflicts != "", await shown(agenda)) == ("dates", True, [])
    await send(page, "skip_conflicts")
    assert (page.conflicts, page.to_make) == ("", "Crear 2 citas")
    await send(page, "make")
    assert agenda.toast.text == "2 citas creadas para Ana Ribas Font."
    assert await in_two_weeks(agenda) == ["2026-10-22T10:00", "2026-10-29T10:00"]


async def test_a_series_over_time_off_is_made_only_knowingly(cast: Cast) -> None:  # AG-3, AV-10
    time_off(cast, "2026-10-29", therapist=cast.marta)
    agenda = await agenda_of(cast.marta)
    page = await weekly(agenda, "ana", times=2)
    await send(page, "submit", form=THURSDAY)
    await send(page, "make")
    assert (page.step, page.reasons) == ("override", ["Ausencias"])
    await send(page, "back", step="dates")
    await send(page, "make")
    await send(page, "confirm")
    assert await in_two_weeks(agenda) == ["2026-10-22T10:00", "2026-10-29T10:00"]


async def test_a_date_taken_while_the_list_was_read_makes_nothing(cast: Cast) -> None:  # AV-4
    agenda = await agenda_of(cast.marta)
    page = await weekly(agenda, "ana", times=2)
    await send(page, "submit", form=THURSDAY)
    appointment(cast, cast.biel, "2026-10-29 10:00")
    await send(page, "make")
    assert (page.step, [one.taken for one in page.planned], page.trouble != "") == ("dates", [False, True], True)
    assert await in_two_weeks(agenda) == ["2026-10-29T10:00"]


async def test_a_series_that_ends_before_it_begins_is_refused_beside_the_field(cast: Cast) -> None:  # AG-3
    agenda = await agenda_of(cast.marta)
    page = await weekly(agenda, "ana")
    for name, value in {"ends": "until", "until": "2026-10-01"}.items():
        await send(page, "typed", name=name, value=value)
    await send(page, "submit", form=THURSDAY)
    assert page.errors == {"until": "Acaba antes de la primera."}


async def test_a_stretch_drawn_in_the_grid_fills_the_form(cast: Cast) -> None:  # AG-2
    agenda = await agenda_of(cast.ruth)
    page = await agenda.get_state(BookingState)
    place = {"on": "2026-10-22", "time": "12:15", "minutes": "", "therapist_id": cast.marta.staff_id}
    await send(page, "draw", form=place)
    names = ("on", "time", "minutes", "therapist_id")
    assert [page.filled[name] for name in names] == ["2026-10-22", "12:15", "50", cast.marta.staff_id]
    await send(page, "find", query="ana")
    await send(page, "choose", patient_id=page.found[0].patient_id)
    await send(page, "typed", name="repeat", value="2")
    await send(page, "draw", form={**place, "time": "17:00", "minutes": "90"})
    assert (page.patient.name, page.filled["repeat"]) == ("Ana Ribas Font", "2")
    assert (page.filled["time"], page.filled["minutes"]) == ("17:00", "90")


async def test_a_service_says_its_length_and_writes_over_none(cast: Cast) -> None:  # UX-5
    page = await booking(await agenda_of(cast.marta), "ana")
    assert set(page.lengths) == {one.value for one in page.services}
    assert page.filled["minutes"] == page.lengths[page.filled["service_id"]]
    drawn = page.number
    await send(page, "typed", name="minutes", value="35")
    await send(page, "typed", name="service_id", value=page.services[-1].value)
    assert (page.filled["minutes"], page.number) == ("35", drawn)


async def test_the_form_begins_where_the_therapist_works_then(cast: Cast) -> None:  # AV-2
    with transaction.write() as db:
        hours = {"practice_id": cast.practice_id, "therapist_id": cast.marta.staff_id, "centre_id": cast.online}
        db.add(WorkingHours(**hours, on=on("2026-10-22"), starts=time(9), ends=time(12)))
    agenda = await agenda_of(cast.marta)
    page = await agenda.get_state(BookingState)
    for at, centre_id in (("2026-10-22T10:00", cast.online), ("2026-10-22T13:00", cast.gracia)):
        await send(page, "start", at=at, therapist_id=cast.marta.staff_id)
        assert page.filled["centre_id"] == centre_id


async def test_one_panel_is_open_at_a_time(cast: Cast) -> None:
    biel = slot_request(cast, cast.biel, "2026-10-23 10:00")
    booked = appointment(cast, cast.ana, "2026-10-22 10:00")
    agenda = await agenda_of(cast.marta)
    await send(agenda, "open_group", request_id=biel)
    page = await card(agenda, booked)
    assert (page.opened, agenda.picker.key) == (booked, "")
    new, why = await agenda.get_state(BookingState), await agenda.get_state(WhyState)
    await send(new, "start", at="", therapist_id="")
    assert (new.opened, page.opened) == ("new", "")
    await send(why, "open", key=column_key(on("2026-10-22"), cast.marta.staff_id))
    assert (why.view.on, new.opened) == ("2026-10-22", "")
    await send(agenda, "open_group", request_id=biel)
    assert (agenda.picker.key, why.view.on) == (biel, "")


async def test_a_day_is_explained_stretch_by_stretch(cast: Cast) -> None:  # AV-9
    appointment(cast, cast.ana, "2026-10-22 10:00")
    time_off(cast, "2026-10-22", therapist=cast.marta, hours=(time(16), time(20)))
    agenda = await agenda_of(cast.marta)
    page = await agenda.get_state(WhyState)
    await send(page, "open", key=column_key(on("2026-10-22"), cast.marta.staff_id))
    told = [(one.span, one.words, one.detail) for one in page.view.stretches]
    assert ("0:00 – 9:00", "Fuera del horario", "") in told
    assert ("10:00 – 10:50", "Sesión", "Ana Ribas Font") in told
    assert ("16:00 – 20:00", "Ausencias", "") in told
    assert ("20:00 – 24:00", "Fuera del horario", "") in told
    first = next(one for one in page.view.stretches if one.kind == "open")
    assert (first.starts[:10], first.detail) == ("2026-10-22", "Gràcia")
    await send(page, "open", key=column_key(on("2026-10-22"), cast.marta.staff_id))
    assert page.view.on == ""


@pytest.mark.parametrize("whose", ["marta", "jordi"])
async def test_a_day_that_the_agenda_does_not_show_is_not_explained(cast: Cast, whose: str) -> None:  # ID-8
    page = await (await agenda_of(cast.marta)).get_state(WhyState)
    day = "2026-12-22" if whose == "marta" else "2026-10-22"
    await send(page, "open", key=column_key(on(day), getattr(cast, whose).staff_id))
    assert page.view.on == ""
