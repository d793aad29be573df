"""Appointments: how one comes about, what that settles, how it ends (AG-2, WL-3).

Every way an appointment comes about goes through `book`, so the requests it overlaps are always settled with it.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from sqlmodel import col

from models.agenda import Appointment, SlotRequest
from models.patients import Patient
from models.practice import Centre, Practice, Service, StaffMember
from models.vocabulary import (
    CANCELLED,
    Action,
    ActorKind,
    AppointmentId,
    AppointmentStatus,
    PatientId,
    PatientStatus,
    RequestStatus,
    Role,
    StaffId,
)
from portal_app import clock
from portal_app.domain.policies import LONGEST_APPOINTMENT
from portal_app.domain.problems import (
    AppointmentNotConfirmed,
    AppointmentsOverlap,
    NotAllowed,
    NotYours,
    OverlapsOwnAppointment,
)
from portal_app.domain.refs import Origin, StaffRef
from portal_app.services import access, activity, packs, refusals
from portal_app.services.transaction import Transaction, write


@dataclass(frozen=True, slots=True)
class Booking:
    """What an appointment is made of."""

    therapist_id: str
    patient_id: str
    service_id: str
    centre_id: str
    starts_at: datetime
    ends_at: datetime


def create(
    staff: StaffRef,
    patient_id: PatientId,
    *,
    therapist_id: StaffId,
    service_id: str,
    centre_id: str,
    starts_at: datetime,
    length: timedelta | None = None,
    origin: Origin,
) -> AppointmentId:
    """Put an appointment in the agenda, as long as its service unless `length` says otherwise (AG-2).

    Staff may leave the hours, buffers and notice aside, never overlap: `AppointmentsOverlap` where the therapist is
    taken, `OverlapsOwnAppointment` where the patient is; `NotYours`, `NotAllowed`.
    """
    with refusals.in_words(), write() as db:
        may_change(staff, therapist_id)
        patient = access.patient_for_staff(db, staff, patient_id)
        usual = _length_of(db, staff, therapist_id=therapist_id, service_id=service_id, centre_id=centre_id)
        booking = Booking(therapist_id, patient.id, service_id, centre_id, starts_at, starts_at + (length or usual))
        hold_agenda(db, staff.practice_id, therapist_id)
        appointment = book(db, staff, booking)
        rejected = settle_overlaps(db, appointment, staff=staff, origin=origin)
        _record(db, staff, appointment, Action.APPOINTMENT_CREATED, origin)
        tell_of_times(db, appointment.practice_id, therapist_id, patient.id, *rejected)
    return AppointmentId(appointment.id)


def cancel(
    staff: StaffRef,
    appointment_id: AppointmentId,
    *,
    by_patient: bool = False,
    reason: str = "",
    origin: Origin,
) -> None:
    """Cancel for the practice, or enter that the patient did; its time is free again and its pack session given back.

    Cancelled already: nothing happens. `AppointmentNotConfirmed` once it was attended or missed.
    """
    with write() as db:
        appointment = for_staff(db, staff, appointment_id)
        if appointment.status in CANCELLED:
            return
        if appointment.status is not AppointmentStatus.CONFIRMED:
            raise AppointmentNotConfirmed
        appointment.status = (
            AppointmentStatus.CANCELLED_BY_PATIENT if by_patient else AppointmentStatus.CANCELLED_BY_PRACTICE
        )
        appointment.cancel_reason = reason.strip()[:280]
        _changed(appointment)
        _record(db, staff, appointment, Action.APPOINTMENT_CANCELLED, origin)
        tell_of_times(db, appointment.practice_id, appointment.therapist_id, appointment.patient_id)


def mark(staff: StaffRef, appointment_id: AppointmentId, status: AppointmentStatus, *, origin: Origin) -> None:
    """Mark an appointment as attended, missed, or confirmed again (AG-2).

    `AppointmentNotConfirmed` for a cancelled one, and for one that has not begun: it cannot have been attended.
    """
    with write() as db:
        appointment = for_staff(db, staff, appointment_id)
        begun = appointment.starts_at <= clock.now()
        if appointment.status in CANCELLED or status in CANCELLED or not begun:
            raise AppointmentNotConfirmed
        if appointment.status is status:
            return
        appointment.status = status
        _changed(appointment)
        _record(db, staff, appointment, Action.APPOINTMENT_MARKED, origin, status=status.value)
        db.tell(appointment.practice_id, appointment.patient_id)


def may_change(staff: StaffRef, therapist_id: str) -> None:
    """Who may change an agenda: the therapist whose it is, any scheduler, an admin (AG-4).

    Another therapist gets `NotAllowed` where they may see it, `NotYours` where they may not.
    """
    if staff.role is not Role.THERAPIST or staff.staff_id == therapist_id:
        return
    raise NotAllowed if staff.sees_all else NotYours


def for_staff(db: Transaction, staff: StaffRef, appointment_id: str) -> Appointment:
    """The appointment, kept from others until the commit, for a staff member who may change it."""
    appointment = db.scalar(
        sa.select(Appointment)
        .where(col(Appointment.id) == appointment_id, col(Appointment.practice_id) == staff.practice_id)
        .with_for_update()
    )
    if appointment is None:
        raise NotYours
    may_change(staff, appointment.therapist_id)
    return appointment


def hold_agenda(db: Transaction, practice_id: str, therapist_id: str) -> None:
    """Let nobody else change this therapist's agenda until the commit. SQLite's writers stand in line anyway."""
    db.execute(
        sa.select(col(StaffMember.id))
        .where(col(StaffMember.id) == therapist_id, col(StaffMember.practice_id) == practice_id)
        .with_for_update(key_share=True)
    )


def book(db: Transaction, staff: StaffRef, booking: Booking) -> Appointment:
    """Write the appointment, with a session of the oldest active pack that covers it (PK-1).

    The caller holds the agenda, and settles the requests it overlaps. `AppointmentsOverlap`, `OverlapsOwnAppointment`.
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
    return appointment


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
    """Tell staff, these patients, and all who may be looking at the therapist's open times, for those changed (CA-8)."""
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


def _length_of(db: Transaction, staff: StaffRef, *, therapist_id: str, service_id: str, centre_id: str) -> timedelta:
    """The service's length; `NotYours` unless therapist, service and centre are all of this practice."""
    minutes = db.scalar(
        sa.select(col(Service.length_minutes))
        .join(StaffMember, col(StaffMember.practice_id) == col(Service.practice_id))
        .join(Centre, col(Centre.practice_id) == col(Service.practice_id))
        .where(
            col(Service.practice_id) == staff.practice_id,
            col(Service.id) == service_id,
            col(StaffMember.id) == therapist_id,
            col(StaffMember.holds_agenda),
            col(Centre.id) == centre_id,
        )
    )
    if minutes is None:
        raise NotYours
    return timedelta(minutes=minutes)


def _changed(appointment: Appointment) -> None:
    appointment.changed_at = clock.now()
    appointment.sequence += 1


def _record(
    db: Transaction, staff: StaffRef, appointment: Appointment, action: Action, origin: Origin, **detail: str
) -> None:
    activity.record(
        db,
        practice_id=appointment.practice_id,
        action=action,
        actor=staff,
        origin=origin,
        patient_id=appointment.patient_id,
        appointment_id=appointment.id,
        starts_at=appointment.starts_at.isoformat(),
        **detail,
    )
