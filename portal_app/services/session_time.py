"""How long a session has left, for a page that announces its end (ID-4). Asking is not being active."""

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlmodel import col

from models.devices import DeviceSession, StaffSession
from portal_app.domain import device_access
from portal_app.domain.problems import SignedOut
from portal_app.services import devices, hashing
from portal_app.services.transaction import read


@dataclass(frozen=True, slots=True)
class TimeLeft:
    """When the session ends unless somebody does something, and whether doing something would put that off.

    `whose` is a word of no meaning that is the same for the same person, so that a page knows whether what it kept is
    theirs.
    """

    until: datetime
    can_stay: bool
    whose: str


def of_patient(session_secret: str) -> TimeLeft:
    """The patient's session. `SignedOut`."""
    patient = devices.patient_of(session_secret, now_active=False)
    return _left(DeviceSession, session_secret, patient.patient_id)


def of_staff(session_secret: str) -> TimeLeft:
    """The staff session. `SignedOut`."""
    staff = devices.staff_of(session_secret, now_active=False)
    return _left(StaffSession, session_secret, staff.staff_id)


def stay_patient(session_secret: str) -> TimeLeft:
    """Somebody is there: the thirty minutes begin anew, the twelve hours do not. `SignedOut`."""
    devices.patient_of(session_secret)
    return of_patient(session_secret)


def stay_staff(session_secret: str) -> TimeLeft:
    """As `stay_patient`, for the staff session. `SignedOut`."""
    devices.staff_of(session_secret)
    return of_staff(session_secret)


def _left(table: type[DeviceSession] | type[StaffSession], session_secret: str, person_id: str) -> TimeLeft:
    with read() as db:
        row = db.execute(
            sa.select(col(table.started_at), col(table.last_active_at)).where(
                col(table.secret_hash).in_(hashing.token_hashes(session_secret))
            )
        ).first()
    if row is None:
        raise SignedOut
    idle, longest = row.last_active_at + device_access.IDLE, row.started_at + device_access.LONGEST
    return TimeLeft(min(idle, longest), can_stay=idle < longest, whose=hashing.subject_hash("page", person_id)[:16])
