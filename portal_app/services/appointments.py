"""Appointments as staff make, mark and cancel them (AG-2)."""

from dataclasses import dataclass
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlmodel import col

from models.agenda import Appointment
from models.practice import Centre, Service, StaffMember
from models.vocabulary import CANCELLED, Action, AppointmentId, AppointmentStatus, PatientId, Role, StaffId
from portal_app import clock
from portal_app.domain.problems import AppointmentNotConfirmed, NotAllowed, NotYours
from portal_app.domain.refs import Origin, StaffRef
from portal_app.services import access, activity, booking, denials, refusals
from portal_app.services.booking import Booking
from portal_app.services.transaction import Transaction, write


@dataclass(frozen=True, slots=True)
class Moved:
    """The appointment's new `sequence`, and how many requests the move settled."""

    sequence: int
    rejected: int


@dataclass(frozen=True, slots=True)
class AppointmentNow:
    """How an appointment is, for whoever saw it otherwise."""

    sequence: int
    starts_at: datetime
    ends_at: datetime
    therapist: str
    service_names: dict[str, str]
    centre: str
    status: AppointmentStatus


def create(
    staff: StaffRef,
    patient_id: PatientId,
    *,
    therapist_id: StaffId,
    service_id: str,
    centre_id: str,
    starts_at: datetime,
    length: timedelta | None = None,
    override: bool = False,
    origin: Origin,
) -> AppointmentId:
    """Put an appointment in the agenda, as long as its service unless `length` says otherwise (AG-2).

    `NeedsOverride` where hours, buffers, notice, time off or a holiday stand against it, unless `override` says that
    it is meant (AV-10). Never an overlap: `AppointmentsOverlap` where the therapist is taken, `OverlapsOwnAppointment`
    where the patient is; `NotYours`, `NotAllowed`.
    """
    with denials.traced(staff, origin, "agenda"), refusals.in_words(), write() as db:
        may_change(staff, therapist_id)
        patient = access.patient_for_staff(db, staff, patient_id)
        usual = _length_of(db, staff, therapist_id=therapist_id, service_id=service_id, centre_id=centre_id)
        booking.hold_agenda(db, staff.practice_id, therapist_id)
        ends_at = starts_at + (length or usual)
        wanted = Booking(therapist_id, patient.id, service_id, centre_id, starts_at, ends_at)
        booked = booking.book(db, staff, wanted, origin=origin)
        _record(db, staff, booked.appointment, Action.APPOINTMENT_CREATED, origin)
        booking.tell_of_times(db, staff.practice_id, therapist_id, patient.id, *booked.rejected)
    return AppointmentId(booked.appointment.id)


def move(
    staff: StaffRef,
    appointment_id: AppointmentId,
    *,
    starts_at: datetime | None = None,
    length: timedelta | None = None,
    therapist_id: StaffId | None = None,
    service_id: str | None = None,
    centre_id: str | None = None,
    override: bool = False,
    seen: int,
    origin: Origin,
) -> Moved:
    """Move an appointment, or change its length, therapist, service or centre; `None` leaves a thing as it is (AG-2).

    A new service brings its own length where `length` does not say otherwise. `seen` is the `sequence` that was
    shown: `ChangedMeanwhile`, whose fact `now` is the appointment as it is. Otherwise as `create`, and
    `AppointmentNotConfirmed` for one that was cancelled or marked.
    """
    raise NotImplementedError


def cancel(
    staff: StaffRef,
    appointment_id: AppointmentId,
    *,
    by_patient: bool = False,
    reason: str = "",
    seen: int | None = None,
    origin: Origin,
) -> None:
    """Cancel for the practice, or enter that the patient did; its time is free again and its pack session given back.

    Cancelled already: nothing happens. `AppointmentNotConfirmed` once it was attended or missed.
    """
    with denials.traced(staff, origin, "appointment"), write() as db:
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
        booking.tell_of_times(db, appointment.practice_id, appointment.therapist_id, appointment.patient_id)


def mark(staff: StaffRef, appointment_id: AppointmentId, status: AppointmentStatus, *, origin: Origin) -> None:
    """Mark an appointment as attended, missed, or confirmed again (AG-2).

    `AppointmentNotConfirmed` for a cancelled one, and for one that has not begun: it cannot have been attended.
    """
    with denials.traced(staff, origin, "appointment"), write() as db:
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
