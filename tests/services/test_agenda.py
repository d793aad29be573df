"""AG-1, WL-1, WL-2, ID-8: the agendas as staff see them."""

from datetime import time, timedelta
from typing import Any

import pytest
from sqlalchemy import event

from models.practice import Holiday
from models.vocabulary import AppointmentStatus
from portal_app import clock
from portal_app.domain.problems import NotYours
from portal_app.domain.refs import StaffRef
from portal_app.domain.time_ranges import TimeRange
from portal_app.services import agenda, inbox, transaction
from portal_app.services.agenda import Diary, View
from portal_app.services.agenda_blocks import BlockKind
from portal_app.services.transaction import Database
from tests.builders import Cast, appointment, at, on, pack, slot_request, time_off
from tests.conftest import StandingClock
from tests.services.queries import plan


def week_of(staff: StaffRef, day: str | None = None) -> Diary:
    """The one agenda that a week shows."""
    (diary,) = agenda.look(staff, View.WEEK, on(day) if day else None).diaries
    return diary


def test_a_week_shows_the_appointments_that_hold_time_and_no_cancelled_one(cast: Cast) -> None:
    kept = appointment(cast, cast.ana, "2026-10-20 10:00")
    appointment(cast, cast.biel, "2026-10-20 12:00", status=AppointmentStatus.CANCELLED_BY_PATIENT)
    appointment(cast, cast.ana, "2026-10-27 10:00")
    assert agenda.look(cast.marta).first_on == on("2026-10-19")
    assert [(one.appointment_id, one.patient) for one in week_of(cast.marta).appointments] == [(kept, "Ana Ribas Font")]


def test_an_appointment_over_the_change_of_the_clock_is_in_one_week_only(cast: Cast) -> None:  # AV-3
    appointment(cast, cast.ana, "2026-10-25 23:30", length=timedelta(minutes=30))
    assert len(week_of(cast.marta, "2026-10-25").appointments) == 1
    assert week_of(cast.marta, "2026-10-26").appointments == ()


def test_patients_who_want_overlapping_times_make_one_group_longest_wait_first(cast: Cast) -> None:  # WL-2
    slot_request(cast, cast.ana, "2026-10-23 10:30", created_at=at("2026-10-18 09:00"))
    slot_request(cast, cast.biel, "2026-10-23 10:00", message="Any time.", created_at=at("2026-10-17 09:00"))
    (group,) = week_of(cast.marta).groups
    assert (group.starts_at, group.ends_at) == (at("2026-10-23 10:00"), at("2026-10-23 11:20"))
    assert group.count == 2
    assert [(one.name, one.message) for one in group.interested] == [
        ("Biel Costa Vila", "Any time."),
        ("Ana Ribas Font", ""),
    ]


def test_a_request_is_shown_to_staff_once_its_ten_seconds_are_over(cast: Cast) -> None:  # CA-10
    slot_request(cast, cast.ana, "2026-10-23 10:00", created_at=clock.now() + timedelta(seconds=10))
    assert week_of(cast.marta).groups == ()


def test_the_picker_knows_what_is_left_of_the_pack_and_the_last_session(cast: Cast) -> None:  # WL-3
    appointment(cast, cast.ana, "2026-10-12 10:00", status=AppointmentStatus.ATTENDED, pack_id=cast.ana_pack)
    slot_request(cast, cast.ana, "2026-10-23 10:00")
    slot_request(cast, cast.biel, "2026-10-23 10:00")
    (group,) = week_of(cast.marta).groups
    known = {one.name: (one.pack_left, one.last_session_at) for one in group.interested}
    assert known == {"Ana Ribas Font": (9, at("2026-10-12 10:00")), "Biel Costa Vila": (None, None)}


