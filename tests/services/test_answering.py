"""Yes and no to requests, and taking a yes back, on a real database (WL-3 to WL-5, AG-4)."""

from datetime import timedelta

import pytest

from models.tables import Appointment, SlotRequest
from models.vocabulary import Action, AppointmentStatus, RequestStatus, Role
from portal_app import clock
from portal_app.domain.problems import (
    AppointmentsOverlap,
    NotAllowed,
    NotYours,
    OverlapsOwnAppointment,
    RequestNotPending,
    UndoTooLate,
)
from portal_app.domain.refs import NOWHERE, StaffRef
from portal_app.services import appointments, slot_requests, transaction
from portal_app.services.transaction import Change, read
from tests.builders import Cast, appointment, at, slot_request, the_cast
from tests.conftest import StandingClock
from tests.services.asking import THURSDAY, accept, ask, count, status_of, told


def test_accepting_one_request_rejects_those_it_overlaps(cast: Cast) -> None:  # WL-3
    wanted = ask(cast, cast.ana)
    overlapping = [
        ask(cast, cast.biel),
        ask(cast, cast.biel, "2026-10-22 10:30"),
        ask(cast, cast.ana, "2026-10-22 09:30"),
    ]
    apart = [ask(cast, cast.biel, "2026-10-22 11:00"), slot_request(cast, cast.clara, THURSDAY)]
    accepted = accept(cast.marta, wanted)
    assert accepted.rejected == 3
    assert status_of(wanted) is RequestStatus.ACCEPTED
    assert {status_of(one) for one in overlapping} == {RequestStatus.REJECTED}
    assert {status_of(one) for one in apart} == {RequestStatus.PENDING}
    with read() as db:
        made = db.get_one(Appointment, accepted.appointment_id)
    assert (made.patient_id, made.starts_at, made.ends_at) == (
        cast.ana.patient_id,
        at(THURSDAY),
        at("2026-10-22 10:50"),
    )
    assert made.status is AppointmentStatus.CONFIRMED
    assert len(told(Action.REQUEST_REJECTED)) == 3
    assert told(Action.REQUEST_ACCEPTED) == [(cast.marta.staff_id, cast.ana.patient_id)]


def test_a_request_that_only_touches_the_appointment_goes_on_waiting(cast: Cast) -> None:
    touching = slot_request(cast, cast.biel, "2026-10-22 10:50")
    accept(cast.marta, ask(cast, cast.ana))
    assert status_of(touching) is RequestStatus.PENDING


def test_accepting_books_a_session_of_the_pack(cast: Cast) -> None:  # PK-1
    with read() as db:
        made = db.get_one(Appointment, accept(cast.marta, slot_request(cast, cast.ana, THURSDAY)).appointment_id)
    assert made.pack_id == cast.ana_pack


@pytest.mark.parametrize("who", ["marta", "ruth", "olga"])
def test_the_therapist_asked_any_scheduler_and_an_admin_may_accept(cast: Cast, who: str) -> None:  # AG-4
    accept(getattr(cast, who), ask(cast, cast.ana))


def test_another_therapist_may_not_accept_and_sees_nothing_there(cast: Cast) -> None:  # AG-4
    request_id = ask(cast, cast.ana)
    with pytest.raises(NotYours):
        accept(cast.jordi, request_id)
    with pytest.raises(NotAllowed):
        accept(StaffRef(cast.practice_id, cast.jordi.staff_id, Role.THERAPIST, sees_all=True), request_id)
    assert status_of(request_id) is RequestStatus.PENDING
    assert told(Action.ACCESS_DENIED) == [(cast.jordi.staff_id, None)] * 2


def test_a_neighbouring_practice_cannot_accept(cast: Cast) -> None:  # PR-5
    neighbour = the_cast(slug="lluna")
    request_id = ask(cast, cast.ana)
    with pytest.raises(NotYours):
        accept(neighbour.olga, request_id)


@pytest.mark.parametrize("status", [one for one in RequestStatus if one is not RequestStatus.PENDING])
def test_only_a_request_that_waits_is_accepted(cast: Cast, status: RequestStatus) -> None:
    request_id = slot_request(cast, cast.ana, THURSDAY, status=status)
    with pytest.raises(RequestNotPending):
        accept(cast.marta, request_id)


def test_a_request_whose_time_has_passed_is_not_accepted(cast: Cast, standing_clock: StandingClock) -> None:  # WL-5
    request_id = ask(cast, cast.ana)
    standing_clock.move_to(at(THURSDAY))
    with pytest.raises(RequestNotPending):
        accept(cast.marta, request_id)


def test_a_request_over_an_appointment_is_not_accepted_and_nothing_changes(cast: Cast) -> None:  # AV-4
    request_id = slot_request(cast, cast.ana, THURSDAY)
    appointment(cast, cast.biel, "2026-10-22 10:30")
    with pytest.raises(AppointmentsOverlap):
        accept(cast.marta, request_id)
    assert status_of(request_id) is RequestStatus.PENDING
    assert told(Action.REQUEST_ACCEPTED) == []


def test_a_patient_is_not_put_in_two_places_at_once(cast: Cast) -> None:
    request_id = slot_request(cast, cast.ana, THURSDAY)
    appointment(cast, cast.ana, "2026-10-22 10:30", therapist=cast.jordi)
    with pytest.raises(OverlapsOwnAppointment):
        accept(cast.marta, request_id)


