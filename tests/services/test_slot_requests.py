"""Asking for a slot and what becomes of it, on a real database (CA-3, CA-4, CA-10, WL-1 to WL-5)."""

from datetime import timedelta

import pytest
import sqlalchemy as sa

from models.columns import new_id
from models.tables import ActivityEntry, Appointment, Patient, Practice, Service, SlotRequest, StaffMember
from models.vocabulary import Action, AppointmentStatus, RequestId, RequestStatus, Role, WhoMayAsk
from portal_app import clock
from portal_app.domain.problems import (
    AlreadyAsked,
    AppointmentsOverlap,
    AskingIsClosed,
    MessageTooLong,
    NotAllowed,
    NotYours,
    OverlapsOwnAppointment,
    RequestNotPending,
    SignedOut,
    SlotNotOffered,
    SlotTaken,
    TooManyPending,
    UndoTooLate,
)
from portal_app.domain.refs import NOWHERE, PatientRef, StaffRef
from portal_app.services import appointments, slot_requests, transaction
from portal_app.services.transaction import Change, read, write
from tests.builders import Cast, appointment, at, slot_request, the_cast
from tests.conftest import StandingClock

THURSDAY = "2026-10-22 10:00"


def ask(cast: Cast, patient: PatientRef, starts: str = THURSDAY, *, message: str = "", key: str = "") -> RequestId:
    return slot_requests.ask(
        patient, at(starts), centre_id=cast.gracia, message=message, key=key or new_id(), origin=NOWHERE
    )


def accept(staff: StaffRef, request_id: str) -> slot_requests.Accepted:
    return slot_requests.accept(staff, request_id, origin=NOWHERE)


def status_of(request_id: str) -> RequestStatus:
    with read() as db:
        return db.execute(sa.select(SlotRequest.status).where(SlotRequest.id == request_id)).scalar_one()


def count(table: type) -> int:
    with read() as db:
        return db.execute(sa.select(sa.func.count()).select_from(table)).scalar_one()


def told(action: Action) -> list[tuple[str | None, str | None]]:
    """Who did it and whom it concerns, in order."""
    with read() as db:
        rows = db.execute(
            sa.select(ActivityEntry.actor_id, ActivityEntry.patient_id)
            .where(ActivityEntry.action == action)
            .order_by(ActivityEntry.number)
        )
        return [(row.actor_id, row.patient_id) for row in rows]


def set_on(table: type, **values: object) -> None:
    with write() as db:
        db.execute(sa.update(table).values(**values))


# asking


def test_a_patient_asks_for_a_free_slot_and_it_waits(cast: Cast) -> None:  # CA-3
    request_id = ask(cast, cast.ana, message="  Si pot ser, a primera hora  ")
    with read() as db:
        request = db.get_one(SlotRequest, request_id)
    assert request.status is RequestStatus.PENDING
    assert (request.starts_at, request.ends_at) == (at(THURSDAY), at("2026-10-22 10:50"))
    assert request.message == "Si pot ser, a primera hora"
    assert (request.therapist_id, request.service_id) == (cast.marta.staff_id, cast.individual)
    assert told(Action.REQUEST_MADE) == [(cast.ana.patient_id, cast.ana.patient_id)]


def test_several_patients_may_ask_for_the_same_slot(cast: Cast) -> None:  # WL-1
    assert ask(cast, cast.ana) != ask(cast, cast.biel)


def test_staff_are_told_of_a_request_once_it_can_no_longer_be_taken_back_unseen(cast: Cast) -> None:  # CA-10
    with read() as db:
        request = db.get_one(SlotRequest, ask(cast, cast.ana))
    assert request.told_at == request.created_at + timedelta(seconds=10)


def test_staff_pages_are_nudged_when_there_is_a_request_to_see(cast: Cast) -> None:  # CA-8, CA-10
    heard: list[Change] = []
    transaction.listen(heard.append)
    ask(cast, cast.ana)
    now, later = heard
    assert (now.patients, now.after) == ({cast.ana.patient_id}, timedelta())
    assert (later.patients, later.after) == (frozenset(), timedelta(seconds=10))


def test_a_double_tap_asks_once(cast: Cast) -> None:  # UX-5
    assert ask(cast, cast.ana, key="tap") == ask(cast, cast.ana, key="tap")
    assert count(SlotRequest) == 1
    assert len(told(Action.REQUEST_MADE)) == 1


def test_the_same_key_of_another_patient_is_another_request(cast: Cast) -> None:
    assert ask(cast, cast.ana, key="tap") != ask(cast, cast.biel, key="tap")


