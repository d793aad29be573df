"""Taking back what a click or a hand in the grid just did to an appointment: the undo of ten seconds (AG-2, WL-4)."""

from dataclasses import dataclass

import sqlalchemy as sa
from sqlmodel import col

from models.agenda import Appointment, SlotRequest
from models.vocabulary import CANCELLED, Action, AppointmentId, AppointmentStatus, RequestStatus
from portal_app import clock
from portal_app.domain import slot_requests as rules
from portal_app.domain.problems import UndoTooLate
from portal_app.domain.refs import Origin, StaffRef
from portal_app.services import appointments, booking, denials, refusals
from portal_app.services import seen as seen_sequence
from portal_app.services.booking import Booking
from portal_app.services.slot_requests import steps
from portal_app.services.transaction import Transaction, read, write


@dataclass(frozen=True, slots=True)
class Before:
    """How an appointment is before something is done to it."""

    appointment_id: AppointmentId
    status: AppointmentStatus
    booking: Booking
    pack_id: str | None
    sequence: int


def as_it_is(staff: StaffRef, appointment_id: str) -> Before:
    """The appointment at this moment, for `take_back`. `NotYours`, `NotAllowed`."""
    with read() as db:
        row = appointments.for_staff(db, staff, appointment_id)
        return Before(
            AppointmentId(row.id), AppointmentStatus(row.status), booking.booking_of(row), row.pack_id, row.sequence
        )


def take_back(staff: StaffRef, before: Before, *, origin: Origin) -> None:
    """The appointment is as it was before its latest change, and the requests that a move settled wait again.

    Whatever the hours say: it stood there. `UndoTooLate` after ten seconds, or once it was cancelled;
    `ChangedMeanwhile` when somebody changed it again; `AppointmentsOverlap` and `OverlapsOwnAppointment` when its time
    was taken meanwhile; `NotYours`, `NotAllowed`.
    """
    with denials.traced(staff, origin, "appointment"), refusals.in_words(), write() as db:
        row = appointments.for_staff(db, staff, before.appointment_id)
        seen_sequence.check_sequence(db, row, before.sequence + 1)
        rules.check_undo(row.changed_at, clock.now())
        if row.status in CANCELLED or before.status in CANCELLED:
            raise UndoTooLate
        if row.status is not before.status:
            row.status = before.status
            booking.changed(row)
            appointments.record(db, staff, row, Action.APPOINTMENT_MARKED, origin, status=before.status.value)
            db.tell(row.practice_id, row.patient_id)
        elif booking.booking_of(row) != before.booking:
            _move_back(db, staff, row, before, origin)


def _move_back(db: Transaction, staff: StaffRef, row: Appointment, before: Before, origin: Origin) -> None:
    was = booking.booking_of(row)
    therapists = sorted({was.therapist_id, before.booking.therapist_id})
    for each in therapists:
        booking.hold_agenda(db, staff.practice_id, each)
    overridden = booking.check(db, staff, before.booking, override=True, was=was, leaving_out={row.id})
    settled = _settled_by_move(db, row)
    rejected = booking.rebook(db, staff, row, before.booking, origin=origin)
    row.pack_id = before.pack_id
    db.flush()
    again = [one for one in settled if not rules.has_passed(one.starts_at, clock.now()) and not steps.is_taken(db, one)]
    for request in again:
        steps.reopen(request)
        request.appointment_id = None
        steps.record(db, request, Action.REJECTION_UNDONE, staff, origin)
    detail = {"was": was.starts_at.isoformat(), **appointments.overriding(overridden)}
    appointments.record(db, staff, row, Action.APPOINTMENT_MOVED, origin, **detail)
    for each in therapists:
        booking.tell_of_times(
            db, staff.practice_id, each, row.patient_id, *rejected, *(request.patient_id for request in again)
        )


def _settled_by_move(db: Transaction, row: Appointment) -> list[SlotRequest]:
    """The requests that the appointment's latest change settled, kept from others until the commit."""
    return list(
        db.scalars(
            sa.select(SlotRequest)
            .where(
                col(SlotRequest.practice_id) == row.practice_id,
                col(SlotRequest.appointment_id) == row.id,
                col(SlotRequest.status) == RequestStatus.REJECTED,
                col(SlotRequest.decided_at) >= row.changed_at,
            )
            .order_by(col(SlotRequest.id))
            .with_for_update()
        )
    )
