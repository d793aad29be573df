"""What staff do with requests, and what time does (WL-3 to WL-5, AG-4)."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import NoReturn

import sqlalchemy as sa
from sqlmodel import col

from models.agenda import Appointment, SlotRequest
from models.vocabulary import Action, AppointmentId, AppointmentStatus, RequestStatus
from portal_app import clock
from portal_app.domain import slot_requests as rules
from portal_app.domain.problems import NotYours, RequestNotPending, UndoTooLate
from portal_app.domain.refs import Origin, StaffRef
from portal_app.services import activity, appointments, booking, denials, refusals
from portal_app.services.booking import Booking
from portal_app.services.slot_requests import steps
from portal_app.services.transaction import Transaction, read, write


@dataclass(frozen=True, slots=True)
class Accepted:
    """The appointment a request became, and how many other requests that settled."""

    appointment_id: AppointmentId
    rejected: int


def accept(staff: StaffRef, request_id: str, *, origin: Origin) -> Accepted:
    """Make the request an appointment and reject all that overlap it, in one transaction (WL-3).

    `RequestNotPending` when it was decided, taken back or its time has passed; `AppointmentsOverlap` and
    `OverlapsOwnAppointment` when therapist or patient are taken; `NotYours`, `NotAllowed`.
    """
    with denials.traced(staff, origin, "request"), refusals.in_words(), write() as db:
        booking.hold_agenda(db, staff.practice_id, _therapist_asked(db, staff, request_id))
        request = _for_staff(db, staff, request_id)
        if request.status is not RequestStatus.PENDING or rules.has_passed(request.starts_at, clock.now()):
            raise RequestNotPending
        steps.decide(request, RequestStatus.ACCEPTED, staff.staff_id)
        wanted = Booking(
            therapist_id=request.therapist_id,
            patient_id=request.patient_id,
            service_id=request.service_id,
            centre_id=request.centre_id,
            starts_at=request.starts_at,
            ends_at=request.ends_at,
        )
        booked = booking.book(db, staff, wanted, origin=origin)
        request.appointment_id = booked.appointment.id
        steps.record(db, request, Action.REQUEST_ACCEPTED, staff, origin, appointment_id=booked.appointment.id)
        booking.tell_of_times(db, request.practice_id, request.therapist_id, request.patient_id, *booked.rejected)
    return Accepted(AppointmentId(booked.appointment.id), len(booked.rejected))


def undo_accept(staff: StaffRef, appointment_id: str, *, origin: Origin) -> None:
    """Within ten seconds the appointment goes, and what it settled is pending again (WL-4).

    A request that another appointment overlaps by now, or whose time has passed, stays rejected. `UndoTooLate`, also
    when the appointment was changed meanwhile; `NotYours` when it did not come from a request.
    """
    with denials.traced(staff, origin, "appointment"), refusals.in_words(), write() as db:
        now = clock.now()
        appointment = appointments.for_staff(db, staff, appointment_id)
        booking.hold_agenda(db, appointment.practice_id, appointment.therapist_id)
        settled = _settled_by(db, appointment)
        if not any(request.status is RequestStatus.ACCEPTED for request in settled):
            raise NotYours
        rules.check_undo(appointment.created_at, now)
        if appointment.status is not AppointmentStatus.CONFIRMED or appointment.sequence:
            raise UndoTooLate
        _record_undo(db, staff, appointment, origin)
        for request in settled:
            request.appointment_id = None
        db.flush()
        db.delete(appointment)
        db.flush()
        for request in settled:
            if rules.has_passed(request.starts_at, now) or steps.is_taken(db, request):
                request.status = RequestStatus.REJECTED
            else:
                steps.reopen(request)
        booking.tell_of_times(
            db, appointment.practice_id, appointment.therapist_id, *(request.patient_id for request in settled)
        )


def reject(staff: StaffRef, request_ids: Collection[str], *, reply: str = "", origin: Origin) -> int:
    """Reject these with a word to the patients (AG-4); how many still waited.

    Those that were decided or taken back meanwhile are left alone; `RequestNotPending` when none is left.
    `MessageTooLong`, `NotYours`, `NotAllowed`.
    """
    with denials.traced(staff, origin, "request"), write() as db:
        reply = rules.tidy_message(reply)
        requests = [_for_staff(db, staff, request_id) for request_id in sorted(set(request_ids))]
        waiting = [request for request in requests if request.status is RequestStatus.PENDING]
        if not waiting:
            raise RequestNotPending
        for request in waiting:
            steps.decide(request, RequestStatus.REJECTED, staff.staff_id)
            request.reply = reply
            steps.record(db, request, Action.REQUEST_REJECTED, staff, origin, because="decided")
            db.tell(request.practice_id, request.patient_id)
    return len(waiting)


def not_shown(staff: StaffRef, request_id: str, *, origin: Origin) -> NoReturn:
    """A request was named that the page does not show: one that went meanwhile, or one that is none of theirs.

    `RequestNotPending` for the first, which changes nothing; `NotYours`, `NotAllowed`, which leave a trace.
    """
    with denials.traced(staff, origin, "request"), read() as db:
        _therapist_asked(db, staff, request_id)
    raise RequestNotPending


def expire(now: datetime) -> int:
    """End every request whose time has passed unanswered (WL-5), in every practice; how many there were."""
    with write() as db:
        passed = db.scalars(
            sa.select(SlotRequest)
            .where(col(SlotRequest.status) == RequestStatus.PENDING, col(SlotRequest.starts_at) <= now)
            .order_by(col(SlotRequest.id))
            .with_for_update()
        )
        return steps.end_passed(db, passed, now)


def _therapist_asked(db: Transaction, staff: StaffRef, request_id: str) -> str:
    """Whose agenda the request is about. An agenda is always held before the requests about it."""
    therapist_id = db.scalar(
        sa.select(col(SlotRequest.therapist_id)).where(
            col(SlotRequest.practice_id) == staff.practice_id, col(SlotRequest.id) == request_id
        )
    )
    if therapist_id is None:
        raise NotYours
    appointments.may_change(staff, therapist_id)
    return therapist_id


def _for_staff(db: Transaction, staff: StaffRef, request_id: str) -> SlotRequest:
    """The request, kept from others until the commit, for a staff member who may decide on it (AG-4)."""
    request = db.scalar(
        sa.select(SlotRequest)
        .where(col(SlotRequest.practice_id) == staff.practice_id, col(SlotRequest.id) == request_id)
        .with_for_update()
    )
    if request is None:
        raise NotYours
    appointments.may_change(staff, request.therapist_id)
    return request


def _settled_by(db: Transaction, appointment: Appointment) -> list[SlotRequest]:
    return list(
        db.scalars(
            sa.select(SlotRequest)
            .where(
                col(SlotRequest.practice_id) == appointment.practice_id,
                col(SlotRequest.appointment_id) == appointment.id,
            )
            .order_by(col(SlotRequest.id))
            .with_for_update()
        )
    )


def _record_undo(db: Transaction, staff: StaffRef, appointment: Appointment, origin: Origin) -> None:
    activity.record(
        db,
        practice_id=appointment.practice_id,
        action=Action.ACCEPTANCE_UNDONE,
        actor=staff,
        origin=origin,
        patient_id=appointment.patient_id,
        appointment_id=appointment.id,
        starts_at=appointment.starts_at.isoformat(),
    )
