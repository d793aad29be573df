"""The cases at which schedulers fail, one by one: what they were reported for, and what is offered here instead.

Thursday 22 October 2026 is a day like any; the clocks of Madrid change on Sunday the 25th and on 28 March 2027.
"""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from portal_app.domain.availability import Busy, Reason, ServiceTimes, TimeOff
from portal_app.domain.policies import Policy
from portal_app.domain.time_ranges import TimeRange
from portal_app.domain.working_hours import Holiday, Period
from tests.domain.practices import Practice, every_weekday, hours, minutes, off

THURSDAY, AUTUMN, SPRING = "2026-10-22", "2026-10-25", "2027-03-28"
PRACTICE = Practice()


def every(interval: int, *, notice: int = 0, horizon: int = 3650) -> Policy:
    """A policy; `notice` in hours, `horizon` in days."""
    return Policy(interval=minutes(interval), notice=timedelta(hours=notice), horizon=timedelta(days=horizon))


def lasting(length: int, before: int = 0, after: int = 0) -> ServiceTimes:
    return ServiceTimes(minutes(length), minutes(before), minutes(after))


def elsewhere(zone: str, worked: str = "09:00-14:00", **more: object) -> Practice:
    given = {"now": datetime(2011, 1, 1, tzinfo=UTC), "hours": every_weekday(worked), **more}
    return Practice(zone=ZoneInfo(zone), policy=every(30, horizon=36_500), service=lasting(30)).but(**given)


# the grid


@pytest.mark.parametrize(
    ("interval", "length", "offered"),
    [
        (15, 45, "09:00 09:15 09:30 09:45 10:00 10:15"),
        (15, 50, "09:00 09:15 09:30 09:45 10:00"),
        (15, 60, "09:00 09:15 09:30 09:45 10:00"),
        (15, 90, "09:00 09:15 09:30"),
        (20, 45, "09:00 09:20 09:40 10:00"),
        (20, 50, "09:00 09:20 09:40 10:00"),
        (20, 60, "09:00 09:20 09:40 10:00"),
        (20, 90, "09:00 09:20"),
        (30, 45, "09:00 09:30 10:00"),
        (30, 50, "09:00 09:30 10:00"),
        (30, 60, "09:00 09:30 10:00"),
        (30, 90, "09:00 09:30"),
        (60, 45, "09:00 10:00"),
        (60, 50, "09:00 10:00"),
        (60, 60, "09:00 10:00"),
        (60, 90, "09:00"),
    ],
)
def test_two_hours_are_cut_to_the_interval_and_the_length(interval: int, length: int, offered: str) -> None:  # AV-1
    practice = PRACTICE.but(hours=every_weekday("09:00-11:00"), policy=every(interval), service=lasting(length))
    assert practice.shown(THURSDAY) == offered


@pytest.mark.parametrize(
    ("worked", "interval", "offered"),
    [
        pytest.param("09:10-12:10", 60, "09:10 10:10 11:10", id="from the period's beginning, not from the full hour"),
        pytest.param("09:05-10:20 13:25-14:40", 15, "09:05 09:20 13:25 13:40", id="each period anew"),
        pytest.param("09:00-09:30 10:00-11:00", 30, "10:00", id="a period too short beside one that is not"),
        pytest.param("09:00-10:30 10:30-12:00", 60, "09:00 10:00 11:00", id="periods that meet are worked through"),
        pytest.param("09:00-12:00 10:00-11:00", 60, "09:00 10:00 11:00", id="a period inside another adds nothing"),
        pytest.param("09:00-12:00 09:00-12:00", 60, "09:00 10:00 11:00", id="the same period twice is offered once"),
        pytest.param("00:00-00:00", 360, "00:00 06:00 12:00 18:00", id="a day worked round the clock"),
    ],
)
def test_the_grid_begins_where_the_period_does(worked: str, interval: int, offered: str) -> None:  # AV-1
    assert PRACTICE.but(hours=every_weekday(worked), policy=every(interval)).shown(THURSDAY) == offered


