"""On which days a recurring absence falls (AV-2, RFC 5545)."""

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from dateutil.rrule import rrulestr
from hypothesis import given, settings
from hypothesis import strategies as st

from portal_app.services import recurrence

MADRID = ZoneInfo("Europe/Madrid")
BEGINS = date(2026, 1, 5)


def days(rule: str, first: date, last: date, *, begins: date = BEGINS) -> list[date]:
    return list(recurrence.days(rule, begins_on=begins, first_on=first, last_on=last, zone=MADRID))


@pytest.mark.parametrize(
    ("rule", "expected"),
    [
        ("FREQ=DAILY;INTERVAL=3", [5, 8]),
        ("FREQ=WEEKLY", [5]),
        ("FREQ=WEEKLY;BYDAY=MO,WE", [5, 7]),
        ("FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,WE", []),
        ("FREQ=MONTHLY;BYDAY=2TU", []),
        ("FREQ=MONTHLY;BYMONTHDAY=5", [5]),
        ("FREQ=DAILY;COUNT=30", []),
        ("RRULE:freq=weekly", [5]),
        ("FREQ=DAILY;UNTIL=20261004", [4]),
        ("FREQ=DAILY;UNTIL=20261004T120000", [4]),
        ("FREQ=DAILY;UNTIL=20261005T213000Z", [4, 5]),
        ("FREQ=DAILY;UNTIL=20261005T223000Z", [4, 5, 6]),
    ],
)
def test_a_rule_falls_on_its_days(rule: str, expected: list[int]) -> None:
    found = days(rule, date(2026, 10, 4), date(2026, 10, 10))
    assert [on.day for on in found] == expected


def test_before_it_begins_a_rule_falls_on_nothing() -> None:
    assert days("FREQ=DAILY", date(2025, 12, 1), date(2026, 1, 6)) == [BEGINS, date(2026, 1, 6)]


def test_a_rule_that_cannot_be_read_is_refused() -> None:
    with pytest.raises(ValueError, match="EVERY"):
        days("EVERY=TUESDAY", date(2026, 10, 4), date(2026, 10, 10))


@settings(deadline=None)
@given(
    st.sampled_from(["DAILY", "WEEKLY", "MONTHLY"]),
    st.integers(1, 5),
    st.sampled_from(["", ";BYDAY=TU,SA", ";COUNT=20", ";UNTIL=20270301", ";BYMONTHDAY=5,20", ";WKST=SU;BYDAY=SU,MO"]),
    st.integers(0, 900),
)
def test_however_far_away_the_days_are_those_of_the_whole_walk(
    frequency: str, interval: int, more: str, away: int
) -> None:
    rule = f"FREQ={frequency};INTERVAL={interval}{more}"
    first = BEGINS + timedelta(days=away)
    last = first + timedelta(days=31)
    walked = rrulestr(rule, dtstart=datetime.combine(BEGINS, time()))
    expected = [instant.date() for instant in walked.xafter(datetime.combine(date.min, time()), count=2000)]
    assert days(rule, first, last) == [on for on in expected if first <= on <= last]
