"""The agenda and the panels beside it, as the states' tests open them."""

from portal_app.domain.refs import StaffRef
from portal_app.presenters.staff.agenda_events import EventView
from portal_app.states.staff.agenda import AgendaState
from portal_app.states.staff.agenda_columns import AgendaColumns
from portal_app.states.staff.booking import BookingState
from portal_app.states.staff.card import CardState
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
