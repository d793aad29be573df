"""Which starts are offered, case by case. Thursday 22 October 2026 is a day like any; the clocks change on the 25th."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from portal_app.domain.availability import ServiceTimes, days_of
from portal_app.domain.policies import Policy
from portal_app.domain.working_hours import Holiday, Period
from tests.domain.practices import Practice, every_weekday, hours, minutes, off

THURSDAY = "2026-10-22"
PRACTICE = Practice()


def policy(interval: int = 60, notice: timedelta = timedelta(), horizon: int = 3650) -> Policy:
    return Policy(interval=minutes(interval), notice=notice, horizon=timedelta(days=horizon))


# working hours  AV-2


@pytest.mark.parametrize(
    ("worked", "offered"),
    [
        pytest.param("09:00-14:00", "09:00 10:00 11:00 12:00 13:00", id="one period"),
        pytest.param("09:00-11:00 13:00-15:00 18:00-20:00", "09:00 10:00 13:00 14:00 18:00 19:00", id="three periods"),
        pytest.param("09:15-11:30", "09:15 10:15", id="the grid begins with the period"),
        pytest.param("09:00-09:59", "", id="a minute too short"),
        pytest.param("09:00-10:00", "09:00", id="exactly long enough"),
        pytest.param("09:00-11:30 11:30-13:00", "09:00 10:00 11:00 12:00", id="periods that touch are one"),
        pytest.param("09:00-11:00 10:00-12:00", "09:00 10:00 11:00", id="periods that overlap are one"),
        pytest.param("22:00-00:00", "22:00 23:00", id="until midnight"),
        pytest.param("00:00-02:00", "00:00 01:00", id="from midnight"),
        pytest.param("12:00-09:00", "", id="an end before the beginning is no time"),
        pytest.param("", "", id="no hours"),
    ],
)  # fmt: skip
def test_starts_lie_in_the_working_hours(worked: str, offered: str) -> None:
    assert PRACTICE.but(hours=every_weekday(worked)).shown(THURSDAY) == offered


def test_each_weekday_has_its_own_hours() -> None:
    practice = PRACTICE.but(hours=[*hours("09:00-10:00", weekday=3), *hours("16:00-17:00", weekday=4)])
    assert (practice.shown(THURSDAY), practice.shown("2026-10-23"), practice.shown("2026-10-24")) == (
        "09:00",
        "16:00",
        "",
    )


@pytest.mark.parametrize(
    ("valid_from", "valid_to", "offered"),
    [
        (date(2026, 10, 22), date(2026, 10, 22), "09:00"),
        (date(2026, 10, 23), None, ""),
        (None, date(2026, 10, 21), ""),
        (None, None, "09:00"),
    ],
)
def test_hours_count_from_and_to_the_days_they_are_valid(
    valid_from: date | None, valid_to: date | None, offered: str
) -> None:
    worked = hours("09:00-10:00", weekday=3, valid_from=valid_from, valid_to=valid_to)
    assert PRACTICE.but(hours=worked).shown(THURSDAY) == offered


def test_the_hours_of_a_date_replace_the_weekdays() -> None:
    practice = PRACTICE.but(hours=[*every_weekday("09:00-14:00"), *hours("16:00-18:00", on=date(2026, 10, 22))])
    assert practice.shown(THURSDAY) == "16:00 17:00"
    assert practice.shown("2026-10-29") == "09:00 10:00 11:00 12:00 13:00"


def test_a_date_without_hours_is_closed() -> None:
    closed = Period("gracia", None, None, on=date(2026, 10, 22))
    assert PRACTICE.but(hours=[*every_weekday("09:00-14:00"), closed]).shown(THURSDAY) == ""


def test_a_slot_knows_its_centre_and_whether_it_may_be_online() -> None:
    worked = [
        *hours("09:00-10:00", weekday=3, online_too=True),
        *hours("10:00-11:00", weekday=3, centre_id="sants"),
    ]
    slots = PRACTICE.but(hours=worked).slots(THURSDAY)
    assert [(slot.centre_id, slot.online_too) for slot in slots] == [("gracia", True), ("sants", False)]


def test_an_appointment_does_not_begin_at_one_centre_and_end_at_another() -> None:
    worked = [*hours("09:00-10:30", weekday=3), *hours("10:30-12:00", weekday=3, centre_id="sants")]
    assert PRACTICE.but(hours=worked).shown(THURSDAY) == "09:00 10:30"


def test_one_centres_times_can_be_asked_for() -> None:
    worked = [*hours("09:00-11:00", weekday=3), *hours("11:00-13:00", weekday=3, centre_id="sants")]
    assert PRACTICE.but(hours=worked).shown(THURSDAY, centre_id="sants") == "11:00 12:00"


def test_a_start_is_offered_once_though_two_centres_hours_overlap() -> None:
    worked = [*hours("09:00-11:00", weekday=3), *hours("10:00-12:00", weekday=3, centre_id="sants")]
    practice = PRACTICE.but(hours=worked)
    assert practice.shown(THURSDAY) == "09:00 10:00 11:00"
    assert practice.shown(THURSDAY, centre_id="sants") == "10:00 11:00"


# interval and length  AV-1


@pytest.mark.parametrize(
    ("interval", "length", "offered"),
    [
        (15, 60, "09:00 09:15 09:30 09:45 10:00"),
        (20, 60, "09:00 09:20 09:40 10:00"),
        (30, 50, "09:00 09:30 10:00"),
        (30, 90, "09:00 09:30"),
        (60, 45, "09:00 10:00"),
        (60, 120, "09:00"),
        (60, 121, ""),
    ],
)
def test_starts_are_cut_to_the_interval_and_the_length(interval: int, length: int, offered: str) -> None:
    practice = PRACTICE.but(
        hours=every_weekday("09:00-11:00"), service=ServiceTimes(minutes(length)), policy=policy(interval)
    )
    assert practice.shown(THURSDAY) == offered


# appointments and buffers  AV-1


@pytest.mark.parametrize(
    ("own", "theirs", "offered"),
    [
        pytest.param((0, 0), (0, 0), "09:00 10:00 12:00 13:00", id="no buffers: neighbours touch"),
        pytest.param((15, 0), (0, 0), "09:00 10:00 12:15 13:00", id="own buffer before"),
        pytest.param((0, 15), (0, 0), "09:00 09:45 12:00 13:00", id="own buffer after"),
        pytest.param((0, 0), (15, 0), "09:00 09:45 12:00 13:00", id="theirs before"),
        pytest.param((0, 0), (0, 15), "09:00 10:00 12:15 13:00", id="theirs after"),
        pytest.param((15, 15), (15, 15), "09:00 09:30 12:30 13:00", id="they stack"),
    ],
)
def test_buffers_keep_apart_from_appointments(own: tuple[int, int], theirs: tuple[int, int], offered: str) -> None:
    practice = PRACTICE.but(
        busy=[PRACTICE.taken("2026-10-22 11:00", before=theirs[0], after=theirs[1])],
        service=ServiceTimes(minutes(60), minutes(own[0]), minutes(own[1])),
        policy=policy(15),
    )
    shown = practice.shown(THURSDAY).split()
    first_part = [start for start in shown if start < "11:00"]
    second_part = [start for start in shown if start > "11:00"]
    assert f"{first_part[0]} {first_part[-1]} {second_part[0]} {second_part[-1]}" == offered


def test_buffers_may_reach_out_of_the_hours_and_into_time_off() -> None:
    practice = PRACTICE.but(
        time_off=[off(THURSDAY, hours="10:00-13:00")], service=ServiceTimes(minutes(60), minutes(30), minutes(30))
    )
    assert practice.shown(THURSDAY) == "09:00 13:00"


def test_an_appointment_outside_the_hours_reaches_in_with_its_buffer() -> None:
    practice = PRACTICE.but(busy=[PRACTICE.taken("2026-10-22 08:00", after=30)], policy=policy(30))
    assert practice.shown(THURSDAY).split()[0] == "09:30"


def test_an_appointment_from_the_day_before_reaches_past_midnight() -> None:
    practice = PRACTICE.but(hours=every_weekday("00:00-03:00"), busy=[PRACTICE.taken("2026-10-21 23:30", 90)])
    assert practice.shown(THURSDAY) == "01:00 02:00"


def test_a_full_day_offers_nothing() -> None:
    assert PRACTICE.but(busy=[PRACTICE.taken("2026-10-22 09:00", 300)]).shown(THURSDAY) == ""


# time off and holidays  AV-2


@pytest.mark.parametrize(
    ("absence", "offered"),
    [
        pytest.param(off(THURSDAY, hours="11:00-12:00"), "09:00 10:00 12:00 13:00", id="hours"),
        pytest.param(off(THURSDAY, hours="11:30-11:31"), "09:00 10:00 12:00 13:00", id="a minute"),
        pytest.param(off(THURSDAY), "", id="a day"),
        pytest.param(off("2026-10-20", "2026-10-25"), "", id="a week"),
        pytest.param(off("2026-10-21", THURSDAY, "16:00-11:00"), "11:00 12:00 13:00", id="an afternoon to noon"),
        pytest.param(off(THURSDAY, "2026-10-23", "12:00-10:00"), "09:00 10:00 11:00", id="from noon on"),
        pytest.param(off(THURSDAY, hours="12:00-00:00"), "09:00 10:00 11:00", id="until midnight"),
        pytest.param(off("2026-10-21"), "09:00 10:00 11:00 12:00 13:00", id="the day before"),
    ],
)  # fmt: skip
def test_time_off_closes_its_hours_or_days(absence, offered: str) -> None:
    assert PRACTICE.but(time_off=[absence]).shown(THURSDAY) == offered


def test_a_public_holiday_closes_the_day() -> None:
    assert PRACTICE.but(holidays=[Holiday(date(2026, 10, 22))]).shown(THURSDAY) == ""


def test_a_holiday_of_one_place_closes_that_centre_only() -> None:
    worked = [*hours("09:00-11:00", weekday=3), *hours("11:00-13:00", weekday=3, centre_id="sants")]
    practice = PRACTICE.but(hours=worked, holidays=[Holiday(date(2026, 10, 22), "gracia")])
    assert practice.shown(THURSDAY) == "11:00 12:00"


# notice and horizon  AV-1


def test_nothing_is_offered_inside_the_minimum_notice() -> None:
    practice = PRACTICE.but(now=PRACTICE.at("2026-10-21 23:00"), policy=policy(notice=timedelta(hours=12)))
    assert practice.shown(THURSDAY) == "11:00 12:00 13:00"
    assert practice.but(now=PRACTICE.at("2026-10-21 23:00:01")).shown(THURSDAY) == "12:00 13:00"


def test_the_notice_is_hours_that_pass_not_hours_on_the_wall() -> None:
    practice = PRACTICE.but(
        zone=ZoneInfo("Europe/Madrid"), now=PRACTICE.at("2026-10-24 23:00"), policy=policy(notice=timedelta(hours=12))
    )
    assert practice.shown("2026-10-25") == "10:00 11:00 12:00 13:00"


def test_the_past_is_never_offered() -> None:
    assert PRACTICE.shown("2026-09-30") == ""
    assert PRACTICE.but(now=PRACTICE.at("2026-10-22 11:30")).shown(THURSDAY) == "12:00 13:00"


def test_the_last_day_of_the_horizon_is_offered_whole_and_the_next_not_at_all() -> None:
    practice = PRACTICE.but(now=PRACTICE.at("2026-10-19 12:00"), policy=policy(horizon=3))
    assert practice.shown(THURSDAY) == "09:00 10:00 11:00 12:00 13:00"
    assert practice.shown("2026-10-23") == ""


def test_the_horizon_counts_from_the_date_on_the_practices_wall() -> None:
    practice = PRACTICE.but(now=datetime(2026, 10, 18, 22, 30, tzinfo=UTC), policy=policy(horizon=3))
    assert practice.shown(THURSDAY) != ""


# the clock on the wall  AV-3


@pytest.mark.parametrize(
    ("zone", "on", "offered"),
    [
        ("Europe/Madrid", "2026-03-29", "01:00 01:30 03:00 03:30"),
        ("Europe/Madrid", "2026-10-25", "01:00 01:30 02:00 02:30 03:00 03:30"),
        ("Atlantic/Canary", "2026-03-29", "02:00 02:30 03:00 03:30"),
        ("Atlantic/Canary", "2026-10-25", "01:00 01:30 02:00 02:30 03:00 03:30"),
        ("America/New_York", "2026-03-08", "01:00 01:30 03:00 03:30"),
        ("Australia/Lord_Howe", "2026-10-04", "01:00 01:30 02:30 03:00 03:30"),
        ("Asia/Kolkata", "2026-03-29", "01:00 01:30 02:00 02:30 03:00 03:30"),
    ],
)
def test_no_start_that_does_not_exist_and_none_twice(zone: str, on: str, offered: str) -> None:
    practice = Practice(
        zone=ZoneInfo(zone),
        now=datetime(2026, 1, 1, tzinfo=UTC),
        hours=every_weekday("01:00-04:00"),
        service=ServiceTimes(minutes(30)),
        policy=policy(30),
    )
    assert practice.shown(on) == offered


def test_half_past_two_of_the_autumn_day_is_the_first_of_the_two() -> None:
    practice = PRACTICE.but(hours=every_weekday("02:30-04:00"))
    first = practice.slots("2026-10-25")[0]
    assert first.starts_at == datetime(2026, 10, 25, 0, 30, tzinfo=UTC)


def test_an_appointment_over_the_spring_change_lasts_as_long_as_ever() -> None:
    slot = PRACTICE.but(hours=every_weekday("01:30-04:00"), now=datetime(2026, 3, 1, tzinfo=UTC)).slots("2026-03-29")[0]
    assert slot.ends_at - slot.starts_at == minutes(60)
    assert f"{slot.ends_at.astimezone(PRACTICE.zone):%H:%M}" == "03:30"


def test_hours_that_the_spring_change_leaves_out_offer_nothing() -> None:
    practice = PRACTICE.but(hours=every_weekday("02:00-03:00"), now=datetime(2026, 3, 1, tzinfo=UTC))
    assert (practice.shown("2026-03-28"), practice.shown("2026-03-29")) == ("02:00", "")


def test_time_off_over_the_autumn_change_covers_both_the_hours_that_the_wall_shows_twice() -> None:
    practice = PRACTICE.but(
        hours=every_weekday("01:00-05:00"), policy=policy(30), time_off=[off("2026-10-25", hours="02:00-02:30")]
    )
    slots = practice.slots("2026-10-25")
    assert f"{slots[1].starts_at:%H:%M}" == "02:00"
    assert practice.shown("2026-10-25") == "01:00 03:00 03:30 04:00"


def test_a_weekly_ten_oclock_stays_at_ten() -> None:
    practice = PRACTICE.but(hours=hours("10:00-11:00", weekday=0), now=datetime(2026, 1, 1, tzinfo=UTC))
    starts = [slot.starts_at for slot in practice.slots("2026-01-01", "2026-12-31")]
    assert len(starts) == 52
    assert {f"{start.astimezone(practice.zone):%a %H:%M}" for start in starts} == {"Mon 10:00"}
    assert {f"{start:%H:%M}" for start in starts} == {"08:00", "09:00"}


def test_the_open_days_are_dates_on_the_practices_wall() -> None:
    practice = Practice(zone=ZoneInfo("Pacific/Auckland"), hours=hours("09:00-10:00", weekday=0))
    assert days_of(practice.slots("2026-10-05", "2026-10-11"), practice.zone) == {date(2026, 10, 5)}


# why a time is closed  AV-9


def test_a_day_is_explained_stretch_by_stretch() -> None:
    practice = PRACTICE.but(
        hours=every_weekday("09:00-14:00 16:00-18:00"),
        busy=[PRACTICE.taken("2026-10-22 10:00", 60, after=15)],
        time_off=[off(THURSDAY, hours="13:00-15:00")],
    )
    assert practice.told(THURSDAY) == [
        "00:00 hours",
        "09:00 open",
        "10:00 appointment",
        "11:00 buffer",
        "11:15 too_short",
        "12:00 open",
        "13:00 time_off",
        "14:00 hours",
        "16:00 open",
        "18:00 hours",
    ]


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"holidays": [Holiday(date(2026, 10, 22))]}, ["00:00 hours", "09:00 holiday", "14:00 hours"]),
        ({"policy": policy(horizon=1)}, ["00:00 hours", "09:00 horizon", "14:00 hours"]),
        (
            {"now": PRACTICE.at("2026-10-22 08:00"), "policy": policy(notice=timedelta(hours=3))},
            ["00:00 hours", "09:00 notice", "11:00 open", "14:00 hours"],
        ),
        (
            {"now": PRACTICE.at("2026-10-22 10:30"), "policy": policy(notice=timedelta(minutes=30))},
            ["00:00 hours", "09:00 past", "10:30 notice", "11:00 open", "14:00 hours"],
        ),
        (
            {"busy": [PRACTICE.taken("2026-10-22 20:00")]},
            ["00:00 hours", "09:00 open", "14:00 hours", "20:00 appointment", "21:00 hours"],
        ),
        ({"hours": []}, ["00:00 hours"]),
    ],
)  # fmt: skip
def test_each_reason_has_its_name(changes: dict[str, object], told: list[str]) -> None:
    assert PRACTICE.but(**changes).told(THURSDAY) == told


def test_the_day_the_clock_changes_is_explained_in_25_hours() -> None:
    stretches = PRACTICE.but(hours=every_weekday("09:00-14:00")).explained("2026-10-25")
    assert stretches[-1].ends_at - stretches[0].starts_at == timedelta(hours=25)
