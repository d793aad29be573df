"""The patient's portal as staff see it: the words of the patient's own pages, without their states (AG-9)."""

from dataclasses import dataclass, field
from datetime import date

from portal_app.domain.calendar_days import CalendarDay, DayState
from portal_app.domain.wall_clock import DAY
from portal_app.i18n.text import Text
from portal_app.presenters.patient.calendar import EntryView, HeroView, entries, hero
from portal_app.presenters.patient.day import OwnView, day_view
from portal_app.presenters.patient.me import MeView, me_view
from portal_app.presenters.patient.packs import PacksView, packs_view
from portal_app.presenters.patient.request_views import RequestsView
from portal_app.presenters.patient.requests import requests_view
from portal_app.presenters.patient.times import on_wall
from portal_app.presenters.staff import words
from portal_app.services.as_patient import Seen
from portal_app.services.calendar import Day, Home


@dataclass(frozen=True, slots=True)
class CellView:
    """A day of the month; `look` as the patient's calendar draws it, `out` for one of another month."""

    on: str
    number: str
    look: str
    label: str


@dataclass(frozen=True, slots=True)
class WeekView:
    """Seven days."""

    key: str
    days: list[CellView] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class LineView:
    """A day of the list, with what is on it and how many times are open."""

    on: str
    title: str
    look: str
    own: list[EntryView] = field(default_factory=list)
    open: str = ""


@dataclass(frozen=True, slots=True)
class SeenDayView:
    """An open day; `times` are those the patient could ask for."""

    title: str = ""
    own: list[OwnView] = field(default_factory=list)
    times: list[str] = field(default_factory=list)
    asking: bool = True


@dataclass(frozen=True, slots=True)
class SeenView:
    """All of it; `name` empty while it comes."""

    name: str = ""
    practice: str = ""
    initials: str = ""
    therapist: str = ""
    month: str = ""
    today: str = ""
    hero: HeroView = field(default_factory=HeroView)
    is_new: bool = False
    asking: bool = True
    weeks: list[WeekView] = field(default_factory=list)
    lines: list[LineView] = field(default_factory=list)
    requests: RequestsView = field(default_factory=RequestsView)
    packs: PacksView = field(default_factory=PacksView)
    me: MeView = field(default_factory=MeView)


def seen_view(t: Text, seen: Seen, away: int) -> SeenView:
    """The pages, with the month that is `away` from this one."""
    home = seen.home
    portal = home.portal
    first = _month(portal.today, away)
    return SeenView(
        name=portal.patient,
        practice=portal.practice,
        initials="".join(word[0] for word in portal.patient.split()[:2]).upper(),
        therapist=portal.therapist,
        month=t.month(first),
        today=portal.today.isoformat(),
        hero=hero(t, home.next, portal) if home.next else HeroView(),
        is_new=home.is_new,
        asking=home.asking_is_open,
        weeks=_weeks(t, home, first),
        lines=_lines(t, home, first),
        requests=requests_view(t, seen.requests),
        packs=packs_view(t, seen.packs, whole=True),
        me=me_view(t, seen.me),
    )


def seen_day(t: Text, day: Day) -> SeenDayView:
    """One day, as its sheet says it."""
    title = t.day(day.on)
    return SeenDayView(
        title=title[:1].upper() + title[1:],
        own=day_view(t, day).own,
        times=[t.clock(on_wall(slot.starts_at, day.portal.zone)) for slot in day.slots],
        asking=day.asking_is_open,
    )


def _weeks(t: Text, home: Home, first: date) -> list[WeekView]:
    days = {one.on: one for one in home.days}
    start = first - DAY * first.weekday()
    weeks = []
    while start < _month(first, 1):
        cells = [_cell(t, start + DAY * n, days.get(start + DAY * n), first) for n in range(7)]
        weeks.append(WeekView(start.isoformat(), cells))
        start += DAY * 7
    return weeks


def _lines(t: Text, home: Home, first: date) -> list[LineView]:
    """The days of the month that hold something (CA-9)."""
    own = entries(t, home)
    lines = []
    for day in home.days:
        if not day.states or (day.on.year, day.on.month) != (first.year, first.month):
            continue
        times = home.open_times.get(day.on, 0) if DayState.OPEN in day.states else 0
        lines.append(
            LineView(
                on=day.on.isoformat(),
                title=words.capital(t.day(day.on)),
                look=_cell(t, day.on, day, first).look,
                own=[one for one in own if one.on == day.on.isoformat()],
                open=t.plural("{n} open time", "{n} open times", times) if times else "",
            )
        )
    return lines


def _cell(t: Text, on: date, day: CalendarDay | None, first: date) -> CellView:
    if (on.year, on.month) != (first.year, first.month):
        return CellView(on.isoformat(), str(on.day), "out", "")
    states = day.states if day else ()
    look, said = "none", ""
    for state, name, word in (
        (DayState.CONFIRMED, "ok", t("Confirmed")),
        (DayState.PENDING, "wait", t("Pending")),
        (DayState.PAST, "past", t("Past")),
        (DayState.OPEN, "open", t("Open times")),
    ):
        if state in states:
            look, said = name, word
            break
    return CellView(on.isoformat(), str(on.day), look, ", ".join(part for part in (t.day(on), said) if part))


def _month(on: date, later: int) -> date:
    months = on.year * 12 + on.month - 1 + later
    return date(months // 12, months % 12 + 1, 1)
