"""A therapist's working hours: the week, and dates of their own (AV-2, PR-1)."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, time

from models.vocabulary import CentreId, StaffId
from portal_app.domain.refs import Origin, StaffRef


@dataclass(frozen=True, slots=True)
class PeriodDraft:
    """Hours from `starts` to `ends` (00:00: the end of the day) at a centre; `online_too`: or by video call.

    Without validity it holds for ever. On a date of its own the validity stays empty.
    """

    starts: time
    ends: time
    centre_id: CentreId | str
    online_too: bool = True
    valid_from: date | None = None
    valid_to: date | None = None


@dataclass(frozen=True, slots=True)
class DateHours:
    """A date with hours of its own; without periods it is closed."""

    on: date
    periods: tuple[PeriodDraft, ...]


@dataclass(frozen=True, slots=True)
class TherapistHours:
    """Monday to Sunday, and the dates from today on that are different. What has ceased to hold is left out."""

    therapist_id: StaffId
    therapist: str
    week: tuple[tuple[PeriodDraft, ...], ...]
    dates: tuple[DateHours, ...]
    may_change: bool
    state: str


def of_therapist(staff: StaffRef, therapist_id: StaffId) -> TherapistHours:
    """The therapist's hours. `NotYours`."""
    raise NotImplementedError


def set_week(
    staff: StaffRef,
    therapist_id: StaffId,
    week: Mapping[int, Sequence[PeriodDraft]],
    *,
    seen: str,
    origin: Origin,
) -> str:
    """Replace the periods of the weekdays named (0 is Monday), the others stay; the new state.

    Fields are called `<weekday>.<position>.<starts|ends|centre_id|valid_to>`. `BadFields`, `ChangedMeanwhile`.
    """
    raise NotImplementedError


def copy_day(
    staff: StaffRef, therapist_id: StaffId, weekday: int, *, to: Collection[int], seen: str, origin: Origin
) -> str:
    """Give other weekdays the periods of this one; the new state."""
    raise NotImplementedError


def set_date(
    staff: StaffRef, therapist_id: StaffId, on: date, periods: Sequence[PeriodDraft], *, seen: str, origin: Origin
) -> str:
    """Give a date hours of its own, whatever its weekday has; no periods close it. Fields `on`, `0.starts` …"""
    raise NotImplementedError


def clear_date(staff: StaffRef, therapist_id: StaffId, on: date, *, seen: str, origin: Origin) -> str:
    """Let the date be as its weekday again; the new state."""
    raise NotImplementedError
