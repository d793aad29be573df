"""The agenda, ready to draw: each thing with its place on the day's scale of hours (AG-1, WL-2)."""

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from itertools import chain

from portal_app.domain.time_ranges import TimeRange, without
from portal_app.i18n.text import Text
from portal_app.presenters.staff import words
from portal_app.presenters.staff.agenda_days import spoken, week_days
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
from portal_app.services.agenda import Agendas, Diary, View

FIRST_HOUR, LAST_HOUR = 8, 20
# Shorter stretches are the breath between two sessions, not time to offer.
LEAST_FREE = timedelta(minutes=30)
WORK_DAYS = 5
DAY, WEEK, MONTH = (view.value for view in View)


@dataclass(frozen=True, slots=True)
class StretchView:
    """A part of a day outside the hours, in hours of the day."""

    s: float
    e: float


@dataclass(frozen=True, slots=True)
class ColumnView:
    """A day of one therapist; without a `key` there is none. `who` is told where several stand side by side."""

    key: str = ""
    on: str = ""
    therapist_id: str = ""
    who: str = ""
    short: str = ""
    number: str = ""
    day: str = ""
    label: str = ""
    today: bool = False
    weekend: bool = False
    may_decide: bool = False
    nothing: bool = False
    closed: list[StretchView] = field(default_factory=list)
    events: list[EventView] = field(default_factory=list)


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
class BesideView:
    """A therapist who may stand beside others in a day's view, and whether they do."""

    value: str
    text: str
    shown: bool


@dataclass(frozen=True, slots=True)
class NowView:
    """The hour it is, where the page shows it; else empty."""

    hour: str = ""
    text: str = ""


@dataclass(frozen=True, slots=True)
class AgendaView:
    """Everything but the days themselves; `shown` columns on a desktop, the weekend left out where it is free."""

    view: str = WEEK
    title: str = ""
    label: str = ""
    month: str = ""
    first_hour: int = FIRST_HOUR
    hours_shown: int = LAST_HOUR - FIRST_HOUR
    shown: int = WORK_DAYS
    several: bool = False
    free_weekend: bool = True
    may_decide: bool = False
    nothing: bool = False
    nobody: bool = False
    therapist: str = ""
    therapists: list[Option] = field(default_factory=list)
    beside: list[BesideView] = field(default_factory=list)
    beside_count: str = ""
    hours: list[HourView] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Scale:
    """The hours that are drawn."""

    first: int
    last: int


def agenda(t: Text, read: Agendas) -> AgendaView:
    """The bar over the days, and what they have in common."""
    today = read.now.astimezone(read.zone).date()
    scale = _scale(read)
    used_weekend = _weekend_is_used(read)
    days = 1 if read.view is View.DAY else 7 if used_weekend else WORK_DAYS
    several = len(read.diaries) > 1
    shown = {diary.therapist.staff_id for diary in read.diaries}
    return AgendaView(
        view=read.view.value,
        title=_title(t, read, days, today),
        label=_label_of_grid(t, read, days),
        month=t.month(read.on if read.view is not View.WEEK else read.first_on),
        first_hour=scale.first,
        hours_shown=scale.last - scale.first,
        shown=len(read.diaries) if read.view is View.DAY else days,
        several=several,
        free_weekend=read.view is View.WEEK and not used_weekend,
        may_decide=any(diary.may_decide for diary in read.diaries),
        nothing=not any(diary.appointments or diary.groups for diary in read.diaries),
        nobody=not read.diaries,
        therapist=read.diaries[0].therapist.staff_id if read.diaries else "",
        therapists=[Option(one.staff_id, one.name) for one in read.therapists],
        beside=[BesideView(one.staff_id, one.name, one.staff_id in shown) for one in read.therapists],
        beside_count=t.plural("{n} therapist", "{n} therapists", len(read.diaries)),
        hours=[HourView(hour, f"{hour}:00") for hour in range(scale.first, scale.last)],
    )


def columns(t: Text, read: Agendas) -> list[ColumnView]:
    """The days of a week, or a day of each therapist."""
    scale = _scale(read)
    if read.view is View.DAY:
        several = len(read.diaries) > 1
        return [_column(t, read, diary, read.on, scale=scale, several=several) for diary in read.diaries]
    return [
        _column(t, read, diary, on, scale=scale, several=False) for diary in read.diaries[:1] for on in week_days(read)
    ]


