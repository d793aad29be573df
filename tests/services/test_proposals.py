"""Other times instead of the one that was asked for: they hold nothing, and are asked again when taken (AG-4)."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
import sqlalchemy as sa
from sqlmodel import col

from models.columns import new_id
from models.tables import ActivityEntry, Appointment, ProposedTime, SlotRequest, StaffMember
from models.vocabulary import Action, ActorKind, RequestStatus
from portal_app import clock
from portal_app.domain.availability import Reason
from portal_app.domain.problems import (
    AppointmentsOverlap,
    BadProposal,
    NeedsOverride,
    NotAllowed,
    NotYours,
    OverlapsOwnAppointment,
    RequestNotPending,
    SlotTaken,
)
from portal_app.domain.refs import NOWHERE, PatientRef, StaffRef
from portal_app.services import calendar, inbox, slot_requests
from portal_app.services.transaction import read, write
from tests.builders import Cast, appointment, at, slot_request, time_off
from tests.conftest import StandingClock

TEN, ELEVEN, FRIDAY = "2026-10-22 10:00", "2026-10-22 11:00", "2026-10-23 12:00"


def propose(staff: StaffRef, request_id: str, *times: str, override: bool = False) -> None:
    starts = [at(one) for one in times]
    slot_requests.propose(staff, request_id, starts, override=override, origin=NOWHERE)


def proposals(request_id: str) -> dict[datetime, str]:
    with read() as db:
        rows = db.execute(
            sa.select(col(ProposedTime.starts_at), col(ProposedTime.id)).where(
                col(ProposedTime.request_id) == request_id
            )
        )
        return {row.starts_at: row.id for row in rows}


def take(patient: PatientRef, request_id: str, starts: str) -> str:
    return slot_requests.accept_proposed(patient, proposals(request_id)[at(starts)], origin=NOWHERE)


def row(request_id: str) -> SlotRequest:
    with read() as db:
        return db.get_one(SlotRequest, request_id)


def offered(patient: PatientRef) -> list[datetime]:
    """What the patient can choose from."""
    return [one.starts_at for request in calendar.requests(patient).proposed for one in request.proposed]


@pytest.fixture
def asked(cast: Cast) -> str:
    """Ana asked for Thursday at ten; Marta proposed an hour later, or Friday."""
    request_id = slot_request(cast, cast.ana, TEN)
    propose(cast.marta, request_id, FRIDAY, ELEVEN)
    return request_id


def test_a_request_answered_with_other_times_waits_for_the_patient(cast: Cast, asked: str) -> None:
    assert row(asked).status is RequestStatus.PROPOSED
    assert inbox.inbox(cast.marta).groups == ()
    assert offered(cast.ana) == [at(ELEVEN), at(FRIDAY)]
    assert offered(cast.biel) == []


@pytest.mark.usefixtures("asked")
def test_a_proposal_takes_no_time_away(cast: Cast) -> None:
    slot_requests.ask(cast.biel, at(ELEVEN), centre_id=cast.gracia, message="", key=new_id(), origin=NOWHERE)


def test_taking_one_makes_the_appointment_and_settles_what_it_overlaps(cast: Cast, asked: str) -> None:  # WL-3
    others = [slot_request(cast, cast.biel, "2026-10-22 11:30"), slot_request(cast, cast.biel, "2026-10-22 12:00")]
    appointment_id = take(cast.ana, asked, ELEVEN)
    with read() as db:
        made = db.get_one(Appointment, appointment_id)
    assert (made.starts_at, made.patient_id) == (at(ELEVEN), cast.ana.patient_id)
    assert (made.created_by_kind, made.created_by) == (ActorKind.STAFF, cast.marta.staff_id)
    assert made.pack_id == cast.ana_pack  # PK-1
    assert [row(one).status for one in others] == [RequestStatus.REJECTED, RequestStatus.PENDING]
    assert (row(asked).status, row(asked).starts_at) == (RequestStatus.ACCEPTED, at(ELEVEN))


def test_those_who_are_settled_by_it_never_learn_which_patient_was_first(cast: Cast, asked: str) -> None:  # WL-6
    slot_request(cast, cast.biel, ELEVEN)
    take(cast.ana, asked, ELEVEN)
    with read() as db:
        entry = db.execute(
            sa.select(col(ActivityEntry.actor_id), col(ActivityEntry.actor_kind)).where(
                col(ActivityEntry.action) == Action.REQUEST_REJECTED
            )
        ).one()
    assert (entry.actor_id, entry.actor_kind) == (cast.marta.staff_id, ActorKind.STAFF)


def test_a_time_that_went_meanwhile_is_neither_shown_nor_taken(cast: Cast, asked: str) -> None:  # AV-4
    appointment(cast, cast.biel, "2026-10-22 11:20")
    assert offered(cast.ana) == [at(FRIDAY)]
    with pytest.raises(SlotTaken):
        take(cast.ana, asked, ELEVEN)
    assert row(asked).status is RequestStatus.PROPOSED
    take(cast.ana, asked, FRIDAY)


def test_when_all_have_gone_it_reads_as_any_other_no(cast: Cast) -> None:  # WL-6
    request_id = slot_request(cast, cast.ana, TEN)
    propose(cast.marta, request_id, ELEVEN)
    appointment(cast, cast.biel, ELEVEN)
    page = calendar.requests(cast.ana)
    assert page.proposed == []
    assert [one.status for one in page.answered] == [RequestStatus.REJECTED]


def test_time_off_that_came_in_between_closes_a_proposed_time(cast: Cast, asked: str) -> None:  # AV-1
    time_off(cast, "2026-10-23", therapist=cast.marta)
    with pytest.raises(SlotTaken):
        take(cast.ana, asked, FRIDAY)


def test_what_staff_knew_when_they_proposed_closes_nothing(cast: Cast) -> None:  # AV-10
    request_id = slot_request(cast, cast.ana, TEN)
    with pytest.raises(NeedsOverride) as question:
        propose(cast.marta, request_id, "2026-10-22 21:00", ELEVEN)
    assert question.value.facts["reasons"] == (Reason.HOURS,)
    propose(cast.marta, request_id, "2026-10-22 21:00", ELEVEN, override=True)
    take(cast.ana, request_id, "2026-10-22 21:00")


def test_a_patient_is_not_put_in_two_places_at_once(cast: Cast, asked: str) -> None:
    appointment(cast, cast.ana, ELEVEN, therapist=cast.jordi)
    with pytest.raises(OverlapsOwnAppointment):
        take(cast.ana, asked, ELEVEN)


def test_nobody_takes_what_was_proposed_to_somebody_else(cast: Cast, asked: str) -> None:  # ID-7
    with pytest.raises(NotYours):
        take(cast.biel, asked, ELEVEN)
    with read() as db:
        traces = db.scalars(
            sa.select(col(ActivityEntry.actor_id)).where(col(ActivityEntry.action) == Action.ACCESS_DENIED)
        ).all()
    assert traces == [cast.biel.patient_id]


def test_it_is_taken_once(cast: Cast, asked: str) -> None:
    take(cast.ana, asked, ELEVEN)
    with pytest.raises(RequestNotPending):
        take(cast.ana, asked, FRIDAY)


def test_a_therapist_who_has_left_keeps_no_offers(cast: Cast, asked: str) -> None:
    with write() as db:
        db.execute(sa.update(StaffMember).where(col(StaffMember.id) == cast.marta.staff_id).values(active=False))
    with pytest.raises(SlotTaken):
        take(cast.ana, asked, ELEVEN)


def test_the_patient_declines_and_may_think_again(cast: Cast, asked: str) -> None:  # CA-10
    slot_requests.cancel(cast.ana, asked, origin=NOWHERE)
    assert (row(asked).status, offered(cast.ana)) == (RequestStatus.CANCELLED, [])
    slot_requests.restore(cast.ana, asked, origin=NOWHERE)
    assert offered(cast.ana) == [at(ELEVEN), at(FRIDAY)]


def test_staff_take_a_proposal_back_and_the_request_waits_as_it_was(cast: Cast, asked: str) -> None:
    assert slot_requests.withdraw(cast.ruth, asked, origin=NOWHERE)
    assert (row(asked).status, row(asked).starts_at, proposals(asked)) == (RequestStatus.PENDING, at(TEN), {})


def test_a_request_whose_own_time_went_is_answered_with_no_when_the_proposal_is_taken_back(
    cast: Cast, asked: str
) -> None:
    appointment(cast, cast.biel, TEN)
    assert not slot_requests.withdraw(cast.marta, asked, origin=NOWHERE)
    assert row(asked).status is RequestStatus.REJECTED


def test_a_proposal_that_was_answered_is_not_taken_back(cast: Cast, asked: str) -> None:
    take(cast.ana, asked, ELEVEN)
    with pytest.raises(RequestNotPending):
        slot_requests.withdraw(cast.marta, asked, origin=NOWHERE)


@pytest.mark.parametrize(
    "times",
    [(), (TEN,), ("2026-10-18 10:00",), (ELEVEN, FRIDAY, "2026-10-23 10:00", "2026-10-23 11:00")],
    ids=["none", "what was asked", "over", "four"],
)
def test_one_to_three_other_times_to_come_can_be_proposed(cast: Cast, times: tuple[str, ...]) -> None:
    request_id = slot_request(cast, cast.ana, TEN)
    with pytest.raises(BadProposal):
        propose(cast.marta, request_id, *times)
    assert row(request_id).status is RequestStatus.PENDING


def test_a_time_that_is_taken_cannot_be_proposed(cast: Cast) -> None:  # AV-4
    appointment(cast, cast.biel, ELEVEN)
    with pytest.raises(AppointmentsOverlap):
        propose(cast.marta, slot_request(cast, cast.ana, TEN), FRIDAY, ELEVEN, override=True)


def test_who_may_accept_may_propose_and_nobody_else(cast: Cast) -> None:  # AG-4
    request_id = slot_request(cast, cast.ana, TEN)
    with pytest.raises(NotYours):
        propose(cast.jordi, request_id, ELEVEN)
    with pytest.raises(NotAllowed):
        propose(replace(cast.jordi, sees_all=True), request_id, ELEVEN)
    propose(cast.ruth, request_id, ELEVEN)


def test_a_proposal_ends_when_its_last_time_has_passed(
    cast: Cast, asked: str, standing_clock: StandingClock
) -> None:  # WL-5
    standing_clock.shift(timedelta(days=3, hours=2))  # Thursday at eleven: Friday is still to come
    assert slot_requests.expire(clock.now()) == 0
    assert offered(cast.ana) == [at(FRIDAY)]
    standing_clock.shift(timedelta(days=1, hours=1))
    assert slot_requests.expire(clock.now()) == 1
    assert row(asked).status is RequestStatus.EXPIRED
