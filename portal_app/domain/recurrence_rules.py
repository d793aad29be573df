"""Rules by which an absence recurs: RFC 5545's, as far as days go, and never followed past the day asked for (AV-2).

A rule finer than days belongs to no agenda; one that falls on no day at all is walked to the last day asked for and no
farther, so no rule takes long.
"""

from calendar import monthrange
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from portal_app.domain.wall_clock import DAY

DAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
MOST_BETWEEN = 1000
MOST_TIMES = 100_000
_WEEK = 7
_YEAR = 12


class UnreadableRule(ValueError):
    """The text is no rule that absences can follow."""


class Frequency(StrEnum):
    """What a rule counts in."""

    DAILY = "DAILY"
    WEEKLY = "WEEKLY"
    MONTHLY = "MONTHLY"
    YEARLY = "YEARLY"


@dataclass(frozen=True, slots=True)
class Rule:
    """An RRULE's parts. `weekdays`: which of the month or year (0: every one, -1: the last) and the day (0 is Monday).

    `until` is a date on the practice's wall.
    """

    frequency: Frequency
    interval: int = 1
    count: int | None = None
    until: date | None = None
    weekdays: tuple[tuple[int, int], ...] = ()
    month_days: tuple[int, ...] = ()
    months: tuple[int, ...] = ()
    positions: tuple[int, ...] = ()
    week_begins: int = 0


def read_rule(written: str, zone: ZoneInfo) -> Rule:
    """The rule of an RRULE's value. `UnreadableRule` for what says more, or less, than days can follow."""
    parts: dict[str, str] = {}
    for part in written.strip().upper().removeprefix("RRULE:").strip(";").split(";"):
        name, sign, value = part.partition("=")
        if not sign or not value or name in parts or name not in _KNOWN:
            raise UnreadableRule(written)
        parts[name] = value
    try:
        return Rule(
            frequency=Frequency(parts["FREQ"]),
            interval=_within(parts.get("INTERVAL", "1"), 1, MOST_BETWEEN),
            count=_within(parts["COUNT"], 1, MOST_TIMES) if "COUNT" in parts else None,
            until=_until(parts["UNTIL"], zone) if "UNTIL" in parts else None,
            weekdays=tuple(_weekday(one) for one in parts.get("BYDAY", "").split(",") if one),
            month_days=_signed(parts.get("BYMONTHDAY", ""), 31),
            months=tuple(_within(one, 1, _YEAR) for one in parts.get("BYMONTH", "").split(",") if one),
            positions=_signed(parts.get("BYSETPOS", ""), 366),
            week_begins=DAYS.index(parts.get("WKST", "MO")),
        )
    except (KeyError, ValueError) as error:
        raise UnreadableRule(written) from error


def days_of(rule: Rule, *, begins_on: date, first_on: date, last_on: date) -> Iterator[date]:
    """The days from `first_on` to `last_on`, both included, on which the rule falls, counted from `begins_on`."""
    last_on = min(last_on, rule.until or last_on)
    found = 0
    for period in _periods(rule, begins_on, first_on if rule.count is None else begins_on, last_on):
        for on in _chosen(rule, period, begins_on):
            if on < begins_on:
                continue
            found += 1
            if on > last_on or (rule.count is not None and found > rule.count):
                return
            if on >= first_on:
                yield on


_KNOWN = {"FREQ", "INTERVAL", "COUNT", "UNTIL", "BYDAY", "BYMONTHDAY", "BYMONTH", "BYSETPOS", "WKST"}