def test_blocks_are_the_absences_of_that_week_recurring_ones_day_by_day(cast: Cast) -> None:  # AV-2
    time_off(cast, "2026-10-05", therapist=cast.marta, hours=(time(13), time(14)), rrule="FREQ=WEEKLY;BYDAY=TU")
    time_off(cast, "2026-10-16", "2026-10-19")
    blocks = week_of(cast.marta).blocks
    assert [(block.starts_at, block.ends_at) for block in blocks] == [
        (at("2026-10-19 00:00"), at("2026-10-20 00:00")),
        (at("2026-10-20 13:00"), at("2026-10-20 14:00")),
    ]


def test_a_holiday_takes_the_day_and_keeps_its_name(cast: Cast) -> None:  # AV-2
    with transaction.write() as db:
        db.add(Holiday(practice_id=cast.practice_id, on=on("2026-10-21"), name="Festa major"))
    week = week_of(cast.marta)
    assert [(block.title, block.kind) for block in week.blocks] == [("Festa major", BlockKind.HOLIDAY)]
    assert TimeRange(at("2026-10-20 09:00"), at("2026-10-20 14:00")) in week.worked
    assert not any(part.overlaps(TimeRange(at("2026-10-21 00:00"), at("2026-10-22 00:00"))) for part in week.worked)


def test_a_therapist_sees_the_own_agenda_and_no_other(cast: Cast) -> None:  # ID-8
    assert [one.name for one in agenda.look(cast.marta).therapists] == ["Marta Soler Puig"]
    with pytest.raises(NotYours):
        agenda.look(cast.marta, therapist_ids=[cast.jordi.staff_id])


@pytest.mark.parametrize("who", ["ruth", "olga"])
def test_reception_and_admin_see_every_agenda(cast: Cast, who: str) -> None:  # ID-8
    staff: StaffRef = getattr(cast, who)
    read = agenda.look(staff, therapist_ids=[cast.marta.staff_id])
    assert [(one.therapist.name, one.may_decide) for one in read.diaries] == [("Marta Soler Puig", True)]
    assert len(read.therapists) == 2


def test_a_therapist_who_sees_all_reads_a_colleagues_agenda_and_does_not_decide(cast: Cast) -> None:  # AG-4
    everyone = StaffRef(cast.practice_id, cast.marta.staff_id, cast.marta.role, sees_all=True)
    (colleague,) = agenda.look(everyone, therapist_ids=[cast.jordi.staff_id]).diaries
    assert not colleague.may_decide
    assert week_of(everyone).may_decide


