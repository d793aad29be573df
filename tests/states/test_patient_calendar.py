"""The calendar and the day sheet as their states hold them."""

import pytest
import sqlalchemy as sa
from pydantic import ValidationError

from models.vocabulary import RequestId, RequestStatus
from portal_app.domain.problems import SignedOut
from portal_app.services import calendar, slot_requests, transaction
from portal_app.services.transaction import Change
from portal_app.states import live
from portal_app.states.patient.calendar import CalendarState
from portal_app.states.patient.day_sheet import DaySheetState
from portal_app.states.patient.page import PortalState
from portal_app.states.patient.requests import RequestsState
from portal_app.states.patient.undo import UndoState
from tests.builders import Cast, appointment, at, slot_request, time_off
from tests.conftest import StandingClock
from tests.states.patient_page import HERE, Tab

THURSDAY = "2026-10-22"


async def opened(tab: Tab, on: str = THURSDAY) -> DaySheetState:
    await tab.send(CalendarState, "load")
    await tab.send(DaySheetState, "open", on=on)
    return await tab.state(DaySheetState)


async def ask(
    tab: Tab, slot: str, *, tap: str = "tap-1", attempt: str = "a-1", message: str = "", place: str = ""
) -> None:
    await tab.send(DaySheetState, "ask", slot=slot, place=place, message=message, tap=tap, attempt=attempt)


def pending_of(cast: Cast) -> list[str]:
    return [f"{one.starts_at:%Y-%m-%dT%H:%M}" for one in calendar.requests(cast.ana).pending]


async def test_the_calendar_is_not_for_somebody_who_passed_no_door(cast: Cast) -> None:  # ID-7
    with pytest.raises(SignedOut):
        await Tab(None).send(CalendarState, "load")


async def test_one_string_holds_the_days_from_the_month_before(cast: Cast) -> None:  # CA-1
    appointment(cast, cast.ana, "2026-10-22 17:00")
    tab = Tab(cast.ana)
    await tab.send(CalendarState, "load")
    page = await tab.state(CalendarState)
    assert (page.today, page.first_on) == ("2026-10-19", "2026-09-01")
    assert page.days[51] == "9", "confirmed (1) and open (8) on the 52nd day, 22 October"
    assert len(page.days) == len(page.counts) == 153


async def test_nobody_is_led_to_ask_while_requests_are_closed(cast: Cast) -> None:  # AV-6
    tab = Tab(cast.ana)
    await tab.send(CalendarState, "load")
    assert (await tab.state(CalendarState)).asking
    with transaction.write() as db:
        db.execute(sa.text("UPDATE practice SET who_may_ask = 'nobody'"))
    await tab.send(CalendarState, "refresh")
    assert not (await tab.state(CalendarState)).asking


async def test_turning_past_the_months_that_are_there_brings_more(cast: Cast) -> None:
    tab = Tab(cast.ana)
    await tab.send(CalendarState, "load")
    await tab.send(CalendarState, "look", month="2026-09-01")
    page = await tab.state(CalendarState)
    assert page.first_on < "2026-08-02"
    await tab.send(CalendarState, "look", month="2027-01-01")
    assert page.first_on < "2026-08-02", "what was read stays"


@pytest.mark.parametrize("month", ["2126-01-01", "x", "", "2026-1x-01"])
async def test_a_month_that_is_far_or_none_changes_nothing(cast: Cast, month: str) -> None:
    tab = Tab(cast.ana)
    await tab.send(CalendarState, "load")
    page = await tab.state(CalendarState)
    before = page.days
    await tab.send(CalendarState, "look", month=month)
    assert page.days == before


async def test_the_lines_of_the_list_are_sent_only_while_it_is_shown(cast: Cast) -> None:  # CA-9
    appointment(cast, cast.ana, "2026-10-22 17:00")
    tab = Tab(cast.ana)
    await tab.send(CalendarState, "load")
    page = await tab.state(CalendarState)
    assert page.entries == []
    await tab.send(CalendarState, "show_as", form="list")
    assert [entry.on for entry in page.entries] == [THURSDAY]
    await tab.send(CalendarState, "show_as", form="grid")
    assert page.entries == []


