"""A patient's way in, as staff see and mend it: the code, the PIN behind it, and what ends both (ID-1, ID-5, ID-6)."""

import sqlalchemy as sa
from sqlmodel import col

from models.patients import AccessCode, PatientAccess
from models.vocabulary import Action, PatientId, PatientStatus
from portal_app import clock
from portal_app.domain import access_codes
from portal_app.domain.door_problems import CodeMalformed
from portal_app.domain.problems import NotYours, PatientDischarged
from portal_app.domain.refs import Origin, StaffRef
from portal_app.services import access, activity, denials, device_sessions, hashing
from portal_app.services.hashing import Seal
from portal_app.services.transaction import Transaction, read, write


def issue(db: Transaction, *, practice_id: str, patient_id: str, code: str | None = None) -> str:
    """Give a patient a code, a given one or a new one, in the caller's transaction; the code in clear.

    `CodeMalformed` when the given one is not a code or is somebody's. A code that lived before is dead.
    """
    wanted = None if code is None else access_codes.normalise(code)
    if wanted is not None and (not access_codes.is_code(wanted) or _is_used(db, wanted)):
        raise CodeMalformed
    made = wanted or _unused(db)
    now = clock.now()
    db.execute(
        sa.update(AccessCode)
        .where(col(AccessCode.patient_id) == patient_id, col(AccessCode.retired_at).is_(None))
        .values(retired_at=now)
    )
    if db.get(PatientAccess, patient_id) is None:
        db.add(PatientAccess(patient_id=patient_id, practice_id=practice_id))
    db.add(
        AccessCode(
            practice_id=practice_id,
            patient_id=patient_id,
            lookup_hash=hashing.code_hash(made),
            ciphertext=hashing.seal(Seal.ACCESS_CODE, made),
            created_at=now,
        )
    )
    db.flush()
    return made


def _unused(db: Transaction) -> str:
    while True:
        code = access_codes.new()
        if not _is_used(db, code):
            return code


def _is_used(db: Transaction, code: str) -> bool:
    """Whether anybody has or had this code: a dead one is never given out again."""
    return (
        db.scalar(sa.select(col(AccessCode.id)).where(col(AccessCode.lookup_hash).in_(hashing.code_hashes(code))))
        is not None
    )


def set_pin(db: Transaction, *, practice_id: str, patient_id: str, pin: str) -> None:
    """Hash a PIN and keep it. Takes a quarter of a second: where it matters, hash first and `keep_pin` after."""
    keep_pin(db, practice_id=practice_id, patient_id=patient_id, pin_hash=hashing.hash_secret(patient_id, pin))


def keep_pin(db: Transaction, *, practice_id: str, patient_id: str, pin_hash: str) -> None:
    """Keep a PIN's hash (`hashing.hash_secret(patient_id, pin)`)."""
    row = db.get(PatientAccess, patient_id)
    if row is None:
        row = PatientAccess(patient_id=patient_id, practice_id=practice_id)
        db.add(row)
    row.pin_hash = pin_hash
    row.pin_set_at = clock.now()
    db.flush()


def renew_pin(db: Transaction, *, patient_id: str, pin_hash: str) -> None:
    """Keep the same PIN under the secret in use."""
    db.execute(sa.update(PatientAccess).where(col(PatientAccess.patient_id) == patient_id).values(pin_hash=pin_hash))


def reveal(staff: StaffRef, patient_id: PatientId | str, *, origin: Origin) -> str:
    """The patient's code in clear, which leaves a trace."""
    with denials.traced(staff, origin, "code"), write() as db:
        patient = access.patient_for_staff(db, staff, patient_id)
        code = _clear(db, patient.id)
        _enter(db, staff, patient.id, Action.CODE_REVEALED, origin)
        db.tell_patient(staff.practice_id, patient.id)
    return code


def for_message(staff: StaffRef, patient_id: PatientId | str) -> str:
    """The code for the message that `mark_sent` tells of (AG-6)."""
    with read() as db:
        return _clear(db, access.patient_for_staff(db, staff, patient_id).id)


def _clear(db: Transaction, patient_id: str) -> str:
    sealed = db.scalar(
        sa.select(col(AccessCode.ciphertext)).where(
            col(AccessCode.patient_id) == patient_id, col(AccessCode.retired_at).is_(None)
        )
    )
    code = hashing.unseal(Seal.ACCESS_CODE, sealed) if sealed else None
    if code is None:
        raise NotYours
    return code


def regenerate(staff: StaffRef, patient_id: PatientId | str, *, origin: Origin) -> str:
    """A new code: the old one, the PIN, every device and every block are gone (ID-6). `PatientDischarged`."""
    with denials.traced(staff, origin, "code"), write() as db:
        patient = access.patient_for_staff(db, staff, patient_id, held=True)
        if patient.status is PatientStatus.DISCHARGED:
            raise PatientDischarged
        code = start_over(db, practice_id=staff.practice_id, patient_id=PatientId(patient.id))
        _enter(db, staff, patient.id, Action.CODE_REGENERATED, origin)
        db.tell(staff.practice_id, patient.id)
    return code


def close_devices(staff: StaffRef, patient_id: PatientId | str, *, origin: Origin) -> None:
    """Sign the patient out of every device, such as one that was lost; code and PIN stay (ID-12). `NotYours`."""
    with denials.traced(staff, origin, "code"), write() as db:
        patient = access.patient_for_staff(db, staff, patient_id, held=True)
        device_sessions.end_devices(db, PatientId(patient.id))
        _enter(db, staff, patient.id, Action.DEVICES_CLOSED, origin)
        db.tell(staff.practice_id, patient.id)


def mark_sent(staff: StaffRef, patient_id: PatientId | str, *, origin: Origin) -> None:
    """The code was sent: from now on it has the practice's number of days for a first entry."""
    with denials.traced(staff, origin, "code"), write() as db:
        patient = access.patient_for_staff(db, staff, patient_id)
        db.execute(
            sa.update(AccessCode)
            .where(col(AccessCode.patient_id) == patient.id, col(AccessCode.retired_at).is_(None))
            .values(sent_at=clock.now())
        )
        _enter(db, staff, patient.id, Action.CODE_SENT, origin)
        db.tell(staff.practice_id, patient.id)


def _enter(db: Transaction, staff: StaffRef, patient_id: str, action: Action, origin: Origin) -> None:
    activity.record(db, practice_id=staff.practice_id, action=action, actor=staff, origin=origin, patient_id=patient_id)


def start_over(db: Transaction, *, practice_id: str, patient_id: PatientId) -> str:
    """A new code, and the end of what the old one opened: PIN, devices, sessions, blocks."""
    code = issue(db, practice_id=practice_id, patient_id=patient_id)
    device_sessions.end_devices(db, patient_id)
    db.execute(
        sa.update(PatientAccess)
        .where(col(PatientAccess.patient_id) == patient_id)
        .values(pin_hash=None, pin_set_at=None, first_entry_at=None, blocked_at=None)
    )
    return code
