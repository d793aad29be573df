"""What staff are told of patients' doors unasked: who is shut out, and who came in for the first time (ID-12)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from sqlmodel import col

from models.patients import Patient, PatientAccess
from models.practice import Practice
from models.vocabulary import PatientId, PatientStatus
from portal_app import clock
from portal_app.domain.refs import StaffRef
from portal_app.services import access
from portal_app.services.transaction import read

NEWS_FOR = timedelta(days=3)
"""How long a first entry is shown; a block is shown until it is mended."""
MOST = 20


@dataclass(frozen=True, slots=True)
class DoorNews:
    """A patient whose way in is blocked since `at`, or who first entered then."""

    patient_id: PatientId
    name: str
    at: datetime
    blocked: bool


@dataclass(frozen=True, slots=True)
class Doors:
    """The news, those who are shut out first, then the latest."""

    news: Sequence[DoorNews]
    zone: ZoneInfo
    now: datetime


def shut_out(staff: StaffRef) -> sa.ScalarSelect[int]:
    """How many of the patients whom this member may see are blocked until somebody mends it, for a query (ID-12)."""
    return (
        sa.select(sa.func.count())
        .select_from(Patient)
        .join(PatientAccess, col(PatientAccess.patient_id) == col(Patient.id))
        .where(*_theirs(staff), col(PatientAccess.blocked_at).is_not(None))
        .scalar_subquery()
    )


def door_news(staff: StaffRef) -> Doors:
    """The news of the patients whom this member may see. Two queries."""
    now = clock.now()
    blocked, entered = col(PatientAccess.blocked_at), col(PatientAccess.first_entry_at)
    with read() as db:
        zone = db.scalars(sa.select(col(Practice.timezone)).where(col(Practice.id) == staff.practice_id)).one()
        rows = db.execute(
            sa.select(col(Patient.id), col(Patient.name), blocked, entered)
            .join(PatientAccess, col(PatientAccess.patient_id) == col(Patient.id))
            .where(
                *_theirs(staff),
                sa.or_(blocked.is_not(None), entered > now - NEWS_FOR),
            )
            .order_by(blocked.is_(None), sa.func.coalesce(blocked, entered).desc())
            .limit(MOST)
        ).all()
    news = [
        DoorNews(row.id, row.name, row.blocked_at or row.first_entry_at, row.blocked_at is not None) for row in rows
    ]
    return Doors(news, ZoneInfo(zone), now)


def _theirs(staff: StaffRef) -> list[sa.ColumnElement[bool]]:
    return [
        col(Patient.practice_id) == staff.practice_id,
        col(Patient.status) == PatientStatus.ACTIVE,
        *access.reach(staff, col(Patient.therapist_id)),
    ]
