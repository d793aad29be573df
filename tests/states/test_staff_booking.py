"""AG-2, AG-3, AV-9, AV-10: appointments made, changed and explained from the agenda, without a browser."""

from datetime import time

import pytest

from models.practice import WorkingHours
from models.vocabulary import AppointmentStatus
from portal_app.domain.problems import NotYours, SignedOut
from portal_app.domain.refs import StaffRef
from portal_app.presenters.staff.agenda import column_key
from portal_app.presenters.staff.agenda_events import EventView
from portal_app.services import transaction
from portal_app.states.staff.agenda import AgendaState
from portal_app.states.staff.agenda_columns import AgendaColumns
from portal_app.states.staff.booking import BookingState
from portal_app.states.staff.card import CardState
from portal_app.states.staff.patient_file import PatientFileState
from portal_app.states.staff.planning import FORM_STEP
from portal_app.states.staff.why import WhyState
from tests.builders import Cast, appointment, on, slot_request, time_off
from tests.states.staff_page import open_page, send

THURSDAY = {"on": "2026-10-22", "time": "10:00"}


async def agenda_of(staff: StaffRef, language: str = "es") -> AgendaState:
    page = await open_page(AgendaState, staff, f"/{language}/staff/agenda")
    await send(page, "load")
    return page


async def booking(agenda: AgendaState, name: str, at: str = "") -> BookingState:
    page = await agenda.get_state(BookingState)
    await send(page, "start", at=at, therapist_id="")
    await send(page, "find", query=name)
    await send(page, "choose", patient_id=page.found[0].patient_id)
    return page


async def card(agenda: AgendaState, appointment_id: str) -> CardState:
    page = await agenda.get_state(CardState)
    await send(page, "open", appointment_id=appointment_id)
    return page


async def weekly(agenda: AgendaState, name: str, times: int = 4) -> BookingState:
    """A series of Thursdays at ten, not looked at yet."""
    page = await booking(agenda, name)
    for field, value in {"repeat": "1", "ends": "times", "times": str(times)}.items():
        await send(page, "typed", name=field, value=value)
    return page


async def shown(agenda: AgendaState) -> list[EventView]:
    await send(agenda, "refresh")
    return await drawn(agenda, "appointment")


async def drawn(agenda: AgendaState, kind: str) -> list[EventView]:
    columns = (await agenda.get_state(AgendaColumns))._columns()
    return [event for day in columns for event in day.events if event.kind == kind]


async def in_two_weeks(agenda: AgendaState) -> list[str]:
    """The appointments of this week and the next, by when they start."""
    now = [event.starts for event in await shown(agenda)]
    await send(agenda, "step", by=1)
    return now + [event.starts for event in await shown(agenda)]


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


# A new appointment


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


# A series


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


# The card


async def test_the_card_tells_and_moves(cast: Cast) -> None:  # AG-2
    moved = appointment(cast, cast.ana, "2026-10-22 10:00")
    agenda = await agenda_of(cast.marta)
    page = await card(agenda, moved)
    assert (page.view.patient, page.view.day, page.view.status) == (
        "Ana Ribas Font",
        "Jueves 22 de octubre",
        "Confirmada",
    )
    assert (page.view.may_change, page.view.may_mark) == (True, False)
    assert page.view.phone == "+34600000001"
    await send(page, "go", step=FORM_STEP)
    await send(page, "submit", form={**page.filled, "on": "2026-10-23", "time": "11.30"})
    assert [event.starts for event in await shown(agenda)] == ["2026-10-23T11:30"]
    assert agenda.toast.text == "Cita cambiada."


async def test_a_move_outside_the_hours_is_made_only_knowingly(cast: Cast) -> None:  # AV-10
    moved = appointment(cast, cast.ana, "2026-10-22 10:00")
    agenda = await agenda_of(cast.marta)
    page = await card(agenda, moved)
    await send(page, "go", step=FORM_STEP)
    await send(page, "submit", form={**page.filled, "time": "21:00"})
    assert page.step == "override"
    await send(page, "confirm")
    assert [event.starts for event in await shown(agenda)] == ["2026-10-22T21:00"]