def test_a_day_round_the_clock_has_twenty_four_hours_and_on_change_days_23_and_25() -> None:  # AV-3
    practice = PRACTICE.but(hours=every_weekday("00:00-00:00"), policy=every(60), service=lasting(60))
    assert [len(practice.slots(on)) for on in (THURSDAY, AUTUMN, SPRING)] == [24, 24, 23]
    open_for = [
        sum((one.ends_at - one.starts_at for one in practice.explained(on)), timedelta()) for on in (AUTUMN, SPRING)
    ]
    assert open_for == [timedelta(hours=25), timedelta(hours=23)]


# midnight


def test_hours_that_go_on_past_midnight_take_what_begins_before_it() -> None:
    practice = PRACTICE.but(
        hours=[*hours("22:00-00:00", weekday=3), *hours("00:00-02:00", weekday=4)], policy=every(30)
    )
    assert practice.shown(THURSDAY) == "22:00 22:30 23:00 23:30"
    assert practice.shown("2026-10-23") == "00:00 00:30 01:00"


@pytest.mark.parametrize(
    "changes",
    [
        {"hours": [*hours("22:00-00:00", weekday=3), *hours("00:00-02:00", weekday=4, centre_id="sants")]},
        {"hours": hours("22:00-00:00", weekday=3)},
        {"holidays": [Holiday(date(2026, 10, 23))]},
        {"time_off": [off("2026-10-23")]},
        {"busy": [PRACTICE.taken("2026-10-23 00:00", 30)]},
    ],
    ids=["another place", "closed", "holiday", "time off", "appointment"],
)
def test_what_stands_after_midnight_closes_what_would_reach_into_it(changes: dict[str, object]) -> None:
    night = [*hours("22:00-00:00", weekday=3), *hours("00:00-02:00", weekday=4)]
    practice = PRACTICE.but(hours=night, policy=every(30)).but(**changes)
    assert practice.shown(THURSDAY) == "22:00 22:30 23:00"


def test_nothing_of_a_night_belongs_to_two_days() -> None:
    practice = PRACTICE.but(hours=every_weekday("00:00-00:00"), policy=every(30))
    week = [slot.starts_at for slot in practice.slots("2026-10-19", "2026-10-25")]
    assert len(week) == len(set(week)) == 48 * 7


# appointments and buffers


@pytest.mark.parametrize(
    ("taken", "service", "offered"),
    [
        pytest.param([("11:00", 60, 0, 0)], lasting(60), "09:00 10:00 12:00 13:00", id="ends where a start is"),
        pytest.param([("11:00", 61, 0, 0)], lasting(60), "09:00 10:00 13:00", id="a minute over"),
        pytest.param([("10:59", 1, 0, 0)], lasting(60), "09:00 11:00 12:00 13:00", id="a minute in the way"),
        pytest.param([("11:00", 60, 15, 15)], lasting(60), "09:00 13:00", id="its buffers on both sides"),
        pytest.param([("11:00", 60, 0, 0)], lasting(60, 15, 15), "09:00 13:00", id="the new one's on both sides"),
        pytest.param([("11:00", 60, 0, 30)], lasting(60, 30), "09:00 10:00 13:00", id="after and before stack"),
        pytest.param([("11:00", 60, 0, 31)], lasting(60, 30), "09:00 10:00", id="and a minute more is too much"),
        pytest.param([("09:00", 60, 0, 0), ("10:00", 60, 0, 0)], lasting(60), "11:00 12:00 13:00", id="back to back"),
        pytest.param([("09:00", 300, 0, 0)], lasting(60), "", id="a full day"),
        pytest.param([("07:00", 120, 0, 0)], lasting(60), "09:00 10:00 11:00 12:00 13:00", id="before the hours"),
        pytest.param([("07:00", 120, 0, 10)], lasting(60), "10:00 11:00 12:00 13:00", id="its buffer reaches in"),
        pytest.param([("14:00", 60, 10, 0)], lasting(60), "09:00 10:00 11:00 12:00", id="and from behind"),
        pytest.param([("08:00", 420, 0, 0)], lasting(60), "", id="over all of it"),
    ],
)  # fmt: skip
def test_appointments_keep_their_time_and_their_buffers(
    taken: list[tuple[str, int, int, int]], service: ServiceTimes, offered: str
) -> None:  # AV-1
    busy = [
        PRACTICE.taken(f"{THURSDAY} {starts}", length, before=before, after=after)
        for starts, length, before, after in taken
    ]
    assert PRACTICE.but(busy=busy, service=service).shown(THURSDAY) == offered


