"""AG-1, WL-1 to WL-4, AG-4: the agenda and the inbox without a browser."""

from datetime import timedelta

import pytest
import sqlalchemy as sa
from reflex_base.utils.format import json_dumps

from models.tables import ActivityEntry
from models.vocabulary import Action, AppointmentStatus, RequestStatus
from portal_app.domain.problems import SignedOut
from portal_app.presenters.staff.agenda import ColumnView
from portal_app.presenters.staff.agenda_events import EventView
from portal_app.services import transaction
from portal_app.states.staff.agenda import AgendaState
from portal_app.states.staff.agenda_columns import AgendaColumns
from portal_app.states.staff.card import CardState
from portal_app.states.staff.inbox import InboxState
from portal_app.states.staff.surroundings import Surroundings
from tests.builders import Cast, appointment, at, slot_request
from tests.conftest import StandingClock
from tests.states.staff_page import go, open_page, send


async def columns(page: AgendaState) -> list[ColumnView]:
    return (await page.get_state(AgendaColumns))._columns()


def sent(state: AgendaColumns) -> int:
    """How many bytes the page is sent of it now."""
    return len(json_dumps({name: getattr(state, name) for name in state.dirty_vars}))


async def events(page: AgendaState, kind: str) -> list[EventView]:
    return [event for day in await columns(page) for event in day.events if event.kind == kind]


def two_want_friday(cast: Cast) -> tuple[str, str]:
    """Biel has waited longer than Ana."""
    biel = slot_request(cast, cast.biel, "2026-10-23 10:00", created_at=at("2026-10-17 09:00"))
    ana = slot_request(cast, cast.ana, "2026-10-23 10:30", created_at=at("2026-10-18 09:00"))
    return biel, ana


async def opened(cast: Cast, request_id: str) -> AgendaState:
    page = await open_page(AgendaState, cast.marta)
    await send(page, "load")
    await send(page, "open_group", request_id=request_id)
    return page


async def test_the_week_shows_sessions_interest_and_what_waits(cast: Cast) -> None:  # AG-1, WL-2
    two_want_friday(cast)
    appointment(cast, cast.ana, "2026-10-20 10:00")
    page = await open_page(AgendaState, cast.marta)
    await send(page, "load")
    (session,), (interest,) = await events(page, "appointment"), await events(page, "interest")
    assert (session.title, session.starts, session.status) == ("Ana Ribas Font", "2026-10-20T10:00", "confirmed")
    assert (interest.title, interest.starts, interest.count) == ("2 pacientes interesados", "2026-10-23T10:00", 2)
    assert (interest.s, interest.e) == (10.0, 11.333)
    assert (await page.get_state(Surroundings)).view.waiting == "1"


async def test_the_picker_lists_the_longest_wait_first(cast: Cast) -> None:  # WL-3
    biel, ana = two_want_friday(cast)
    page = await opened(cast, biel)
    assert [(one.request_id, one.first) for one in page.picker.candidates] == [(biel, True), (ana, False)]
    assert page.picker.span == "10:00 – 11:20"


async def test_accepting_one_makes_the_appointment_and_offers_an_undo(cast: Cast) -> None:  # WL-3, WL-4
    biel, _ = two_want_friday(cast)
    page = await opened(cast, biel)
    await send(page, "accept", request_id=biel)
    assert [event.title for event in await events(page, "appointment")] == ["Biel Costa Vila"]
    assert (await events(page, "interest"), page.picker.key) == ([], "")
    assert page.toast.undo
    assert "Biel Costa Vila, viernes 23 de octubre, 10:00" in page.toast.text
    await send(page, "undo")
    assert (await events(page, "appointment"), (await events(page, "interest"))[0].count) == ([], 2)


async def test_after_ten_seconds_an_undo_says_that_it_is_too_late(
    cast: Cast, standing_clock: StandingClock
) -> None:  # WL-4
    biel, _ = two_want_friday(cast)
    page = await opened(cast, biel)
    await send(page, "accept", request_id=biel)
    standing_clock.shift(timedelta(seconds=30))
    await send(page, "undo")
    assert page.toast.refused
    assert len(await events(page, "appointment")) == 1


