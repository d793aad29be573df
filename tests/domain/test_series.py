"""Which days a series falls on, and when its hours are, against an oracle that walks day by day (AG-3, AV-3)."""

from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from portal_app.domain.problems import BadFields
from portal_app.domain.series import MOST_OCCURRENCES, Repetition, occurrences, planned_days

DAY = timedelta(days=1)
MADRID = ZoneInfo("Europe/Madrid")
TUESDAY = date(2026, 10, 20)
ZONES = ["Europe/Madrid", "Atlantic/Canary", "America/Santiago", "Australia/Lord_Howe", "Asia/Kolkata"]


def walls(repetition: Repetition, *, first_on: date = TUESDAY, shown: time = time(10), zone: ZoneInfo = MADRID) -> str:
    instants = occurrences(repetition, first_on=first_on, shown=shown, zone=zone)
    return " ".join(f"{instant.astimezone(zone):%d.%m.%H:%M}" for instant in instants)


def refused(repetition: Repetition) -> list[tuple[str, str]]:
    with pytest.raises(BadFields) as refusal:
        planned_days(repetition, TUESDAY)
    return [(one.name, one.code) for one in refusal.value.facts["fields"]]


def test_a_weekly_ten_stays_at_ten_over_both_changes_of_the_clock() -> None:  # AV-3
    assert walls(Repetition(times=3)) == "20.10.10:00 27.10.10:00 03.11.10:00"
    spring = walls(Repetition(times=3), first_on=date(2027, 3, 23))
    assert spring == "23.03.10:00 30.03.10:00 06.04.10:00"


def test_every_other_week_up_to_a_date_that_counts_itself() -> None:  # AG-3
    assert walls(Repetition(every_weeks=2, until=date(2026, 11, 17))) == "20.10.10:00 03.11.10:00 17.11.10:00"
    assert walls(Repetition(every_weeks=2, until=date(2026, 11, 16))) == "20.10.10:00 03.11.10:00"


def test_an_hour_the_wall_jumps_over_begins_when_it_has() -> None:  # AV-3
    assert walls(Repetition(times=2), first_on=date(2027, 3, 21), shown=time(2, 30)) == "21.03.02:30 28.03.03:00"


def test_an_hour_the_wall_shows_twice_is_the_first() -> None:  # AV-3
    (instant,) = occurrences(Repetition(times=1), first_on=date(2026, 10, 25), shown=time(2, 30), zone=MADRID)
    assert instant.astimezone(MADRID).utcoffset() == timedelta(hours=2)


@pytest.mark.parametrize(
    ("given", "problems"),
    [
        ({}, [("until", "empty")]),
        ({"until": TUESDAY, "times": 2}, [("until", "two_ends")]),
        ({"until": TUESDAY - DAY}, [("until", "before_first")]),
        ({"times": 0}, [("times", "too_small")]),
        ({"times": MOST_OCCURRENCES + 1}, [("times", "too_big")]),
        ({"until": TUESDAY + MOST_OCCURRENCES * 7 * DAY}, [("until", "too_many")]),
        ({"times": 2, "every_weeks": 0}, [("every_weeks", "too_small")]),
        ({"times": 2, "every_weeks": 13}, [("every_weeks", "too_big")]),
        ({"times": 0, "every_weeks": 0}, [("every_weeks", "too_small"), ("times", "too_small")]),
    ],
)
def test_a_series_has_one_end_and_no_more_than_104_occurrences(
    given: dict[str, Any], problems: list[tuple[str, str]]
) -> None:
    assert refused(Repetition(**given)) == problems


def test_two_years_of_weeks_are_the_most() -> None:
    assert len(planned_days(Repetition(times=MOST_OCCURRENCES), TUESDAY)) == MOST_OCCURRENCES
    last = TUESDAY + (MOST_OCCURRENCES * 7 - 1) * DAY
    assert len(planned_days(Repetition(until=last), TUESDAY)) == MOST_OCCURRENCES


def oracle(every_weeks: int, until: date, *, first_on: date, shown: time, zone: ZoneInfo) -> list[datetime]:
    """Walk the days one by one; for each that counts, walk UTC minute by minute until the wall shows the time."""
    found: list[datetime] = []
    on = first_on
    while on <= until:
        if (on - first_on).days % (7 * every_weeks) == 0:
            wanted = datetime.combine(on, shown)
            instant = datetime.combine(on, time(), ZoneInfo("UTC")) - timedelta(hours=15)
            while instant.astimezone(zone).replace(tzinfo=None) < wanted:
                instant += timedelta(minutes=5)
            found.append(instant)
        on += DAY
    return found


@settings(max_examples=60, deadline=None)
@given(
    zone=st.sampled_from(ZONES).map(ZoneInfo),
    first_on=st.dates(date(2026, 1, 1), date(2028, 12, 31)),
    shown=st.integers(0, 24 * 12 - 1).map(lambda fives: time(fives // 12, fives % 12 * 5)),
    every_weeks=st.integers(1, 12),
    days=st.integers(0, 120),
)
def test_a_series_is_what_walking_day_by_day_finds(
    zone: ZoneInfo, first_on: date, shown: time, every_weeks: int, days: int
) -> None:  # AG-3, AV-3
    until = first_on + days * DAY
    expected = oracle(every_weeks, until, first_on=first_on, shown=shown, zone=zone)
    given_until = occurrences(Repetition(every_weeks, until=until), first_on=first_on, shown=shown, zone=zone)
    assert list(given_until) == expected
    counted = occurrences(Repetition(every_weeks, times=len(expected)), first_on=first_on, shown=shown, zone=zone)
    assert list(counted) == expected