def test_a_buffer_needs_no_working_hours() -> None:
    practice = PRACTICE.but(hours=every_weekday("09:00-10:00"), service=lasting(60, before=30, after=30))
    assert practice.shown(THURSDAY) == "09:00"


def test_a_service_longer_than_any_period_is_never_offered() -> None:
    practice = PRACTICE.but(hours=every_weekday("09:00-10:30 11:00-12:30"), service=lasting(91), policy=every(15))
    assert practice.slots("2026-10-19", "2026-11-19") == []
    assert {stretch.reason for stretch in practice.explained(THURSDAY)} == {Reason.HOURS, Reason.TOO_SHORT}


def test_appointments_of_another_day_take_nothing() -> None:
    busy = [PRACTICE.taken(f"2026-10-{day} 10:00") for day in (15, 21, 23, 29)]
    assert PRACTICE.but(busy=busy).shown(THURSDAY) == PRACTICE.shown(THURSDAY)


# notice and horizon


@pytest.mark.parametrize(
    ("now", "notice", "on", "offered"),
    [
        pytest.param(f"{THURSDAY} 09:59:59", 0, THURSDAY, "10:00 11:00 12:00 13:00", id="the next start to come"),
        pytest.param(f"{THURSDAY} 10:00", 0, THURSDAY, "10:00 11:00 12:00 13:00", id="at its very instant"),
        pytest.param(f"{THURSDAY} 10:00:01", 0, THURSDAY, "11:00 12:00 13:00", id="a second late"),
        pytest.param("2026-10-21 11:00", 24, THURSDAY, "11:00 12:00 13:00", id="exactly a day before"),
        pytest.param("2026-10-24 11:00", 24, AUTUMN, "10:00 11:00 12:00 13:00", id="a day of 25 hours between"),
        pytest.param("2027-03-27 11:00", 24, SPRING, "12:00 13:00", id="a day of 23 hours between"),
        pytest.param("2026-10-22 08:00", 24 * 7, "2026-10-29", "09:00 10:00 11:00 12:00 13:00", id="a week, a change"),
    ],
)  # fmt: skip
def test_the_notice_is_counted_in_hours_that_pass(now: str, notice: int, on: str, offered: str) -> None:  # AV-1
    assert PRACTICE.but(now=PRACTICE.at(now), policy=every(60, notice=notice)).shown(on) == offered


@pytest.mark.parametrize(
    ("now", "horizon", "last"),
    [
        ("2026-10-19 00:00", 3, "2026-10-22"),
        ("2026-10-19 23:59", 3, "2026-10-22"),
        ("2026-10-20 00:00", 3, "2026-10-23"),
        ("2026-10-24 23:59", 1, "2026-10-25"),
        ("2026-10-25 02:30", 1, "2026-10-26"),
        ("2026-10-19 12:00", 0, "2026-10-19"),
    ],
)
def test_the_horizons_last_day_is_offered_whole(now: str, horizon: int, last: str) -> None:  # AV-1
    practice = PRACTICE.but(now=PRACTICE.at(now), policy=every(60, horizon=horizon))
    days = {slot.starts_at.astimezone(practice.zone).date() for slot in practice.slots("2026-10-01", "2026-12-31")}
    assert max(days, default=practice.now.date()) <= date.fromisoformat(last)
    if horizon:
        assert practice.shown(last) == "09:00 10:00 11:00 12:00 13:00"


# dates of their own, time off, holidays


