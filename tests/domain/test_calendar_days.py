"""What a day of the calendar shows (CA-1). It is Thursday 22 October 2026, 10:30 in Barcelona."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from models.vocabulary import AppointmentStatus as Status
from portal_app.domain.calendar_days import CalendarDay, DayState, calendar_days
from portal_app.domain.time_ranges import TimeRange

MADRID = ZoneInfo("Europe/Madrid")
NOW = datetime(2026, 10, 22, 8, 30, tzinfo=UTC)
TODAY = date(2026, 10, 22)


def session(wall_clock: str) -> TimeRange:
    starts_at = datetime.fromisoformat(wall_clock).replace(tzinfo=MADRID).astimezone(UTC)
    return TimeRange(starts_at, starts_at + timedelta(minutes=50))


def day(on: date, **holds: object) -> CalendarDay:
    given = {"appointments": [], "pending": [], "open_days": set(), **holds}
    (only,) = calendar_days([on], zone=MADRID, now=NOW, **given)
    return only


@pytest.mark.parametrize(
    ("starts", "status", "states"),
    [
        ("2026-10-22 12:00", Status.CONFIRMED, (DayState.CONFIRMED,)),
        ("2026-10-22 10:00", Status.CONFIRMED, (DayState.CONFIRMED,)),
        ("2026-10-22 09:00", Status.CONFIRMED, (DayState.PAST,)),
        ("2026-10-22 09:00", Status.ATTENDED, (DayState.PAST,)),
        ("2026-10-22 09:00", Status.NO_SHOW, (DayState.PAST,)),
        ("2026-10-22 12:00", Status.CANCELLED_BY_PRACTICE, ()),
        ("2026-10-22 09:00", Status.CANCELLED_BY_PATIENT, ()),
    ],
)
def test_a_session_is_to_come_until_it_ends_and_a_cancelled_one_leaves_no_mark(
    starts: str, status: Status, states: tuple[DayState, ...]
) -> None:
    assert day(TODAY, appointments=[(session(starts), status)]).states == states


def test_confirmed_wins_and_the_others_are_told_beside_it() -> None:  # CA-1
    shown = day(
        TODAY,
        appointments=[(session("2026-10-22 09:00"), Status.ATTENDED), (session("2026-10-22 18:00"), Status.CONFIRMED)],
        pending=[session("2026-10-22 12:00"), session("2026-10-22 13:00")],
        open_days={TODAY},
    )
    assert shown.states == (DayState.CONFIRMED, DayState.PENDING, DayState.PAST, DayState.OPEN)
    assert shown.shown is DayState.CONFIRMED
    assert (shown.sessions, shown.pending) == (2, 2)


def test_an_empty_day_shows_nothing() -> None:
    assert day(TODAY).shown is None


def test_a_session_belongs_to_the_date_on_the_practices_wall() -> None:  # AV-3
    late = session("2026-10-23 00:30")
    assert day(TODAY, appointments=[(late, Status.CONFIRMED)]).states == ()
    assert day(date(2026, 10, 23), appointments=[(late, Status.CONFIRMED)]).states == (DayState.CONFIRMED,)


def test_every_day_asked_for_is_there_in_its_order() -> None:
    days = [date(2026, 10, 23), TODAY]
    found = calendar_days(days, zone=MADRID, now=NOW, appointments=[], pending=[], open_days=set())
    assert [one.on for one in found] == days