def now(t: Text, read: Agendas) -> NowView:
    """The hour it is, where today is among the days and the hour on their scale."""
    local, scale = read.now.astimezone(read.zone), _scale(read)
    days = [read.on] if read.view is View.DAY else week_days(read)
    hour = hour_of(local)
    return (
        NowView(str(hour), t.clock(local)) if local.date() in days and scale.first <= hour < scale.last else NowView()
    )


def column_key(on: date, therapist_id: str) -> str:
    """What a day of a therapist goes by."""
    return f"{on.isoformat()} {therapist_id}"


def _title(t: Text, read: Agendas, days: int, today: date) -> str:
    match read.view:
        case View.DAY:
            return words.capital(t.day(read.on)) + ("" if read.on.year == today.year else f" {read.on.year}")
        case View.WEEK:
            return words.days(t, read.first_on, read.first_on + timedelta(days=days - 1), today=today)
        case View.MONTH:
            return t.month(read.on)


def _label_of_grid(t: Text, read: Agendas, days: int) -> str:
    """What the grid as a whole is called."""
    if read.view is not View.WEEK:
        return _title(t, read, days, read.on)
    last = read.first_on + timedelta(days=days - 1)
    return t("Week from {first} to {last}", first=t.short_date(read.first_on), last=t.short_date(last))


def _on(at: datetime, read: Agendas) -> date:
    return at.astimezone(read.zone).date()


def _weekend_is_used(read: Agendas) -> bool:
    """Whether somebody works or is booked on Saturday or Sunday of the week."""
    saturday = midnight(week_days(read)[WORK_DAYS], read.zone)
    return any(
        one.ends_at > saturday
        for diary in read.diaries
        for one in chain(diary.worked, diary.appointments, diary.groups)
    )


def _scale(read: Agendas) -> Scale:
    """From eight to eight, or as far as hours, appointments and requests go."""
    first, last = FIRST_HOUR, LAST_HOUR
    for diary in read.diaries:
        for one in chain(diary.worked, diary.appointments, diary.groups):
            starts, ends = one.starts_at.astimezone(read.zone), one.ends_at.astimezone(read.zone)
            if read.view is View.DAY and read.on not in (starts.date(), ends.date()):
                continue
            if ends.date() > starts.date():
                last = 24
            first = min(first, starts.hour)
            last = max(last, ends.hour + bool(ends.minute))
    return Scale(first, last)


def _column(t: Text, read: Agendas, diary: Diary, on: date, *, scale: Scale, several: bool) -> ColumnView:
    zone = read.zone
    whole = TimeRange(midnight(on, zone), midnight(on + timedelta(days=1), zone))
    worked = [part for part in diary.worked if part.overlaps(whole)]
    appointments = [one for one in diary.appointments if _on(one.starts_at, read) == on]
    groups = [one for one in diary.groups if _on(one.starts_at, read) == on]
    blocks = [one for one in diary.blocks if TimeRange(one.starts_at, one.ends_at).overlaps(whole)]
    taken = [TimeRange(one.starts_at, one.ends_at) for one in (*appointments, *groups, *blocks)]
    past = TimeRange(whole.starts_at, max(read.now, whole.starts_at))
    free = [part for part in without(worked, [*taken, past]) if part.ends_at - part.starts_at >= LEAST_FREE]
    events = [
        *(session_event(t, one, now=read.now, zone=zone, worked=worked) for one in appointments),
        *(interest_event(t, one, zone=zone) for one in groups),
        *(block_event(t, one, on=on, zone=zone, first=scale.first, last=scale.last) for one in blocks),
        *(free_event(t, part, on=on, zone=zone) for part in free),
    ]
    label = spoken(t, on, sessions=len(appointments), waiting=sum(one.count for one in groups))
    return ColumnView(
        key=column_key(on, diary.therapist.staff_id),
        on=on.isoformat(),
        therapist_id=diary.therapist.staff_id,
        who=diary.therapist.name if several else "",
        short=t.weekday(on, "abbreviated"),
        number=str(on.day),
        day=t.day(on),
        label=f"{diary.therapist.name}: {label}" if several else label,
        today=on == _on(read.now, read),
        weekend=on.weekday() >= WORK_DAYS,
        may_decide=diary.may_decide,
        nothing=not events,
        closed=[
            StretchView(max(s, scale.first), min(e, scale.last))
            for s, e in (hours_of(part, on, zone) for part in without([whole], worked))
            if s < scale.last and e > scale.first
        ],
        events=sorted(events, key=lambda one: (one.s, one.kind != "block", one.e)),
    )
