"""The engine against a slow oracle written straight from the rules, with nothing of the engine in it."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from portal_app.domain.availability import Busy, Reason, ServiceTimes, TimeOff
from portal_app.domain.policies import Policy
from portal_app.domain.working_hours import Holiday, Period
from tests.domain.practices import Practice, every_weekday, minutes

# Everything the strategies make falls on multiples of five minutes, so looking every five minutes misses nothing.
TICK = timedelta(minutes=5)
DAY = timedelta(days=1)
ZONES = (
    "Europe/Madrid",
    "Atlantic/Canary",
    "Europe/London",
    "America/New_York",
    "America/Santiago",
    "America/St_Johns",
    "Africa/Casablanca",
    "Africa/Cairo",
    "Australia/Lord_Howe",
    "Pacific/Chatham",
    "Pacific/Auckland",
    "Asia/Kolkata",
)
CENTRES = ("gracia", "sants")


@lru_cache
def changes(zone: str) -> tuple[date, ...]:
    """The dates of 2026 to 2028 on which the clocks of a zone change."""
    found = []
    on = date(2026, 1, 1)
    while on.year < 2029:
        noons = [datetime.combine(day, time(12), ZoneInfo(zone)).utcoffset() for day in (on - DAY, on)]
        if noons[0] != noons[1]:
            found.append(on)
        on += DAY
    return tuple(found)


def oracle(practice: Practice, on: date) -> dict[datetime, set[tuple[str, bool]]]:
    """Each start of that date, with the places where it could be."""
    instants = [instant for instant in around(on) if shown(instant, practice).date() == on]
    starts: dict[datetime, set[tuple[str, bool]]] = {}
    for place in {(period.centre_id, period.online_too) for period in practice.hours}:
        for begins, ends in runs(practice, place, on):
            working = [instant for instant in around(on) if inside(instant, begins, ends, practice)]
            seen: set[datetime] = set()
            for instant in instants:
                wall = shown(instant, practice)
                on_the_grid = begins <= wall < ends and (wall - begins) % practice.policy.interval == timedelta()
                if wall in seen or not on_the_grid:
                    continue
                seen.add(wall)
                if is_free(instant, practice, set(working)):
                    starts.setdefault(instant, set()).add(place)
    return starts


def around(on: date) -> Iterator[datetime]:
    """Every instant that may belong to the date somewhere on Earth, and the rest of an appointment begun on it."""
    instant = datetime.combine(on, time(), UTC) - DAY
    while instant < datetime.combine(on, time(), UTC) + 2 * DAY:
        yield instant
        instant += TICK


def shown(instant: datetime, practice: Practice) -> datetime:
    return instant.astimezone(practice.zone).replace(tzinfo=None)


def runs(practice: Practice, place: tuple[str, bool], on: date) -> list[tuple[datetime, datetime]]:
    """From when to when the wall says that a place is worked, without a break."""
    own = [period for period in practice.hours if period.on == on]
    weekly = [
        period
        for period in practice.hours
        if period.weekday == on.weekday() and (period.valid_from or date.min) <= on <= (period.valid_to or date.max)
    ]
    closed = any(holiday.on == on and holiday.centre_id in (None, place[0]) for holiday in practice.holidays)
    marks = set()
    for period in [] if closed else own or weekly:
        if (period.centre_id, period.online_too) != place or period.starts is None or period.ends is None:
            continue
        mark = datetime.combine(on, period.starts)
        while mark < datetime.combine(on + DAY if period.ends == time() else on, period.ends):
            marks.add(mark)
            mark += TICK
    found: list[tuple[datetime, datetime]] = []
    for mark in sorted(marks):
        if found and found[-1][1] == mark:
            found[-1] = (found[-1][0], mark + TICK)
        else:
            found.append((mark, mark + TICK))
    return found


def inside(instant: datetime, begins: datetime, ends: datetime, practice: Practice) -> bool:
    """Begun, and not yet at the end: neither was ever shown or jumped over before."""
    walls = [shown(earlier, practice) for earlier in back_from(instant)]
    return max(walls) >= begins and max(walls) < ends


def back_from(instant: datetime) -> list[datetime]:
    """The instant and the three hours before it: no clock goes back further."""
    return [instant - number * TICK for number in range(37)]


def ahead_of(instant: datetime) -> list[datetime]:
    return [instant + number * TICK for number in range(37)]


def is_free(start: datetime, practice: Practice, working: set[datetime]) -> bool:
    service, policy = practice.service, practice.policy
    end = start + service.length
    today = practice.now.astimezone(practice.zone).date()
    if start < practice.now + policy.notice or shown(start, practice).date() > today + policy.horizon:
        return False
    for busy in practice.busy:
        if start - service.before < busy.ends_at + busy.after and busy.starts_at - busy.before < end + service.after:
            return False
    instant = start
    while instant < end:
        if instant not in working or any(is_off(instant, absence, practice) for absence in practice.time_off):
            return False
        instant += TICK
    return True


def is_off(instant: datetime, absence: TimeOff, practice: Practice) -> bool:
    """Begun already, and an earlier time than its end is still shown, now or once more."""
    begins = datetime.combine(absence.first_on, absence.starts or time())
    if absence.starts is None or absence.ends is None:
        ends = datetime.combine(absence.last_on + DAY, time())
    else:
        ends = datetime.combine(absence.last_on, absence.ends)
    begun = max(shown(earlier, practice) for earlier in back_from(instant)) >= begins
    over = min(shown(later, practice) for later in ahead_of(instant)) >= ends
    return begun and not over


# any practice

quarters = st.integers(0, 95).map(lambda number: time(number // 4, number % 4 * 15))
fives = st.integers(0, 12).map(lambda number: minutes(5 * number))


@st.composite
def practices(draw: st.DrawFn) -> tuple[Practice, date]:
    zone = draw(st.sampled_from(ZONES))
    on = draw(st.sampled_from([*changes(zone), date(2026, 11, 24)])) + draw(st.integers(-1, 1)) * DAY
    near = st.integers(-1, 1).map(lambda number: on + number * DAY)

    def periods() -> st.SearchStrategy[Period]:
        times = st.tuples(quarters, quarters).map(sorted).filter(lambda pair: pair[0] < pair[1])
        night = st.tuples(
            st.sampled_from([time(0), time(1), time(1, 30), time(2, 30)]),
            st.sampled_from([time(2, 30), time(4), time(0)]),
        )
        return st.builds(
            lambda when, pair, centre, online_too, valid: Period(
                centre,
                pair[0],
                pair[1],
                weekday=None if when else on.weekday(),
                on=when,
                valid_from=valid,
                online_too=online_too,
            ),
            st.one_of(st.none(), st.none(), st.just(on)),
            st.one_of(times, night),
            st.sampled_from(CENTRES),
            st.booleans(),
            st.one_of(st.none(), near),
        )

    def absences() -> st.SearchStrategy[TimeOff]:
        return st.builds(
            lambda first, days, starts, ends: TimeOff(first, first + days * DAY, starts, starts and ends),
            near,
            st.integers(0, 1),
            st.one_of(st.none(), quarters),
            quarters.filter(lambda ends: ends != time()),
        )

    midnight = datetime.combine(on, time(), ZoneInfo(zone)).astimezone(UTC)
    appointments = st.builds(
        lambda starts, length, before, after: Busy(
            midnight + minutes(5 * starts), midnight + minutes(5 * (starts + length)), before, after
        ),
        st.integers(-40, 300),
        st.integers(1, 30),
        fives,
        fives,
    )
    practice = Practice(
        zone=ZoneInfo(zone),
        now=midnight + minutes(5 * draw(st.integers(-1500, 100))),
        hours=draw(st.lists(periods(), min_size=1, max_size=5)),
        time_off=draw(st.lists(absences(), max_size=2)),
        holidays=draw(st.lists(st.builds(Holiday, near, st.sampled_from([None, *CENTRES])), max_size=1)),
        busy=draw(st.lists(appointments, max_size=4)),
        service=ServiceTimes(minutes(5 * draw(st.integers(1, 24))), draw(fives), draw(fives)),
        policy=Policy(
            interval=minutes(draw(st.sampled_from([15, 20, 30, 60]))),
            notice=timedelta(hours=draw(st.integers(0, 24))),
            horizon=draw(st.integers(0, 10)) * DAY,
        ),
    )
    return practice, on


SLOWLY = settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])


@SLOWLY
@given(practices())
def test_the_engine_offers_what_the_rules_say_and_nothing_else(drawn: tuple[Practice, date]) -> None:  # AV-1, AV-3
    practice, on = drawn
    expected = oracle(practice, on)
    slots = practice.slots(on)
    assert [slot.starts_at for slot in slots] == sorted(expected)
    assert all((slot.centre_id, slot.online_too) in expected[slot.starts_at] for slot in slots)
    assert all(slot.ends_at - slot.starts_at == practice.service.length for slot in slots)


@SLOWLY
@given(practices())
def test_a_span_of_days_offers_what_each_of_its_days_does(drawn: tuple[Practice, date]) -> None:
    practice, on = drawn
    days = [on + number * DAY for number in range(-2, 3)]
    assert practice.slots(days[0], days[-1]) == [slot for day in days for slot in practice.slots(day)]


@SLOWLY
@given(practices())
def test_an_explained_day_has_no_hole_and_is_open_exactly_where_slots_are(drawn: tuple[Practice, date]) -> None:  # AV-9
    practice, on = drawn
    stretches = practice.explained(on)
    assert shown(stretches[0].starts_at, practice).date() == on
    assert shown(stretches[0].starts_at - TICK, practice).date() < on
    assert shown(stretches[-1].ends_at, practice).date() == on + DAY
    assert all(one.ends_at == next_one.starts_at for one, next_one in pairwise(stretches))
    slots = practice.slots(on)
    for instant in around(on):
        stretch = next((one for one in stretches if one.starts_at <= instant < one.ends_at), None)
        if stretch is not None:
            filled = any(slot.starts_at <= instant < slot.ends_at for slot in slots)
            assert filled == (stretch.reason is Reason.OPEN)


@pytest.mark.parametrize("zone", ZONES)
def test_around_every_change_of_the_clock_a_night_offers_what_the_rules_say(zone: str) -> None:  # AV-3
    practice = Practice(
        zone=ZoneInfo(zone),
        now=datetime(2025, 12, 1, tzinfo=UTC),
        hours=every_weekday("00:00-05:00 22:00-00:00"),
        service=ServiceTimes(minutes(50)),
        policy=Policy(interval=minutes(30), notice=timedelta(), horizon=2000 * DAY),
    )
    for on in changes(zone):
        assert [slot.starts_at for slot in practice.slots(on)] == sorted(oracle(practice, on)), on
        walls = [shown(slot.starts_at, practice) for slot in practice.slots(on - DAY, on + DAY)]
        assert len(walls) == len(set(walls))


def test_there_are_changes_to_look_at() -> None:
    assert len(changes("Europe/Madrid")) == 6
    assert changes("Asia/Kolkata") == ()