@pytest.mark.parametrize("view", list(View))
def test_the_number_of_queries_does_not_grow_with_the_agenda(cast: Cast, database: Database, view: View) -> None:
    def queries(*therapists: StaffRef) -> int:
        counted: list[str] = []

        def count(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
            counted.append(statement)

        event.listen(database.engine, "before_cursor_execute", count)
        agenda.look(cast.ruth, view, on("2026-10-22"), therapist_ids=[one.staff_id for one in therapists])
        event.remove(database.engine, "before_cursor_execute", count)
        return len(counted)

    empty = queries(cast.marta)
    for hour in range(9, 13):
        appointment(cast, cast.ana, f"2026-10-20 {hour:02}:00")
        slot_request(cast, cast.ana, f"2026-10-22 {hour:02}:00")
        slot_request(cast, cast.biel, f"2026-10-22 {hour:02}:00")
        slot_request(cast, cast.clara, f"2026-10-22 {hour:02}:00")
    pack(cast.biel)
    assert queries(cast.marta, cast.jordi) == empty


@pytest.mark.only("sqlite")  # It reads SQLite's plan of each query.
def test_every_look_finds_its_rows_by_an_index(cast: Cast, database: Database) -> None:
    heard: list[tuple[str, Any]] = []

    def hear(_connection: object, _cursor: object, statement: str, parameters: Any, *_rest: object) -> None:
        heard.append((statement, parameters))

    event.listen(database.engine, "before_cursor_execute", hear)
    for view in View:
        agenda.look(cast.ruth, view)
    event.remove(database.engine, "before_cursor_execute", hear)
    with transaction.read() as db:
        asked = [one for one in heard if one[0].startswith("SELECT")]
        steps = [step for statement, given in asked for step in plan(db, statement, given)]
    growing = ("appointment", "slot_request", "patient", "session_pack")
    assert any("appointment USING INDEX" in step for step in steps)
    assert [step for step in steps for table in growing if step.startswith(f"SCAN {table}")] == []


def test_a_day_has_several_side_by_side_and_a_week_the_first_alone(cast: Cast) -> None:  # AG-1
    appointment(cast, cast.ana, "2026-10-20 10:00")
    appointment(cast, cast.clara, "2026-10-20 10:00")
    slot_request(cast, cast.clara, "2026-10-21 12:00")
    both = [cast.marta.staff_id, cast.jordi.staff_id]

    def seen(view: View) -> list[tuple[str, list[str], int]]:
        read = agenda.look(cast.ruth, view, on("2026-10-20"), therapist_ids=both)
        return [
            (one.therapist.name.split()[0], [held.patient for held in one.appointments], len(one.groups))
            for one in read.diaries
        ]

    assert seen(View.DAY) == [("Jordi", ["Clara Stone"], 1), ("Marta", ["Ana Ribas Font"], 0)]
    assert seen(View.WEEK) == [("Jordi", ["Clara Stone"], 1)]
    assert [one.therapist.name for one in agenda.look(cast.ruth, View.DAY).diaries] == [
        "Jordi Vidal Roca",
        "Marta Soler Puig",
    ]
    assert [one.therapist.name for one in agenda.look(cast.marta, View.DAY).diaries] == ["Marta Soler Puig"]


def test_one_of_several_out_of_reach_hides_them_all(cast: Cast) -> None:  # ID-8
    with pytest.raises(NotYours):
        agenda.look(cast.marta, View.DAY, therapist_ids=[cast.marta.staff_id, cast.jordi.staff_id])


def test_a_month_is_read_with_the_whole_of_its_weeks(cast: Cast) -> None:
    kept = [appointment(cast, cast.ana, f"{day} 10:00") for day in ("2026-09-28", "2026-10-31", "2026-11-01")]
    appointment(cast, cast.ana, "2026-11-02 10:00")
    read = agenda.look(cast.marta, View.MONTH, on("2026-10-14"))
    assert (read.first_on, read.last_on) == (on("2026-09-28"), on("2026-11-01"))
    assert [one.appointment_id for one in read.diaries[0].appointments] == kept


def test_the_inbox_has_groups_first_then_the_longest_wait(cast: Cast) -> None:  # AG-4, WL-5
    slot_request(cast, cast.ana, "2026-10-26 10:00", created_at=at("2026-10-10 09:00"))
    slot_request(cast, cast.ana, "2026-10-27 10:00", created_at=at("2026-10-09 09:00"))
    slot_request(cast, cast.ana, "2026-10-28 10:00", created_at=at("2026-10-18 09:00"))
    slot_request(cast, cast.biel, "2026-10-28 10:00", created_at=at("2026-10-18 10:00"))
    slot_request(cast, cast.clara, "2026-10-28 10:00", created_at=at("2026-10-01 10:00"))
    assert [group.starts_at.day for group in inbox.inbox(cast.marta).groups] == [28, 27, 26]
    assert len(inbox.inbox(cast.ruth).groups) == 4


def test_on_a_free_weekend_the_agenda_opens_on_the_coming_week(cast: Cast, standing_clock: StandingClock) -> None:
    standing_clock.move_to(at("2026-10-24 11:00"))
    assert agenda.look(cast.marta).first_on == on("2026-10-26")
    assert agenda.look(cast.marta, View.DAY).on == on("2026-10-24")
    assert agenda.look(cast.marta, View.WEEK, on("2026-10-24")).first_on == on("2026-10-19")
    appointment(cast, cast.ana, "2026-10-24 12:00")
    assert agenda.look(cast.marta).first_on == on("2026-10-19")
