"""What the two sides of a request have in common: how one is decided, waits again, ends, and is told of."""

from collections.abc import Iterable
from datetime import datetime

import sqlalchemy as sa
from sqlmodel import col

from models.agenda import ProposedTime, SlotRequest
from models.practice import StaffMember
from models.vocabulary import Action, RequestStatus
from portal_app import clock
from portal_app.domain.problems import RequestNotPending
from portal_app.domain.refs import NOWHERE, Origin, PatientRef, StaffRef
from portal_app.services import activity, booking
from portal_app.services.booking import Booking
from portal_app.services.transaction import Transaction


def is_taken(db: Transaction, request: SlotRequest) -> bool:
    """Whether therapist or patient have an appointment at that time."""
    return booking.is_taken(
        db,
        practice_id=request.practice_id,
        therapist_id=request.therapist_id,
        starts_at=request.starts_at,
        ends_at=request.ends_at,
    ) or booking.patient_is_taken(
        db,
        practice_id=request.practice_id,
        patient_id=request.patient_id,
        starts_at=request.starts_at,
        ends_at=request.ends_at,
    )


def booking_of(request: SlotRequest) -> Booking:
    """The appointment it would be, just as it was asked for."""
    return Booking(
        therapist_id=request.therapist_id,
        patient_id=request.patient_id,
        service_id=request.service_id,
        centre_id=request.centre_id,
        starts_at=request.starts_at,
        ends_at=request.ends_at,
    )


def not_pending(db: Transaction, request: SlotRequest) -> RequestNotPending:
    """That it waits no more, for the eyes of staff: `status` says what became of it, `by` which member decided it."""
    by = db.scalar(
        sa.select(col(StaffMember.name)).where(
            col(StaffMember.practice_id) == request.practice_id, col(StaffMember.id) == request.decided_by
        )
    )
    return RequestNotPending(status=RequestStatus(request.status), by=by or "")


def decide(request: SlotRequest, status: RequestStatus, who: str | None) -> None:
    """Settle the request, now."""
    request.status, request.decided_at, request.decided_by = status, clock.now(), who


def reopen(request: SlotRequest) -> None:
    """Let it wait again, as if nothing had been decided."""
    request.status, request.decided_at, request.decided_by = RequestStatus.PENDING, None, None


def was_proposed(db: Transaction, request: SlotRequest) -> bool:
    """Whether other times stand instead of the one that was asked for."""
    return bool(
        db.scalar(
            sa.select(
                sa.exists().where(
                    col(ProposedTime.practice_id) == request.practice_id, col(ProposedTime.request_id) == request.id
                )
            )
        )
    )


def wait_for_patient(request: SlotRequest) -> None:
    """Other times were proposed: it is the patient who answers now."""
    request.status, request.decided_at, request.decided_by = RequestStatus.PROPOSED, None, None


def end_passed(db: Transaction, passed: Iterable[SlotRequest], now: datetime) -> int:
    """Expire requests whose time has passed; how many there were."""
    requests = list(passed)
    for request in requests:
        request.status, request.decided_at = RequestStatus.EXPIRED, now
        record(db, request, Action.REQUEST_EXPIRED, None, NOWHERE)
        db.tell(request.practice_id, request.patient_id)
    db.flush()
    return len(requests)


def record(
    db: Transaction,
    request: SlotRequest,
    action: Action,
    actor: PatientRef | StaffRef | None,
    origin: Origin,
    **detail: str,
) -> None:
    """Enter in the activity trail what was done to the request."""
    activity.record(
        db,
        practice_id=request.practice_id,
        action=action,
        actor=actor,
        origin=origin,
        patient_id=request.patient_id,
        request_id=request.id,
        starts_at=request.starts_at.isoformat(),
        **detail,
    )
