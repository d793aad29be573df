"""What a day of the patient's calendar shows at a glance (CA-1)."""

from collections.abc import Container, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from zoneinfo import ZoneInfo

from models.vocabulary import CANCELLED, AppointmentStatus
from portal_app.domain.time_ranges import TimeRange


class DayState(StrEnum):
    """What a day may hold, the one that is drawn first; several may hold at once."""

    CONFIRMED = "confirmed"
    PENDING = "pending"
    PAST = "past"
    OPEN = "open"


@dataclass(frozen=True, slots=True)
class CalendarDay:
    """A date, every state that holds in the order in which they win, and what there is to tell of it."""

    on: date
    states: tuple[DayState, ...]
    sessions: int = 0
    pending: int = 0

    @property
    def shown(self) -> DayState | None:
        """The state the day is drawn in: confirmed wins, pending is told beside it."""
        return self.states[0] if self.states else None


def calendar_days(
    days: Iterable[date],
    *,
    zone: ZoneInfo,
    now: datetime,
    appointments: Iterable[tuple[TimeRange, AppointmentStatus]],
    pending: Iterable[TimeRange],
    open_days: Container[date],
) -> list[CalendarDay]:
    """Each day with its states: a session to come, a request that waits, a session that was, open times.

    A session is past once it has ended; a cancelled one leaves no mark.
    """
    to_come: dict[date, int] = {}
    been: dict[date, int] = {}
    waiting: dict[date, int] = {}
    for when, status in appointments:
        if status in CANCELLED:
            continue
        by_day = been if when.ends_at <= now else to_come
        _count(by_day, when, zone)
    for when in pending:
        _count(waiting, when, zone)
    marks: tuple[tuple[DayState, Container[date]], ...] = (
        (DayState.CONFIRMED, to_come),
        (DayState.PENDING, waiting),
        (DayState.PAST, been),
        (DayState.OPEN, open_days),
    )
    return [
        CalendarDay(
            on,
            tuple([state for state, dates in marks if on in dates]),
            sessions=to_come.get(on, 0) + been.get(on, 0),
            pending=waiting.get(on, 0),
        )
        for on in days
    ]


def _count(by_day: dict[date, int], when: TimeRange, zone: ZoneInfo) -> None:
    on = when.starts_at.astimezone(zone).date()
    by_day[on] = by_day.get(on, 0) + 1