@pytest.mark.parametrize(
    ("own", "offered"),
    [
        pytest.param([Period("gracia", None, None, on=date(2026, 10, 22))], "", id="closed"),
        pytest.param(hours("20:00-22:00", on=date(2026, 10, 22)), "20:00 21:00", id="at unusual hours"),
        pytest.param(hours("12:00-13:00 16:00-17:00", on=date(2026, 10, 22)), "12:00 16:00", id="two periods"),
        pytest.param(hours("09:00-10:00", on=date(2026, 10, 23)), "09:00 10:00 11:00 12:00 13:00", id="another date"),
    ],
)  # fmt: skip
def test_a_dates_own_hours_replace_the_weekdays(own: list[Period], offered: str) -> None:  # AV-2
    assert PRACTICE.but(hours=[*every_weekday("09:00-14:00"), *own]).shown(THURSDAY) == offered


def test_a_date_opened_on_a_day_never_worked_is_offered() -> None:
    practice = PRACTICE.but(hours=[*hours("09:00-10:00", weekday=0), *hours("10:00-12:00", on=date(2026, 10, 24))])
    assert practice.shown("2026-10-24") == "10:00 11:00"


def test_a_holiday_closes_a_date_of_its_own_as_well() -> None:
    own = hours("10:00-12:00", on=date(2026, 10, 22))
    assert PRACTICE.but(hours=own, holidays=[Holiday(date(2026, 10, 22))]).shown(THURSDAY) == ""


@pytest.mark.parametrize("on", [AUTUMN, SPRING])
def test_a_holiday_on_a_change_day_closes_all_of_its_23_or_25_hours(on: str) -> None:  # AV-3
    practice = PRACTICE.but(hours=every_weekday("00:00-00:00"), holidays=[Holiday(date.fromisoformat(on))])
    assert practice.shown(on) == ""
    assert len(practice.slots(date.fromisoformat(on) - timedelta(days=1))) == 24
    assert len(practice.slots(date.fromisoformat(on) + timedelta(days=1))) == 24


@pytest.mark.parametrize("on", [AUTUMN, SPRING])
def test_whole_days_off_are_the_dates_of_the_practices_wall(on: str) -> None:  # AV-3
    day = date.fromisoformat(on)
    practice = PRACTICE.but(hours=every_weekday("00:00-00:00"), time_off=[TimeOff(day, day)])
    (away,) = [one for one in practice.explained(on) if one.reason is Reason.TIME_OFF]
    assert f"{away.starts_at.astimezone(practice.zone):%d %H:%M}" == f"{day:%d} 00:00"
    assert practice.shown(on) == ""


def test_a_day_off_in_another_zone_is_another_stretch_of_time() -> None:
    day = date(2026, 10, 22)
    kiritimati, midway = (
        elsewhere(zone, "00:00-00:00", time_off=[TimeOff(day, day)])
        for zone in ("Pacific/Kiritimati", "Pacific/Midway")
    )
    spans = []
    for practice in (kiritimati, midway):
        (away,) = [one for one in practice.explained(day) if one.reason is Reason.TIME_OFF]
        spans.append(TimeRange(away.starts_at, away.ends_at))
    assert not spans[0].overlaps(spans[1])


# places


def test_periods_of_two_places_that_overlap_offer_each_start_once_and_never_straddle() -> None:
    worked = [*hours("09:00-11:30", weekday=3), *hours("10:30-13:00", weekday=3, centre_id="sants")]
    practice = PRACTICE.but(hours=worked, policy=every(30))
    found = [(f"{slot.starts_at.astimezone(practice.zone):%H:%M}", slot.centre_id) for slot in practice.slots(THURSDAY)]
    assert found == [
        ("09:00", "gracia"),
        ("09:30", "gracia"),
        ("10:00", "gracia"),
        ("10:30", "gracia"),
        ("11:00", "sants"),
        ("11:30", "sants"),
        ("12:00", "sants"),
    ]
    assert practice.shown(THURSDAY, centre_id="sants") == "10:30 11:00 11:30 12:00"


