"""Free starts, and why the rest is closed (AV-1, AV-2, AV-3, AV-9).

A start is offered when the whole appointment lies in working hours of one place, past midnight too where they go on,
and outside time off and public holidays; keeps its own buffers and those of every appointment there is, one after the
other; falls on the grid of the preferred interval, counted on the wall clock from where the period begins; and is
neither inside the minimum notice nor on a day past the horizon. What others asked for takes nothing away (WL-1).

Buffers keep apart from appointments only: they may reach out of the hours and into time off.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from portal_app.domain.open_hours import instants_of, open_by_place, opened, stretch_around, worked
from portal_app.domain.policies import Policy
from portal_app.domain.time_ranges import TimeRange, common, merged, remaining, without
from portal_app.domain.wall_clock import DAY, MIDNIGHT, WallClock, wall_clock
from portal_app.domain.working_hours import Holiday, Period, shifts_of

NOTHING = timedelta()


@dataclass(frozen=True, slots=True)
class TimeOff:
    """One absence in wall-clock time: from `starts` on the first day to `ends` on the last; without them, whole days.

    A recurring one is as many of these as it recurs. `title` is for staff alone (AV-5).
    """

    first_on: date
    last_on: date
    starts: time | None = None
    ends: time | None = None
    title: str = ""


@dataclass(frozen=True, slots=True)
class Busy:
    """An appointment that holds its time, with the buffers of its service."""

    starts_at: datetime
    ends_at: datetime
    before: timedelta = NOTHING
    after: timedelta = NOTHING
    appointment_id: str = ""


@dataclass(frozen=True, slots=True)
class ServiceTimes:
    """How long a service takes, and the buffers that keep the time around it free."""

    length: timedelta
    before: timedelta = NOTHING
    after: timedelta = NOTHING


@dataclass(frozen=True, slots=True)
class Slot:
    """A start that is offered, in UTC, at a centre; `online_too` where the patient may choose a video call instead."""

    starts_at: datetime
    ends_at: datetime
    centre_id: str
    online_too: bool


class Reason(StrEnum):
    """Why a stretch of a day is closed, or that it is open (AV-9)."""

    OPEN = "open"
    APPOINTMENT = "appointment"
    HOLIDAY = "holiday"
    HOURS = "hours"
    TIME_OFF = "time_off"
    BUFFER = "buffer"
    PAST = "past"
    NOTICE = "notice"
    HORIZON = "horizon"
    TOO_SHORT = "too_short"


@dataclass(frozen=True, slots=True)
class Stretch:
    """A part of a day and what can be said of the whole of it.

    `about` says which: an appointment's id, the title of time off, a holiday's name. For staff alone (AV-5).
    """

    starts_at: datetime
    ends_at: datetime
    reason: Reason
    about: str = ""


def free_slots(
    *,
    zone: ZoneInfo,
    first_on: date,
    last_on: date,
    now: datetime,
    hours: Sequence[Period],
    time_off: Iterable[TimeOff],
    holidays: Iterable[Holiday],
    busy: Iterable[Busy],
    service: ServiceTimes,
    policy: Policy,
    centre_id: str | None = None,
) -> list[Slot]:
    """The starts offered from `first_on` to `last_on`, both included, in order; each instant once.

    `centre_id` keeps to that centre's hours.
    """
    earliest = now + policy.notice
    first_on = max(first_on, earliest.astimezone(zone).date())
    last_on = min(last_on, _last_day(now, zone, policy))
    if first_on > last_on:
        return []
    wall = wall_clock(zone, first_on, last_on + DAY)
    taken = merged([*_off(time_off, wall), *_kept_clear(busy, service), TimeRange(wall.beginning, earliest)])
    # The day after the last is looked at because what begins before midnight may end after it.
    placed = [
        (shift, instants_of(shift, wall))
        for shift in shifts_of(hours, holidays, first_on, last_on + DAY)
        if centre_id is None or shift.centre_id == centre_id
    ]
    there, online = open_by_place(placed), open_by_place(one for one in placed if one[0].online_too)
    slots: dict[datetime, Slot] = {}
    for shift, begins in placed:
        whole = stretch_around(begins, there[shift.centre_id])
        if whole is None or shift.starts.date() > last_on:
            continue
        grid = wall.grid(shift.starts, shift.ends, policy.interval)
        rooms = remaining(TimeRange(begins.starts_at, whole.ends_at), taken)
        for starts_at in _that_fit(grid, iter(rooms), service.length):
            if starts_at not in slots:
                time = TimeRange(starts_at, starts_at + service.length)
                online_too = shift.online_too and stretch_around(time, online[shift.centre_id]) is not None
                slots[starts_at] = Slot(time.starts_at, time.ends_at, shift.centre_id, online_too)
    return [slots[starts_at] for starts_at in sorted(slots)]


def explain_day(
    *,
    zone: ZoneInfo,
    on: date,
    now: datetime,
    hours: Sequence[Period],
    time_off: Iterable[TimeOff],
    holidays: Sequence[Holiday],
    busy: Sequence[Busy],
    service: ServiceTimes,
    policy: Policy,
) -> list[Stretch]:
    """The whole day from midnight to midnight, stretch by stretch, with the first reason that holds (AV-9).

    *Open* is what some offered appointment would fill; *too short* is free time in which none fits.
    """
    wall = wall_clock(zone, on, on)
    time_off = list(time_off)
    open_hours = worked(zone=zone, first_on=on, last_on=on, hours=hours, holidays=holidays)
    usual_hours = worked(zone=zone, first_on=on, last_on=on, hours=hours, holidays=())
    slots = free_slots(
        zone=zone,
        first_on=on,
        last_on=on,
        now=now,
        hours=hours,
        time_off=time_off,
        holidays=holidays,
        busy=busy,
        service=service,
        policy=policy,
    )
    day = [wall.day(on)]
    beyond = day if on > _last_day(now, zone, policy) else []
    named = next((holiday.name for holiday in holidays if holiday.on == on and holiday.name), "")
    layers: list[tuple[Reason, list[TimeRange], str]] = [
        *((Reason.APPOINTMENT, [TimeRange(one.starts_at, one.ends_at)], one.appointment_id) for one in busy),
        (Reason.HOLIDAY, without(usual_hours, open_hours), named),
        (Reason.HOURS, without(day, open_hours), ""),
        *((Reason.TIME_OFF, _off([one], wall), one.title) for one in time_off),
        (Reason.BUFFER, _kept_clear(busy, service), ""),
        (Reason.PAST, [TimeRange(wall.beginning, now)], ""),
        (Reason.NOTICE, [TimeRange(wall.beginning, now + policy.notice)], ""),
        (Reason.HORIZON, beyond, ""),
        (Reason.OPEN, [TimeRange(slot.starts_at, slot.ends_at) for slot in slots], ""),
        (Reason.TOO_SHORT, day, ""),
    ]
    left, found = day, list[Stretch]()
    for reason, ranges, about in layers:
        found += [Stretch(part.starts_at, part.ends_at, reason, about) for part in common(left, ranges)]
        left = without(left, ranges)
    return sorted(found, key=lambda stretch: stretch.starts_at)


def obstacles(
    time: TimeRange,
    *,
    zone: ZoneInfo,
    now: datetime,
    centre_id: str,
    online: bool,
    hours: Sequence[Period],
    time_off: Iterable[TimeOff],
    holidays: Sequence[Holiday],
    busy: Iterable[Busy],
    service: ServiceTimes,
    policy: Policy,
) -> tuple[Reason, ...]:
    """What stands against an appointment at that time and centre that staff may override (AV-10); empty: nothing.

    `online`: the centre is the video call, so hours elsewhere that may be online too will do. An overlap is no
    obstacle but a refusal, and is not looked at here; nor do the grid and the horizon bind staff.
    """
    first_on, last_on = time.starts_at.astimezone(zone).date(), time.ends_at.astimezone(zone).date()
    wall = wall_clock(zone, first_on, last_on)

    def open_here(holidays: Iterable[Holiday]) -> list[TimeRange]:
        return opened(
            zone=zone,
            first_on=first_on,
            last_on=last_on,
            hours=hours,
            holidays=holidays,
            centre_id=centre_id,
            online=online,
        )

    usual = open_here(())
    kept_clear = _kept_clear((one for one in busy if not time.overlaps(TimeRange(one.starts_at, one.ends_at))), service)
    found = {
        Reason.HOLIDAY: bool(common(without([time], open_here(holidays)), usual)),
        Reason.HOURS: bool(without([time], usual)),
        Reason.TIME_OFF: any(time.overlaps(off) for off in _off(time_off, wall)),
        Reason.BUFFER: any(time.overlaps(near) for near in kept_clear),
        Reason.PAST: time.starts_at < now,
        Reason.NOTICE: now <= time.starts_at < now + policy.notice,
    }
    return tuple(reason for reason, stands in found.items() if stands)


def away(absence: TimeOff, *, zone: ZoneInfo, first_on: date, last_on: date) -> list[TimeRange]:
    """The part of an absence that lies on these days."""
    wall = wall_clock(zone, first_on, last_on)
    return common(_off([absence], wall), [TimeRange(wall.day(first_on).starts_at, wall.day(last_on).ends_at)])


def days_of(slots: Iterable[Slot], zone: ZoneInfo) -> set[date]:
    """The dates on which these slots begin."""
    return {slot.starts_at.astimezone(zone).date() for slot in slots}


def _that_fit(grid: Iterable[datetime], rooms: Iterator[TimeRange], length: timedelta) -> Iterator[datetime]:
    """The starts from which `length` ends in the room it begins in; both come in order."""
    room = next(rooms, None)
    for starts_at in grid:
        while room is not None and room.ends_at < starts_at + length:
            room = next(rooms, None)
        if room is None:
            return
        if room.starts_at <= starts_at:
            yield starts_at


def _last_day(now: datetime, zone: ZoneInfo, policy: Policy) -> date:
    return now.astimezone(zone).date() + policy.horizon


def _kept_clear(busy: Iterable[Busy], service: ServiceTimes) -> list[TimeRange]:
    """Where nothing of the new appointment may lie: buffers stack, each keeps its own."""
    return [
        TimeRange(one.starts_at - one.before - service.after, one.ends_at + one.after + service.before) for one in busy
    ]


def _off(time_off: Iterable[TimeOff], wall: WallClock) -> list[TimeRange]:
    """Absences as instants: where the wall shows an end twice, the second closes it."""
    return [
        TimeRange(wall.first(datetime.combine(one.first_on, one.starts or MIDNIGHT)), wall.last(_end_of(one)))
        for one in time_off
    ]


def _end_of(one: TimeOff) -> datetime:
    if one.starts is None or one.ends is None or one.ends == MIDNIGHT:
        return datetime.combine(one.last_on + DAY, MIDNIGHT)
    return datetime.combine(one.last_on, one.ends)
