"""Taking back what was just done to an appointment: all of it, or nothing with the reason (AG-2, WL-4)."""

from datetime import timedelta

import pytest

from models.tables import Appointment, SessionPack, SlotRequest
from models.vocabulary import AppointmentStatus, RequestStatus
from portal_app import clock
from portal_app.domain.problems import AppointmentsOverlap, ChangedMeanwhile, NotYours, UndoTooLate
from portal_app.domain.refs import NOWHERE
from portal_app.services import appointments, taking_back
from portal_app.services.taking_back import Before
from portal_app.services.transaction import read, write
from tests.builders import Cast, appointment, at, on, pack, slot_request
from tests.conftest import StandingClock

THURSDAY, FRIDAY = "2026-10-22 10:00", "2026-10-23 10:00"


def row(appointment_id: str) -> Appointment:
    with read() as db:
        return db.get_one(Appointment, appointment_id)


def request(request_id: str) -> SlotRequest:
    with read() as db:
        return db.get_one(SlotRequest, request_id)


def moved(cast: Cast, appointment_id: str, to: str = FRIDAY) -> Before:
    before = taking_back.as_it_is(cast.ruth, appointment_id)
    appointments.move(cast.ruth, before.appointment_id, starts_at=at(to), override=True, seen=0, origin=NOWHERE)
    return before


def test_a_move_is_taken_back_with_its_pack(cast: Cast) -> None:  # AG-2, PK-1
    ends_before_friday = pack(cast.ana)
    with write() as db:
        db.get_one(SessionPack, ends_before_friday).expires_on = on("2026-10-22")
        db.get_one(SessionPack, cast.ana_pack).closed_at = clock.now()
    appointment_id = appointment(cast, cast.ana, THURSDAY, pack_id=ends_before_friday)
    before = moved(cast, appointment_id)
    assert row(appointment_id).pack_id is None
    taking_back.take_back(cast.ruth, before, origin=NOWHERE)
    back = row(appointment_id)
    assert (back.starts_at, back.pack_id, back.sequence) == (at(THURSDAY), ends_before_friday, 2)


def test_the_requests_that_the_move_settled_wait_again(cast: Cast) -> None:  # WL-3, WL-4
    wish = slot_request(cast, cast.biel, FRIDAY)
    before = moved(cast, appointment(cast, cast.ana, THURSDAY))
    assert request(wish).status is RequestStatus.REJECTED
    taking_back.take_back(cast.ruth, before, origin=NOWHERE)
    assert (request(wish).status, request(wish).appointment_id) == (RequestStatus.PENDING, None)


def test_what_was_settled_before_the_move_stays_settled(cast: Cast, standing_clock: StandingClock) -> None:  # WL-3
    appointment_id = appointment(cast, cast.ana, THURSDAY)
    early = slot_request(cast, cast.biel, "2026-10-21 10:00")
    appointments.move(
        cast.ruth,
        taking_back.as_it_is(cast.ruth, appointment_id).appointment_id,
        starts_at=at("2026-10-21 10:00"),
        override=True,
        seen=0,
        origin=NOWHERE,
    )
    standing_clock.shift(timedelta(seconds=5))
    before = taking_back.as_it_is(cast.ruth, appointment_id)
    appointments.move(
        cast.ruth, before.appointment_id, starts_at=at(FRIDAY), override=True, seen=before.sequence, origin=NOWHERE
    )
    taking_back.take_back(cast.ruth, before, origin=NOWHERE)
    assert request(early).status is RequestStatus.REJECTED


@pytest.mark.parametrize("status", [AppointmentStatus.ATTENDED, AppointmentStatus.NO_SHOW])
def test_a_mark_is_taken_back(cast: Cast, status: AppointmentStatus) -> None:  # AG-2
    appointment_id = appointment(cast, cast.ana, "2026-10-19 08:00")
    before = taking_back.as_it_is(cast.marta, appointment_id)
    appointments.mark(cast.marta, before.appointment_id, status, seen=0, origin=NOWHERE)
    taking_back.take_back(cast.marta, before, origin=NOWHERE)
    assert row(appointment_id).status is AppointmentStatus.CONFIRMED


def test_ten_seconds_are_what_there_is(cast: Cast, standing_clock: StandingClock) -> None:  # WL-4
    before = moved(cast, appointment(cast, cast.ana, THURSDAY))
    standing_clock.shift(timedelta(seconds=11))
    with pytest.raises(UndoTooLate):
        taking_back.take_back(cast.ruth, before, origin=NOWHERE)


def test_what_somebody_changed_meanwhile_is_not_taken_back(cast: Cast) -> None:
    before = moved(cast, appointment(cast, cast.ana, THURSDAY))
    appointments.move(
        cast.marta,
        before.appointment_id,
        starts_at=at("2026-10-23 16:00"),
        override=True,
        seen=1,
        origin=NOWHERE,
    )
    with pytest.raises(ChangedMeanwhile):
        taking_back.take_back(cast.ruth, before, origin=NOWHERE)


def test_never_over_another_appointment(cast: Cast) -> None:  # AV-4
    before = moved(cast, appointment(cast, cast.ana, THURSDAY))
    appointment(cast, cast.biel, THURSDAY)
    with pytest.raises(AppointmentsOverlap):
        taking_back.take_back(cast.ruth, before, origin=NOWHERE)
    assert row(before.appointment_id).starts_at == at(FRIDAY)


def test_a_strangers_appointment_is_not_there(cast: Cast) -> None:  # ID-8
    before = moved(cast, appointment(cast, cast.ana, THURSDAY))
    with pytest.raises(NotYours):
        taking_back.take_back(cast.jordi, before, origin=NOWHERE)
