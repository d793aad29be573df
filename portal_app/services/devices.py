"""Devices and sessions: who is behind a cookie, and how that ends (ID-4, ID-5, ID-11). The row decides, every time."""

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlmodel import col

from models.devices import Device, DeviceSession, StaffSession
from models.patients import Patient
from models.practice import Practice, StaffMember
from models.vocabulary import Action, DeviceId, PatientId, PatientStatus, PracticeId, Role, StaffId
from portal_app import clock
from portal_app.domain import device_access
from portal_app.domain.problems import NotYours, SignedOut
from portal_app.domain.refs import Origin, PatientRef, StaffRef
from portal_app.services import access, access_codes, activity, denials, device_sessions, hashing
from portal_app.services.transaction import Transaction, read, write

# Asked at every event: made once, for making them costs more than answering them.
_HASHES = sa.bindparam("hashes", expanding=True)
_PATIENTS = (
    sa.select(
        col(DeviceSession.id),
        col(DeviceSession.practice_id),
        col(DeviceSession.patient_id),
        col(DeviceSession.started_at),
        col(DeviceSession.last_active_at),
        col(DeviceSession.ended_at),
    )
    .join(Device, col(Device.id) == col(DeviceSession.device_id))
    .join(Patient, col(Patient.id) == col(DeviceSession.patient_id))
    .where(
        col(DeviceSession.secret_hash).in_(_HASHES),
        col(Device.revoked_at).is_(None),
        col(Patient.status) == PatientStatus.ACTIVE,
    )
)
_STAFFS = (
    sa.select(
        col(StaffSession.id),
        col(StaffSession.practice_id),
        col(StaffSession.staff_id),
        col(StaffSession.started_at),
        col(StaffSession.last_active_at),
        col(StaffSession.ended_at),
        col(StaffMember.role),
        col(Practice.therapists_see_all),
    )
    .join(StaffMember, col(StaffMember.id) == col(StaffSession.staff_id))
    .join(Practice, col(Practice.id) == col(StaffSession.practice_id))
    .where(
        col(StaffSession.secret_hash).in_(_HASHES),
        col(StaffMember.active).is_(True),
    )
)


@dataclass(frozen=True, slots=True)
class KnownDevice:
    """A device as its owner's list shows it."""

    device_id: DeviceId
    user_agent: str
    first_used_at: datetime
    last_used_at: datetime
    this_one: bool


def patient_of(session_secret: str, *, now_active: bool = True) -> PatientRef:
    """The patient of a living session. `now_active` only where the person did something: idle time begins anew.

    `SignedOut` for a session that ended, idled for 30 minutes, is 12 hours old, or never was.
    """
    now = clock.now()
    with read() as db:
        row = db.columns(_PATIENTS, {"hashes": hashing.token_hashes(session_secret)}).first()
    if row is None or not device_access.is_alive(
        started_at=row.started_at, last_active_at=row.last_active_at, ended_at=row.ended_at, now=now
    ):
        raise SignedOut
    if now_active and device_access.is_worth_touching(last_active_at=row.last_active_at, now=now):
        _touch(DeviceSession, row.id, now)
    return PatientRef(PracticeId(row.practice_id), PatientId(row.patient_id))


def staff_of(session_secret: str, *, now_active: bool = True) -> StaffRef:
    """The staff member of a living session, with the role of this moment; see `patient_of`."""
    now = clock.now()
    with read() as db:
        row = db.columns(_STAFFS, {"hashes": hashing.token_hashes(session_secret)}).first()
    if row is None or not device_access.is_alive(
        started_at=row.started_at, last_active_at=row.last_active_at, ended_at=row.ended_at, now=now
    ):
        raise SignedOut
    if now_active and device_access.is_worth_touching(last_active_at=row.last_active_at, now=now):
        _touch(StaffSession, row.id, now)
    sees_all = row.role is not Role.THERAPIST or row.therapists_see_all
    return StaffRef(PracticeId(row.practice_id), StaffId(row.staff_id), row.role, sees_all)


def _touch(table: type[DeviceSession] | type[StaffSession], session_id: str, now: datetime) -> None:
    with write() as db:
        db.execute(
            sa.update(table)
            .where(col(table.id) == session_id, col(table.ended_at).is_(None), col(table.last_active_at) < now)
            .values(last_active_at=now)
        )


