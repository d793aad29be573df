"""Time off as it is entered: once, or by one of the few patterns people mean, kept as a rule (AV-2, RFC 5545)."""

from dataclasses import dataclass, replace
from datetime import date, time, timedelta
from enum import StrEnum

from models.vocabulary import StaffId
from portal_app.domain.fields import Fields
from portal_app.domain.wall_clock import MIDNIGHT

LONGEST_TITLE = 120
LONGEST = timedelta(days=366)
MOST_BETWEEN = {"day": 31, "week": 12, "month": 12, "month_weekday": 12}
_DAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
_LAST = -1


class Every(StrEnum):
    """What a recurring absence counts in. `MONTH` keeps the day of the month, `MONTH_WEEKDAY` as «second Tuesday»."""

    DAY = "day"
    WEEK = "week"
    MONTH = "month"
    MONTH_WEEKDAY = "month_weekday"


@dataclass(frozen=True, slots=True)
class Recurrence:
    """Every `interval` days, weeks or months, from the first day on; `until` None: for ever.

    `weekdays` (0 is Monday) are for weeks alone; none: the first day's.
    """

    every: Every
    interval: int = 1
    weekdays: tuple[int, ...] = ()
    until: date | None = None


@dataclass(frozen=True, slots=True)
class TimeOffDraft:
    """Time off as its form has it; `therapist_id` None: the whole practice. Without `starts` and `ends`, whole days.

    Over several days the hours go from `starts` on the first to `ends` (00:00: its end) on the last. Fields: `title`,
    `therapist_id`, `first_on`, `last_on`, `starts`, `ends`, `interval`, `weekdays`, `until`.
    """

    therapist_id: StaffId | None
    first_on: date
    last_on: date
    title: str = ""
    starts: time | None = None
    ends: time | None = None
    recurrence: Recurrence | None = None


def tidy(draft: TimeOffDraft) -> TimeOffDraft:
    """The draft with its title tidied. `BadFields`."""
    fields = Fields()
    title = fields.text("title", draft.title, most=LONGEST_TITLE, needed=False)
    if draft.last_on < draft.first_on:
        fields.refuse("last_on", "before_start")
    elif draft.last_on - draft.first_on > LONGEST:
        fields.refuse("last_on", "too_many_days", most=LONGEST.days + 1)
    _check_hours(fields, draft)
    if draft.recurrence is not None:
        _check_recurrence(fields, draft, draft.recurrence)
    fields.done()
    return replace(draft, title=title)


def _check_hours(fields: Fields, draft: TimeOffDraft) -> None:
    if draft.starts is None and draft.ends is not None:
        fields.refuse("starts", "empty")
    if draft.starts is not None and draft.ends is None:
        fields.refuse("ends", "empty")
    if draft.starts is None or draft.ends is None or draft.first_on != draft.last_on:
        return
    if draft.ends <= draft.starts and draft.ends != MIDNIGHT:
        fields.refuse("ends", "before_start")


def _check_recurrence(fields: Fields, draft: TimeOffDraft, recurrence: Recurrence) -> None:
    fields.whole("interval", recurrence.interval, least=1, most=MOST_BETWEEN[recurrence.every])
    if recurrence.weekdays and recurrence.every is not Every.WEEK:
        fields.refuse("weekdays", "unknown")
    if any(weekday not in range(7) for weekday in recurrence.weekdays):
        fields.refuse("weekdays", "unknown")
    if recurrence.until is not None and recurrence.until < draft.first_on:
        fields.refuse("until", "before_first")


def rule_of(recurrence: Recurrence, first_on: date) -> str:
    """The pattern as an RRULE's value; where it ends is kept beside it."""
    interval = f"INTERVAL={recurrence.interval}"
    match recurrence.every:
        case Every.DAY:
            return f"FREQ=DAILY;{interval}"
        case Every.WEEK:
            weekdays = sorted(set(recurrence.weekdays)) or [first_on.weekday()]
            return f"FREQ=WEEKLY;{interval};BYDAY={','.join(_DAYS[weekday] for weekday in weekdays)}"
        case Every.MONTH:
            return f"FREQ=MONTHLY;{interval};BYMONTHDAY={first_on.day}"
        case Every.MONTH_WEEKDAY:
            return f"FREQ=MONTHLY;{interval};BYDAY={_which_of_month(first_on)}{_DAYS[first_on.weekday()]}"


def recurrence_of(rule: str, *, first_on: date, until: date | None) -> Recurrence | None:
    """The pattern that the rule is kept for; None for one that says more, as calendars' own rules may."""
    parts = _parts(rule)
    interval = parts["INTERVAL"]
    days = parts.get("BYDAY", "").split(",")
    weekdays = tuple(_DAYS.index(day) for day in days) if all(day in _DAYS for day in days) else ()
    for every in Every:
        of_week = weekdays if every is Every.WEEK else ()
        pattern = Recurrence(every, int(interval) if interval.isdigit() else 0, of_week, until)
        if _parts(rule_of(pattern, first_on)) == parts:
            return pattern
    return None


def _parts(rule: str) -> dict[str, str]:
    """What a rule says, by name; every one counts in steps, of one where it does not say."""
    said = rule.strip().upper().removeprefix("RRULE:").split(";")
    return {"INTERVAL": "1", **dict(part.split("=", 1) for part in said if "=" in part)}


def _which_of_month(on: date) -> int:
    """The second Tuesday is 2; a fifth is meant as the last."""
    number = (on.day - 1) // 7 + 1
    return number if number < 5 else _LAST