def test_everybody_concerned_is_told_of_an_acceptance(cast: Cast) -> None:  # CA-8
    heard: list[Change] = []
    transaction.listen(heard.append)
    accepted = slot_request(cast, cast.ana, THURSDAY)
    lost = slot_request(cast, cast.clara, THURSDAY, therapist=cast.marta)
    accept(cast.marta, accepted)
    assert status_of(lost) is RequestStatus.REJECTED
    told_to = set().union(*(change.patients for change in heard))
    assert {cast.ana.patient_id, cast.biel.patient_id, cast.clara.patient_id} == told_to


def test_undo_takes_the_appointment_back_and_the_requests_wait_again(cast: Cast) -> None:  # WL-4
    wanted, lost = ask(cast, cast.ana), ask(cast, cast.biel)
    accepted = accept(cast.marta, wanted)
    slot_requests.undo_accept(cast.ruth, accepted.appointment_id, origin=NOWHERE)
    assert (status_of(wanted), status_of(lost)) == (RequestStatus.PENDING, RequestStatus.PENDING)
    assert count(Appointment) == 0
    assert told(Action.ACCEPTANCE_UNDONE) == [(cast.ruth.staff_id, cast.ana.patient_id)]
    accept(cast.marta, lost)


def test_undo_wakes_only_what_that_acceptance_settled(cast: Cast) -> None:  # WL-4
    said_no = ask(cast, cast.biel)
    slot_requests.reject(cast.marta, [said_no], origin=NOWHERE)
    accepted = accept(cast.marta, ask(cast, cast.ana))
    slot_requests.undo_accept(cast.marta, accepted.appointment_id, origin=NOWHERE)
    assert status_of(said_no) is RequestStatus.REJECTED


def test_after_ten_seconds_an_acceptance_stands(cast: Cast, standing_clock: StandingClock) -> None:  # WL-4
    accepted = accept(cast.marta, ask(cast, cast.ana))
    standing_clock.shift(timedelta(seconds=10, microseconds=1))
    with pytest.raises(UndoTooLate):
        slot_requests.undo_accept(cast.marta, accepted.appointment_id, origin=NOWHERE)
    assert count(Appointment) == 1


def test_an_acceptance_that_was_changed_since_stands(cast: Cast) -> None:
    accepted = accept(cast.marta, ask(cast, cast.ana))
    appointments.cancel(cast.marta, accepted.appointment_id, origin=NOWHERE)
    with pytest.raises(UndoTooLate):
        slot_requests.undo_accept(cast.marta, accepted.appointment_id, origin=NOWHERE)


def test_an_appointment_that_nobody_asked_for_cannot_be_undone(cast: Cast) -> None:
    made = appointment(cast, cast.ana, THURSDAY)
    with pytest.raises(NotYours):
        slot_requests.undo_accept(cast.marta, made, origin=NOWHERE)


def test_undo_does_not_wake_a_request_that_another_appointment_overlaps_by_now(cast: Cast) -> None:  # AV-4
    wanted, late = ask(cast, cast.ana), ask(cast, cast.biel, "2026-10-22 10:30")
    accepted = accept(cast.marta, wanted)
    appointment(cast, cast.clara, "2026-10-22 11:00", therapist=cast.marta)
    slot_requests.undo_accept(cast.marta, accepted.appointment_id, origin=NOWHERE)
    assert status_of(wanted) is RequestStatus.PENDING
    assert status_of(late) is RequestStatus.REJECTED


def test_undo_wakes_requests_even_beyond_the_five(cast: Cast) -> None:  # WL-4
    lost = ask(cast, cast.biel)
    accepted = accept(cast.marta, ask(cast, cast.ana))
    for hour in (9, 11, 12, 13, 16):
        ask(cast, cast.biel, f"2026-10-23 {hour:02}:00")
    slot_requests.undo_accept(cast.marta, accepted.appointment_id, origin=NOWHERE)
    assert status_of(lost) is RequestStatus.PENDING


def test_a_no_carries_a_word_to_the_patient(cast: Cast) -> None:  # AG-4
    request_id = ask(cast, cast.ana)
    assert slot_requests.reject(cast.ruth, [request_id], reply=" Demà us truquem ", origin=NOWHERE) == 1
    with read() as db:
        request = db.get_one(SlotRequest, request_id)
    assert (request.status, request.reply) == (RequestStatus.REJECTED, "Demà us truquem")
    assert (request.decided_by, request.decided_at) == (cast.ruth.staff_id, clock.now())


def test_rejecting_several_leaves_alone_what_was_taken_back(cast: Cast) -> None:
    waiting, gone = ask(cast, cast.ana), ask(cast, cast.biel)
    slot_requests.cancel(cast.biel, gone, origin=NOWHERE)
    assert slot_requests.reject(cast.marta, [waiting, gone], origin=NOWHERE) == 1
    assert status_of(gone) is RequestStatus.CANCELLED
    with pytest.raises(RequestNotPending):
        slot_requests.reject(cast.marta, [waiting, gone], origin=NOWHERE)


def test_one_request_that_is_not_theirs_stops_the_whole_no(cast: Cast) -> None:  # ID-8
    theirs, other = ask(cast, cast.clara), ask(cast, cast.ana)
    with pytest.raises(NotYours):
        slot_requests.reject(cast.jordi, [theirs, other], origin=NOWHERE)
    assert status_of(theirs) is RequestStatus.PENDING