def sign_out(patient: PatientRef, session_secret: str, *, origin: Origin) -> None:
    """End this device: its session, and its token (ID-5)."""
    with write() as db:
        device_id = _device_of_session(db, patient, session_secret)
        if device_id is None:
            return
        device_sessions.end_devices(db, patient.patient_id, only=device_id)
        _record(db, patient, Action.SIGNED_OUT, origin)


def forget(device_token: str, *, origin: Origin) -> None:
    """End the device of a token whose session is over already (ID-5)."""
    with write() as db:
        known = device_sessions.device_of(db, device_token)
        if known is None:
            return
        device_sessions.end_devices(db, known.patient.patient_id, only=known.device_id)
        _record(db, known.patient, Action.SIGNED_OUT, origin)


def sign_out_everywhere(patient: PatientRef, *, origin: Origin) -> None:
    """End every session and device, delete the PIN and rotate the code; the practice gives out the new one (ID-5)."""
    with write() as db:
        access.patient_row(db, patient)
        access_codes.start_over(db, practice_id=patient.practice_id, patient_id=patient.patient_id)
        _record(db, patient, Action.SIGNED_OUT_EVERYWHERE, origin)


def sign_out_others(patient: PatientRef, session_secret: str, *, origin: Origin) -> None:
    """End every other device of the patient; code and PIN stay (ID-11)."""
    with write() as db:
        device_id = _device_of_session(db, patient, session_secret)
        if device_id is None:
            raise SignedOut
        device_sessions.end_devices(db, patient.patient_id, but=device_id)
        _record(db, patient, Action.SIGNED_OUT_OTHERS, origin)


def sign_out_device(patient: PatientRef, device_id: DeviceId, *, origin: Origin) -> None:
    """End one device of the patient's list; one that has ended stays so. `NotYours` for anybody else's."""
    with denials.traced(patient, origin, "device"), write() as db:
        known = db.execute(
            sa.select(col(Device.revoked_at)).where(
                col(Device.id) == device_id, col(Device.patient_id) == patient.patient_id
            )
        ).first()
        if known is None:
            raise NotYours
        if known.revoked_at is not None:
            return
        device_sessions.end_devices(db, patient.patient_id, only=device_id)
        _record(db, patient, Action.SIGNED_OUT, origin)


def list_devices(patient: PatientRef, session_secret: str) -> list[KnownDevice]:
    """The patient's devices, this one first, then the latest used."""
    with read() as db:
        this = _device_of_session(db, patient, session_secret)
        rows = db.execute(
            sa.select(col(Device.id), col(Device.user_agent), col(Device.created_at), col(Device.last_used_at))
            .where(
                col(Device.practice_id) == patient.practice_id,
                col(Device.patient_id) == patient.patient_id,
                col(Device.revoked_at).is_(None),
            )
            .order_by(col(Device.last_used_at).desc())
        ).all()
    known = [
        KnownDevice(DeviceId(row.id), row.user_agent, row.created_at, row.last_used_at, row.id == this) for row in rows
    ]
    return sorted(known, key=lambda device: not device.this_one)


def staff_sign_out(staff: StaffRef, session_secret: str, *, origin: Origin) -> None:
    """End this staff session."""
    with write() as db:
        db.execute(
            sa.update(StaffSession)
            .where(
                col(StaffSession.staff_id) == staff.staff_id,
                col(StaffSession.secret_hash).in_(hashing.token_hashes(session_secret)),
                col(StaffSession.ended_at).is_(None),
            )
            .values(ended_at=clock.now())
        )
        activity.record(db, practice_id=staff.practice_id, action=Action.SIGNED_OUT, actor=staff, origin=origin)


def _device_of_session(db: Transaction, patient: PatientRef, session_secret: str) -> DeviceId | None:
    device_id = db.scalar(
        sa.select(col(DeviceSession.device_id)).where(
            col(DeviceSession.patient_id) == patient.patient_id,
            col(DeviceSession.secret_hash).in_(hashing.token_hashes(session_secret)),
        )
    )
    return None if device_id is None else DeviceId(device_id)


def _record(db: Transaction, patient: PatientRef, action: Action, origin: Origin) -> None:
    activity.record(db, practice_id=patient.practice_id, action=action, actor=patient, origin=origin)
    db.tell(patient.practice_id, patient.patient_id)
