"""How an appointment comes about, whatever the way, and the requests that it settles (AV-4, WL-3, PK-1)."""

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from sqlmodel import col

from models.agenda import Appointment, SlotRequest
from models.patients import Patient
from models.practice import Practice, StaffMember
from models.vocabulary import CANCELLED, Action, ActorKind, PatientStatus, RequestStatus
from portal_app import clock
from portal_app.domain.policies import LONGEST_APPOINTMENT
from portal_app.domain.problems import AppointmentsOverlap, OverlapsOwnAppointment
from portal_app.domain.refs import Origin, StaffRef
from portal_app.services import activity, packs
from portal_app.services.transaction import Transaction


@dataclass(frozen=True, slots=True)
class Booking:
    """What an appointment is made of."""

    therapist_id: str
    patient_id: str
    service_id: str
    centre_id: str
    starts_at: datetime
    ends_at: datetime


@dataclass(frozen=True, slots=True)
class Booked:
    """The appointment, and the patients whose requests it settled."""

    appointment: Appointment
    rejected: list[str]


def hold_agenda(db: Transaction, practice_id: str, therapist_id: str) -> None:
    """Let nobody else change this therapist's agenda until the commit. SQLite's writers stand in line anyway."""
    db.execute(
        sa.select(col(StaffMember.id))
        .where(col(StaffMember.id) == therapist_id, col(StaffMember.practice_id) == practice_id)
        .with_for_update(key_share=True)
    )


def book(db: Transaction, staff: StaffRef, booking: Booking, *, origin: Origin) -> Booked:
    """Write the appointment, with a session of the oldest active pack that covers it, and settle what it overlaps.

    The caller holds the agenda and has decided the request the appointment comes from, if any. `AppointmentsOverlap`,
    `OverlapsOwnAppointment`.
    """
    time = {"practice_id": staff.practice_id, "starts_at": booking.starts_at, "ends_at": booking.ends_at}
    if is_taken(db, therapist_id=booking.therapist_id, **time):
        raise AppointmentsOverlap
    if patient_is_taken(db, patient_id=booking.patient_id, **time):
        raise OverlapsOwnAppointment
    now = clock.now()
    zone = db.scalar(sa.select(col(Practice.timezone)).where(col(Practice.id) == staff.practice_id)) or "UTC"
    appointment = Appointment(
        practice_id=staff.practice_id,
        therapist_id=booking.therapist_id,
        patient_id=booking.patient_id,
        service_id=booking.service_id,
        centre_id=booking.centre_id,
        pack_id=packs.pack_to_book(
            db,
            practice_id=staff.practice_id,
            patient_id=booking.patient_id,
            service_id=booking.service_id,
            on=booking.starts_at.astimezone(ZoneInfo(zone)).date(),
        ),
        starts_at=booking.starts_at,
        ends_at=booking.ends_at,
        created_by_kind=ActorKind.STAFF,
        created_by=staff.staff_id,
        created_at=now,
        changed_at=now,
    )
    db.add(appointment)
    db.flush()
    return Booked(appointment, settle_overlaps(db, appointment, staff=staff, origin=origin))


def settle_overlaps(db: Transaction, appointment: Appointment, *, staff: StaffRef, origin: Origin) -> list[str]:
    """Reject every pending request at this therapist that overlaps the appointment (WL-3); the patients' ids.

    Each keeps the appointment that settled it, so that an undo finds it again: staff's knowledge, never shown to
    the patient (WL-6).
    """
    db.flush()
    overlapped = db.scalars(
        sa.select(SlotRequest)
        .where(
            col(SlotRequest.practice_id) == appointment.practice_id,
            col(SlotRequest.therapist_id) == appointment.therapist_id,
            col(SlotRequest.status) == RequestStatus.PENDING,
            col(SlotRequest.starts_at) < appointment.ends_at,
            col(SlotRequest.ends_at) > appointment.starts_at,
        )
        .order_by(col(SlotRequest.id))
        .with_for_update()
    ).all()
    now = clock.now()
    for request in overlapped:
        request.status = RequestStatus.REJECTED
        request.decided_at = now
        request.decided_by = staff.staff_id
        request.appointment_id = appointment.id
        activity.record(
            db,
            practice_id=appointment.practice_id,
            action=Action.REQUEST_REJECTED,
            actor=staff,
            origin=origin,
            patient_id=request.patient_id,
            request_id=request.id,
            because="time_taken",
        )
    return [request.patient_id for request in overlapped]


def is_taken(db: Transaction, *, practice_id: str, therapist_id: str, starts_at: datetime, ends_at: datetime) -> bool:
    """Whether an appointment of this therapist holds some of that time."""
    return _exists(db, col(Appointment.therapist_id) == therapist_id, practice_id, starts_at, ends_at)


def patient_is_taken(
    db: Transaction, *, practice_id: str, patient_id: str, starts_at: datetime, ends_at: datetime
) -> bool:
    """Whether the patient has an appointment in that time, with anyone."""
    return _exists(db, col(Appointment.patient_id) == patient_id, practice_id, starts_at, ends_at)


def tell_of_times(db: Transaction, practice_id: str, therapist_id: str, *patients: str) -> None:
    """The therapist's open times changed: tell staff, these patients, and all who may be looking at them (CA-8)."""
    looking = db.scalars(
        sa.select(col(Patient.id)).where(
            col(Patient.practice_id) == practice_id,
            col(Patient.therapist_id) == therapist_id,
            col(Patient.status) == PatientStatus.ACTIVE,
        )
    )
    db.tell(practice_id, *patients, *looking)


def _exists(
    db: Transaction, whose: sa.ColumnElement[bool], practice_id: str, starts_at: datetime, ends_at: datetime
) -> bool:
    found = db.scalar(
        sa.select(col(Appointment.id))
        .where(
            whose,
            col(Appointment.practice_id) == practice_id,
            col(Appointment.starts_at) > starts_at - LONGEST_APPOINTMENT,
            col(Appointment.starts_at) < ends_at,
            col(Appointment.ends_at) > starts_at,
            col(Appointment.status).not_in(CANCELLED),
        )
        .limit(1)
    )
    return found is not None
