"""What the two sides of a request have in common: how one is decided, waits again, ends, and is told of."""

from collections.abc import Iterable
from datetime import datetime

from models.agenda import SlotRequest
from models.vocabulary import Action, RequestStatus
from portal_app import clock
from portal_app.domain.refs import NOWHERE, Origin, PatientRef, StaffRef
from portal_app.services import activity, booking
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


def decide(request: SlotRequest, status: RequestStatus, who: str | None) -> None:
    """Settle the request, now."""
    request.status, request.decided_at, request.decided_by = status, clock.now(), who


def reopen(request: SlotRequest) -> None:
    """Let it wait again, as if nothing had been decided."""
    request.status, request.decided_at, request.decided_by = RequestStatus.PENDING, None, None


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