async def test_the_second_of_two_who_accept_reads_why_it_was_not_done(cast: Cast) -> None:  # AV-4
    biel, ana = two_want_friday(cast)
    first, second = await opened(cast, biel), await opened(cast, biel)
    await send(first, "accept", request_id=biel)
    await send(second, "accept", request_id=ana)
    assert second.toast.refused
    assert second.toast.text
    assert [event.title for event in await events(second, "appointment")] == ["Biel Costa Vila"]


@pytest.mark.parametrize("event", ["accept", "reject"])
async def test_a_request_that_the_page_does_not_show_is_not_found(cast: Cast, event: str) -> None:  # ID-7
    biel, _ = two_want_friday(cast)
    taken_back = slot_request(cast, cast.ana, "2026-10-29 10:00", status=RequestStatus.CANCELLED)
    another_therapists = slot_request(cast, cast.clara, "2026-10-23 10:00")
    page = await opened(cast, biel)
    await send(page, event, request_id=taken_back)
    assert (page.toast.text, page.toast.refused) == (
        "Mientras tanto, esta solicitud se ha respondido o cancelado.",
        True,
    )
    assert denied() == []
    for forged in (another_therapists, "0" * 24):
        await send(page, event, request_id=forged)
        assert (page.toast.text, page.toast.refused) == ("Esto ya no está aquí.", True)
    assert denied() == [cast.marta.staff_id] * 2
    assert await events(page, "appointment") == []


def denied() -> list[str | None]:
    with transaction.read() as db:
        refused = sa.select(ActivityEntry.actor_id).where(ActivityEntry.action == Action.ACCESS_DENIED)
        return list(db.scalars(refused))


async def test_the_picker_stays_with_its_group_when_somebody_joins(cast: Cast) -> None:  # CA-8
    biel, _ = two_want_friday(cast)
    page = await opened(cast, biel)
    slot_request(cast, cast.clara, "2026-10-23 11:00", therapist=cast.marta, created_at=at("2026-10-01 09:00"))
    await send(page, "refresh")
    assert len(page.picker.candidates) == 3


async def test_all_of_a_group_are_rejected_only_after_a_question(cast: Cast) -> None:  # AG-4
    biel, _ = two_want_friday(cast)
    page = await opened(cast, biel)
    await send(page, "reject_all")
    assert (await events(page, "interest"))[0].count == 2
    await send(page, "ask_none")
    await send(page, "reject_all")
    assert (await events(page, "interest"), page.picker.key) == ([], "")


async def test_weeks_go_by_and_today_comes_back(cast: Cast) -> None:
    page = await open_page(AgendaState, cast.marta)
    await send(page, "load")
    await send(page, "step", by=1)
    assert (page.view.title, page.strip[0].on) == ("26 – 30 de octubre", "2026-10-26")
    await send(page, "choose_day", on="2026-10-28")
    assert (page.day, page.day_heading) == ("2026-10-28", "Miércoles 28")
    await send(page, "choose_day", on="2027-01-01")
    assert page.day == "2026-10-28"
    await send(page, "today")
    assert page.day == "2026-10-19"


async def test_day_and_month_go_by_like_weeks(cast: Cast) -> None:  # AG-1
    page = await open_page(AgendaState, cast.marta)
    await send(page, "load")
    await send(page, "choose_view", view="day")
    assert (page.view.title, [one.on for one in await columns(page)]) == ("Lunes 19 de octubre", ["2026-10-19"])
    await send(page, "step", by=-1)
    await send(page, "choose_day", on="2026-10-14")
    assert (page.view.title, page.day_heading) == ("Miércoles 14 de octubre", "Miércoles 14")
    await send(page, "choose_view", view="month")
    await send(page, "step", by=1)
    assert (page.view.title, await columns(page)) == ("Noviembre 2026", [])
    await send(page, "open_day", on="2027-05-05")
    assert page.view.view == "month"
    await send(page, "open_day", on="2026-11-18")
    assert (page.view.view, page.view.title) == ("day", "Miércoles 18 de noviembre")


