"""The week agenda, ready to draw: each thing with its place on the day's scale of hours (AG-1, WL-2)."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from portal_app.domain.time_ranges import TimeRange, without
from portal_app.i18n.text import Text
from portal_app.presenters.staff import words
from portal_app.presenters.staff.agenda_events import (
    EventView,
    block_event,
    free_event,
    hour_of,
    hours_of,
    interest_event,
    midnight,
    session_event,
)
from portal_app.services.agenda import AgendaAppointment, Week
from portal_app.services.interest import InterestGroup

FIRST_HOUR, LAST_HOUR = 8, 20
# Shorter stretches are the breath between two sessions, not time to offer.
LEAST_FREE = timedelta(minutes=30)
WORK_DAYS = 5


@dataclass(frozen=True, slots=True)
class StretchView:
    """A part of a day outside the hours, in hours of the day."""

    s: float
    e: float


@dataclass(frozen=True, slots=True)
class DayView:
    """A column, and its place in the phone's strip. `now` empty, or the hour it is; `dots` as the strip shows them."""

    on: str
    short: str
    letter: str
    number: str
    heading: str
    label: str
    today: bool
    weekend: bool
    dots: str
    now: str
    nothing: bool
    closed: list[StretchView]
    events: list[EventView]


@dataclass(frozen=True, slots=True)
class HourView:
    """A mark on the scale."""

    hour: int
    text: str


@dataclass(frozen=True, slots=True)
class Option:
    """A therapist to choose."""

    value: str
    text: str


@dataclass(frozen=True, slots=True)
class WeekView:
    """Everything but the days themselves; `shown` of them on a desktop: five, or seven when the weekend is used."""

    title: str = ""
    label: str = ""
    month: str = ""
    first_hour: int = FIRST_HOUR
    hours_shown: int = LAST_HOUR - FIRST_HOUR
    shown: int = WORK_DAYS
    now: str = ""
    now_text: str = ""
    is_this_week: bool = False
    nothing: bool = False
    nobody: bool = False
    therapist: str = ""
    therapists: list[Option] = field(default_factory=list)
    hours: list[HourView] = field(default_factory=list)


def week(t: Text, read: Week) -> tuple[WeekView, list[DayView]]:
    """The week as its page draws it."""
    dates = [read.monday + timedelta(days=number) for number in range(7)]
    first, last = _scale(read)
    days = [_day(t, read, on, first=first, last=last) for on in dates]
    shown = len(dates) if _weekend_is_used(read, dates[WORK_DAYS]) else WORK_DAYS
    today = read.now.astimezone(read.zone)
    is_this_week = today.date() in dates
    return (
        WeekView(
            title=words.days(t, dates[0], dates[shown - 1], today=today.date()),
            label=t("Week from {first} to {last}", first=t.short_date(dates[0]), last=t.short_date(dates[shown - 1])),
            month=t.month(read.monday),
            first_hour=first,
            hours_shown=last - first,
            shown=shown,
            now=str(hour_of(today)) if is_this_week and first <= hour_of(today) < last else "",
            now_text=t.clock(today),
            is_this_week=is_this_week,
            nothing=not read.appointments and not read.groups,
            nobody=read.therapist is None,
            therapist=read.therapist.staff_id if read.therapist else "",
            therapists=[Option(one.staff_id, one.name) for one in read.therapists],
            hours=[HourView(hour, f"{hour}:00") for hour in range(first, last)],
        ),
        days,
    )


def _weekend_is_used(read: Week, saturday: date) -> bool:
    """Whether somebody works or is booked on Saturday or Sunday."""
    return any(one.ends_at > midnight(saturday, read.zone) for one in (*read.worked, *read.appointments, *read.groups))


def _scale(read: Week) -> tuple[int, int]:
    """From eight to eight, or as far as hours, appointments and requests go."""
    stretches = [
        *read.worked,
        *(TimeRange(one.starts_at, one.ends_at) for one in (*read.appointments, *read.groups)),
    ]
    first, last = FIRST_HOUR, LAST_HOUR
    for stretch in stretches:
        starts, ends = stretch.starts_at.astimezone(read.zone), stretch.ends_at.astimezone(read.zone)
        if ends.date() > starts.date():
            last = 24
        first = min(first, starts.hour)
        last = max(last, ends.hour + bool(ends.minute))
    return first, last


def _day(t: Text, read: Week, on: date, *, first: int, last: int) -> DayView:
    zone, local_now = read.zone, read.now.astimezone(read.zone)
    whole = TimeRange(midnight(on, zone), midnight(on + timedelta(days=1), zone))
    worked = [part for part in read.worked if part.overlaps(whole)]
    appointments = [one for one in read.appointments if one.starts_at.astimezone(zone).date() == on]
    groups = [one for one in read.groups if one.starts_at.astimezone(zone).date() == on]
    blocks = [one for one in read.blocks if TimeRange(one.starts_at, one.ends_at).overlaps(whole)]
    taken = [TimeRange(one.starts_at, one.ends_at) for one in (*appointments, *groups, *blocks)]
    past = TimeRange(whole.starts_at, max(read.now, whole.starts_at))
    free = [part for part in without(worked, [*taken, past]) if part.ends_at - part.starts_at >= LEAST_FREE]
    events = [
        *(session_event(t, one, now=read.now, zone=zone) for one in appointments),
        *(interest_event(t, one, zone=zone) for one in groups),
        *(block_event(t, one, on=on, zone=zone, first=first, last=last) for one in blocks),
        *(free_event(t, part, on=on, zone=zone) for part in free),
    ]
    is_today = on == local_now.date()
    return DayView(
        on=on.isoformat(),
        short=t.weekday(on, "abbreviated"),
        letter=t.weekday(on, "narrow").removesuffix("."),
        number=str(on.day),
        heading=f"{words.capital(t.weekday(on))} {on.day}",
        label=_label(t, on, sessions=len(appointments), waiting=sum(one.count for one in groups)),
        today=is_today,
        weekend=on.weekday() >= WORK_DAYS,
        dots=_dots(appointments, groups, now=read.now),
        now=str(hour_of(local_now)) if is_today and first <= hour_of(local_now) < last else "",
        nothing=not events,
        closed=[
            StretchView(max(s, first), min(e, last))
            for s, e in (hours_of(part, on, zone) for part in without([whole], worked))
            if s < last and e > first
        ],
        events=sorted(events, key=lambda one: (one.s, one.kind != "block", one.e)),
    )


def _label(t: Text, on: date, *, sessions: int, waiting: int) -> str:
    """A day's name, spoken whole."""
    said = [words.capital(t.day(on)), t.plural("{n} session", "{n} sessions", sessions)]
    if waiting:
        said.append(t.plural("{n} patient interested", "{n} patients interested", waiting))
    return ", ".join(said)


def _dots(appointments: Iterable[AgendaAppointment], groups: list[InterestGroup], *, now: datetime) -> str:
    """x nothing, p only past, o to come, w somebody interested, ow both."""
    ends = [one.ends_at for one in appointments]
    if any(end > now for end in ends):
        return "ow" if groups else "o"
    if groups:
        return "w"
    return "p" if ends else "x"