def test_the_same_slot_cannot_be_asked_twice_by_one_patient(cast: Cast) -> None:  # CA-3
    ask(cast, cast.ana)
    with pytest.raises(AlreadyAsked):
        ask(cast, cast.ana)


def test_a_slot_whose_request_was_taken_back_can_be_asked_again(cast: Cast) -> None:
    slot_requests.cancel(cast.ana, ask(cast, cast.ana), origin=NOWHERE)
    ask(cast, cast.ana)


def test_a_slot_that_overlaps_the_patients_own_appointment_is_refused(cast: Cast) -> None:  # CA-3
    appointment(cast, cast.ana, "2026-10-22 10:30", therapist=cast.jordi)
    with pytest.raises(OverlapsOwnAppointment):
        ask(cast, cast.ana)


def test_at_most_five_requests_wait(cast: Cast) -> None:  # CA-3
    for hour in (9, 10, 11, 12, 13):
        ask(cast, cast.ana, f"2026-10-22 {hour:02}:00")
    with pytest.raises(TooManyPending) as refusal:
        ask(cast, cast.ana, "2026-10-23 10:00")
    assert refusal.value.facts == {"most": 5}


def test_requests_whose_time_has_passed_do_not_count_among_the_five(cast: Cast, standing_clock: StandingClock) -> None:
    for hour in (9, 10, 11, 12, 13):
        ask(cast, cast.ana, f"2026-10-20 {hour:02}:00" if hour > 9 else "2026-10-21 09:00")
    standing_clock.move_to(at("2026-10-20 13:30"))
    ask(cast, cast.ana, "2026-10-23 10:00")
    assert len(told(Action.REQUEST_EXPIRED)) == 4


def test_a_time_that_went_is_refused_with_the_nearest_free_times(cast: Cast) -> None:  # CA-3
    appointment(cast, cast.biel, THURSDAY)
    with pytest.raises(SlotTaken) as refusal:
        ask(cast, cast.ana)
    nearest = refusal.value.facts["nearest"]
    assert [slot.starts_at for slot in nearest] == [
        at("2026-10-22 09:00"),
        at("2026-10-22 11:00"),
        at("2026-10-22 11:30"),
    ]


@pytest.mark.parametrize(
    "starts",
    [
        pytest.param("2026-10-15 10:00", id="a past day"),
        pytest.param("2026-10-19 16:00", id="inside the notice"),
        pytest.param("2026-10-24 10:00", id="a Saturday"),
        pytest.param("2026-10-22 10:10", id="off the grid"),
        pytest.param("2026-10-22 13:30", id="ends after the hours"),
        pytest.param("2026-12-08 10:00", id="a public holiday"),
        pytest.param("2027-02-01 10:00", id="beyond the horizon"),
    ],
)
def test_a_time_that_is_not_offered_cannot_be_asked_for(cast: Cast, starts: str) -> None:  # AV-1
    with pytest.raises(SlotNotOffered):
        ask(cast, cast.ana, starts)
    assert count(SlotRequest) == 0


def test_a_neighbouring_practices_centre_cannot_be_named(cast: Cast) -> None:  # PR-5
    neighbour = the_cast(slug="lluna")
    with pytest.raises(SlotNotOffered):
        slot_requests.ask(cast.ana, at(THURSDAY), centre_id=neighbour.gracia, message="", key="tap", origin=NOWHERE)


def test_hours_that_may_be_online_can_be_asked_for_online(cast: Cast) -> None:
    slot_requests.ask(cast.ana, at(THURSDAY), centre_id=cast.online, message="", key="tap", origin=NOWHERE)


def test_a_message_of_ten_thousand_characters_is_refused(cast: Cast) -> None:  # CA-3
    with pytest.raises(MessageTooLong) as refusal:
        ask(cast, cast.ana, message="a" * 10_000)
    assert refusal.value.facts == {"most": 280, "length": 10_000}
    ask(cast, cast.ana, message="a" * 280)


@pytest.mark.parametrize(
    ("table", "values"),
    [
        pytest.param(Practice, {"who_may_ask": WhoMayAsk.NOBODY}, id="nobody may ask"),
        pytest.param(StaffMember, {"visible_to_patients": False}, id="the therapist is not visible"),
        pytest.param(StaffMember, {"active": False}, id="the therapist has left"),
        pytest.param(Service, {"patients_may_ask": False}, id="the service is not asked for"),
    ],
)
def test_who_may_not_ask_is_told_so(cast: Cast, table: type, values: dict[str, object]) -> None:  # AV-6
    set_on(table, **values)
    with pytest.raises(AskingIsClosed):
        ask(cast, cast.ana)