async def test_an_open_page_is_told_of_its_patients_changes_only(cast: Cast) -> None:  # CA-8
    tab = Tab(cast.ana)
    await tab.send(CalendarState, "load")
    watcher = live._pages.watchers[tab.token]
    assert watcher.refresh.endswith("calendar_state.refresh")
    assert watcher.concerned_by(Change(cast.practice_id, frozenset({cast.ana.patient_id})))
    assert not watcher.concerned_by(Change(cast.practice_id, frozenset({cast.biel.patient_id})))


async def test_a_change_of_a_day_sends_that_day_only(cast: Cast) -> None:  # CA-8
    tab = Tab(cast.ana)
    await tab.send(CalendarState, "load")
    page = await tab.state(CalendarState)
    before = page.days, page.counts
    slot_request(cast, cast.ana, "2026-10-22 10:00")
    await tab.send(CalendarState, "refresh")
    assert (page.days, page.counts) == before
    [changed] = page.changes.split()
    assert changed.startswith("51:a"), "pending (2) and open (8) on the 52nd day"
    assert page.waiting == "2026-10-22T10:00"


async def test_what_staff_accept_shows_at_the_next_nudge(cast: Cast) -> None:  # CA-8
    request = slot_request(cast, cast.ana, "2026-10-22 10:00", created_at=at("2026-10-18 10:00"))
    tab = Tab(cast.ana)
    sheet = await opened(tab)
    assert [own.look for own in sheet.own] == ["pending"]
    slot_requests.accept(cast.marta, request, origin=HERE)
    await tab.send(CalendarState, "refresh")
    assert [own.look for own in sheet.own] == ["confirmed"]
    assert (await tab.state(CalendarState)).hero.when.endswith("10:00")


async def test_what_is_confirmed_while_the_page_is_open_joins_its_halves(cast: Cast) -> None:  # CA-8
    request = slot_request(cast, cast.ana, "2026-10-22 10:00", created_at=at("2026-10-18 10:00"))
    other = slot_request(cast, cast.ana, "2026-10-23 10:00", created_at=at("2026-10-18 10:00"))
    tab = Tab(cast.ana)
    await tab.send(CalendarState, "load")
    await tab.send(RequestsState, "load")
    slot_requests.accept(cast.marta, request, origin=HERE)
    await tab.send(CalendarState, "refresh")
    await tab.send(RequestsState, "refresh")
    page, list_of_requests = await tab.state(CalendarState), await tab.state(RequestsState)
    assert (page.joined, page.waiting) == ("2026-10-22T10:00", "2026-10-23T10:00")
    assert list_of_requests.joined == [request]
    await tab.send(RequestsState, "refresh")
    in_place = [(one.request.key, one.request.look) for one in list_of_requests.view.pending]
    assert in_place == [(request, "accepted"), (other, "pending")], "nothing moves while the page is open"
    await tab.send(CalendarState, "load")
    await tab.send(RequestsState, "load")
    assert (page.joined, list_of_requests.joined) == ("", [])
    assert [one.request.key for one in list_of_requests.view.pending] == [other]
    assert [one.key for one in list_of_requests.view.answered] == [request]


async def test_a_time_that_was_offered_can_be_asked_for(cast: Cast) -> None:  # CA-3
    tab = Tab(cast.ana)
    sheet = await opened(tab)
    await ask(tab, "2026-10-22T10:00", message="Si puede ser.")
    assert (sheet.answered, sheet.said) == ("a-1", "sent")
    [request] = calendar.requests(cast.ana).pending
    assert (request.starts_at, request.message) == (at("2026-10-22 10:00"), "Si puede ser.")


async def test_what_was_sent_is_said_to_be_confirmed_as_soon_as_it_is(cast: Cast) -> None:  # CA-8
    tab = Tab(cast.ana)
    sheet = await opened(tab)
    await ask(tab, "2026-10-22T10:00")
    await tab.send(CalendarState, "refresh")
    assert sheet.said == "sent"
    slot_requests.accept(cast.marta, RequestId(sheet.sent_key), origin=HERE)
    await tab.send(CalendarState, "refresh")
    assert sheet.said == "confirmed"


