"""What waits for the practice, in which order, and what it is told of besides (AG-4, WL-5, PK-2)."""

from dataclasses import replace
from datetime import timedelta

import pytest
import sqlalchemy as sa

from models.tables import Patient, PatientAccess, SessionPack
from models.vocabulary import AppointmentStatus, PatientId, RequestStatus
from portal_app import clock
from portal_app.domain.problems import NotYours
from portal_app.domain.refs import NOWHERE, PatientRef
from portal_app.services import inbox, practice, slot_requests
from portal_app.services.transaction import Database, write
from tests.builders import Cast, appointment, at, on, pack, slot_request
from tests.conftest import StandingClock

LONG_AGO = at("2026-10-12 09:00")


def test_what_expires_soon_comes_first_then_groups_then_the_longest_wait(cast: Cast) -> None:  # AG-4, WL-5
    recent = slot_request(cast, cast.ana, "2026-10-28 10:00", created_at=at("2026-10-18 09:00"))
    oldest = slot_request(cast, cast.ana, "2026-10-29 10:00", created_at=LONG_AGO)
    of_two = slot_request(cast, cast.ana, "2026-10-30 10:00", created_at=at("2026-10-17 09:00"))
    slot_request(cast, cast.biel, "2026-10-30 10:00", created_at=at("2026-10-18 09:00"))
    tomorrow = slot_request(cast, cast.biel, "2026-10-20 08:00")
    read = inbox.inbox(cast.marta)
    assert [group.interested[0].request_id for group in read.groups] == [tomorrow, of_two, oldest, recent]
    assert read.oldest == LONG_AGO


def test_the_number_counts_decisions_and_those_who_are_shut_out(cast: Cast) -> None:
    """A group is one decision; packs that end, proposals and first entries wait for nobody here."""
    slot_request(cast, cast.ana, "2026-10-30 10:00")
    slot_request(cast, cast.biel, "2026-10-30 10:30")
    proposed = slot_request(cast, cast.biel, "2026-10-28 10:00")
    slot_requests.propose(cast.marta, proposed, [at("2026-10-28 11:00")], origin=NOWHERE)
    with write() as db:
        db.get_one(PatientAccess, cast.biel.patient_id).blocked_at = clock.now()
    assert practice.surroundings(cast.marta).waiting == 2
    assert practice.surroundings(cast.jordi).waiting == 0


def test_a_request_whose_time_passed_is_told_of_for_a_week(cast: Cast, standing_clock: StandingClock) -> None:  # WL-5
    request_id = slot_request(cast, cast.ana, "2026-10-20 10:00")
    standing_clock.shift(timedelta(days=2))
    assert [one.request_id for one in inbox.inbox(cast.marta).unanswered] == [request_id], "before the job comes by"
    slot_requests.expire(clock.now())
    assert [one.phone for one in inbox.inbox(cast.marta).unanswered] == ["+34600000001"]
    standing_clock.shift(timedelta(days=7))
    assert inbox.inbox(cast.marta).unanswered == ()


def test_one_session_left_in_all_is_told(cast: Cast) -> None:  # PK-2
    for day in range(1, 10):
        appointment(cast, cast.ana, f"2026-09-{day:02} 10:00", status=AppointmentStatus.ATTENDED, pack_id=cast.ana_pack)
    assert [(one.patient_id, one.total) for one in inbox.inbox(cast.marta).last_sessions] == [(cast.ana.patient_id, 10)]
    assert inbox.inbox(cast.jordi).last_sessions == ()
    pack(cast.ana, total=5)
    assert inbox.inbox(cast.marta).last_sessions == (), "another pack is there"


def test_an_expired_pack_has_no_last_session(cast: Cast) -> None:  # PK-1
    pack_id = pack(cast.biel, total=1)
    assert len(inbox.inbox(cast.marta).last_sessions) == 1
    with write() as db:
        db.get_one(SessionPack, pack_id).expires_on = on("2026-10-18")
    assert inbox.inbox(cast.marta).last_sessions == ()


def test_it_can_be_narrowed_down_to_a_therapist_by_those_who_see_several(cast: Cast) -> None:
    ours, theirs = slot_request(cast, cast.ana, "2026-10-28 10:00"), slot_request(cast, cast.clara, "2026-10-28 10:00")

    def seen(therapist_id: str | None) -> set[str]:
        groups = inbox.inbox(cast.ruth, therapist_id=therapist_id).groups
        return {one.request_id for group in groups for one in group.interested}

    assert seen(None) == {ours, theirs}
    assert seen(cast.jordi.staff_id) == {theirs}
    assert inbox.inbox(cast.marta, therapist_id=cast.jordi.staff_id).groups[0].therapist_id == cast.marta.staff_id


def test_a_group_is_opened_by_whoever_may_decide_it(cast: Cast) -> None:  # AG-4
    request_id = slot_request(cast, cast.ana, "2026-10-28 10:00")
    for staff in (cast.marta, cast.ruth, cast.olga):
        assert inbox.group_with(staff, request_id)[0].count == 1
    for stranger in (cast.jordi, replace(cast.jordi, sees_all=True)):
        with pytest.raises(NotYours):
            inbox.group_with(stranger, request_id)


def test_a_request_that_waits_no_more_opens_nothing(cast: Cast) -> None:
    request_id = slot_request(cast, cast.ana, "2026-10-28 10:00", status=RequestStatus.CANCELLED)
    with pytest.raises(NotYours):
        inbox.group_with(cast.marta, request_id)


def test_three_hundred_requests_cost_as_many_queries_as_one(cast: Cast, database: Database) -> None:
    asked: list[str] = []
    sa.event.listen(database.engine, "before_cursor_execute", lambda *told: asked.append(told[2]))
    slot_request(cast, cast.ana, "2026-10-22 10:00")
    asked.clear()
    inbox.inbox(cast.ruth)
    for_one = len(asked)
    with write() as db:
        row = db.get_one(Patient, cast.ana.patient_id).model_dump()
        db.add_all(Patient(**{**row, "id": f"patient-{number}"}) for number in range(60))
    for number in range(60):
        who = PatientRef(cast.practice_id, PatientId(f"patient-{number}"))
        for hour in range(9, 14):
            slot_request(cast, who, at(f"2026-10-26 {hour:02}:00") + timedelta(days=number % 3), therapist=cast.marta)
    asked.clear()
    read = inbox.inbox(cast.ruth)
    assert sum(len(group.interested) for group in read.groups) == 301
    assert len(asked) == for_one
