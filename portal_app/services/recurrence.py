"""Which days a recurring absence begins on: RFC 5545 rules, read on the practice's wall clock (AV-2)."""

import re
from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from dateutil.rrule import rrulestr

_UNTIL = re.compile(r"UNTIL=(\d{8})(?:T(\d{6})(Z?))?")
_STEPS = {"DAILY": timedelta(days=1), "WEEKLY": timedelta(weeks=1)}


@lru_cache(maxsize=4096)
def days(rule: str, *, begins_on: date, first_on: date, last_on: date, zone: ZoneInfo) -> Sequence[date]:
    """The days from `first_on` to `last_on`, both included, on which the rule (an RRULE's value) falls.

    The rule counts from `begins_on`, which is a day of its own only where the rule says so. `ValueError` when it
    cannot be read.
    """
    rule = _until_a_date(rule.strip().upper().removeprefix("RRULE:"), zone)
    begin = _near(rule, begins_on, first_on)
    found = rrulestr(rule, dtstart=datetime.combine(begin, time()))
    first, last = datetime.combine(first_on, time()), datetime.combine(last_on, time())
    return tuple(instant.date() for instant in found.between(first, last, inc=True))


def _until_a_date(rule: str, zone: ZoneInfo) -> str:
    """Calendars write the end as an instant in UTC; here only its date on the wall counts."""

    def on_the_wall(until: re.Match[str]) -> str:
        day, clock, utc = until.groups()
        if not utc:
            return f"UNTIL={day}"
        instant = datetime.strptime(f"{day}{clock}", "%Y%m%d%H%M%S").replace(tzinfo=UTC)
        return f"UNTIL={instant.astimezone(zone):%Y%m%d}"

    return _UNTIL.sub(on_the_wall, rule)


def _near(rule: str, begins_on: date, first_on: date) -> date:
    """A beginning close before `first_on` from which a daily or weekly rule falls on the same days: no long walk."""
    parts = dict(part.split("=", 1) for part in rule.split(";") if "=" in part)
    step = _STEPS.get(parts.get("FREQ", ""))
    if step is None or "COUNT" in parts or first_on <= begins_on:
        return begins_on
    step *= int(parts.get("INTERVAL", "1"))
    return begins_on + step * max((first_on - begins_on) // step - 1, 0)