async def test_a_double_tap_sends_once(cast: Cast) -> None:  # UX-5
    tab = Tab(cast.ana)
    await opened(tab)
    await ask(tab, "2026-10-22T10:00", tap="same")
    await ask(tab, "2026-10-22T10:00", tap="same", attempt="a-2")
    assert len(pending_of(cast)) == 1
    assert (await tab.state(DaySheetState)).said == "sent"


@pytest.mark.parametrize("slot", ["2026-10-22T03:00", "2026-10-23T10:00", "", "nonsense"])
async def test_a_slot_that_was_not_offered_is_not_found(cast: Cast, slot: str) -> None:  # ID-7
    tab = Tab(cast.ana)
    sheet = await opened(tab)
    await ask(tab, slot)
    assert sheet.said == "slot_not_offered"
    assert pending_of(cast) == []


async def test_a_place_that_is_not_on_offer_is_not_taken(cast: Cast) -> None:
    tab = Tab(cast.ana)
    await opened(tab)
    await ask(tab, "2026-10-22T10:00", place="somewhere-else")
    [request] = calendar.requests(cast.ana).pending
    assert request.place.centre_id == cast.gracia


async def test_the_session_may_be_asked_for_online(cast: Cast) -> None:
    tab = Tab(cast.ana)
    sheet = await opened(tab)
    assert [(place.name, place.online) for place in sheet.places] == [("Gràcia", False), ("", True)]
    await ask(tab, "2026-10-22T10:00", place=cast.online)
    [request] = calendar.requests(cast.ana).pending
    assert request.place.is_online


async def test_a_time_that_went_meanwhile_comes_with_the_nearest_three(cast: Cast) -> None:  # CA-3
    tab = Tab(cast.ana)
    sheet = await opened(tab)
    appointment(cast, cast.biel, "2026-10-22 12:30")
    await ask(tab, "2026-10-22T12:30")
    assert sheet.said == "slot_taken"
    assert sheet.said_words == "Las 12:30 se acaban de ocupar. Estas horas siguen libres."
    near = sheet.nearest.split()
    assert len(near) == 3
    assert "1230" not in sheet.times
    await ask(tab, f"2026-10-22T{near[0][:2]}:{near[0][2:4]}", tap="tap-2", attempt="a-2")
    assert sheet.said == "sent", "the nearest ones can be asked for"


async def test_what_was_said_is_said_in_the_language_the_page_changes_to(cast: Cast) -> None:  # UX-1
    tab = Tab(cast.ana)
    sheet = await opened(tab)
    appointment(cast, cast.biel, "2026-10-22 12:30")
    await ask(tab, "2026-10-22T12:30")
    tab.go("/ca/calendar")
    await tab.send(CalendarState, "load")
    assert sheet.said_words == "Les 12:30 s’acaben d’ocupar. Aquestes hores encara són lliures."
    assert (sheet.on, sheet.answered) == (THURSDAY, "a-1"), "the sheet is still open"


async def test_a_message_that_is_too_long_is_answered_in_words(cast: Cast) -> None:
    tab = Tab(cast.ana)
    sheet = await opened(tab)
    await ask(tab, "2026-10-22T10:00", message="x" * 10_000)
    assert sheet.said == "message_too_long"
    assert "280" in sheet.said_words
    assert pending_of(cast) == []


async def test_more_than_the_practice_lets_wait_is_answered_in_words(cast: Cast) -> None:  # CA-3
    for day in range(23, 28):
        slot_request(cast, cast.ana, f"2026-11-{day} 10:00")
    tab = Tab(cast.ana)
    sheet = await opened(tab)
    await ask(tab, "2026-10-22T10:00")
    assert sheet.said == "too_many_pending"
    assert "5" in sheet.said_words


async def test_opening_another_day_forgets_what_was_said_of_the_one_before(cast: Cast) -> None:
    tab = Tab(cast.ana)
    sheet = await opened(tab)
    await ask(tab, "2026-10-22T03:00")
    await tab.send(DaySheetState, "open", on="2026-10-23")
    assert (sheet.said, sheet.answered, sheet.nearest) == ("", "", "")


