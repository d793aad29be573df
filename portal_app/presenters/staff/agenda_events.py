"""What stands in a day's column: sessions, interest, blocks and what is free (AG-1, WL-2)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from models.vocabulary import AppointmentStatus
from portal_app.domain.time_ranges import TimeRange
from portal_app.i18n.text import Text
from portal_app.presenters.staff import words
from portal_app.services.agenda import AgendaAppointment
from portal_app.services.agenda_blocks import Block, BlockKind
from portal_app.services.interest import InterestGroup


@dataclass(frozen=True, slots=True)
class EventView:
    """Something in a day's column. `kind` appointment, interest, block or free; `s` and `e` in hours of the day.

    `sequence` of an appointment goes back with a change; `to_mark`: it is over, and nobody has said how it went.
    """

    kind: str
    key: str
    s: float
    e: float
    starts: str
    time: str
    title: str
    span: str
    detail: str = ""
    online: bool = False
    past: bool = False
    status: str = ""
    mark: str = ""
    count: int = 0
    hue: str = ""
    sequence: int = 0
    to_mark: bool = False


def hour_of(local: datetime) -> float:
    """The time of day in hours: 9:50 is 9.833."""
    return round(local.hour + local.minute / 60, 3)


def hours_of(part: TimeRange, on: date, zone: ZoneInfo) -> tuple[float, float]:
    """A stretch on that day's scale of wall-clock hours."""
    starts, ends = part.starts_at.astimezone(zone), part.ends_at.astimezone(zone)
    return (
        hour_of(starts) if starts.date() == on else 0.0,
        hour_of(ends) if ends.date() == on else 24.0,
    )


def midnight(on: date, zone: ZoneInfo) -> datetime:
    """The beginning of that day on the practice's wall."""
    return datetime.combine(on, time(), zone)


def session_event(
    t: Text, one: AgendaAppointment, *, now: datetime, zone: ZoneInfo, worked: Sequence[TimeRange]
) -> EventView:
    """An appointment; grey once it is over or marked. One to come that lies outside the hours says so (AV-10)."""
    starts, ends = one.starts_at.astimezone(zone), one.ends_at.astimezone(zone)
    s, e = hours_of(TimeRange(one.starts_at, one.ends_at), starts.date(), zone)
    span, where = words.span(t, starts, ends), words.place(t, one.centre, online=one.online)
    confirmed = one.status is AppointmentStatus.CONFIRMED
    time = TimeRange(one.starts_at, one.ends_at)
    inside = one.ends_at <= now or any(part.covers(time) for part in worked)
    mark = "" if inside else t("Outside the hours")
    return EventView(
        kind="appointment",
        key=one.appointment_id,
        s=s,
        e=e,
        starts=starts.strftime("%Y-%m-%dT%H:%M"),
        time=t.clock(starts),
        title=one.patient,
        span=span,
        detail=f"{words.length(t, one.ends_at - one.starts_at)} · {where}",
        online=one.online,
        past=one.ends_at <= now or not confirmed,
        status=one.status.value,
        mark=mark if confirmed else words.status(t, one.status),
        hue="" if one.hue is None else str(one.hue),
        sequence=one.sequence,
        to_mark=confirmed and one.ends_at <= now,
    )


def interest_event(t: Text, group: InterestGroup, *, zone: ZoneInfo) -> EventView:
    """The rectangle of a group, over the span of its requests (WL-2)."""
    starts, ends = group.starts_at.astimezone(zone), group.ends_at.astimezone(zone)
    s, e = hours_of(TimeRange(group.starts_at, group.ends_at), starts.date(), zone)
    title, span = (
        t.plural("{n} patient interested", "{n} patients interested", group.count),
        words.span(t, starts, ends),
    )
    return EventView(
        kind="interest",
        key=group.interested[0].request_id,
        s=s,
        e=e,
        starts=starts.strftime("%Y-%m-%dT%H:%M"),
        time=t.clock(starts),
        title=title,
        span=span,
        count=group.count,
    )


def block_event(t: Text, block: Block, *, on: date, zone: ZoneInfo, first: int, last: int) -> EventView:
    """The part of a block that lies on that day, as far as the scale goes."""
    starts_at = max(block.starts_at, midnight(on, zone)).astimezone(zone)
    ends_at = min(block.ends_at, midnight(on + timedelta(days=1), zone)).astimezone(zone)
    s, e = hours_of(TimeRange(starts_at, ends_at), on, zone)
    title = block.title or (t("Public holiday") if block.kind is BlockKind.HOLIDAY else t("Away"))
    whole = s <= first and e >= last
    return EventView(
        kind="block",
        key=f"{on.isoformat()}-{s}-{title}",
        s=max(s, first),
        e=min(e, last),
        starts=f"{on.isoformat()}T00:00",
        time="" if whole else t.clock(starts_at),
        title=title,
        span="" if whole else words.span(t, starts_at, ends_at),
        detail=t("All day") if whole else words.length(t, ends_at - starts_at),
    )


def free_event(t: Text, part: TimeRange, *, on: date, zone: ZoneInfo) -> EventView:
    """Time that is worked and not taken."""
    starts = part.starts_at.astimezone(zone)
    s, e = hours_of(part, on, zone)
    return EventView(
        kind="free",
        key=f"free-{starts.isoformat()}",
        s=s,
        e=e,
        starts=starts.strftime("%Y-%m-%dT%H:%M"),
        time=t.clock(starts),
        title=t("Free"),
        span=words.span(t, starts, part.ends_at.astimezone(zone)),
        detail=words.length(t, part.ends_at - part.starts_at),
    )
