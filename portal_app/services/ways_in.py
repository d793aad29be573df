"""How one patient's way into the portal stands, read from its rows (ID-3, ID-12)."""

from datetime import datetime

import sqlalchemy as sa
from sqlmodel import col

from models.devices import SignInAttempt
from models.patients import AccessCode, PatientAccess
from models.vocabulary import Door
from portal_app.domain import lockout
from portal_app.domain.way_in import WayIn
from portal_app.services import attempts
from portal_app.services.transaction import Transaction


def way_in_of(db: Transaction, patient_id: str, now: datetime) -> WayIn:
    """The code, the PIN, the entries and the failures of one patient. The caller has passed `access`."""
    row = db.execute(
        sa.select(
            col(AccessCode.lookup_hash),
            col(AccessCode.ciphertext),
            col(AccessCode.sent_at),
            col(PatientAccess.pin_set_at),
            col(PatientAccess.first_entry_at),
            col(PatientAccess.last_entry_at),
            col(PatientAccess.blocked_at),
        )
        .select_from(PatientAccess)
        .outerjoin(
            AccessCode,
            sa.and_(
                col(AccessCode.patient_id) == col(PatientAccess.patient_id),
                col(AccessCode.retired_at).is_(None),
            ),
        )
        .where(col(PatientAccess.patient_id) == patient_id)
    ).first()
    if row is None or row.lookup_hash is None:
        return WayIn()
    counters = _counters(db, attempts.hashes_of_code(row.lookup_hash, row.ciphertext), now)
    locks = [counter.until for counter in counters if counter.until is not None]
    return WayIn(
        has_code=True,
        sent_at=row.sent_at,
        pin_set_at=row.pin_set_at,
        first_entry_at=row.first_entry_at,
        last_entry_at=row.last_entry_at,
        failures=max((counter.row for counter in counters), default=0),
        locked_until=max(locks, default=None),
        blocked_at=row.blocked_at,
    )


def _counters(db: Transaction, subject_hashes: tuple[str, ...], now: datetime) -> list[lockout.Standing]:
    """How each counter of a code stands: one for each known device, one for all the unknown together (ID-3)."""
    rows = db.execute(
        sa.select(col(SignInAttempt.device_id), col(SignInAttempt.at), col(SignInAttempt.outcome))
        .where(col(SignInAttempt.door) == Door.PATIENT, col(SignInAttempt.subject_hash).in_(subject_hashes))
        .order_by(col(SignInAttempt.at).desc(), col(SignInAttempt.id))
        .limit(lockout.BLOCKING_ROW * 5)
    ).all()
    by_device: dict[str | None, list[lockout.Attempt]] = {}
    for row in rows:
        by_device.setdefault(row.device_id, []).append(lockout.Attempt(row.at, row.outcome))
    return [lockout.standing(made[: lockout.BLOCKING_ROW], now) for made in by_device.values()]