async def test_a_full_day_leads_to_the_next_open_one(cast: Cast) -> None:  # AV-9
    time_off(cast, THURSDAY, therapist=cast.marta)
    tab = Tab(cast.ana)
    sheet = await opened(tab)
    assert (sheet.times, sheet.next_on) == ("", "2026-10-23")


async def test_a_date_that_is_none_opens_nothing(cast: Cast) -> None:
    sheet = await opened(Tab(cast.ana), on="2026-13-45")
    assert sheet.on == ""


async def test_a_closed_sheet_offers_nothing_more(cast: Cast) -> None:
    tab = Tab(cast.ana)
    sheet = await opened(tab)
    await tab.send(DaySheetState, "close")
    await ask(tab, "2026-10-22T10:00")
    assert sheet.on == ""
    assert pending_of(cast) == []


async def test_a_request_can_be_taken_back_and_that_undone(cast: Cast) -> None:  # CA-4, CA-10
    request = slot_request(cast, cast.ana, "2026-10-22 10:00")
    tab = Tab(cast.ana)
    await tab.send(UndoState, "cancel", request=request)
    frame = await tab.state(PortalState)
    assert (frame.toast.words, frame.toast.undo) == ("Solicitud cancelada", request)
    assert pending_of(cast) == []
    await tab.send(UndoState, "undo", request=request)
    assert pending_of(cast) == ["2026-10-22T08:00"]


async def test_after_ten_seconds_it_is_too_late_to_undo(cast: Cast, standing_clock: StandingClock) -> None:  # CA-10
    request = slot_request(cast, cast.ana, "2026-10-22 10:00")
    tab = Tab(cast.ana)
    await tab.send(UndoState, "cancel", request=request)
    standing_clock.move_to(at("2026-10-19 09:01"))
    await tab.send(UndoState, "undo", request=request)
    assert (await tab.state(PortalState)).toast.words == "Ya es tarde para deshacerlo."
    assert pending_of(cast) == []


async def test_a_toast_of_a_while_ago_is_not_found_again(cast: Cast, standing_clock: StandingClock) -> None:
    tab = Tab(cast.ana)
    await tab.send(UndoState, "cancel", request=slot_request(cast, cast.ana, "2026-10-22 10:00"))
    standing_clock.move_to(at("2026-10-19 09:01"))
    await tab.send(CalendarState, "load")
    assert (await tab.state(PortalState)).toast.key == ""


async def test_a_toast_speaks_the_language_of_the_page_it_is_on(cast: Cast) -> None:  # UX-1
    request = slot_request(cast, cast.ana, "2026-10-22 10:00")
    tab = Tab(cast.ana)
    await tab.send(UndoState, "cancel", request=request)
    for path, words in (("/ca/calendar", "Sol·licitud cancel·lada"), ("/en/calendar", "Request cancelled")):
        tab.go(path)
        await tab.send(CalendarState, "load")
        toast = (await tab.state(PortalState)).toast
        assert (toast.key, toast.words, toast.undo) == ("1", words, request), "the same toast, which goes in its time"
    await tab.send(UndoState, "undo", request=slot_request(cast, cast.biel, "2026-10-22 12:00"))
    tab.go("/es/calendar")
    await tab.send(CalendarState, "load")
    assert (await tab.state(PortalState)).toast.words == "Esto ya no está aquí."


async def test_nobody_takes_back_what_another_asked_for(cast: Cast) -> None:  # ID-7
    request = slot_request(cast, cast.biel, "2026-10-22 10:00")
    tab = Tab(cast.ana)
    await tab.send(UndoState, "cancel", request=request)
    assert (await tab.state(PortalState)).toast.undo == ""
    with transaction.read():
        assert [one.status for one in calendar.requests(cast.biel).pending] == [RequestStatus.PENDING]


@pytest.mark.parametrize(
    ("event", "payload"),
    [
        ("open", {"on": "2026-10-22", "patient_id": "another"}),
        ("open", {"on": 20261022}),
        ("open", {}),
        ("ask", {"slot": "2026-10-22T10:00"}),
    ],
)
async def test_a_payload_that_does_not_fit_is_refused(cast: Cast, event: str, payload: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        await Tab(cast.ana).send(DaySheetState, event, **payload)
