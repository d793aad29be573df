"""The engine against a slow oracle written straight from the rules, with nothing of the engine in it."""

import os
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from itertools import accumulate, pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from portal_app.domain.availability import Busy, Reason, ServiceTimes, TimeOff
from portal_app.domain.policies import Policy
from portal_app.domain.working_hours import Holiday, Period
from tests.domain.practices import Practice, every_weekday, minutes, off

# Everything the strategies make falls on multiples of five minutes, so looking every five minutes misses nothing.
TICK = timedelta(minutes=5)
DAY = timedelta(days=1)
ZONES = (
    "Europe/Madrid",
    "Atlantic/Canary",
    "Africa/Ceuta",
    "Europe/Dublin",
    "America/New_York",
    "America/Havana",
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


@dataclass(frozen=True)
class Moment:
    """An instant, what the wall shows then, the latest time it has shown and the earliest it is yet to show."""

    instant: datetime
    wall: datetime
    reached: datetime
    left: datetime


@lru_cache(maxsize=256)
def moments(zone: ZoneInfo, on: date) -> dict[datetime, Moment]:
    """Every instant that may belong to the date somewhere on Earth, and the day before and after."""
    first = datetime.combine(on, time(), UTC) - 2 * DAY
    instants = [first + number * TICK for number in range(5 * DAY // TICK)]
    walls = [instant.astimezone(zone).replace(tzinfo=None) for instant in instants]
    reached = list(accumulate(walls, max))
    left = list(accumulate(reversed(walls), min))[::-1]
    return {moment[0]: Moment(*moment) for moment in zip(instants, walls, reached, left, strict=True)}


def oracle(practice: Practice, on: date) -> dict[datetime, set[tuple[str, bool]]]:
    """Each start of that date, with the places where it could be, and whether by video call as well."""
    known = moments(practice.zone, on)
    starts: dict[datetime, set[tuple[str, bool]]] = {}
    for place in {(period.centre_id, period.online_too) for period in practice.hours}:
        working = worked_at(practice, {(place[0], True), (place[0], False)}, on)
        online = worked_at(practice, {(place[0], True)}, on)
        for begins, ends in runs(practice, place, on):
            seen: set[datetime] = set()
            for moment in known.values():
                on_the_grid = begins <= moment.wall < ends and not (moment.wall - begins) % practice.policy.interval
                if moment.wall in seen or not on_the_grid:
                    continue
                seen.add(moment.wall)
                if is_free(moment.instant, practice, working, known):
                    by_video = place[1] and is_within(moment.instant, practice, online)
                    starts.setdefault(moment.instant, set()).add((place[0], by_video))
    return starts


def worked_at(practice: Practice, places: set[tuple[str, bool]], on: date) -> set[datetime]:
    """The instants of that date and the next at which one works at one of these."""
    return {
        moment.instant
        for day in (on, on + DAY)
        for place in places
        for begins, ends in runs(practice, place, day)
        for moment in moments(practice.zone, on).values()
        if begins <= moment.reached < ends
    }


def is_within(start: datetime, practice: Practice, working: set[datetime]) -> bool:
    instants = [start + number * TICK for number in range(practice.service.length // TICK)]
    return all(instant in working for instant in instants)


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


def is_free(start: datetime, practice: Practice, working: set[datetime], known: dict[datetime, Moment]) -> bool:
    service, policy = practice.service, practice.policy
    end = start + service.length
    today = practice.now.astimezone(practice.zone).date()
    if start < practice.now + policy.notice or known[start].wall.date() > today + policy.horizon:
        return False
    for busy in practice.busy:
        if start - service.before < busy.ends_at + busy.after and busy.starts_at - busy.before < end + service.after:
            return False
    instant = start
    while instant < end:
        if instant not in working or any(is_off(known[instant], absence) for absence in practice.time_off):
            return False
        instant += TICK
    return True


def is_off(moment: Moment, absence: TimeOff) -> bool:
    """Begun already, and an earlier time than its end is shown, now or once more."""
    begins = datetime.combine(absence.first_on, absence.starts or time())
    if absence.starts is None or absence.ends is None:
        ends = datetime.combine(absence.last_on + DAY, time())
    else:
        ends = datetime.combine(absence.last_on, absence.ends)
    return moment.reached >= begins and moment.left < ends


# any practice

NIGHT = [time(0), time(1), time(1, 30), time(2), time(2, 15), time(2, 30), time(3), time(4)]
fives = st.integers(0, 12).map(lambda number: minutes(5 * number))


@st.composite
def practices(draw: st.DrawFn) -> tuple[Practice, date]:
    zone = draw(st.one_of(st.just("Europe/Madrid"), st.sampled_from(ZONES)))
    on = draw(st.sampled_from([*changes(zone), date(2026, 11, 24)]))
    # Few times to choose from, so that they meet; half of them where clocks change.
    any_times = st.integers(0, 95).map(lambda number: time(number // 4, number % 4 * 15))
    quarters = st.sampled_from([*NIGHT, *draw(st.lists(any_times, min_size=5, max_size=5))])
    near = st.integers(-1, 1).map(lambda number: on + number * DAY)

    def periods() -> st.SearchStrategy[Period]:
        times = st.tuples(quarters, st.one_of(quarters, st.just(time()))).filter(
            lambda pair: pair[0] < pair[1] or pair[1] == time()
        )
        return st.builds(
            lambda when, day, pair, centre, online_too, valid: Period(
                centre,
                pair[0],
                pair[1],
                weekday=None if when else day.weekday(),
                on=when,
                valid_from=valid,
                online_too=online_too,
            ),
            st.sampled_from([None, None, None, on, on + DAY]),
            st.sampled_from([on, on, on + DAY]),
            times,
            st.sampled_from(CENTRES),
            st.sampled_from([False, False, True]),
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
        st.integers(-40, 250),
        st.integers(1, 20),
        fives,
        fives,
    )
    practice = Practice(
        zone=ZoneInfo(zone),
        now=midnight - minutes(5 * draw(st.integers(-60, 1500))),
        hours=draw(st.lists(periods(), min_size=1, max_size=5)),
        time_off=draw(st.lists(absences(), max_size=2)),
        holidays=draw(st.lists(st.builds(Holiday, near, st.sampled_from([None, *CENTRES])), max_size=1)),
        busy=draw(st.lists(appointments, max_size=4)),
        service=ServiceTimes(minutes(5 * draw(st.integers(1, 18))), draw(fives), draw(fives)),
        policy=Policy(
            interval=minutes(draw(st.sampled_from([15, 20, 30, 60]))),
            notice=timedelta(hours=draw(st.integers(0, 12))),
            horizon=draw(st.integers(0, 30)) * DAY,
        ),
    )
    return practice, on


# Three hundred practices; with ESPAI_TEST_LONG ten thousand.
EXAMPLES = 10_000 if os.environ.get("ESPAI_TEST_LONG") else 300
SLOWLY = settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=[HealthCheck.too_slow])


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
    for instant in moments(practice.zone, on):
        stretch = next((one for one in stretches if one.starts_at <= instant < one.ends_at), None)
        if stretch is not None:
            filled = any(slot.starts_at <= instant < slot.ends_at for slot in slots)
            assert filled == (stretch.reason is Reason.OPEN)


@pytest.mark.parametrize("zone", ZONES)
@pytest.mark.parametrize(
    "worked", ["00:00-05:00 22:00-00:00", "00:00-02:30 02:30-03:00", "02:15-04:00", "03:00-05:00", "02:00-03:00"]
)
@pytest.mark.parametrize("absence", ["", "02:00-02:30", "01:00-02:00", "03:00-03:15"])
def test_around_every_change_of_the_clock_a_night_offers_what_the_rules_say(
    zone: str, worked: str, absence: str
) -> None:  # AV-3
    practice = Practice(
        zone=ZoneInfo(zone),
        now=datetime(2025, 12, 1, tzinfo=UTC),
        hours=every_weekday(worked),
        service=ServiceTimes(minutes(30)),
        policy=Policy(interval=minutes(15), notice=timedelta(), horizon=2000 * DAY),
    )
    for on in changes(zone):
        changed = practice.but(time_off=[off(on.isoformat(), hours=absence)] if absence else [])
        assert [slot.starts_at for slot in changed.slots(on)] == sorted(oracle(changed, on)), on
        walls = [shown(slot.starts_at, practice) for slot in changed.slots(on - DAY, on + DAY)]
        assert len(walls) == len(set(walls))


def test_there_are_changes_to_look_at() -> None:
    assert len(changes("Europe/Madrid")) == 6
    assert changes("Asia/Kolkata") == ()
