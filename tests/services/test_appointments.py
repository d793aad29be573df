"""Appointments as staff make, mark and cancel them (AG-2), and what comes with each (WL-3, PK-1)."""

from datetime import timedelta

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError

from models.tables import ActivityEntry, Appointment, SlotRequest
from models.vocabulary import Action, AppointmentId, AppointmentStatus, RequestStatus
from portal_app.domain.problems import (
    AppointmentNotConfirmed,
    AppointmentsOverlap,
    AppointmentTooLong,
    NotAllowed,
    NotYours,
    OverlapsOwnAppointment,
)
from portal_app.domain.refs import NOWHERE, PatientRef, StaffRef
from portal_app.services import appointments
from portal_app.services.transaction import read
from tests.builders import Cast, appointment, at, slot_request, the_cast
from tests.conftest import StandingClock

THURSDAY = "2026-10-22 10:00"
ONE_OF_THE_TWO = pytest.mark.parametrize("by_patient", [True, False])


def create(cast: Cast, staff: StaffRef, patient: PatientRef, starts: str = THURSDAY, **more: object) -> AppointmentId:
    given = {
        "therapist_id": cast.marta.staff_id,
        "service_id": cast.individual,
        "centre_id": cast.gracia,
        "origin": NOWHERE,
        **more,
    }
    return appointments.create(staff, patient.patient_id, starts_at=at(starts), **given)


def made(appointment_id: str) -> Appointment:
    with read() as db:
        return db.get_one(Appointment, appointment_id)


def actions() -> list[Action]:
    with read() as db:
        return list(db.scalars(sa.select(ActivityEntry.action).order_by(ActivityEntry.number)))


def test_an_appointment_lasts_as_long_as_its_service_and_takes_a_session_of_the_pack(cast: Cast) -> None:  # AG-2, PK-1
    row = made(create(cast, cast.ruth, cast.ana))
    assert row.ends_at - row.starts_at == timedelta(minutes=50)
    assert (row.pack_id, row.created_by, row.status) == (
        cast.ana_pack,
        cast.ruth.staff_id,
        AppointmentStatus.CONFIRMED,
    )
    assert actions() == [Action.APPOINTMENT_CREATED]


def test_staff_may_choose_another_length_and_leave_the_hours_aside(cast: Cast) -> None:  # AV-10
    row = made(create(cast, cast.marta, cast.ana, "2026-10-24 21:00", length=timedelta(minutes=90), override=True))
    assert row.ends_at - row.starts_at == timedelta(minutes=90)


def test_what_lasts_longer_than_a_day_is_no_appointment(cast: Cast) -> None:
    create(cast, cast.marta, cast.ana, "2026-10-20 10:00", length=timedelta(days=1), override=True)
    with pytest.raises(AppointmentTooLong):
        create(cast, cast.marta, cast.ana, "2026-10-22 10:00", length=timedelta(days=1, minutes=1), override=True)


def test_a_whole_days_appointment_is_seen_to_its_end(cast: Cast) -> None:  # AV-4
    create(cast, cast.marta, cast.ana, "2026-10-20 10:00", length=timedelta(days=1), override=True)
    with pytest.raises(IntegrityError, match="appointments_overlap"):
        appointment(cast, cast.biel, "2026-10-21 09:59")
    appointment(cast, cast.biel, "2026-10-21 10:00")


def test_requests_that_an_appointment_overlaps_are_rejected_with_it(cast: Cast) -> None:  # WL-3
    overlapped = slot_request(cast, cast.biel, "2026-10-22 10:30")
    create(cast, cast.ruth, cast.ana)
    with read() as db:
        assert db.get_one(SlotRequest, overlapped).status is RequestStatus.REJECTED


def test_appointments_never_overlap(cast: Cast) -> None:  # AV-4
    appointment(cast, cast.biel, "2026-10-22 10:30")
    with pytest.raises(AppointmentsOverlap):
        create(cast, cast.ruth, cast.ana)
    create(cast, cast.ruth, cast.ana, "2026-10-22 09:40")


def test_the_hour_of_a_cancelled_appointment_is_free(cast: Cast) -> None:
    appointment(cast, cast.biel, THURSDAY, status=AppointmentStatus.CANCELLED_BY_PATIENT)
    create(cast, cast.ruth, cast.ana)


def test_a_patient_is_in_one_place_at_a_time(cast: Cast) -> None:
    appointment(cast, cast.ana, THURSDAY, therapist=cast.jordi)
    with pytest.raises(OverlapsOwnAppointment):
        create(cast, cast.ruth, cast.ana)


