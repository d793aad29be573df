"""A look at a patient’s file, or at the portal in the patient’s place: in the trail once for each opening (GD-1)."""

from datetime import datetime

import sqlalchemy as sa
from sqlmodel import col

from models.activity import ActivityEntry
from models.vocabulary import Action
from portal_app import clock
from portal_app.domain import repeats
from portal_app.domain.refs import Origin, StaffRef
from portal_app.services import activity
from portal_app.services.transaction import Transaction


def told(db: Transaction, staff: StaffRef, patient_id: str, action: Action, *, origin: Origin) -> None:
    """Let the trail and the patient know of it, unless this person has only just begun to look."""
    if not repeats.is_new_opening(_last(db, staff, patient_id, action), clock.now()):
        return
    activity.record(db, practice_id=staff.practice_id, action=action, actor=staff, origin=origin, patient_id=patient_id)
    db.tell_patient(staff.practice_id, patient_id)


def _last(db: Transaction, staff: StaffRef, patient_id: str, action: Action) -> datetime | None:
    """When this person last began to; None when that is long ago."""
    return db.scalar(
        sa.select(sa.func.max(col(ActivityEntry.at))).where(
            col(ActivityEntry.practice_id) == staff.practice_id,
            col(ActivityEntry.patient_id) == patient_id,
            col(ActivityEntry.actor_id) == staff.staff_id,
            col(ActivityEntry.action) == action,
            col(ActivityEntry.at) > clock.now() - repeats.ONE_OPENING,
        )
    )
