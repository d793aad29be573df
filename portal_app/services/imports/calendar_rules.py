"""The rules by which a calendar's events repeat, as programs write them (PR-4, RFC 5545)."""

import re
from collections.abc import Iterable
from datetime import UTC, datetime, time
from typing import Any

from icalendar import Event

from portal_app.domain.imports.flaws import Reason

_TOO_FAST = ("SECONDLY", "MINUTELY", "HOURLY")
_FINER_THAN_A_DAY = ("BYHOUR", "BYMINUTE", "BYSECOND")


def refused_rule(component: Event) -> Reason | None:
    """A rule finer than days belongs to no agenda, and could be followed for ever."""
    try:
        text = rule_text(component).upper()
    except Exception:  # noqa: BLE001  # a rule that cannot even be written out
        return Reason.RULE_UNREADABLE
    if not text:
        return None
    if any(f"FREQ={fast}" in text for fast in _TOO_FAST) or any(f"{part}=" in text for part in _FINER_THAN_A_DAY):
        return Reason.RULE_TOO_FAST
    interval = re.search(r"INTERVAL=(-?\d+)", text)
    if interval is not None and not 1 <= int(interval[1]) <= 1000:
        return Reason.RULE_UNREADABLE
    return None


def in_step(series: Event, others: Iterable[Event]) -> None:
    """Give the dates that speak of a timed series its time of day, as the programs mean that write them without.

    An UNTIL that is a date includes that day; a RECURRENCE-ID that is one names the occurrence of that day.
    """
    starts = series.start
    if not isinstance(starts, datetime):
        return
    for rule in _rules(series):
        for position, until in enumerate(rule.get("UNTIL", [])):
            if not isinstance(until, datetime):
                last = datetime.combine(until, time.max, starts.tzinfo)
                rule["UNTIL"][position] = last.astimezone(UTC) if starts.tzinfo else last
    for other in others:
        named = other.get("RECURRENCE-ID")
        if named is not None and not isinstance(named.dt, datetime):
            named.dt = datetime.combine(named.dt, starts.timetz())
            named.params.pop("VALUE", None)


def rule_text(component: Event) -> str:
    return " ".join(one.to_ical().decode() for one in _rules(component))


def _rules(component: Event) -> list[Any]:
    rule = component.get("RRULE")
    return [one for one in (rule if isinstance(rule, list) else [rule]) if one is not None]
