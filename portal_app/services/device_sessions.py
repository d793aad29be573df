"""What begins and ends a session, inside the caller's transaction: devices, their tokens, what runs on them (ID-4)."""

from dataclasses import dataclass, field, replace
from datetime import datetime

import sqlalchemy as sa
from sqlmodel import col

from models.devices import Device, DeviceSession, SpentToken, StaffSession
from models.patients import Patient
from models.vocabulary import Action, DeviceId, PatientId, PatientStatus, PracticeId
from portal_app import clock
from portal_app.domain.refs import Origin, PatientRef
from portal_app.services import activity, hashing
from portal_app.services.transaction import Transaction

USER_AGENT_LENGTH = 300


@dataclass(frozen=True, slots=True)
class Opened:
    """A session that has just begun: the two secrets for the browser's cookies."""

    session_secret: str
    device_token: str


@dataclass(frozen=True, slots=True)
class DeviceOf:
    """A device that a token names, and whose it is."""

    device_id: DeviceId
    patient: PatientRef
    twice: bool = field(default=False, compare=False)
    """Whether the same PIN was sent twice at once, and the other one was quicker."""


def device_of(db: Transaction, device_token: str | None, *, asked_at: datetime | None = None) -> DeviceOf | None:
    """The living device a token names, or None.

    One that was rotated away after `asked_at` names it still: whoever asks then sent the same thing twice, and holds
    no copy. Its successor is the same for both, so whichever answer comes last leaves the browser with a good one.
    """
    if not device_token:
        return None
    if asked_at is not None and _was_spent(db, device_token, after=asked_at):
        following = device_of(db, hashing.following(device_token))
        return replace(following, twice=True) if following is not None else None
    row = db.execute(
        sa.select(col(Device.id), col(Device.practice_id), col(Device.patient_id))
        .join(Patient, col(Patient.id) == col(Device.patient_id))
        .where(
            col(Device.token_hash).in_(hashing.token_hashes(device_token)),
            col(Device.revoked_at).is_(None),
            col(Patient.status) == PatientStatus.ACTIVE,
        )
    ).first()
    if row is None:
        return None
    return DeviceOf(DeviceId(row.id), PatientRef(PracticeId(row.practice_id), PatientId(row.patient_id)))


def _was_spent(db: Transaction, device_token: str, *, after: datetime) -> bool:
    spent = sa.select(col(SpentToken.device_id)).where(
        col(SpentToken.token_hash).in_(hashing.token_hashes(device_token)), col(SpentToken.spent_at) > after
    )
    return db.scalar(spent) is not None


def revoke_if_spent(db: Transaction, device_token: str | None, origin: Origin, *, asked_at: datetime) -> bool:
    """A token that was rotated away is shown again: somebody holds a copy, so the device is a stranger from now on.

    Not where it was good when they asked, at `asked_at`.
    """
    if not device_token or _was_spent(db, device_token, after=asked_at):
        return False
    spent = db.execute(
        sa.select(col(SpentToken.device_id), col(SpentToken.practice_id), col(Device.patient_id))
        .join(Device, col(Device.id) == col(SpentToken.device_id))
        .where(col(SpentToken.token_hash).in_(hashing.token_hashes(device_token)), col(Device.revoked_at).is_(None))
    ).first()
    if spent is None:
        return False
    end_devices(db, PatientId(spent.patient_id), only=DeviceId(spent.device_id))
    activity.record(
        db,
        practice_id=spent.practice_id,
        action=Action.ACCESS_DENIED,
        actor=None,
        origin=origin,
        patient_id=spent.patient_id,
        why="spent_token",
    )
    db.tell(spent.practice_id, spent.patient_id)
    return True


def open_session(
    db: Transaction,
    patient: PatientRef,
    device_token: str | None,
    origin: Origin,
    *,
    asked_at: datetime | None = None,
) -> Opened:
    """A session on the device the token names, whose token rotates; on a new device where it names none of theirs."""
    now = clock.now()
    known = device_of(db, device_token, asked_at=asked_at)
    if known is not None and known.patient != patient:
        end_devices(db, known.patient.patient_id, only=known.device_id)
        known = None
    token = hashing.following(device_token) if known and device_token else hashing.new_token()
    if known is None:
        device = Device(
            practice_id=patient.practice_id,
            patient_id=patient.patient_id,
            token_hash=hashing.token_hash(token),
            secret_mark=hashing.mark(),
            user_agent=origin.user_agent[:USER_AGENT_LENGTH],
            created_at=now,
            last_used_at=now,
        )
        db.add(device)
        db.flush()
        device_id = DeviceId(device.id)
    elif known.twice:
        device_id = known.device_id
    else:
        device_id = known.device_id
        _rotate(db, patient, device_id, token, origin)
    secret = hashing.new_token()
    db.add(
        DeviceSession(
            practice_id=patient.practice_id,
            patient_id=patient.patient_id,
            device_id=device_id,
            secret_hash=hashing.token_hash(secret),
            started_at=now,
            last_active_at=now,
        )
    )
    db.flush()
    return Opened(secret, token)


def _rotate(db: Transaction, patient: PatientRef, device_id: DeviceId, token: str, origin: Origin) -> None:
    device = db.get_one(Device, device_id)
    db.add(
        SpentToken(
            token_hash=device.token_hash, practice_id=patient.practice_id, device_id=device_id, spent_at=clock.now()
        )
    )
    device.token_hash = hashing.token_hash(token)
    device.secret_mark = hashing.mark()
    device.user_agent = origin.user_agent[:USER_AGENT_LENGTH]
    device.last_used_at = clock.now()
    _end_sessions(db, col(DeviceSession.device_id) == device_id)


def open_staff_session(db: Transaction, *, practice_id: str, staff_id: str, origin: Origin) -> str:
    """A staff session; the secret for its cookie."""
    now = clock.now()
    secret = hashing.new_token()
    db.add(
        StaffSession(
            practice_id=practice_id,
            staff_id=staff_id,
            secret_hash=hashing.token_hash(secret),
            user_agent=origin.user_agent[:USER_AGENT_LENGTH],
            started_at=now,
            last_active_at=now,
        )
    )
    db.flush()
    return secret


def end_devices(
    db: Transaction, patient_id: PatientId, *, only: DeviceId | None = None, but: DeviceId | None = None
) -> None:
    """Make strangers of a patient's devices (all, one, all but one) and end what runs on them."""
    devices = [col(Device.patient_id) == patient_id, col(Device.revoked_at).is_(None)]
    sessions = [col(DeviceSession.patient_id) == patient_id]
    if only is not None:
        devices.append(col(Device.id) == only)
        sessions.append(col(DeviceSession.device_id) == only)
    if but is not None:
        devices.append(col(Device.id) != but)
        sessions.append(col(DeviceSession.device_id) != but)
    db.execute(sa.update(Device).where(*devices).values(revoked_at=clock.now()))
    _end_sessions(db, *sessions)


def end_sessions_elsewhere(db: Transaction, patient_id: PatientId, session_secret: str) -> None:
    """End the patient's sessions but this one; the devices stay known, and ask for the PIN."""
    _end_sessions(
        db,
        col(DeviceSession.patient_id) == patient_id,
        col(DeviceSession.secret_hash).not_in(hashing.token_hashes(session_secret)),
    )


def _end_sessions(db: Transaction, *which: sa.ColumnElement[bool]) -> None:
    db.execute(
        sa.update(DeviceSession).where(*which, col(DeviceSession.ended_at).is_(None)).values(ended_at=clock.now())
    )
