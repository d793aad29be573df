"""What stands against a time that staff want, against an oracle that looks every five minutes (AV-10)."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from portal_app.domain import availability
from portal_app.domain.availability import Reason
from portal_app.domain.time_ranges import TimeRange
from tests.domain.practices import EVERY_HOUR, Practice, every_weekday, minutes, off
from tests.domain.test_availability_oracle import CENTRES, DAY, SLOWLY, TICK, is_off, moments, practices, runs

THURSDAY = "2026-10-22"


def obstacles(practice: Practice, time: TimeRange, *, centre_id: str = "gracia", online: bool = False) -> list[Reason]:
    found = availability.obstacles(
        time,
        zone=practice.zone,
        now=practice.now,
        centre_id=centre_id,
        online=online,
        hours=practice.hours,
        time_off=practice.time_off,
        holidays=practice.holidays,
        busy=practice.busy,
        service=practice.service,
        policy=practice.policy,
    )
    return list(found)


def worked(practice: Practice, on: date, centre_id: str, *, online: bool) -> set[datetime]:
    """The ticks of the day, and of those beside it, at which the centre is worked."""
    known = moments(practice.zone, on).values()
    places = {(period.centre_id, period.online_too) for period in practice.hours}
    return {
        moment.instant
        for place in places
        if place[0] == centre_id or (online and place[1])
        for day in (on - DAY, on, on + DAY)
        for begins, ends in runs(practice, place, day)
        for moment in known
        if begins <= moment.reached < ends
    }


def oracle(practice: Practice, time: TimeRange, on: date, centre_id: str, *, online: bool) -> set[Reason]:
    known = moments(practice.zone, on)
    ticks = [time.starts_at + number * TICK for number in range((time.ends_at - time.starts_at) // TICK)]
    usual = worked(practice.but(holidays=[]), on, centre_id, online=online)
    kept = worked(practice, on, centre_id, online=online)
    service, found = practice.service, set[Reason]()
    if not usual.issuperset(ticks):
        found.add(Reason.HOURS)
    if usual.intersection(ticks) - kept:
        found.add(Reason.HOLIDAY)
    if any(is_off(known[tick], absence) for tick in ticks for absence in practice.time_off):
        found.add(Reason.TIME_OFF)
    for busy in practice.busy:
        begins, ends = time.starts_at - service.before, time.ends_at + service.after
        near = begins < busy.ends_at + busy.after and busy.starts_at - busy.before < ends
        over = time.starts_at < busy.ends_at and busy.starts_at < time.ends_at
        if near and not over:
            found.add(Reason.BUFFER)
    if time.starts_at < practice.now:
        found.add(Reason.PAST)
    elif time.starts_at < practice.now + practice.policy.notice:
        found.add(Reason.NOTICE)
    return found


@SLOWLY
@given(practices(), st.integers(0, 24 * 12), st.integers(1, 24), st.sampled_from(CENTRES), st.booleans())
def test_what_stands_against_a_time_is_what_looking_every_five_minutes_finds(
    drawn: tuple[Practice, date], start: int, length: int, centre_id: str, online: bool
) -> None:  # AV-10
    practice, on = drawn
    midnight = datetime.combine(on, datetime.min.time(), practice.zone).astimezone(ZoneInfo("UTC"))
    time = TimeRange(midnight + start * TICK, midnight + (start + length) * TICK)
    found = obstacles(practice, time, centre_id=centre_id, online=online)
    assert set(found) == oracle(practice, time, on, centre_id, online=online)
    assert found == [reason for reason in Reason if reason in found]


@SLOWLY
@given(practices())
def test_nothing_stands_against_what_is_offered(drawn: tuple[Practice, date]) -> None:
    practice, on = drawn
    for slot in practice.slots(on):
        assert obstacles(practice, TimeRange(slot.starts_at, slot.ends_at), centre_id=slot.centre_id) == []


def test_a_video_call_fits_into_hours_that_may_be_online_too() -> None:  # AV-2
    for online_too, found in ((True, []), (False, [Reason.HOURS])):
        practice = Practice(hours=every_weekday("09:00-14:00", online_too=online_too))
        starts_at = practice.at(f"{THURSDAY} 10:00")
        time = TimeRange(starts_at, starts_at + minutes(50))
        assert obstacles(practice, time, centre_id="online", online=True) == found


def test_neither_the_grid_nor_the_horizon_binds_staff() -> None:  # AV-10
    practice = Practice(policy=EVERY_HOUR, time_off=[off("2026-10-23")])
    starts_at = practice.at("2036-10-22 10:07")
    assert obstacles(practice, TimeRange(starts_at, starts_at + minutes(50))) == []