async def test_the_second_of_two_who_change_it_reads_what_changed_and_keeps_what_was_typed(
    cast: Cast,
) -> None:  # AV-4, AG-2
    moved = appointment(cast, cast.ana, "2026-10-22 10:00")
    first, second = await agenda_of(cast.marta), await agenda_of(cast.ruth)
    await send(second, "choose_therapist", therapist_id=cast.marta.staff_id)
    one, other = await card(first, moved), await card(second, moved)
    await send(one, "go", step=FORM_STEP)
    await send(one, "submit", form={**one.filled, "on": "2026-10-23", "centre_id": cast.online})
    await send(other, "go", step=FORM_STEP)
    await send(other, "submit", form={**other.filled, "time": "17:00"})
    assert other.trouble == (
        "Marta Soler Puig la ha cambiado mientras tanto: Viernes 23 de octubre, 10:00 – 10:50 · Online. "
        "Lo que has escrito sigue aquí: guarda otra vez para aplicarlo."
    )
    assert (other.filled["on"], other.filled["time"], other.filled["centre_id"]) == (
        "2026-10-23",
        "17:00",
        cast.online,
    )
    await send(other, "submit", form=other.filled)
    await send(other, "confirm")
    assert [event.starts for event in await shown(second)] == ["2026-10-23T17:00"]


async def test_an_open_card_shows_what_somebody_else_changes(cast: Cast) -> None:  # CA-8
    moved = appointment(cast, cast.ana, "2026-10-22 10:00")
    first, second = await agenda_of(cast.marta), await agenda_of(cast.marta)
    one, other = await card(first, moved), await card(second, moved)
    await send(one, "go", step=FORM_STEP)
    await send(one, "submit", form={**one.filled, "time": "12:00"})
    await send(second, "refresh")
    assert other.view.span == "12:00 – 12:50"
    await send(other, "go", step=FORM_STEP)
    await send(other, "submit", form={**other.filled, "time": "17:00"})
    assert (other.opened, other.trouble) == ("", "")


# By hand, in the grid


def dropped(appointment_id: str, therapist: StaffRef, **given: str) -> dict[str, str]:
    """What the grid sends when the hand lets go: Thursday at noon, unless it says otherwise."""
    place = {"on": "2026-10-22", "time": "12:00", "minutes": "50", "therapist_id": therapist.staff_id}
    return {"appointment_id": appointment_id, "seen": "0", "line": "1", **place, **given}


async def test_what_the_hand_lets_go_of_is_there_with_its_new_length(cast: Cast) -> None:  # AG-2
    moved = appointment(cast, cast.ana, "2026-10-20 10:00")
    agenda = await agenda_of(cast.marta)
    page = await agenda.get_state(CardState)
    await send(page, "drop", form=dropped(moved, cast.marta, minutes="75"))
    (event,) = await shown(agenda)
    assert (event.starts, event.span, event.sequence) == ("2026-10-22T12:00", "12:00 – 13:15", 1)
    assert (page.drops, page.opened, agenda.toast.text) == (1, "", "Cita cambiada.")
    await send(agenda, "undo")
    (event,) = await shown(agenda)
    assert (event.starts, event.span) == ("2026-10-20T10:00", "10:00 – 10:50")
    assert (agenda.toast.text, agenda.toast.undo) == ("Deshecho. Está como antes.", False)


@pytest.mark.parametrize("day", ["2026-10-25", "2027-03-28"])
async def test_let_go_on_the_day_the_clock_changes_it_is_where_the_wall_says(cast: Cast, day: str) -> None:  # AV-3
    moved = appointment(cast, cast.ana, "2026-10-20 10:00")
    agenda = await agenda_of(cast.marta)
    page = await agenda.get_state(CardState)
    await send(page, "drop", form=dropped(moved, cast.marta, on=day, time="10:15"))
    await send(page, "confirm")
    await send(agenda, "choose_view", view="month")
    while not any(cell.on == day for week in (await agenda.get_state(AgendaColumns))._weeks() for cell in week):
        await send(agenda, "step", by=1)
    await send(agenda, "open_day", on=day)
    (event,) = await shown(agenda)
    assert (event.starts, event.s, event.span) == (f"{day}T10:15", 10.25, "10:15 – 11:05")


async def test_it_moves_from_one_therapist_to_another(cast: Cast) -> None:  # AG-2
    moved = appointment(cast, cast.ana, "2026-10-22 10:00")
    agenda = await agenda_of(cast.ruth)
    await send(agenda, "choose_view", view="day")
    await send(agenda, "step", by=1)
    await send(agenda, "step", by=1)
    await send(agenda, "step", by=1)
    page = await agenda.get_state(CardState)
    await send(page, "drop", form=dropped(moved, cast.jordi))
    columns = (await agenda.get_state(AgendaColumns))._columns()
    held = {one.who: [event.title for event in one.events if event.kind == "appointment"] for one in columns}
    assert held == {"Jordi Vidal Roca": ["Ana Ribas Font"], "Marta Soler Puig": []}


