"""Many at the same time, on a real database with real threads: one wins, the others read why (AV-4, WL-3, UX-5)."""

import os
from collections import Counter
from collections.abc import Callable, Sequence
from datetime import timedelta
from threading import Barrier, Thread

import pytest
import sqlalchemy as sa

from models.columns import new_id
from models.tables import ActivityEntry, Appointment, Patient, SlotRequest
from models.vocabulary import CANCELLED, Action, PatientId, RequestStatus
from portal_app.domain.problems import AppointmentsOverlap, Problem
from portal_app.domain.refs import NOWHERE, PatientRef
from portal_app.services import activity, appointments, slot_requests
from portal_app.services.transaction import read, write
from tests.builders import Cast, at, on, slot_request

LONG = os.environ.get("ESPAI_TEST_LONG") == "1"
MANY = 500 if LONG else 50
TEN = at("2026-10-22 10:00")


def at_once(*doings: Callable[[], object]) -> Sequence[object]:
    """Do all of these in threads that start together; what each gave, or the problem it met."""
    outcomes: list[object] = [None] * len(doings)
    start = Barrier(len(doings))

    def run(number: int, doing: Callable[[], object]) -> None:
        start.wait()
        try:
            outcomes[number] = doing()
        except Problem as problem:
            outcomes[number] = problem

    threads = [Thread(target=run, args=one) for one in enumerate(doings)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return outcomes


def patients(cast: Cast, number: int) -> list[PatientRef]:
    """So many more patients of Marta's."""
    rows = [
        Patient(
            practice_id=cast.practice_id,
            name=f"Patient {position}",
            given_name="Patient",
            therapist_id=cast.marta.staff_id,
            service_id=cast.individual,
            centre_id=cast.gracia,
            since=on("2026-01-01"),
            created_at=at("2026-01-01 09:00"),
        )
        for position in range(number)
    ]
    with write() as db:
        db.add_all(rows)
    return [PatientRef(cast.practice_id, PatientId(row.id)) for row in rows]


def statuses(*request_ids: str) -> Counter[RequestStatus]:
    with read() as db:
        rows = db.scalars(sa.select(SlotRequest.status).where(SlotRequest.id.in_(request_ids)))
        return Counter(rows)


def appointment_count() -> int:
    with read() as db:
        return db.execute(sa.select(sa.func.count()).select_from(Appointment)).scalar_one()


def contradictions(cast: Cast) -> int:
    """Requests that wait although an appointment is there, and appointments that overlap: there must be none."""
    one, other = sa.orm.aliased(Appointment), sa.orm.aliased(Appointment)
    overlaps = sa.and_(
        one.therapist_id == other.therapist_id,
        one.id < other.id,
        one.starts_at < other.ends_at,
        other.starts_at < one.ends_at,
        one.status.not_in(CANCELLED),
        other.status.not_in(CANCELLED),
    )
    waiting = sa.and_(
        SlotRequest.therapist_id == one.therapist_id,
        SlotRequest.status == RequestStatus.PENDING,
        SlotRequest.starts_at < one.ends_at,
        one.starts_at < SlotRequest.ends_at,
        one.status.not_in(CANCELLED),
    )
    with read() as db:
        assert activity.first_broken(db, cast.practice_id) is None
        return db.execute(
            sa.select(
                sa.select(sa.func.count()).select_from(sa.join(one, other, overlaps)).scalar_subquery()
                + sa.select(sa.func.count()).select_from(sa.join(SlotRequest, one, waiting)).scalar_subquery()
            )
        ).scalar_one()


@pytest.mark.timeout(600)
@pytest.mark.parametrize("attempt", range(20 if LONG else 1))
def test_acceptances_of_overlapping_requests_at_once_make_one_appointment(
    cast: Cast, attempt: int
) -> None:  # WL-3, AV-4
    del attempt
    requests = [
        slot_request(cast, patient, TEN + timedelta(minutes=number % 5 * 10), therapist=cast.marta)
        for number, patient in enumerate(patients(cast, MANY))
    ]
    staff = [cast.marta, cast.ruth, cast.olga, cast.ruth, cast.olga] * (MANY // 5)
    accepts = [
        lambda request_id=request_id, staff=staff: slot_requests.accept(staff, request_id, origin=NOWHERE)
        for request_id, staff in zip(requests, staff, strict=True)
    ]
    outcomes = at_once(*accepts)
    (won,) = [outcome for outcome in outcomes if isinstance(outcome, slot_requests.Accepted)]
    lost = [outcome for outcome in outcomes if isinstance(outcome, Problem)]
    assert Counter(problem.code for problem in lost) == {"request_not_pending": MANY - 1}
    assert won.rejected == MANY - 1
    assert statuses(*requests) == {RequestStatus.ACCEPTED: 1, RequestStatus.REJECTED: MANY - 1}
    assert (appointment_count(), contradictions(cast)) == (1, 0)
    with read() as db:
        told = db.scalars(
            sa.select(ActivityEntry.patient_id).where(ActivityEntry.action == Action.REQUEST_REJECTED)
        ).all()
    assert len(told) == len(set(told)) == MANY - 1, "each of the others is told, once"


def test_taps_at_the_same_instant_ask_once(cast: Cast) -> None:  # UX-5
    tap = {"centre_id": cast.gracia, "message": "", "key": "tap", "origin": NOWHERE}
    outcomes = at_once(*[lambda: slot_requests.ask(cast.ana, TEN, **tap)] * 8)
    assert len(set(outcomes)) == 1
    assert statuses(str(outcomes[0])) == {RequestStatus.PENDING: 1}


def test_two_pages_of_one_patient_ask_for_the_same_slot_once(cast: Cast) -> None:  # CA-3
    def ask() -> object:
        return slot_requests.ask(cast.ana, TEN, centre_id=cast.gracia, message="", key=new_id(), origin=NOWHERE)

    outcomes = at_once(*[ask] * 6)
    assert Counter(one.code for one in outcomes if isinstance(one, Problem)) == {"already_asked": 5}


@pytest.mark.parametrize("attempt", range(5))
def test_asking_while_another_is_accepted_never_leaves_a_wish_over_an_appointment(cast: Cast, attempt: int) -> None:
    wanted = slot_request(cast, cast.biel, TEN)
    asks = [
        lambda patient=patient: slot_requests.ask(
            patient, TEN, centre_id=cast.gracia, message="", key=new_id(), origin=NOWHERE
        )
        for patient in patients(cast, 4)
    ]
    outcomes = at_once(*asks[:2], lambda: slot_requests.accept(cast.marta, wanted, origin=NOWHERE), *asks[2:])
    assert isinstance(outcomes[2], slot_requests.Accepted)
    assert {one.code for one in outcomes if isinstance(one, Problem)} <= {"slot_taken"}
    assert contradictions(cast) == 0


@pytest.mark.parametrize("attempt", range(5))
def test_a_request_taken_back_while_it_is_accepted_is_one_or_the_other(cast: Cast, attempt: int) -> None:  # CA-4
    wanted = slot_request(cast, cast.ana, TEN)
    taken_back, accepted = at_once(
        lambda: slot_requests.cancel(cast.ana, wanted, origin=NOWHERE),
        lambda: slot_requests.accept(cast.marta, wanted, origin=NOWHERE),
    )
    if isinstance(accepted, slot_requests.Accepted):
        assert isinstance(taken_back, Problem)
        assert (statuses(wanted), appointment_count()) == ({RequestStatus.ACCEPTED: 1}, 1)
    else:
        assert (statuses(wanted), appointment_count()) == ({RequestStatus.CANCELLED: 1}, 0)


def test_twenty_appointments_made_at_once_for_one_hour_are_one(cast: Cast) -> None:  # AV-4
    creates = [
        lambda patient=patient: appointments.create(
            cast.ruth,
            patient.patient_id,
            therapist_id=cast.marta.staff_id,
            service_id=cast.individual,
            centre_id=cast.gracia,
            starts_at=TEN,
            origin=NOWHERE,
        )
        for patient in patients(cast, 20)
    ]
    outcomes = at_once(*creates)
    assert sum(isinstance(outcome, AppointmentsOverlap) for outcome in outcomes) == 19
    assert (appointment_count(), contradictions(cast)) == (1, 0)


def test_an_acceptance_undone_while_another_is_made_contradicts_nothing(cast: Cast) -> None:  # WL-4
    first, second = slot_request(cast, cast.ana, TEN), slot_request(cast, cast.biel, TEN)
    accepted = slot_requests.accept(cast.marta, first, origin=NOWHERE)
    at_once(
        lambda: slot_requests.undo_accept(cast.marta, accepted.appointment_id, origin=NOWHERE),
        lambda: slot_requests.accept(cast.ruth, second, origin=NOWHERE),
    )
    assert contradictions(cast) == 0
    assert statuses(first, second) in (
        Counter({RequestStatus.PENDING: 2}),
        Counter({RequestStatus.REJECTED: 1, RequestStatus.ACCEPTED: 1}),
    )
