"""Appointments that repeat every so many weeks, at the same time on the practice's wall (AG-3, AV-3).

An occurrence has a planned date, which tells it from the others whatever becomes of it: one that was moved by hand is
still the one of that week.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from portal_app.domain.fields import Fields
from portal_app.domain.wall_clock import wall_clock

MOST_OCCURRENCES = 104
MOST_WEEKS_BETWEEN = 12
WEEK = timedelta(weeks=1)


class Scope(StrEnum):
    """How much of a series is meant: this occurrence, it and those after it, or every one still to come."""

    THIS = "this"
    FOLLOWING = "following"
    ALL = "all"


@dataclass(frozen=True, slots=True)
class Repetition:
    """Every `every_weeks` weeks, the first included: up to the date `until`, or `times` times. One of the two."""

    every_weeks: int = 1
    until: date | None = None
    times: int | None = None


def check(repetition: Repetition, first_on: date) -> None:
    """`BadFields` for a repetition without an end, with two, with none to come, or with more than 104."""
    fields = Fields()
    fields.whole("every_weeks", repetition.every_weeks, least=1, most=MOST_WEEKS_BETWEEN)
    match repetition.until, repetition.times:
        case (None, None):
            fields.refuse("until", "empty")
        case (date(), int()):
            fields.refuse("until", "two_ends")
        case (date() as until, None) if until < first_on:
            fields.refuse("until", "before_first")
        case (date() as until, None) if _up_to(until, first_on, repetition.every_weeks) > MOST_OCCURRENCES:
            fields.refuse("until", "too_many", most=MOST_OCCURRENCES)
        case (None, int() as times):
            fields.whole("times", times, least=1, most=MOST_OCCURRENCES)
        case _:
            pass
    fields.done()


def planned_days(repetition: Repetition, first_on: date) -> Sequence[date]:
    """The dates of the occurrences, the first included. `BadFields` as `check`."""
    check(repetition, first_on)
    step = repetition.every_weeks * WEEK
    count = repetition.times
    if count is None and repetition.until is not None:
        count = _up_to(repetition.until, first_on, repetition.every_weeks)
    return [first_on + number * step for number in range(count or 0)]


def starts_at(on: date, shown: time, zone: ZoneInfo) -> datetime:
    """When the wall of that date shows that time: 10:00 stays 10:00 whatever the clocks do (AV-3)."""
    return wall_clock(zone, on, on).first(datetime.combine(on, shown))


def occurrences(repetition: Repetition, *, first_on: date, shown: time, zone: ZoneInfo) -> Sequence[datetime]:
    """The instants at which the occurrences begin, in order."""
    return [starts_at(on, shown, zone) for on in planned_days(repetition, first_on)]


def _up_to(until: date, first_on: date, every_weeks: int) -> int:
    return (until - first_on) // (max(every_weeks, 1) * WEEK) + 1