def test_a_therapist_fills_their_own_agenda_only(cast: Cast) -> None:  # ID-8
    with pytest.raises(NotYours):
        create(cast, cast.jordi, cast.clara)
    with pytest.raises(NotAllowed):
        create(cast, StaffRef(cast.practice_id, cast.jordi.staff_id, cast.jordi.role, sees_all=True), cast.clara)
    with pytest.raises(NotYours):
        create(cast, cast.marta, cast.clara)
    create(cast, cast.jordi, cast.clara, therapist_id=cast.jordi.staff_id)


@pytest.mark.parametrize("foreign", ["therapist_id", "service_id", "centre_id"])
def test_nothing_of_another_practice_can_be_named(cast: Cast, foreign: str) -> None:  # PR-5
    neighbour = the_cast(slug="lluna")
    theirs = {
        "therapist_id": neighbour.marta.staff_id,
        "service_id": neighbour.individual,
        "centre_id": neighbour.gracia,
    }
    with pytest.raises(NotYours):
        create(cast, cast.olga, cast.ana, **{foreign: theirs[foreign]})
    with pytest.raises(NotYours):
        create(cast, cast.olga, neighbour.ana)


@ONE_OF_THE_TWO
def test_cancelling_frees_the_time_and_says_who_it_was(cast: Cast, by_patient: bool) -> None:  # AG-2
    appointment_id = appointment(cast, cast.ana, THURSDAY, pack_id=cast.ana_pack)
    appointments.cancel(cast.marta, appointment_id, by_patient=by_patient, reason=" Grip ", origin=NOWHERE)
    appointments.cancel(cast.marta, appointment_id, origin=NOWHERE)
    row = made(appointment_id)
    expected = AppointmentStatus.CANCELLED_BY_PATIENT if by_patient else AppointmentStatus.CANCELLED_BY_PRACTICE
    assert (row.status, row.cancel_reason, row.sequence) == (expected, "Grip", 1)
    assert actions() == [Action.APPOINTMENT_CANCELLED]
    create(cast, cast.ruth, cast.ana)


def test_a_session_that_was_held_is_not_cancelled(cast: Cast) -> None:
    held = appointment(cast, cast.ana, "2026-10-15 10:00", status=AppointmentStatus.ATTENDED)
    with pytest.raises(AppointmentNotConfirmed):
        appointments.cancel(cast.marta, held, origin=NOWHERE)


def test_nobody_cancels_in_anothers_agenda(cast: Cast) -> None:  # ID-8
    appointment_id = appointment(cast, cast.ana, THURSDAY)
    with pytest.raises(NotYours):
        appointments.cancel(cast.jordi, appointment_id, origin=NOWHERE)
    with pytest.raises(NotYours):
        appointments.cancel(the_cast(slug="lluna").olga, appointment_id, origin=NOWHERE)
    assert made(appointment_id).status is AppointmentStatus.CONFIRMED
    assert actions() == [Action.ACCESS_DENIED] * 2


def test_a_session_is_marked_once_it_has_begun(cast: Cast, standing_clock: StandingClock) -> None:  # AG-2
    appointment_id = appointment(cast, cast.ana, THURSDAY)
    with pytest.raises(AppointmentNotConfirmed):
        appointments.mark(cast.marta, appointment_id, AppointmentStatus.ATTENDED, origin=NOWHERE)
    standing_clock.move_to(at(THURSDAY))
    for status in (AppointmentStatus.NO_SHOW, AppointmentStatus.ATTENDED, AppointmentStatus.ATTENDED):
        appointments.mark(cast.marta, appointment_id, status, origin=NOWHERE)
    assert made(appointment_id).status is AppointmentStatus.ATTENDED
    assert actions() == [Action.APPOINTMENT_MARKED] * 2


def test_a_cancelled_appointment_is_not_marked_nor_one_cancelled_by_a_mark(
    cast: Cast, standing_clock: StandingClock
) -> None:
    cancelled = appointment(cast, cast.ana, THURSDAY, status=AppointmentStatus.CANCELLED_BY_PATIENT)
    standing = appointment(cast, cast.ana, THURSDAY)
    standing_clock.move_to(at("2026-10-22 12:00"))
    with pytest.raises(AppointmentNotConfirmed):
        appointments.mark(cast.marta, cancelled, AppointmentStatus.ATTENDED, origin=NOWHERE)
    with pytest.raises(AppointmentNotConfirmed):
        appointments.mark(cast.marta, standing, AppointmentStatus.CANCELLED_BY_PATIENT, origin=NOWHERE)
