"""The day beside the inbox: what is left of it, at a glance (AG-4)."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from portal_app.domain.time_ranges import TimeRange, without
from portal_app.i18n.text import Text
from portal_app.presenters.staff import words
from portal_app.services.agenda import AgendaAppointment, Agendas

# A free stretch worth telling of.
LEAST = timedelta(minutes=30)
DONE, COMING, BLOCK, NOW = "done", "", "gap", "nowl"


@dataclass(frozen=True, slots=True)
class TodayRow:
    """A line; `look` is a session that is done or to come, a block, or the moment itself."""

    time: str
    name: str
    look: str
    online: bool = False


@dataclass(frozen=True, slots=True)
class TodayView:
    """The day. Without a heading there is no agenda to show."""

    heading: str = ""
    summary: str = ""
    free: str = ""
    rows: list[TodayRow] = field(default_factory=list)


def today(t: Text, read: Agendas, *, named: bool) -> TodayView:
    """The first of the agendas that are looked at, today; `named`: say whose it is."""
    if not read.diaries:
        return TodayView()
    diary, zone = read.diaries[0], read.zone
    on = read.now.astimezone(zone).date()
    sessions = [one for one in diary.appointments if one.starts_at.astimezone(zone).date() == on]
    blocks = [one for one in diary.blocks if one.starts_at.astimezone(zone).date() == on]
    done = sum(one.ends_at <= read.now for one in sessions)
    lines = [(one.starts_at, _session(t, read, one)) for one in sessions]
    lines += [
        (one.starts_at, TodayRow(_at(t, read, one.starts_at), one.title or t("Time off"), BLOCK)) for one in blocks
    ]
    if lines:
        lines.append((read.now, TodayRow(_at(t, read, read.now), "", NOW)))
    taken = [TimeRange(one.starts_at, one.ends_at) for one in (*sessions, *blocks)]
    ahead = [
        TimeRange(max(one.starts_at, read.now), one.ends_at)
        for one in diary.worked
        if one.ends_at > read.now and one.starts_at.astimezone(zone).date() == on
    ]
    free = [one for one in without(ahead, taken) if one.ends_at - one.starts_at >= LEAST]
    summary = t.plural("{n} session", "{n} sessions", len(sessions)) if sessions else t("No sessions today.")
    if done:
        held = t.plural("{n} already held", "{n} already held", done)
        summary = f"{summary}, {held}"
    return TodayView(
        heading=t("Today, {day}", day=t.day(on)),
        summary=f"{diary.therapist.name} · {summary}" if named else summary,
        free=" · ".join(words.span(t, one.starts_at.astimezone(zone), one.ends_at.astimezone(zone)) for one in free),
        rows=[row for _, row in sorted(lines, key=lambda line: line[0])],
    )


def _session(t: Text, read: Agendas, one: AgendaAppointment) -> TodayRow:
    look = DONE if one.ends_at <= read.now else COMING
    return TodayRow(_at(t, read, one.starts_at), one.patient, look, online=one.online)


def _at(t: Text, read: Agendas, instant: datetime) -> str:
    return t.clock(instant.astimezone(read.zone))