def test_a_session_may_lie_over_two_periods_of_one_place_and_is_online_where_all_of_it_is() -> None:
    worked = [*hours("09:00-11:00", weekday=3, online_too=True), *hours("11:00-13:00", weekday=3)]
    practice = PRACTICE.but(hours=worked, policy=every(30))
    online = {f"{slot.starts_at.astimezone(practice.zone):%H:%M}": slot.online_too for slot in practice.slots(THURSDAY)}
    assert online == {
        "09:00": True,
        "09:30": True,
        "10:00": True,
        "10:30": False,
        "11:00": False,
        "11:30": False,
        "12:00": False,
    }


# clocks


@pytest.mark.parametrize(
    ("zone", "on", "night"),
    [
        pytest.param("Europe/Madrid", "2027-03-28", "01:00 01:30 03:00 03:30", id="Madrid, spring"),
        pytest.param("Europe/Madrid", "2026-10-25", "01:00 01:30 02:00 02:30 03:00 03:30", id="Madrid, autumn"),
        pytest.param("Atlantic/Canary", "2027-03-28", "02:00 02:30 03:00 03:30", id="Canary, spring"),
        pytest.param("Atlantic/Canary", "2026-10-25", "01:00 01:30 02:00 02:30 03:00 03:30", id="Canary, autumn"),
        pytest.param("Europe/Dublin", "2027-03-28", "02:00 02:30 03:00 03:30", id="Dublin, winter saving"),
        pytest.param("Africa/Casablanca", "2027-02-07", "01:00 01:30 02:00 02:30 03:00 03:30", id="Ramadan begins"),
        pytest.param("Africa/Casablanca", "2027-03-14", "01:00 01:30 03:00 03:30", id="Ramadan ends"),
        pytest.param("Australia/Lord_Howe", "2027-04-04", "01:00 01:30 02:00 02:30 03:00 03:30", id="back by half"),
        pytest.param("Australia/Lord_Howe", "2026-10-04", "01:00 01:30 02:30 03:00 03:30", id="on by half"),
        pytest.param("Pacific/Chatham", "2026-09-27", "01:00 01:30 02:00 02:30 04:00", id="at a quarter to three"),
        pytest.param("America/St_Johns", "2027-03-14", "01:00 01:30 03:00 03:30", id="Newfoundland"),
    ],
)  # fmt: skip
def test_a_night_of_changing_clocks(zone: str, on: str, night: str) -> None:  # AV-3
    practice = elsewhere(zone, "01:00-04:00")
    if zone == "Pacific/Chatham":
        practice = practice.but(hours=every_weekday("01:00-04:30"), service=lasting(30))
    assert practice.shown(on) == night


def test_the_day_that_apia_never_had_is_not_offered() -> None:  # AV-3
    practice = elsewhere("Pacific/Apia", "00:00-00:00")
    assert (practice.shown("2011-12-30"), len(practice.slots("2011-12-29")), len(practice.slots("2011-12-31"))) == (
        "",
        48,
        48,
    )
    assert len(practice.slots("2011-12-28", "2012-01-01")) == 4 * 48


def test_where_the_clock_goes_back_at_midnight_its_last_hour_is_offered_once() -> None:  # AV-3
    practice = elsewhere("America/Havana", "22:00-00:00")
    assert practice.shown("2026-10-31") == "22:00 22:30 23:00 23:30"
    after = elsewhere("America/Havana", "00:00-02:00")
    assert after.shown("2026-11-01") == "00:00 00:30 01:00 01:30"
    starts = [slot.starts_at for slot in after.slots("2026-11-01")]
    assert starts[2] - starts[0] == timedelta(hours=2)


def test_an_appointment_kept_in_utc_takes_the_wall_time_it_was_made_for() -> None:  # AV-3
    made_in_summer = Busy(datetime(2026, 11, 5, 9, tzinfo=UTC), datetime(2026, 11, 5, 10, tzinfo=UTC))
    assert PRACTICE.but(busy=[made_in_summer]).shown("2026-11-05") == "09:00 11:00 12:00 13:00"
