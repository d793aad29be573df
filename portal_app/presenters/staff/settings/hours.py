"""A therapist's week as its editor shows it (AV-2, mock-up 16)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from portal_app.domain.hours_plan import PeriodDraft
from portal_app.i18n.text import Text
from portal_app.presenters.staff import words
from portal_app.presenters.staff.typed_time import as_time
from portal_app.services.set_up.working_hours import DateHours

FIRST_HOUR, LAST_HOUR = 8, 21
WEEKDAYS = 7


@dataclass(frozen=True, slots=True)
class TypedPeriod:
    """A period as it stands in the editor, by the key that tells it from the others."""

    key: str
    starts: str
    ends: str
    centre_id: str
    online_too: bool = True
    valid_from: str = ""
    valid_to: str = ""


@dataclass(frozen=True, slots=True)
class PeriodView:
    """A period to edit; `more` says in a few words what its further choices are, `error` what is wrong."""

    key: str
    starts: str
    ends: str
    centre_id: str
    online_too: bool
    valid_from: str
    valid_to: str
    more: str
    error: str


@dataclass(frozen=True, slots=True)
class BarView:
    """A piece of the day's track, in per cent."""

    left: str
    width: str


@dataclass(frozen=True, slots=True)
class WeekdayView:
    """A weekday; `changed` when it is not saved yet, `theirs` what somebody else saved of it meanwhile."""

    weekday: int
    name: str
    short: str
    open: bool
    changed: bool
    bars: list[BarView] = field(default_factory=list)
    periods: list[PeriodView] = field(default_factory=list)
    theirs: str = ""


@dataclass(frozen=True, slots=True)
class DateView:
    """A date with hours of its own."""

    on: str
    day: str
    hours: str


def typed_period(key: str, one: PeriodDraft) -> TypedPeriod:
    """A period as the editor holds it."""
    return TypedPeriod(
        key=key,
        starts=one.starts.strftime("%H:%M"),
        ends=one.ends.strftime("%H:%M"),
        centre_id=one.centre_id,
        online_too=one.online_too,
        valid_from=one.valid_from.isoformat() if one.valid_from else "",
        valid_to=one.valid_to.isoformat() if one.valid_to else "",
    )


def same(one: Sequence[TypedPeriod], other: Sequence[TypedPeriod]) -> bool:
    """Whether two days have the same hours, whatever their keys."""
    return [replace(period, key="") for period in one] == [replace(period, key="") for period in other]


def weekdays(
    t: Text,
    typed: Sequence[Sequence[TypedPeriod]],
    saved: Sequence[Sequence[TypedPeriod]],
    errors: Mapping[str, str],
    theirs: Mapping[int, str],
) -> list[WeekdayView]:
    """Monday to Sunday."""
    scale = _scale([period for day in typed for period in day])
    names, short = t.weekdays(), t.weekdays("abbreviated")
    return [
        WeekdayView(
            weekday=number,
            name=words.capital(names[number]),
            short=short[number],
            open=bool(day),
            changed=not same(day, saved[number]),
            bars=[bar for period in day if (bar := _bar(period, scale))],
            periods=[period_view(t, period, errors.get(period.key, "")) for period in day],
            theirs=theirs.get(number, ""),
        )
        for number, day in enumerate(typed[:WEEKDAYS])
    ]


def period_view(t: Text, one: TypedPeriod, error: str) -> PeriodView:
    """A period with what is further chosen for it."""
    validity = [
        t("from {day}", day=_short(t, one.valid_from)) if one.valid_from else "",
        t("until {day}", day=_short(t, one.valid_to)) if one.valid_to else "",
    ]
    more = [t("also online") if one.online_too else t("in person only"), " ".join(part for part in validity if part)]
    return PeriodView(
        key=one.key,
        starts=one.starts,
        ends=one.ends,
        centre_id=one.centre_id,
        online_too=one.online_too,
        valid_from=one.valid_from,
        valid_to=one.valid_to,
        more=" · ".join(part for part in more if part),
        error=error,
    )


def dates(t: Text, listed: Sequence[DateHours], centres: Mapping[str, str]) -> list[DateView]:
    """The dates with hours of their own, in order."""
    return [DateView(one.on.isoformat(), words.capital(t.day(one.on)), _hours(t, one, centres)) for one in listed]


def _hours(t: Text, one: DateHours, centres: Mapping[str, str]) -> str:
    if not one.periods:
        return t("Closed")
    spoken = (
        f"{t.clock(period.starts)} – {t.clock(period.ends)} {centres.get(period.centre_id, '')}".strip()
        for period in one.periods
    )
    return ", ".join(spoken)


def spoken(t: Text, typed: Sequence[TypedPeriod], centres: Mapping[str, str]) -> str:
    """A day's hours as they are typed, in words."""
    said = (f"{one.starts} – {one.ends} {centres.get(one.centre_id, '')}".strip() for one in typed)
    return ", ".join(said) or t("Closed")


def _short(t: Text, written: str) -> str:
    try:
        return t.short_date(date.fromisoformat(written))
    except ValueError:
        return written


def _scale(periods: Sequence[TypedPeriod]) -> tuple[float, float]:
    """From eight to nine in the evening, or as far as the hours go."""
    spans = [span for period in periods if (span := _span(period))]
    return (min([FIRST_HOUR, *(s for s, _ in spans)]), max([LAST_HOUR, *(e for _, e in spans)]))


def _bar(period: TypedPeriod, scale: tuple[float, float]) -> BarView | None:
    span = _span(period)
    if span is None:
        return None
    whole = scale[1] - scale[0]
    return BarView(f"{(span[0] - scale[0]) / whole:.1%}", f"{(span[1] - span[0]) / whole:.1%}")


def _span(period: TypedPeriod) -> tuple[float, float] | None:
    """From when to when, in hours; nothing for what cannot be read or ends before it begins."""
    starts, ends = as_time(period.starts), as_time(period.ends)
    if starts is None or ends is None:
        return None
    first, last = starts.hour + starts.minute / 60, (ends.hour + ends.minute / 60) or 24.0
    return (first, last) if last > first else None
