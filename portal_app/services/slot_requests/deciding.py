"""What staff do with requests, and what time does (WL-3 to WL-5, AG-4)."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import NoReturn

import sqlalchemy as sa
from sqlmodel import col

from models.agenda import Appointment, ProposedTime, SlotRequest
from models.vocabulary import Action, AppointmentId, AppointmentStatus, RequestStatus
from portal_app import clock
from portal_app.domain import slot_requests as rules
from portal_app.domain.policies import UNDO
from portal_app.domain.problems import NotYours, RequestNotPending, UndoTooLate
from portal_app.domain.refs import Origin, StaffRef
from portal_app.services import activity, appointments, booking, denials, refusals
from portal_app.services.appointments import Change
from portal_app.services.slot_requests import steps
from portal_app.services.transaction import Transaction, read, write


@dataclass(frozen=True, slots=True)
class Accepted:
    """The appointment a request became, and how many other requests that settled."""

    appointment_id: AppointmentId
    rejected: int


def accept(
    staff: StaffRef,
    request_id: str,
    *,
    service_id: str | None = None,
    length: timedelta | None = None,
    centre_id: str | None = None,
    override: bool = False,
    origin: Origin,
) -> Accepted:
    """Make the request an appointment and reject all that overlap it, in one transaction (WL-3).

    Service, length and centre may be others than asked for (AG-4); a new service brings its own length where `length`
    does not say otherwise. `NeedsOverride` where hours, buffers, time off or a holiday stand against it, unless
    `override` says that it is meant (AV-10). `RequestNotPending` when it was decided, taken back or its time has
    passed, with how in its facts; `AppointmentsOverlap` and `OverlapsOwnAppointment` when therapist or patient are
    taken; `AppointmentTooLong`, `NotYours`, `NotAllowed`.
    """
    with denials.traced(staff, origin, "request"), refusals.in_words(), write() as db:
        booking.hold_agenda(db, staff.practice_id, therapist_asked(db, staff, request_id))
        request = for_staff(db, staff, request_id)
        if request.status is not RequestStatus.PENDING or rules.has_passed(request.starts_at, clock.now()):
            raise steps.not_pending(db, request)
        asked = steps.booking_of(request)
        change = Change(length=length, service_id=service_id, centre_id=centre_id)
        wanted = appointments.changed_booking(db, staff, asked, change)
        overridden = booking.check(db, staff, wanted, override=override, was=asked)
        steps.decide(request, RequestStatus.ACCEPTED, staff.staff_id)
        booked = booking.put(db, staff, wanted, origin=origin)
        request.appointment_id = booked.appointment.id
        detail = appointments.overriding(overridden)
        if wanted != asked:
            detail["changed"] = "true"
        steps.record(
            db, request, Action.REQUEST_ACCEPTED, staff, origin, appointment_id=booked.appointment.id, **detail
        )
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
        requests = [for_staff(db, staff, request_id) for request_id in sorted(set(request_ids))]
        waiting = [request for request in requests if request.status is RequestStatus.PENDING]
        if not waiting:
            raise steps.not_pending(db, requests[0]) if requests else RequestNotPending
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
        therapist_asked(db, staff, request_id)
    raise RequestNotPending


def undo_reject(staff: StaffRef, request_ids: Collection[str], *, origin: Origin) -> int:
    """Within ten seconds those that this member rejected wait again; how many do.

    One whose time an appointment has taken by now, or that has passed, stays as it is. `UndoTooLate` when none can
    wait again; `NotYours`, `NotAllowed`.
    """
    with denials.traced(staff, origin, "request"), refusals.in_words(), write() as db:
        now = clock.now()
        requests = [for_staff(db, staff, request_id) for request_id in sorted(set(request_ids))]
        again = [request for request in requests if _may_wait_again(db, staff, request, now)]
        if not again:
            raise UndoTooLate
        for request in again:
            steps.reopen(request)
            request.reply = ""
            steps.record(db, request, Action.REJECTION_UNDONE, staff, origin)
            db.tell(request.practice_id, request.patient_id)
    return len(again)


def expire(now: datetime) -> int:
    """End every request whose time has passed unanswered (WL-5), in every practice; how many there were.

    Where other times were proposed instead, these are what has to pass.
    """
    to_come = sa.exists().where(col(ProposedTime.request_id) == col(SlotRequest.id), col(ProposedTime.starts_at) > now)
    with write() as db:
        passed = db.scalars(
            sa.select(SlotRequest)
            .where(
                sa.or_(
                    sa.and_(col(SlotRequest.status) == RequestStatus.PENDING, col(SlotRequest.starts_at) <= now),
                    sa.and_(col(SlotRequest.status) == RequestStatus.PROPOSED, ~to_come),
                )
            )
            .order_by(col(SlotRequest.id))
            .with_for_update()
        )
        return steps.end_passed(db, passed, now)


def therapist_asked(db: Transaction, staff: StaffRef, request_id: str) -> str:
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


def for_staff(db: Transaction, staff: StaffRef, request_id: str) -> SlotRequest:
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


def _may_wait_again(db: Transaction, staff: StaffRef, request: SlotRequest, now: datetime) -> bool:
    """Whether this member rejected it by name a moment ago, and its time is still to be had."""
    rejected = request.status is RequestStatus.REJECTED and request.appointment_id is None
    if not rejected or request.decided_by != staff.staff_id or request.decided_at is None:
        return False
    in_time = now <= request.decided_at + UNDO
    return in_time and not rules.has_passed(request.starts_at, now) and not steps.is_taken(db, request)


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
