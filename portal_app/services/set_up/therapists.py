"""Who holds an agenda, and whether patients see it (AV-6, PR-1)."""

from dataclasses import dataclass

import sqlalchemy as sa
from sqlmodel import col

from models.practice import StaffMember
from models.vocabulary import StaffId
from portal_app.domain.problems import NotYours
from portal_app.domain.refs import Origin, StaffRef
from portal_app.services import access
from portal_app.services.set_up import steps
from portal_app.services.transaction import read


@dataclass(frozen=True, slots=True)
class TherapistSet:
    """Somebody with an agenda; `may_set_hours` and `may_set_time_off` say what this person may do about it."""

    staff_id: StaffId
    name: str
    visible_to_patients: bool
    may_set_hours: bool
    may_set_time_off: bool


def listed(staff: StaffRef) -> list[TherapistSet]:
    """Those whose agenda this person may see, by name."""
    with read() as db:
        rows = db.execute(
            sa.select(col(StaffMember.id), col(StaffMember.name), col(StaffMember.visible_to_patients))
            .where(
                col(StaffMember.practice_id) == staff.practice_id,
                col(StaffMember.active),
                col(StaffMember.holds_agenda),
                *access.reach(staff, col(StaffMember.id)),
            )
            .order_by(col(StaffMember.name), col(StaffMember.id))
        ).all()
    return [
        TherapistSet(
            staff_id=StaffId(row.id),
            name=row.name,
            visible_to_patients=row.visible_to_patients,
            may_set_hours=steps.may_set_hours(staff, row.id),
            may_set_time_off=steps.may_set_time_off(staff, row.id),
        )
        for row in rows
    ]


def show_to_patients(staff: StaffRef, therapist_id: StaffId, *, visible: bool, origin: Origin) -> None:
    """Let patients see the therapist's open times, or not (AV-6). An admin does; `NotAllowed`, `NotYours`."""
    with steps.changing(staff, origin) as db:
        steps.admin_only(staff)
        row = db.scalar(
            sa.select(StaffMember).where(
                col(StaffMember.practice_id) == staff.practice_id,
                col(StaffMember.id) == therapist_id,
                col(StaffMember.holds_agenda),
            )
        )
        if row is None:
            raise NotYours
        if row.visible_to_patients == visible:
            return
        row.visible_to_patients = visible
        change = "therapist.shown" if visible else "therapist.hidden"
        steps.told(db, staff, origin, change, times=True, therapist_id=therapist_id)
