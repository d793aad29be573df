"""What a patient's calendar reads: only their own, at this moment, in a fixed number of queries."""

from datetime import time

import pytest
import sqlalchemy as sa

from models.vocabulary import AppointmentStatus, RequestStatus
from portal_app.domain.calendar_days import DayState
from portal_app.services import calendar, own_record
from portal_app.services.transaction import Database, write
from tests.builders import Cast, appointment, at, on, pack, slot_request, time_off


def states(home: calendar.Home, day: str) -> tuple[DayState, ...]:
    return next(one.states for one in home.days if one.on == on(day))


def test_the_months_before_this_one_and_three_after_it_are_there_whole(cast: Cast) -> None:
    home = calendar.home(cast.ana)
    assert (home.days[0].on, home.days[-1].on) == (on("2026-09-01"), on("2027-01-31"))


def test_the_three_states_and_the_open_days_are_told_apart(cast: Cast) -> None:  # CA-1
    appointment(cast, cast.ana, "2026-10-08 17:00", status=AppointmentStatus.ATTENDED)
    appointment(cast, cast.ana, "2026-10-22 17:00")
    slot_request(cast, cast.ana, "2026-10-28 09:00")
    home = calendar.home(cast.ana)
    assert states(home, "2026-10-08") == (DayState.PAST,)
    assert states(home, "2026-10-22") == (DayState.CONFIRMED, DayState.OPEN)
    assert states(home, "2026-10-28") == (DayState.PENDING, DayState.OPEN)
    assert states(home, "2026-10-24") == ()


def test_a_cancelled_session_leaves_no_mark(cast: Cast) -> None:
    appointment(cast, cast.ana, "2026-10-22 17:00", status=AppointmentStatus.CANCELLED_BY_PRACTICE)
    home = calendar.home(cast.ana)
    assert home.next is None
    assert states(home, "2026-10-22") == (DayState.OPEN,)


def test_the_next_session_is_found_beyond_the_months_shown(cast: Cast) -> None:  # CA-5
    far = appointment(cast, cast.ana, "2027-05-06 17:00")
    following = calendar.home(cast.ana).next
    assert following is not None
    assert following.appointment_id == far


def test_a_session_under_way_is_still_the_next_one(cast: Cast) -> None:
    appointment(cast, cast.ana, "2026-10-19 08:30")
    assert calendar.home(cast.ana).next is not None


def test_nothing_of_another_patient_is_read(cast: Cast) -> None:  # ID-7
    appointment(cast, cast.biel, "2026-10-22 17:00")
    slot_request(cast, cast.biel, "2026-10-22 10:00", message="Biel's own words")
    home, day = calendar.home(cast.ana), calendar.day(cast.ana, on("2026-10-22"))
    assert (home.next, home.pending, home.appointments) == (None, [], [])
    assert (day.appointments, day.requests) == ([], [])
    assert calendar.requests(cast.ana).pending == []


def test_a_day_offers_what_is_free_and_not_what_another_asked_for_only(cast: Cast) -> None:  # CA-2, WL-1
    appointment(cast, cast.biel, "2026-10-22 10:00")
    slot_request(cast, cast.biel, "2026-10-22 12:00")
    starts = {slot.starts_at for slot in calendar.day(cast.ana, on("2026-10-22")).slots}
    assert at("2026-10-22 10:00") not in starts
    assert at("2026-10-22 12:00") in starts


def test_a_day_does_not_offer_what_meets_ones_own_session_elsewhere(cast: Cast) -> None:  # CA-3
    appointment(cast, cast.ana, "2026-10-22 10:00", therapist=cast.jordi)
    starts = {slot.starts_at for slot in calendar.day(cast.ana, on("2026-10-22")).slots}
    assert at("2026-10-22 10:00") not in starts
    assert at("2026-10-22 11:00") in starts


def test_a_full_day_names_the_next_open_one(cast: Cast) -> None:  # AV-9
    time_off(cast, "2026-10-22", "2026-10-25", therapist=cast.marta)
    day = calendar.day(cast.ana, on("2026-10-22"))
    assert day.slots == []
    assert day.next_open_on == on("2026-10-26")


