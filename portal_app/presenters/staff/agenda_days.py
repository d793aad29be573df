"""The days of the agenda by name and by dots: the phone's strip, and what a day is called (AG-1, AG-7)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from portal_app.i18n.text import Text
from portal_app.presenters.staff import words
from portal_app.services.agenda import Agendas


@dataclass(frozen=True, slots=True)
class StripDayView:
    """A day of the phone's strip; `dots` as it shows them."""

    on: str
    letter: str
    number: str
    label: str
    today: bool
    dots: str


def strip(t: Text, read: Agendas) -> list[StripDayView]:
    """The week as the phone has it over the list: a day a button."""
    today = _date(read.now, read)
    found = []
    for on in week_days(read):
        ends = [one.ends_at for diary in read.diaries for one in diary.appointments if _date(one.starts_at, read) == on]
        counts = [one.count for diary in read.diaries for one in diary.groups if _date(one.starts_at, read) == on]
        found.append(
            StripDayView(
                on=on.isoformat(),
                letter=t.weekday(on, "narrow").removesuffix("."),
                number=str(on.day),
                label=spoken(t, on, sessions=len(ends), waiting=sum(counts)),
                today=on == today,
                dots=dots(ends, interested=bool(counts), now=read.now),
            )
        )
    return found


def heading(t: Text, on: date) -> str:
    """The phone's list is of this day."""
    return f"{words.capital(t.weekday(on))} {on.day}"


def week_days(read: Agendas) -> list[date]:
    """The seven dates from Monday around the one that is looked at."""
    monday = read.on - timedelta(days=read.on.weekday())
    return [monday + timedelta(days=number) for number in range(7)]


def spoken(t: Text, on: date, *, sessions: int, waiting: int) -> str:
    """A day's name, spoken whole."""
    said = [words.capital(t.day(on)), t.plural("{n} session", "{n} sessions", sessions)]
    if waiting:
        said.append(t.plural("{n} patient interested", "{n} patients interested", waiting))
    return ", ".join(said)


def dots(ends: Iterable[datetime], *, interested: bool, now: datetime) -> str:
    """x nothing, p only past, o to come, w somebody interested, ow both."""
    ends = list(ends)
    if any(end > now for end in ends):
        return "ow" if interested else "o"
    if interested:
        return "w"
    return "p" if ends else "x"


def _date(at: datetime, read: Agendas) -> date:
    """The date on the practice's wall."""
    return at.astimezone(read.zone).date()
