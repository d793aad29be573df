"""What a person saw when they decided: nobody changes what somebody else has changed meanwhile, unseen."""

import hashlib
import json

import sqlalchemy as sa
from sqlmodel import col

from models.activity import ActivityEntry
from models.agenda import Appointment
from models.practice import Centre, Service, StaffMember
from models.vocabulary import Action, AppointmentStatus
from portal_app.domain.problems import ChangedMeanwhile
from portal_app.domain.refs import StaffRef
from portal_app.services.transaction import Transaction, read

_CHANGES = (
    Action.APPOINTMENT_CREATED,
    Action.APPOINTMENT_MOVED,
    Action.APPOINTMENT_CANCELLED,
    Action.APPOINTMENT_MARKED,
)
# The last change stands among the patient's latest entries; further back it is not worth a long look.
_LATEST = 20
_NEAR = 500


def state(*values: object) -> str:
    """A short name for how something is: two that differ in any value differ in it."""
    return hashlib.sha256(json.dumps(values, default=str, sort_keys=True).encode()).hexdigest()[:16]


def check_state(seen: str, now: str) -> None:
    """`ChangedMeanwhile` when it is no longer as it was seen."""
    if seen != now:
        raise ChangedMeanwhile(by="")


def last_to_change(staff: StaffRef, change: str) -> str:
    """The name of whoever made the latest change of the set-up that begins so, such as "policies."; else empty."""
    newest = (
        sa.select(sa.func.max(col(ActivityEntry.number)))
        .where(col(ActivityEntry.practice_id) == staff.practice_id)
        .scalar_subquery()
    )
    with read() as db:
        rows = db.execute(
            sa.select(col(ActivityEntry.detail), col(StaffMember.name))
            .outerjoin(
                StaffMember,
                sa.and_(
                    col(StaffMember.id) == col(ActivityEntry.actor_id),
                    col(StaffMember.practice_id) == col(ActivityEntry.practice_id),
                ),
            )
            .where(
                col(ActivityEntry.practice_id) == staff.practice_id,
                col(ActivityEntry.number) > newest - _NEAR,
                col(ActivityEntry.action) == Action.PRACTICE_CHANGED,
            )
            .order_by(col(ActivityEntry.number).desc())
        ).all()
    return next((row.name or "" for row in rows if row.detail.get("change", "").startswith(change)), "")


def check_sequence(db: Transaction, appointment: Appointment, seen: int | None) -> None:
    """`ChangedMeanwhile` when the appointment was changed after that `sequence`. None: whatever it is.

    Facts: `sequence`, `starts_at`, `ends_at`, `status`, `therapist`, `centre`, `service_names` as they are now, and
    `by`, the name of who changed it.
    """
    if seen is None or seen == appointment.sequence:
        return
    row = db.execute(
        sa.select(col(StaffMember.name), col(Centre.name).label("centre"), col(Service.names))
        .join(Centre, col(Centre.practice_id) == col(StaffMember.practice_id))
        .join(Service, col(Service.practice_id) == col(StaffMember.practice_id))
        .where(
            col(StaffMember.practice_id) == appointment.practice_id,
            col(StaffMember.id) == appointment.therapist_id,
            col(Centre.id) == appointment.centre_id,
            col(Service.id) == appointment.service_id,
        )
    ).one()
    raise ChangedMeanwhile(
        sequence=appointment.sequence,
        starts_at=appointment.starts_at,
        ends_at=appointment.ends_at,
        status=AppointmentStatus(appointment.status),
        therapist=row.name,
        centre=row.centre,
        service_names=row.names,
        by=_who_changed(db, appointment),
    )


def _who_changed(db: Transaction, appointment: Appointment) -> str:
    """The name of the staff member behind the newest entry about the appointment or its series; else empty."""
    entries = db.execute(
        sa.select(col(ActivityEntry.detail), col(StaffMember.name))
        .outerjoin(
            StaffMember,
            sa.and_(
                col(StaffMember.id) == col(ActivityEntry.actor_id),
                col(StaffMember.practice_id) == col(ActivityEntry.practice_id),
            ),
        )
        .where(
            col(ActivityEntry.practice_id) == appointment.practice_id,
            col(ActivityEntry.patient_id) == appointment.patient_id,
            col(ActivityEntry.action).in_(_CHANGES),
        )
        .order_by(col(ActivityEntry.number).desc())
        .limit(_LATEST)
    )
    about = {("appointment_id", appointment.id), ("series_id", appointment.series_id)}
    return next((row.name or "" for row in entries if about & set(row.detail.items())), "")
