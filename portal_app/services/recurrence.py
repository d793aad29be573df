"""Which days a recurring absence begins on, read on the practice's wall clock (AV-2)."""

from collections.abc import Sequence
from datetime import date
from functools import lru_cache
from zoneinfo import ZoneInfo

from portal_app.domain.recurrence_rules import UnreadableRule, days_of, read_rule


@lru_cache(maxsize=4096)
def days(rule: str, *, begins_on: date, first_on: date, last_on: date, zone: ZoneInfo) -> Sequence[date]:
    """The days from `first_on` to `last_on`, both included, on which the rule (an RRULE's value) falls.

    The rule counts from `begins_on`, which is a day of its own only where the rule says so. One that cannot be read
    falls on the day it begins on, and on no other (docs/decisions/0010).
    """
    try:
        known = read_rule(rule, zone)
    except UnreadableRule:
        return (begins_on,) if first_on <= begins_on <= last_on else ()
    return tuple(days_of(known, begins_on=begins_on, first_on=first_on, last_on=last_on))


@lru_cache(maxsize=1024)
def can_be_read(rule: str, zone: ZoneInfo) -> bool:
    """Whether absences can follow that rule."""
    try:
        read_rule(rule, zone)
    except UnreadableRule:
        return False
    return True
