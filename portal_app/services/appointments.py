"""Appointments as staff make, mark and cancel them (AG-2)."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlmodel import col

from models.agenda import Appointment
from models.practice import Centre, Service, StaffMember
from models.vocabulary import CANCELLED, Action, AppointmentId, AppointmentStatus, PatientId, Role, StaffId
from portal_app import clock
from portal_app.domain.availability import Reason
from portal_app.domain.policies import LONGEST_APPOINTMENT
from portal_app.domain.problems import AppointmentNotConfirmed, AppointmentTooLong, NotAllowed, NotYours
from portal_app.domain.refs import Origin, StaffRef
from portal_app.services import access, activity, booking, denials, refusals
from portal_app.services import seen as seen_sequence
from portal_app.services.booking import Booking
from portal_app.services.transaction import Transaction, write


@dataclass(frozen=True, slots=True)
class Change:
    """What becomes different; None: it stays."""

    starts_at: datetime | None = None
    length: timedelta | None = None
    therapist_id: StaffId | None = None
    service_id: str | None = None
    centre_id: str | None = None


@dataclass(frozen=True, slots=True)
class Moved:
    """The appointment's new `sequence`, and how many requests the move settled."""

    sequence: int
    rejected: int


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
        usual = usual_length(db, staff, therapist_id=therapist_id, service_id=service_id, centre_id=centre_id)
        booking.hold_agenda(db, staff.practice_id, therapist_id)
        ends_at = starts_at + check_length(length or usual)
        wanted = Booking(therapist_id, patient.id, service_id, centre_id, starts_at, ends_at)
        overridden = booking.check(db, staff, wanted, override=override)
        booked = booking.put(db, staff, wanted, origin=origin)
        record(db, staff, booked.appointment, Action.APPOINTMENT_CREATED, origin, **overriding(overridden))
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
    shown: `ChangedMeanwhile`, which tells how it is now. Otherwise as `create`, and `AppointmentNotConfirmed` for one
    that was cancelled or marked. Requests that it overlaps then are settled with it (WL-3).
    """
    change = Change(starts_at, length, therapist_id, service_id, centre_id)
    with denials.traced(staff, origin, "appointment"), refusals.in_words(), write() as db:
        appointment = for_staff(db, staff, appointment_id)
        seen_sequence.check_sequence(db, appointment, seen)
        if appointment.status is not AppointmentStatus.CONFIRMED:
            raise AppointmentNotConfirmed
        was = booking.booking_of(appointment)
        wanted = changed_booking(db, staff, was, change)
        if wanted == was:
            return Moved(appointment.sequence, 0)
        therapists = sorted({was.therapist_id, wanted.therapist_id})
        for each in therapists:
            booking.hold_agenda(db, staff.practice_id, each)
        overridden = booking.check(db, staff, wanted, override=override, was=was, leaving_out={appointment.id})
        rejected = booking.rebook(db, staff, appointment, wanted, origin=origin)
        detail = {"was": was.starts_at.isoformat(), **overriding(overridden)}
        record(db, staff, appointment, Action.APPOINTMENT_MOVED, origin, **detail)
        for each in therapists:
            booking.tell_of_times(db, staff.practice_id, each, appointment.patient_id, *rejected)
    return Moved(appointment.sequence, len(rejected))


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

    Cancelled already: nothing happens. `AppointmentNotConfirmed` once it was attended or missed. `seen`, where given,
    is the `sequence` that was shown: `ChangedMeanwhile`.
    """
    with denials.traced(staff, origin, "appointment"), write() as db:
        appointment = for_staff(db, staff, appointment_id)
        if appointment.status in CANCELLED:
            return
        seen_sequence.check_sequence(db, appointment, seen)
        if appointment.status is not AppointmentStatus.CONFIRMED:
            raise AppointmentNotConfirmed
        end(appointment, by_patient=by_patient, reason=reason)
        record(db, staff, appointment, Action.APPOINTMENT_CANCELLED, origin)
        booking.tell_of_times(db, appointment.practice_id, appointment.therapist_id, appointment.patient_id)


