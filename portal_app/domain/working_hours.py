"""When a therapist works: the periods of a week, those of a date, and the holidays that close a place (AV-2)."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time

from portal_app.domain.wall_clock import DAY, MIDNIGHT


@dataclass(frozen=True, slots=True)
class Period:
    """Hours worked at a centre on a weekday (0 is Monday) or on one date, in wall-clock time; 00:00 ends the day.

    The periods of a date replace the weekday's; one without times closes the date (AV-2).
    """

    centre_id: str
    starts: time | None
    ends: time | None
    weekday: int | None = None
    on: date | None = None
    valid_from: date | None = None
    valid_to: date | None = None
    online_too: bool = False


@dataclass(frozen=True, slots=True)
class Holiday:
    """A public holiday at one centre, or at all (None). `name` empty: a public one of the region."""

    on: date
    centre_id: str | None = None
    name: str = ""


@dataclass(frozen=True, slots=True)
class Shift:
    """Hours of one date at one place, on the wall clock; periods that touch have become one."""

    starts: datetime
    ends: datetime
    centre_id: str
    online_too: bool


def shifts_of(hours: Iterable[Period], holidays: Iterable[Holiday], first_on: date, last_on: date) -> Iterator[Shift]:
    """What is worked on each of the days."""
    weekly: list[list[Period]] = [[] for _ in range(7)]
    own: dict[date, list[Period]] = {}
    for period in hours:
        if period.on is not None:
            own.setdefault(period.on, []).append(period)
        elif period.weekday is not None:
            weekly[period.weekday].append(period)
    closed: dict[date, set[str | None]] = {}
    for holiday in holidays:
        closed.setdefault(holiday.on, set()).add(holiday.centre_id)
    on = first_on
    while on <= last_on:
        shut = closed.get(on, set())
        periods = own[on] if on in own else [period for period in weekly[on.weekday()] if _in_force(period, on)]
        if None not in shut:
            yield from _joined(_on_wall(period, on) for period in periods if period.centre_id not in shut)
        on += DAY


def _in_force(period: Period, on: date) -> bool:
    if period.valid_from is not None and on < period.valid_from:
        return False
    return period.valid_to is None or on <= period.valid_to


def _on_wall(period: Period, on: date) -> Shift | None:
    if period.starts is None or period.ends is None:
        return None
    ends = datetime.combine(on + DAY if period.ends == MIDNIGHT else on, period.ends)
    return Shift(datetime.combine(on, period.starts), ends, period.centre_id, period.online_too)


def _joined(shifts: Iterable[Shift | None]) -> list[Shift]:
    """In order, those at one place that touch or overlap made one: nobody stops work between them."""
    found: list[Shift] = []
    for shift in sorted((one for one in shifts if one is not None), key=lambda one: (one.starts, one.ends)):
        for number, other in enumerate(found):
            same_place = (other.centre_id, other.online_too) == (shift.centre_id, shift.online_too)
            if same_place and shift.starts <= other.ends:
                ends = max(other.ends, shift.ends)
                found[number] = Shift(other.starts, ends, other.centre_id, other.online_too)
                break
        else:
            found.append(shift)
    return found
