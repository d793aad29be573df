"""AG-2, AG-3, AV-10: an appointment's card moves, marks and cancels it, without a browser."""

import pytest

from models.vocabulary import AppointmentStatus
from portal_app.domain.problems import NotYours
from portal_app.states.staff.agenda import AgendaState
from portal_app.states.staff.card import CardState
from portal_app.states.staff.planning import FORM_STEP
from tests.builders import Cast, appointment
from tests.states.agenda_page import THURSDAY, agenda_of, card, in_two_weeks, shown, weekly
from tests.states.staff_page import send


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


async def card_of_a_series(cast: Cast) -> tuple[AgendaState, CardState]:
    """Three Thursdays of Ana's, and the card of the first."""
    agenda = await agenda_of(cast.marta)
    new = await weekly(agenda, "ana", times=3)
    await send(new, "submit", form=THURSDAY)
    await send(new, "make")
    (first,) = await shown(agenda)
    return agenda, await card(agenda, first.key)


async def test_this_and_those_after_it_are_moved_after_a_look(cast: Cast) -> None:  # AG-3
    agenda, page = await card_of_a_series(cast)
    assert page.view.of_series
    await send(page, "go", step=FORM_STEP)
    await send(page, "typed", name="scope", value="following")
    await send(page, "submit", form={**page.filled, "time": "12:00"})
    assert (page.step, page.to_make) == ("dates", "Cambiar 3 citas")
    await send(page, "make")
    assert not agenda.toast.undo
    assert await in_two_weeks(agenda) == ["2026-10-22T12:00", "2026-10-29T12:00"]


async def test_all_to_come_are_cancelled(cast: Cast) -> None:  # AG-3
    agenda, page = await card_of_a_series(cast)
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
