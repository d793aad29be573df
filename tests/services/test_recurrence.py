"""On which days a recurring absence falls (AV-2, RFC 5545)."""

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from dateutil.rrule import rrulestr
from hypothesis import given, settings
from hypothesis import strategies as st

from portal_app.domain import recurrence_rules
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


@pytest.mark.parametrize(
    "rule",
    [
        "EVERY=TUESDAY",
        "",
        "FREQ=SECONDLY",
        "FREQ=MINUTELY;INTERVAL=5",
        "FREQ=HOURLY",
        "FREQ=DAILY;BYHOUR=9",
        "FREQ=DAILY;INTERVAL=0",
        "FREQ=DAILY;INTERVAL=99999999999",
        "FREQ=DAILY;COUNT=99999999999",
        "FREQ=DAILY;UNTIL=20261399",
        "FREQ=MONTHLY;BYDAY=XX",
        "FREQ=MONTHLY;BYMONTHDAY=0",
        "FREQ=DAILY;FREQ=WEEKLY",
        "FREQ=WEEKLY;BYDAY=\u0661MO",
    ],
)
def test_a_rule_that_no_absence_can_follow_falls_on_the_day_it_begins_on_alone(rule: str) -> None:
    assert not recurrence.can_be_read(rule, MADRID)
    assert days(rule, date(2025, 12, 1), date(2027, 1, 1)) == [BEGINS]
    assert days(rule, date(2026, 10, 4), date(2026, 10, 10)) == []


@pytest.mark.parametrize(
    "rule",
    [
        "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30",
        "FREQ=MONTHLY;BYMONTH=2;BYMONTHDAY=31",
        "FREQ=DAILY;INTERVAL=7;BYDAY=TU",
        "FREQ=WEEKLY;BYDAY=MO;BYSETPOS=2",
        "FREQ=MONTHLY;BYDAY=6MO",
        "FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30;COUNT=3",
    ],
)
def test_a_rule_that_never_falls_is_followed_no_farther_than_asked(rule: str) -> None:
    assert days(rule, date(2026, 1, 1), date(2030, 1, 1)) == []


@st.composite
def rules(draw: st.DrawFn) -> str:
    """Any rule of days that RFC 5545 and the calendars' own reader understand alike."""
    frequency = draw(st.sampled_from(["DAILY", "WEEKLY", "MONTHLY", "YEARLY"]))
    weekday, which = st.sampled_from(recurrence_rules.DAYS), st.sampled_from([1, 2, 3, 4, 5, -1, -2])
    parts = [f"FREQ={frequency}", f"INTERVAL={draw(st.integers(1, 5))}"]
    of_month = frequency in ("MONTHLY", "YEARLY")
    by_weekday = st.lists(weekday, min_size=1, max_size=3, unique=True).map(",".join)
    if of_month:
        by_weekday |= st.builds(lambda number, day: f"{number}{day}", which, weekday)
    if draw(st.booleans()):
        parts.append(f"BYDAY={draw(by_weekday)}")
    if frequency != "WEEKLY" and draw(st.booleans()):
        parts.append(f"BYMONTHDAY={draw(st.sampled_from(['1', '13', '29', '31', '-1', '5,-5']))}")
    if draw(st.booleans()):
        parts.append(f"BYMONTH={draw(st.sampled_from(['1', '2', '2,3', '6,11,12']))}")
    if of_month and len(parts) > 2 and draw(st.booleans()):
        parts.append(f"BYSETPOS={draw(st.sampled_from(['1', '2', '-1']))}")
    parts.append(f"WKST={draw(st.sampled_from(['MO', 'SU']))}")
    parts.append(draw(st.sampled_from([f"COUNT={draw(st.integers(1, 40))}", "UNTIL=20270315", "UNTIL=20320101"])))
    return ";".join(parts)


@settings(deadline=None)
@given(rules(), st.integers(0, 400), st.integers(-40, 1500), st.integers(0, 90))
def test_a_rule_falls_where_a_calendars_own_reader_says(rule: str, begins: int, away: int, span: int) -> None:
    begins_on = date(2026, 1, 1) + timedelta(days=begins)
    first = begins_on + timedelta(days=away)
    last = first + timedelta(days=span)
    expected = []
    for instant in rrulestr(rule, dtstart=datetime.combine(begins_on, time())):
        if instant.date() > last:
            break
        expected.append(instant.date())
    assert days(rule, first, last, begins=begins_on) == [on for on in expected if on >= first]
