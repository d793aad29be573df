"""Asking for a slot and taking it back, on a real database (CA-3, CA-4, CA-10, WL-1, WL-5)."""

from datetime import timedelta

import pytest

from models.tables import Patient, Practice, Service, SlotRequest, StaffMember
from models.vocabulary import Action, RequestStatus, WhoMayAsk
from portal_app.domain.problems import (
    AlreadyAsked,
    AskingIsClosed,
    MessageTooLong,
    NotYours,
    OverlapsOwnAppointment,
    RequestNotPending,
    SignedOut,
    SlotNotOffered,
    SlotTaken,
    TooManyPending,
    UndoTooLate,
)
from portal_app.domain.refs import NOWHERE
from portal_app.services import slot_requests, transaction
from portal_app.services.transaction import Change, read
from tests.builders import Cast, appointment, at, the_cast
from tests.conftest import StandingClock
from tests.services.asking import THURSDAY, accept, ask, count, set_on, status_of, told


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


def test_a_request_whose_time_passes_unanswered_expires(cast: Cast) -> None:  # WL-5
    past, coming = ask(cast, cast.ana), ask(cast, cast.biel, "2026-10-22 10:30")
    assert slot_requests.expire(at(THURSDAY)) == 1
    assert (status_of(past), status_of(coming)) == (RequestStatus.EXPIRED, RequestStatus.PENDING)
    assert told(Action.REQUEST_EXPIRED) == [(None, cast.ana.patient_id)]
    assert slot_requests.expire(at(THURSDAY)) == 0