async def test_what_is_looked_at_outlives_a_reload_and_another_language(cast: Cast) -> None:  # UX-1
    page = await open_page(AgendaState, cast.ruth)
    await send(page, "load")
    await send(page, "choose_view", view="day")
    await send(page, "set_beside", therapist_id=cast.jordi.staff_id, shown=False)
    await send(page, "step", by=1)
    go(page, "/en/staff/agenda")
    await send(page, "load")
    assert (page.view.title, page.view.beside_count) == ("Tuesday 20 October", "1 therapist")


async def test_what_is_closed_beside_the_agenda_says_nothing_when_it_comes_again(cast: Cast) -> None:
    agenda = await open_page(AgendaState, cast.marta)
    await send(agenda, "load")
    root = agenda._get_root_state()
    root._clean()
    await send(agenda, "load")
    assert set(root.get_delta()) == {AgendaState.get_full_name()}


async def test_who_stands_side_by_side_is_chosen_and_somebody_always_does(cast: Cast) -> None:  # AG-1
    page = await open_page(AgendaState, cast.ruth)
    await send(page, "load")
    await send(page, "choose_view", view="day")
    assert [one.who for one in await columns(page)] == ["Jordi Vidal Roca", "Marta Soler Puig"]
    await send(page, "set_beside", therapist_id=cast.jordi.staff_id, shown=False)
    await send(page, "set_beside", therapist_id=cast.marta.staff_id, shown=False)
    await send(page, "set_beside", therapist_id="somebody", shown=True)
    assert [(one.therapist_id, one.who) for one in await columns(page)] == [(cast.marta.staff_id, "")]
    await send(page, "set_beside", therapist_id=cast.jordi.staff_id, shown=True)
    assert page.view.shown == 2


async def test_one_change_sends_the_day_it_is_in_and_no_other(cast: Cast) -> None:
    for day in range(19, 24):
        for hour in range(9, 21):
            appointment(cast, cast.ana if hour % 2 else cast.biel, f"2026-10-{day} {hour:02}:00")
    page = await open_page(AgendaState, cast.marta)
    await send(page, "load")
    held = await page.get_state(AgendaColumns)
    whole = sent(held)
    held._clean()
    assert len(await events(page, "appointment")) == 60
    await send(page, "refresh")
    assert held.dirty_vars == set()
    moved = (await events(page, "appointment"))[-1]
    card = await page.get_state(CardState)
    place = {"on": "2026-10-23", "time": "20:10", "minutes": "50", "therapist_id": cast.marta.staff_id}
    await send(card, "drop", form={"appointment_id": moved.key, "seen": str(moved.sequence), "line": "1", **place})
    await send(card, "confirm")
    assert held.dirty_vars == {"c4"}
    assert sent(held) < whole / 4
    assert sent(held) < 6_000


async def test_a_therapist_is_offered_no_other_agenda_and_reception_all(cast: Cast) -> None:  # ID-8
    appointment(cast, cast.clara, "2026-10-20 10:00")
    page = await open_page(AgendaState, cast.marta)
    await send(page, "load")
    await send(page, "choose_therapist", therapist_id=cast.jordi.staff_id)
    assert await events(page, "appointment") == []
    page = await open_page(AgendaState, cast.ruth)
    await send(page, "load")
    await send(page, "choose_therapist", therapist_id=cast.jordi.staff_id)
    assert [event.title for event in await events(page, "appointment")] == ["Clara Stone"]


async def test_a_past_session_is_grey_and_a_missed_one_says_so(cast: Cast) -> None:  # AG-2
    appointment(cast, cast.ana, "2026-10-19 08:00", status=AppointmentStatus.NO_SHOW)
    page = await open_page(AgendaState, cast.marta, "/en/staff/agenda")
    await send(page, "load")
    (missed,) = await events(page, "appointment")
    assert (missed.past, missed.mark, missed.status) == (True, "Did not come", "no_show")


@pytest.mark.parametrize("kind", [AgendaState, InboxState])
@pytest.mark.parametrize("event", ["load", "refresh", "undo", "dismiss"])
async def test_nothing_answers_without_a_session(
    cast: Cast, kind: type[AgendaState] | type[InboxState], event: str
) -> None:  # ID-8
    two_want_friday(cast)
    page = await open_page(kind, None)
    with pytest.raises(SignedOut):
        await send(page, event)
    assert not page.loaded