async def test_let_go_outside_the_hours_it_asks_first(cast: Cast) -> None:  # AV-10
    moved = appointment(cast, cast.ana, "2026-10-20 10:00")
    agenda = await agenda_of(cast.marta)
    page = await agenda.get_state(CardState)
    await send(page, "drop", form=dropped(moved, cast.marta, time="21:00"))
    assert (page.step, page.reasons, page.wanted) == ("override", ["Fuera del horario"], "Jueves 22 de octubre, 21:00")
    assert [event.starts for event in await shown(agenda)] == ["2026-10-20T10:00"]
    await send(page, "confirm")
    assert [event.starts for event in await shown(agenda)] == ["2026-10-22T21:00"]


async def test_let_go_on_another_appointment_it_goes_back_and_says_why(cast: Cast) -> None:  # AV-4
    moved = appointment(cast, cast.ana, "2026-10-20 10:00")
    appointment(cast, cast.biel, "2026-10-22 12:30")
    agenda = await agenda_of(cast.marta)
    page = await agenda.get_state(CardState)
    await send(page, "drop", form=dropped(moved, cast.marta))
    assert [event.starts for event in await shown(agenda)] == ["2026-10-20T10:00", "2026-10-22T12:30"]
    assert (page.drops, page.opened, agenda.toast.refused) == (1, "", True)
    assert "otra cita" in agenda.toast.text


async def test_what_somebody_moved_meanwhile_is_not_moved_again_unseen(cast: Cast) -> None:  # AG-2
    moved = appointment(cast, cast.ana, "2026-10-20 10:00")
    first, second = await agenda_of(cast.marta), await agenda_of(cast.marta)
    await send(await first.get_state(CardState), "drop", form=dropped(moved, cast.marta))
    late = await second.get_state(CardState)
    await send(late, "drop", form=dropped(moved, cast.marta, time="17:00"))
    assert [event.starts for event in await shown(second)] == ["2026-10-22T12:00"]
    assert second.toast.text == (
        "Marta Soler Puig la ha cambiado mientras tanto. No se ha movido nada. Jueves 22 de octubre, 12:00 – 12:50."
    )


@pytest.mark.parametrize(
    "given",
    [{"on": "soon"}, {"time": "25:99"}, {"minutes": "0"}, {"minutes": "9999"}, {"seen": "-1"}, {"therapist_id": "x"}],
)
async def test_what_no_grid_sends_moves_nothing(cast: Cast, given: dict[str, str]) -> None:
    kept = appointment(cast, cast.ana, "2026-10-20 10:00")
    agenda = await agenda_of(cast.marta)
    page = await agenda.get_state(CardState)
    await send(page, "drop", form=dropped(kept, cast.marta, **given))
    await send(page, "drop", form={})
    assert [event.starts for event in await shown(agenda)] == ["2026-10-20T10:00"]
    assert (page.opened, agenda.toast.refused) == ("", True)


async def test_what_waited_for_a_lost_line_moves_nothing(cast: Cast) -> None:  # UX-5
    kept = appointment(cast, cast.ana, "2026-10-20 10:00")
    agenda = await agenda_of(cast.marta)
    page = await agenda.get_state(CardState)
    await send(agenda, "load")
    await send(page, "drop", form=dropped(kept, cast.marta, line="1"))
    assert [event.starts for event in await shown(agenda)] == ["2026-10-20T10:00"]
    assert "se perdió" in agenda.toast.text
    await send(page, "drop", form=dropped(kept, cast.marta, line="2"))
    assert [event.starts for event in await shown(agenda)] == ["2026-10-22T12:00"]


async def test_another_therapists_appointment_is_not_moved(cast: Cast) -> None:  # ID-8
    theirs = appointment(cast, cast.clara, "2026-10-20 10:00")
    for staff, moved in ((cast.marta, "2026-10-20T10:00"), (cast.ruth, "2026-10-22T12:00")):
        agenda = await agenda_of(staff)
        await send(await agenda.get_state(CardState), "drop", form=dropped(theirs, cast.jordi))
        reception = await agenda_of(cast.ruth)
        await send(reception, "choose_therapist", therapist_id=cast.jordi.staff_id)
        assert [event.starts for event in await shown(reception)] == [moved]


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


async def test_the_form_begins_where_the_therapist_works_then(cast: Cast) -> None:  # AV-2
    with transaction.write() as db:
        hours = {"practice_id": cast.practice_id, "therapist_id": cast.marta.staff_id, "centre_id": cast.online}
        db.add(WorkingHours(**hours, on=on("2026-10-22"), starts=time(9), ends=time(12)))
    agenda = await agenda_of(cast.marta)
    page = await agenda.get_state(BookingState)
    for at, centre_id in (("2026-10-22T10:00", cast.online), ("2026-10-22T13:00", cast.gracia)):
        await send(page, "start", at=at, therapist_id=cast.marta.staff_id)
        assert page.filled["centre_id"] == centre_id