def mark(
    staff: StaffRef,
    appointment_id: AppointmentId,
    status: AppointmentStatus,
    *,
    seen: int | None = None,
    origin: Origin,
) -> None:
    """Mark an appointment as attended, missed, or confirmed again (AG-2).

    `AppointmentNotConfirmed` for a cancelled one, and for one that has not begun: it cannot have been attended.
    `seen`, where given, is the `sequence` that was shown: `ChangedMeanwhile`.
    """
    with denials.traced(staff, origin, "appointment"), write() as db:
        appointment = for_staff(db, staff, appointment_id)
        seen_sequence.check_sequence(db, appointment, seen)
        begun = appointment.starts_at <= clock.now()
        if appointment.status in CANCELLED or status in CANCELLED or not begun:
            raise AppointmentNotConfirmed
        if appointment.status is status:
            return
        appointment.status = status
        booking.changed(appointment)
        record(db, staff, appointment, Action.APPOINTMENT_MARKED, origin, status=status.value)
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
        db.held(
            sa.select(Appointment).where(
                col(Appointment.id) == appointment_id, col(Appointment.practice_id) == staff.practice_id
            )
        )
    )
    if appointment is None:
        raise NotYours
    may_change(staff, appointment.therapist_id)
    return appointment


def end(appointment: Appointment, *, by_patient: bool = False, reason: str = "") -> None:
    """Cancel it, with the reason that is noted."""
    appointment.status = (
        AppointmentStatus.CANCELLED_BY_PATIENT if by_patient else AppointmentStatus.CANCELLED_BY_PRACTICE
    )
    appointment.cancel_reason = reason.strip()[:280]
    booking.changed(appointment)


def changed_booking(db: Transaction, staff: StaffRef, was: Booking, change: Change) -> Booking:
    """What an appointment becomes by a change. `NotYours`, `NotAllowed` for what this person may not choose."""
    named = {
        "therapist_id": change.therapist_id or was.therapist_id,
        "service_id": change.service_id or was.service_id,
        "centre_id": change.centre_id or was.centre_id,
    }
    may_change(staff, named["therapist_id"])
    length = was.ends_at - was.starts_at
    if named != {"therapist_id": was.therapist_id, "service_id": was.service_id, "centre_id": was.centre_id}:
        usual = usual_length(db, staff, was=was, **named)
        length = usual if named["service_id"] != was.service_id else length
    starts_at = change.starts_at or was.starts_at
    return replace(was, **named, starts_at=starts_at, ends_at=starts_at + check_length(change.length or length))


def check_length(length: timedelta) -> timedelta:
    """`AppointmentTooLong` over a day."""
    if length > LONGEST_APPOINTMENT:
        raise AppointmentTooLong
    return length


def usual_length(
    db: Transaction,
    staff: StaffRef,
    *,
    therapist_id: str,
    service_id: str,
    centre_id: str,
    was: Booking | None = None,
) -> timedelta:
    """The service's length. `NotYours` unless therapist, service and centre are this practice's and in use.

    What the appointment `was` may stay, retired or not.
    """
    row = db.execute(
        sa.select(
            col(Service.length_minutes),
            col(Service.active).label("service"),
            sa.and_(col(StaffMember.active), col(StaffMember.holds_agenda)).label("therapist"),
            col(Centre.active).label("centre"),
        )
        .join(StaffMember, col(StaffMember.practice_id) == col(Service.practice_id))
        .join(Centre, col(Centre.practice_id) == col(Service.practice_id))
        .where(
            col(Service.practice_id) == staff.practice_id,
            col(Service.id) == service_id,
            col(StaffMember.id) == therapist_id,
            col(Centre.id) == centre_id,
        )
    ).first()
    if row is None:
        raise NotYours
    in_use = (
        row.service or (was is not None and service_id == was.service_id),
        row.therapist or (was is not None and therapist_id == was.therapist_id),
        row.centre or (was is not None and centre_id == was.centre_id),
    )
    if not all(in_use):
        raise NotYours
    return timedelta(minutes=row.length_minutes)


def overriding(reasons: Iterable[Reason]) -> dict[str, str]:
    """How the activity trail says what staff overrode (AV-10); nothing where they did not."""
    words = " ".join(reasons)
    return {"overridden": words} if words else {}


def record(
    db: Transaction, staff: StaffRef, appointment: Appointment, action: Action, origin: Origin, **detail: str
) -> None:
    """Enter in the activity trail what was done to the appointment."""
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
