"""Working hours as instants: when a place is worked, whatever is booked (AV-2, AV-3)."""

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from zoneinfo import ZoneInfo

from portal_app.domain.time_ranges import TimeRange, merged
from portal_app.domain.wall_clock import WallClock, wall_clock
from portal_app.domain.working_hours import Holiday, Period, Shift, shifts_of


def opened(
    *,
    zone: ZoneInfo,
    first_on: date,
    last_on: date,
    hours: Sequence[Period],
    holidays: Iterable[Holiday],
    centre_id: str,
    online: bool,
) -> list[TimeRange]:
    """When one works at that centre on these days; `online`: it is the video call, so hours elsewhere will do."""
    wall = wall_clock(zone, first_on, last_on)
    shifts = shifts_of(hours, holidays, first_on, last_on)
    return merged(
        instants_of(shift, wall) for shift in shifts if shift.centre_id == centre_id or (online and shift.online_too)
    )


def worked(
    *, zone: ZoneInfo, first_on: date, last_on: date, hours: Sequence[Period], holidays: Iterable[Holiday]
) -> list[TimeRange]:
    """When there are working hours on these days, wherever; time off and appointments left aside."""
    wall = wall_clock(zone, first_on, last_on)
    shifts = shifts_of(hours, holidays, first_on, last_on)
    return merged(instants_of(shift, wall) for shift in shifts)


def open_by_place(placed: Iterable[tuple[Shift, TimeRange]]) -> dict[str, list[TimeRange]]:
    """When each place is worked: shifts that meet, also at midnight, are one stretch."""
    found: dict[str, list[TimeRange]] = {}
    for shift, time in placed:
        found.setdefault(shift.centre_id, []).append(time)
    return {centre_id: merged(ranges) for centre_id, ranges in found.items()}


def stretch_around(time: TimeRange, stretches: Sequence[TimeRange]) -> TimeRange | None:
    """The stretch that holds the whole of that time, if one does; they come in order and never meet."""
    here = bisect_right(stretches, time.starts_at, key=_beginning) - 1
    return stretches[here] if here >= 0 and stretches[here].covers(time) else None


def instants_of(shift: Shift, wall: WallClock) -> TimeRange:
    """When a shift takes place; empty where the wall jumps over it."""
    return TimeRange(wall.first(shift.starts), wall.first(shift.ends))


def _beginning(stretch: TimeRange) -> datetime:
    return stretch.starts_at