async def test_one_click_says_how_a_session_went(cast: Cast) -> None:  # AG-2
    over = appointment(cast, cast.ana, "2026-10-19 08:00")
    agenda = await agenda_of(cast.marta)
    page = await agenda.get_state(CardState)
    await send(page, "mark_one", appointment_id=over, status="attended", seen=0)
    assert [(event.status, event.to_mark) for event in await shown(agenda)] == [("attended", False)]
    assert (agenda.toast.text, agenda.toast.undo) == ("Ana Ribas Font: Asistió.", True)
    await send(page, "mark_one", appointment_id=over, status="no_show", seen=0)
    assert [event.status for event in await shown(agenda)] == ["attended"]
    assert (agenda.toast.refused, agenda.toast.undo) == (True, False)


async def test_a_click_that_was_wrong_is_taken_back(cast: Cast) -> None:  # AG-2
    over = appointment(cast, cast.ana, "2026-10-19 08:00")
    agenda = await agenda_of(cast.marta)
    page = await agenda.get_state(CardState)
    await send(page, "mark_one", appointment_id=over, status="no_show", seen=0)
    await send(agenda, "undo")
    assert [(event.status, event.to_mark) for event in await shown(agenda)] == [("confirmed", True)]
    await send(agenda, "undo")
    assert agenda.toast.text == "Deshecho. Está como antes."


async def test_an_appointment_is_cancelled_with_a_reason(cast: Cast) -> None:  # AG-2
    going = appointment(cast, cast.ana, "2026-10-22 10:00")
    agenda = await agenda_of(cast.marta)
    page = await card(agenda, going)
    await send(page, "go", step="cancel")
    await send(page, "ticked", name="by_patient", value=True)
    await send(page, "cancel", form={"reason": "Está enferma"})
    assert (agenda.toast.text, await shown(agenda)) == ("Cita cancelada.", [])
    again = await card(agenda, going)
    assert (again.view.status, again.view.reason) == ("Cancelada por el paciente", "«Está enferma»")
    assert not again.view.may_change


@pytest.mark.parametrize(("status", "said"), [("attended", "Asistió"), ("no_show", "No asistió")])
async def test_a_past_one_is_marked_and_unmarked(cast: Cast, status: str, said: str) -> None:  # AG-2
    past = appointment(cast, cast.ana, "2026-10-19 08:00")
    agenda = await agenda_of(cast.marta)
    page = await card(agenda, past)
    assert page.view.may_mark
    await send(page, "mark", status=status)
    (event,) = await shown(agenda)
    assert event.status == status
    page = await card(agenda, past)
    assert (page.view.marked, page.view.status) == (True, said)
    await send(page, "mark", status="confirmed")
    assert [event.status for event in await shown(agenda)] == [AppointmentStatus.CONFIRMED]


async def test_what_is_to_come_cannot_be_marked(cast: Cast) -> None:  # AG-2
    coming = appointment(cast, cast.ana, "2026-10-22 10:00")
    page = await card(await agenda_of(cast.marta), coming)
    await send(page, "mark", status="attended")
    assert page.trouble


async def test_this_and_those_after_it_are_moved_after_a_look(cast: Cast) -> None:  # AG-3
    agenda = await agenda_of(cast.marta)
    new = await weekly(agenda, "ana", times=3)
    await send(new, "submit", form=THURSDAY)
    await send(new, "make")
    (first,) = await shown(agenda)
    page = await card(agenda, first.key)
    assert page.view.of_series
    await send(page, "go", step=FORM_STEP)
    await send(page, "typed", name="scope", value="following")
    await send(page, "submit", form={**page.filled, "time": "12:00"})
    assert (page.step, page.to_make) == ("dates", "Cambiar 3 citas")
    await send(page, "make")
    assert not agenda.toast.undo
    assert await in_two_weeks(agenda) == ["2026-10-22T12:00", "2026-10-29T12:00"]


async def test_all_to_come_are_cancelled(cast: Cast) -> None:  # AG-3
    agenda = await agenda_of(cast.marta)
    new = await weekly(agenda, "ana", times=3)
    await send(new, "submit", form=THURSDAY)
    await send(new, "make")
    (first,) = await shown(agenda)
    page = await card(agenda, first.key)
    await send(page, "go", step="cancel")
    await send(page, "cancel", form={"scope": "all", "reason": ""})
    assert agenda.toast.text == "3 citas canceladas."
    assert await in_two_weeks(agenda) == []


async def test_another_therapists_appointment_is_not_there(cast: Cast) -> None:  # ID-8
    theirs = appointment(cast, cast.clara, "2026-10-22 10:00")
    agenda = await agenda_of(cast.marta)
    page = await agenda.get_state(CardState)
    with pytest.raises(NotYours):
        await send(page, "open", appointment_id=theirs)
    assert page.view.patient == ""


# Panels, and why


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
