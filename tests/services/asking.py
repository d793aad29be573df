"""Asking, accepting, and what stands in the tables after it, in the words of the tests."""

import sqlalchemy as sa

from models.columns import new_id
from models.tables import ActivityEntry, SlotRequest
from models.vocabulary import Action, RequestId, RequestStatus
from portal_app.domain.refs import NOWHERE, PatientRef, StaffRef
from portal_app.services import slot_requests
from portal_app.services.transaction import read, write
from tests.builders import Cast, at

THURSDAY = "2026-10-22 10:00"


def ask(cast: Cast, patient: PatientRef, starts: str = THURSDAY, *, message: str = "", key: str = "") -> RequestId:
    return slot_requests.ask(
        patient, at(starts), centre_id=cast.gracia, message=message, key=key or new_id(), origin=NOWHERE
    )


def accept(staff: StaffRef, request_id: str) -> slot_requests.Accepted:
    return slot_requests.accept(staff, request_id, origin=NOWHERE)


def status_of(request_id: str) -> RequestStatus:
    with read() as db:
        return db.execute(sa.select(SlotRequest.status).where(SlotRequest.id == request_id)).scalar_one()


def count(table: type) -> int:
    with read() as db:
        return db.execute(sa.select(sa.func.count()).select_from(table)).scalar_one()


def told(action: Action) -> list[tuple[str | None, str | None]]:
    """Who did it and whom it concerns, in order."""
    with read() as db:
        rows = db.execute(
            sa.select(ActivityEntry.actor_id, ActivityEntry.patient_id)
            .where(ActivityEntry.action == action)
            .order_by(ActivityEntry.number)
        )
        return [(row.actor_id, row.patient_id) for row in rows]


def set_on(table: type, **values: object) -> None:
    with write() as db:
        db.execute(sa.update(table).values(**values))