def _periods(rule: Rule, begins_on: date, first_on: date, last_on: date) -> Iterator[Sequence[date]]:
    """The days, weeks, months or years that the rule counts, from the one before `first_on` on."""
    away = max((first_on - begins_on).days, 0)
    match rule.frequency:
        case Frequency.DAILY | Frequency.WEEKLY:
            length = 1 if rule.frequency is Frequency.DAILY else _WEEK
            begin = begins_on - DAY * ((begins_on.weekday() - rule.week_begins) % _WEEK if length == _WEEK else 0)
            step = timedelta(days=length * rule.interval)
            begin += step * max(away // step.days - 1, 0)
            while begin <= last_on:
                yield [begin + DAY * number for number in range(length)]
                begin += step
        case Frequency.MONTHLY | Frequency.YEARLY:
            months = 1 if rule.frequency is Frequency.MONTHLY else _YEAR
            step = months * rule.interval
            month = begins_on.year * _YEAR + (begins_on.month - 1 if months == 1 else 0)
            gone = first_on.year * _YEAR + first_on.month - 1 - month
            month += step * max(gone // step - 1, 0)
            while month <= last_on.year * _YEAR + last_on.month - 1:
                yield [on for number in range(month, month + months) for on in _month(number)]
                month += step


def _month(number: int) -> list[date]:
    year, month = divmod(number, _YEAR)
    return [date(year, month + 1, day) for day in range(1, monthrange(year, month + 1)[1] + 1)]


def _chosen(rule: Rule, period: Sequence[date], begins_on: date) -> Sequence[date]:
    """The days of one period on which the rule falls; without any of its own, those like the day it begins on."""
    weekdays, month_days, months = rule.weekdays, rule.month_days, rule.months
    if not weekdays and not month_days:
        match rule.frequency:
            case Frequency.WEEKLY:
                weekdays = ((0, begins_on.weekday()),)
            case Frequency.MONTHLY:
                month_days = (begins_on.day,)
            case Frequency.YEARLY:
                month_days, months = (begins_on.day,), months or (begins_on.month,)
            case Frequency.DAILY:
                pass
    of_year = rule.frequency is Frequency.YEARLY and not months
    chosen = [
        on
        for on in period
        if (not months or on.month in months)
        and (not month_days or on.day in month_days or on.day - _length(on) - 1 in month_days)
        and (not weekdays or any(_is(on, which, day, rule, of_year=of_year) for which, day in weekdays))
    ]
    if not rule.positions:
        return chosen
    here = {position - 1 if position > 0 else len(chosen) + position for position in rule.positions}
    return [on for number, on in enumerate(chosen) if number in here]


def _is(on: date, which: int, day: int, rule: Rule, *, of_year: bool) -> bool:
    """Whether it is that weekday, and the one that is meant of its month or year."""
    if on.weekday() != day:
        return False
    if which == 0 or rule.frequency in (Frequency.DAILY, Frequency.WEEKLY):
        return True
    number, length = (
        (on.timetuple().tm_yday, 365 + (_length(date(on.year, 2, 1)) == 29))
        if of_year
        else (
            on.day,
            _length(on),
        )
    )
    return which == ((number - 1) // _WEEK + 1 if which > 0 else -((length - number) // _WEEK + 1))


def _length(on: date) -> int:
    return monthrange(on.year, on.month)[1]


def _within(written: str, least: int, most: int) -> int:
    if not written.isascii() or not written.isdecimal() or not least <= int(written) <= most:
        raise ValueError(written)
    return int(written)


def _signed(written: str, most: int) -> tuple[int, ...]:
    return tuple(
        _within(one.removeprefix("-").removeprefix("+"), 1, most) * (-1 if one.startswith("-") else 1)
        for one in written.split(",")
        if one
    )


def _weekday(written: str) -> tuple[int, int]:
    which = _signed(written[:-2], 53)
    return (which[0] if which else 0), DAYS.index(written[-2:])


def _until(written: str, zone: ZoneInfo) -> date:
    """Calendars write the end as an instant in UTC; here only its date on the wall counts."""
    if written.endswith("Z"):
        return datetime.strptime(written, "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC).astimezone(zone).date()
    return datetime.strptime(written[:8], "%Y%m%d").replace(tzinfo=UTC).date()
