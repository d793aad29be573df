"""The day beside the inbox: what is left of it, at a glance (AG-4)."""

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from portal_app.domain.time_ranges import TimeRange, without
from portal_app.i18n.text import Text
from portal_app.presenters.staff import words
from portal_app.services.agenda import AgendaAppointment, Agendas, Diary

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
    """Today in the agendas that are looked at: one therapist's, or everybody's together; `named`: say whose it is.

    What is free is said of one alone: of several together it would be nobody's.
    """
    if not read.diaries:
        return TodayView()
    zone, several = read.zone, len(read.diaries) > 1
    on = read.now.astimezone(zone).date()
    sessions = [(diary, one) for diary in read.diaries for one in diary.appointments if _is_on(on, read, one.starts_at)]
    blocks = [(diary, one) for diary in read.diaries for one in diary.blocks if _is_on(on, read, one.starts_at)]
    done = sum(one.ends_at <= read.now for _, one in sessions)
    lines = [(one.starts_at, _session(t, read, one, _whose(diary, several))) for diary, one in sessions]
    lines += [
        (
            one.starts_at,
            TodayRow(_at(t, read, one.starts_at), (one.title or t("Time off")) + _whose(diary, several), BLOCK),
        )
        for diary, one in blocks
    ]
    if lines:
        lines.append((read.now, TodayRow(_at(t, read, read.now), "", NOW)))
    summary = t.plural("{n} session", "{n} sessions", len(sessions)) if sessions else t("No sessions today.")
    if done:
        held = t.plural("{n} already held", "{n} already held", done)
        summary = f"{summary}, {held}"
    whose = t("The whole practice") if several else read.diaries[0].therapist.name
    return TodayView(
        heading=t("Today, {day}", day=t.day(on)),
        summary=f"{whose} · {summary}" if named else summary,
        free="" if several else _free(t, read, read.diaries[0], on),
        rows=[row for _, row in sorted(lines, key=lambda line: line[0])],
    )


def _free(t: Text, read: Agendas, diary: Diary, on: date) -> str:
    taken = [TimeRange(one.starts_at, one.ends_at) for one in (*diary.appointments, *diary.blocks)]
    ahead = [
        TimeRange(max(one.starts_at, read.now), one.ends_at)
        for one in diary.worked
        if one.ends_at > read.now and _is_on(on, read, one.starts_at)
    ]
    free = [one for one in without(ahead, taken) if one.ends_at - one.starts_at >= LEAST]
    return " · ".join(
        words.span(t, one.starts_at.astimezone(read.zone), one.ends_at.astimezone(read.zone)) for one in free
    )


def _is_on(on: date, read: Agendas, instant: datetime) -> bool:
    return instant.astimezone(read.zone).date() == on


def _whose(diary: Diary, several: bool) -> str:
    """The therapist's given name, where it is not the only one."""
    return f" · {diary.therapist.name.split()[0]}" if several else ""


def _session(t: Text, read: Agendas, one: AgendaAppointment, whose: str) -> TodayRow:
    look = DONE if one.ends_at <= read.now else COMING
    return TodayRow(_at(t, read, one.starts_at), one.patient + whose, look, online=one.online)


def _at(t: Text, read: Agendas, instant: datetime) -> str:
    return t.clock(instant.astimezone(read.zone))
