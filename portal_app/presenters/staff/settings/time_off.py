"""Time off in words, and as its form holds it (AV-2, AV-10)."""

from dataclasses import dataclass
from datetime import date, time

from portal_app.domain.absences import Every, Recurrence, TimeOffDraft
from portal_app.i18n.text import Text
from portal_app.presenters.staff import words
from portal_app.services.set_up.time_off import TimeOffSet

ON = "on"
WEEKDAYS = range(7)
PRACTICE = "practice"


@dataclass(frozen=True, slots=True)
class TimeOffView:
    """A line of the list; one that a calendar's own rule repeats can be removed here, not changed.

    `warning` says that its rule cannot be read.
    """

    key: str
    title: str
    when: str
    who: str
    may_change: bool
    may_edit: bool
    warning: str


def row(t: Text, one: TimeOffSet) -> TimeOffView:
    """A line of the list."""
    return TimeOffView(
        key=one.time_off_id,
        title=one.draft.title or t("Away"),
        when=when(t, one.draft, rule=one.rule),
        who=one.therapist or t("The whole practice"),
        may_change=one.may_change,
        may_edit=one.may_change and (one.draft.recurrence is not None or not one.rule),
        warning=t("Nobody can read how it repeats: it closes this day alone. Remove it and enter it anew.")
        if one.broken
        else "",
    )


def when(t: Text, draft: TimeOffDraft, *, rule: str = "") -> str:
    """24 – 31 December · Thursday 22 October, 14:00 – 16:00 · every week on Monday, 14:00 – 16:00."""
    hours = "" if draft.starts is None or draft.ends is None else _hours(t, draft.starts, draft.ends)
    if draft.recurrence is not None:
        said = recurring(t, draft.recurrence, draft.first_on)
    elif rule:
        said = t("{day}, repeating as its calendar says", day=_day(t, draft.first_on))
    elif draft.first_on == draft.last_on:
        said = _day(t, draft.first_on)
    else:
        said = f"{words.date_in_year(t, draft.first_on)} – {words.date_in_year(t, draft.last_on)}"
    return words.capital(f"{said}, {hours}" if hours else said)


def recurring(t: Text, recurrence: Recurrence, first_on: date) -> str:
    """How often, on which days, from when and until when."""
    n = recurrence.interval
    match recurrence.every:
        case Every.DAY:
            said = t("every day") if n == 1 else t("every {n} days", n=n)
        case Every.WEEK:
            names = t.weekdays()
            days = _listed(t, [names[day] for day in recurrence.weekdays or (first_on.weekday(),)])
            said = t("every week: {days}", days=days) if n == 1 else t("every {n} weeks: {days}", n=n, days=days)
        case Every.MONTH:
            day = first_on.day
            said = t("the {day} of each month", day=day) if n == 1 else t("the {day} of every {n} months", day=day, n=n)
        case Every.MONTH_WEEKDAY:
            which = ordinal_weekday(t, first_on)
            said = (
                t("the {which} of each month", which=which)
                if n == 1
                else t("the {which} of every {n} months", which=which, n=n)
            )
    said += ", " + t("from {day}", day=words.date_in_year(t, first_on))
    return f"{said} {t('until {day}', day=words.date_in_year(t, recurrence.until))}" if recurrence.until else said


def ordinal_weekday(t: Text, on: date) -> str:
    """Second Tuesday."""
    which = (t("first"), t("second"), t("third"), t("fourth"), t("fifth"))[(on.day - 1) // 7]
    return f"{which} {t.weekday(on)}"


def form(one: TimeOffDraft | None, *, therapist_id: str = "") -> dict[str, str]:
    """Time off as its form holds it; a new one is of whole days, once."""
    if one is None:
        one = TimeOffDraft(None, date.min, date.min)
        first, last, whose = "", "", therapist_id
    else:
        first, last, whose = one.first_on.isoformat(), one.last_on.isoformat(), one.therapist_id or PRACTICE
    recurrence = one.recurrence
    return {
        "title": one.title,
        "therapist_id": whose,
        "first_on": first,
        "last_on": last,
        "whole": ON if one.starts is None else "",
        "starts": one.starts.strftime("%H:%M") if one.starts else "14:00",
        "ends": one.ends.strftime("%H:%M") if one.ends else "16:00",
        "every": recurrence.every.value if recurrence else "",
        "interval": str(recurrence.interval) if recurrence else "1",
        **{f"weekday_{day}": ON if recurrence and day in recurrence.weekdays else "" for day in WEEKDAYS},
        "until": recurrence.until.isoformat() if recurrence and recurrence.until else "",
    }


def _day(t: Text, on: date) -> str:
    return f"{t.day(on)} {on.year}" if t.locale.value == "en" else f"{t.day(on)} de {on.year}"


def _hours(t: Text, starts: time, ends: time) -> str:
    return f"{t.clock(starts)}\u00a0–\u00a0{t.clock(ends)}"


def _listed(t: Text, names: list[str]) -> str:
    *most, last = names
    return t("{most} and {last}", most=", ".join(most), last=last) if most else last
