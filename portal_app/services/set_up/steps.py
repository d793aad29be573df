"""What every change of the set-up has in common: who may, one at a time, and how it is told (PR-1, ID-8)."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from sqlmodel import col

from models.practice import Practice, StaffMember
from models.vocabulary import Action, Locale, Role
from portal_app import clock
from portal_app.domain.problems import NotAllowed, NotYours
from portal_app.domain.refs import Origin, StaffRef
from portal_app.services import access, activity, denials
from portal_app.services.front import languages_of
from portal_app.services.transaction import Transaction, write


@contextmanager
def changing(staff: StaffRef, origin: Origin) -> Iterator[Transaction]:
    """One change of the practice's set-up at a time, and a trace of those who may not."""
    with denials.traced(staff, origin, "settings"), write() as db:
        db.execute(
            sa.select(col(Practice.id)).where(col(Practice.id) == staff.practice_id).with_for_update(key_share=True)
        )
        yield db


def told(db: Transaction, staff: StaffRef, origin: Origin, change: str, *, times: bool = False, **detail: str) -> None:
    """Enter the change in the activity trail, and tell the open pages: patients' too where open times may change."""
    db.flush()
    activity.record(
        db,
        practice_id=staff.practice_id,
        action=Action.PRACTICE_CHANGED,
        actor=staff,
        origin=origin,
        change=change,
        **detail,
    )
    db.tell(staff.practice_id, every_patient=times)


def today(zone: ZoneInfo) -> date:
    """The date on the wall of a practice in that zone."""
    return clock.now().astimezone(zone).date()


def zone_of(db: Transaction, staff: StaffRef) -> ZoneInfo:
    """The practice's time zone."""
    return ZoneInfo(
        db.execute(sa.select(col(Practice.timezone)).where(col(Practice.id) == staff.practice_id)).scalar_one()
    )


def languages(db: Transaction, staff: StaffRef) -> tuple[Locale, ...]:
    """Those that the practice offers its patients."""
    return languages_of(
        db.execute(sa.select(col(Practice.languages)).where(col(Practice.id) == staff.practice_id)).scalar_one()
    )


def admin_only(staff: StaffRef) -> None:
    """`NotAllowed` for anybody but an admin (ID-8)."""
    if not is_admin(staff):
        raise NotAllowed


def is_admin(staff: StaffRef) -> bool:
    """Whether this person runs the practice."""
    return staff.role is Role.ADMIN


def may_set_hours(staff: StaffRef, therapist_id: str | None) -> bool:
    """Whether this person lays down that therapist's hours: an admin, and the therapist."""
    return is_admin(staff) or (staff.role is Role.THERAPIST and staff.staff_id == therapist_id)


def may_set_time_off(staff: StaffRef, therapist_id: str | None) -> bool:
    """Whether this person enters that therapist's time off, or the practice's (None): a scheduler may as well."""
    return staff.role is Role.SCHEDULER or may_set_hours(staff, therapist_id)


def name_of_therapist(db: Transaction, staff: StaffRef, therapist_id: str) -> str:
    """The therapist's name, for whoever may see that agenda. `NotYours`."""
    name = db.scalar(
        sa.select(col(StaffMember.name)).where(
            col(StaffMember.practice_id) == staff.practice_id,
            col(StaffMember.id) == therapist_id,
            col(StaffMember.holds_agenda),
            *access.reach(staff, col(StaffMember.id)),
        )
    )
    if name is None:
        raise NotYours
    return name
