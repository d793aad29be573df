"""AG-2, AV-3, AV-4, AV-10: what a hand lets go of in the grid, without a browser."""

import pytest

from portal_app.domain.refs import StaffRef
from portal_app.states.staff.agenda_columns import AgendaColumns
from portal_app.states.staff.card import CardState
from tests.builders import Cast, appointment
from tests.states.agenda_page import agenda_of, shown
from tests.states.staff_page import send


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