def test_the_next_open_day_is_one_on_which_the_patient_is_nowhere_else(cast: Cast) -> None:  # AV-9
    time_off(cast, "2026-10-22", "2026-10-25", therapist=cast.marta)
    time_off(cast, "2026-10-26", therapist=cast.marta, hours=(time(10), time(20)))
    for starts in ("09:00", "09:50"):
        appointment(cast, cast.ana, f"2026-10-26 {starts}", therapist=cast.jordi)
    assert calendar.day(cast.ana, on("2026-10-22")).next_open_on == on("2026-10-27")
    assert calendar.day(cast.biel, on("2026-10-22")).next_open_on == on("2026-10-26")


def test_who_may_not_ask_sees_no_open_times(cast: Cast) -> None:  # AV-6
    with write() as db:
        db.execute(sa.text("UPDATE practice SET who_may_ask = 'nobody'"))
    day = calendar.day(cast.ana, on("2026-10-22"))
    assert (day.slots, day.asking_is_open, day.next_open_on) == ([], False, None)
    home = calendar.home(cast.ana)
    assert states(home, "2026-10-22") == ()
    assert not home.asking_is_open


def test_a_first_visit_is_known_by_there_being_nothing(cast: Cast) -> None:
    assert calendar.home(cast.ana).is_new
    appointment(cast, cast.ana, "2024-01-10 10:00", status=AppointmentStatus.ATTENDED)
    assert not calendar.home(cast.ana).is_new


def test_a_request_whose_time_has_passed_no_longer_waits(cast: Cast) -> None:  # WL-5
    slot_request(cast, cast.ana, "2026-10-16 10:00")
    page = calendar.requests(cast.ana)
    assert page.pending == []
    assert [one.starts_at for one in page.answered] == [at("2026-10-16 10:00")]
    assert page.portal.pending == 0


def test_a_no_comes_with_the_next_three_openings(cast: Cast) -> None:  # WL-6
    slot_request(cast, cast.ana, "2026-10-22 10:00", status=RequestStatus.REJECTED)
    openings = calendar.requests(cast.ana).openings
    assert len(openings) == 3
    assert openings == sorted(openings, key=lambda slot: slot.starts_at)


def test_a_no_to_a_time_that_has_passed_offers_nothing(cast: Cast) -> None:
    slot_request(cast, cast.ana, "2026-10-15 10:00", status=RequestStatus.REJECTED)
    assert calendar.requests(cast.ana).openings == []


@pytest.mark.parametrize("history", [0, 60])
def test_history_does_not_change_the_number_of_queries(cast: Cast, database: Database, history: int) -> None:
    for week in range(history):
        appointment(
            cast, cast.ana, f"2025-{week % 12 + 1:02}-{week // 12 + 1:02} 10:00", status=AppointmentStatus.ATTENDED
        )
    appointment(cast, cast.ana, "2026-10-22 17:00")
    queries: list[str] = []

    def count(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        queries.append(statement)

    sa.event.listen(database.engine, "before_cursor_execute", count)
    calendar.home(cast.ana)
    sa.event.remove(database.engine, "before_cursor_execute", count)
    assert len([one for one in queries if one.startswith("SELECT")]) == 10


def test_packs_in_use_come_first_and_a_used_up_one_is_finished(cast: Cast) -> None:  # PK-1
    old = pack(cast.ana, total=1, contracted_on="2026-01-10")
    appointment(cast, cast.ana, "2026-02-03 10:00", status=AppointmentStatus.ATTENDED, pack_id=old)
    page = own_record.packs(cast.ana)
    assert [one.pack_id for one in page.current] == [cast.ana_pack]
    assert [one.pack_id for one in page.finished] == [old]
    assert page.finished[0].count.used == 1


def test_a_pack_whose_last_session_is_still_booked_is_in_use(cast: Cast) -> None:
    booked = pack(cast.ana, total=1)
    appointment(cast, cast.ana, "2026-10-22 10:00", pack_id=booked)
    assert booked in [one.pack_id for one in own_record.packs(cast.ana).current]


def test_figures_count_ones_own_sessions(cast: Cast) -> None:  # PK-3
    appointment(cast, cast.ana, "2026-10-08 17:00", status=AppointmentStatus.ATTENDED)
    appointment(cast, cast.ana, "2026-10-22 17:00")
    appointment(cast, cast.biel, "2026-10-09 17:00", status=AppointmentStatus.ATTENDED)
    page = own_record.me(cast.ana)
    assert (page.figures.sessions, page.figures.upcoming) == (1, 1)
    assert page.since == on("2026-03-02")