def test_with_consent_only_those_who_have_it_may_ask(cast: Cast) -> None:  # AV-6
    set_on(Practice, who_may_ask=WhoMayAsk.CONSENTED)
    ask(cast, cast.ana)
    set_on(Patient, may_ask=False)
    with pytest.raises(AskingIsClosed):
        ask(cast, cast.biel)


def test_a_discharged_patient_is_at_the_door(cast: Cast) -> None:
    set_on(Patient, status="discharged")
    with pytest.raises(SignedOut):
        ask(cast, cast.ana)


# taking back


def test_a_request_that_waits_can_be_taken_back(cast: Cast) -> None:  # CA-4
    request_id = ask(cast, cast.ana)
    slot_requests.cancel(cast.ana, request_id, origin=NOWHERE)
    slot_requests.cancel(cast.ana, request_id, origin=NOWHERE)
    assert status_of(request_id) is RequestStatus.CANCELLED
    assert len(told(Action.REQUEST_CANCELLED)) == 1


def test_a_patient_cannot_take_back_anothers_request(cast: Cast) -> None:  # ID-7
    request_id = ask(cast, cast.ana)
    with pytest.raises(NotYours):
        slot_requests.cancel(cast.clara, request_id, origin=NOWHERE)
    assert status_of(request_id) is RequestStatus.PENDING
    assert told(Action.ACCESS_DENIED) == [(cast.clara.patient_id, cast.clara.patient_id)]


def test_a_decided_request_cannot_be_taken_back(cast: Cast) -> None:
    request_id = ask(cast, cast.ana)
    accept(cast.marta, request_id)
    with pytest.raises(RequestNotPending):
        slot_requests.cancel(cast.ana, request_id, origin=NOWHERE)


def test_taking_back_is_undone_within_ten_seconds(cast: Cast, standing_clock: StandingClock) -> None:  # CA-10
    request_id = ask(cast, cast.ana)
    slot_requests.cancel(cast.ana, request_id, origin=NOWHERE)
    standing_clock.shift(timedelta(seconds=10))
    slot_requests.restore(cast.ana, request_id, origin=NOWHERE)
    assert status_of(request_id) is RequestStatus.PENDING


def test_after_ten_seconds_it_stays_taken_back(cast: Cast, standing_clock: StandingClock) -> None:  # CA-10
    request_id = ask(cast, cast.ana)
    slot_requests.cancel(cast.ana, request_id, origin=NOWHERE)
    standing_clock.shift(timedelta(seconds=11))
    with pytest.raises(UndoTooLate):
        slot_requests.restore(cast.ana, request_id, origin=NOWHERE)


def test_a_request_is_not_restored_over_an_appointment(cast: Cast) -> None:  # AV-4
    request_id = ask(cast, cast.ana)
    slot_requests.cancel(cast.ana, request_id, origin=NOWHERE)
    appointment(cast, cast.biel, THURSDAY)
    with pytest.raises(SlotTaken):
        slot_requests.restore(cast.ana, request_id, origin=NOWHERE)


def test_restoring_counts_towards_the_five(cast: Cast) -> None:  # CA-3
    request_id = ask(cast, cast.ana)
    slot_requests.cancel(cast.ana, request_id, origin=NOWHERE)
    for hour in (9, 11, 12, 13, 16):
        ask(cast, cast.ana, f"2026-10-22 {hour:02}:00")
    with pytest.raises(TooManyPending):
        slot_requests.restore(cast.ana, request_id, origin=NOWHERE)


def test_staffs_no_is_not_undone_by_the_patient(cast: Cast) -> None:
    request_id = ask(cast, cast.ana)
    slot_requests.reject(cast.marta, [request_id], origin=NOWHERE)
    with pytest.raises(RequestNotPending):
        slot_requests.restore(cast.ana, request_id, origin=NOWHERE)


# accepting


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


# taking the acceptance back


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


# saying no


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


# expiring


def test_a_request_whose_time_passes_unanswered_expires(cast: Cast) -> None:  # WL-5
    past, coming = ask(cast, cast.ana), ask(cast, cast.biel, "2026-10-22 10:30")
    assert slot_requests.expire(at(THURSDAY)) == 1
    assert (status_of(past), status_of(coming)) == (RequestStatus.EXPIRED, RequestStatus.PENDING)
    assert told(Action.REQUEST_EXPIRED) == [(None, cast.ana.patient_id)]
    assert slot_requests.expire(at(THURSDAY)) == 0
