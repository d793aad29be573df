"""Whose door was named, and what its tries are counted under (ID-3). The caller holds the transaction."""

from dataclasses import dataclass
from datetime import datetime
from typing import NoReturn

import sqlalchemy as sa
from sqlmodel import col

from models.patients import AccessCode, Patient, PatientAccess
from models.practice import Practice
from models.vocabulary import Action, AttemptOutcome, DeviceId, Locale, PatientId, PatientStatus, PracticeId
from portal_app import clock
from portal_app.domain import access_codes as codes
from portal_app.domain import device_access
from portal_app.domain.door_problems import Blocked, Locked, WrongSecret
from portal_app.domain.problems import SignedOut
from portal_app.domain.refs import Origin, PatientRef
from portal_app.services import activity, attempts, device_sessions, front, hashing
from portal_app.services.attempts import Subject
from portal_app.services.device_sessions import DeviceOf
from portal_app.services.transaction import Transaction, write


@dataclass(frozen=True, slots=True)
class Claim:
    """Whose door was named, if anybody's, and what its tries are counted under."""

    subject: Subject
    patient: PatientRef | None = None
    pin_hash: str | None = None
    blocked: bool = False
    locale: Locale = Locale.ES


def claim(db: Transaction, code: str | None, device_token: str | None, *, asked_at: datetime | None = None) -> Claim:
    """The claim of a typed code, or of the device alone (`code` None; `SignedOut` when it is not known)."""
    device = device_sessions.device_of(db, device_token, asked_at=asked_at)
    if code is not None:
        return of_code(db, codes.normalise(code), device)
    if device is None:
        raise SignedOut
    return of_device(db, device)


def of_code(db: Transaction, code: str, device: DeviceOf | None) -> Claim:
    """The claim of a normalised code, tried on that device."""
    return _of_hashes(db, hashing.code_hashes(code), device)


def of_device(db: Transaction, device: DeviceOf) -> Claim:
    """The claim of whom the device belongs to. `SignedOut` when they have no living code."""
    found = db.execute(
        sa.select(col(AccessCode.lookup_hash), col(AccessCode.ciphertext)).where(
            col(AccessCode.patient_id) == device.patient.patient_id, col(AccessCode.retired_at).is_(None)
        )
    ).first()
    if found is None:
        raise SignedOut
    return _of_hashes(db, attempts.hashes_of_code(found.lookup_hash, found.ciphertext), device)


def _of_hashes(db: Transaction, lookup_hashes: tuple[str, ...], device: DeviceOf | None) -> Claim:
    row = db.execute(
        sa.select(
            col(Patient.id),
            col(Patient.practice_id),
            col(Patient.locale),
            col(PatientAccess.pin_hash),
            col(PatientAccess.blocked_at),
            col(PatientAccess.first_entry_at),
            col(AccessCode.sent_at),
            col(Practice.code_lapses_days),
        )
        .join(Patient, col(Patient.id) == col(AccessCode.patient_id))
        .join(PatientAccess, col(PatientAccess.patient_id) == col(Patient.id))
        .join(Practice, col(Practice.id) == col(Patient.practice_id))
        .where(
            col(AccessCode.lookup_hash).in_(lookup_hashes),
            col(AccessCode.retired_at).is_(None),
            col(Patient.status) == PatientStatus.ACTIVE,
        )
    ).first()
    lapsed = row is not None and device_access.has_lapsed(
        sent_at=row.sent_at, entered=row.pin_hash is not None, days=row.code_lapses_days, now=clock.now()
    )
    if row is None or lapsed:
        return Claim(Subject(lookup_hashes))
    patient = PatientRef(PracticeId(row.practice_id), PatientId(row.id))
    known = device is not None and device.patient == patient
    return Claim(
        subject=Subject(lookup_hashes, device.device_id if device and known else None),
        patient=patient,
        pin_hash=row.pin_hash,
        blocked=row.blocked_at is not None and not known,
        locale=row.locale,
    )


def refuse_if_closed(db: Transaction, claim: Claim, origin: Origin) -> None:
    """`Blocked` or `Locked` when the door is shut for this claim."""
    if claim.blocked:
        raise Blocked
    attempts.refuse_if_closed(db, claim.subject, origin, clock.now())


def fail(
    attempt_id: str,
    claim: Claim,
    origin: Origin,
    *,
    actor: PatientRef | None = None,
    what: Action = Action.SIGN_IN_FAILED,
) -> NoReturn:
    """Write the failure down, and what it brings about: the words are the same for a code that nobody has.

    `actor` is whose session it happened in, where it was not at the door; `what`, which try it was that failed.
    """
    now = clock.now()
    with write() as db:
        attempts.settle(db, attempt_id, AttemptOutcome.FAILED)
        stands = attempts.standing(db, claim.subject, origin, now)
        practice_id = claim.patient.practice_id if claim.patient else front.first_practice(db)
        patient_id = claim.patient.patient_id if claim.patient else None
        said = [what]
        if stands.blocked:
            said.append(Action.SIGN_IN_BLOCKED)
        elif stands.until is not None:
            said.append(Action.SIGN_IN_LOCKED)
        for action in said:
            activity.record(
                db, practice_id=practice_id, action=action, actor=actor, origin=origin, patient_id=patient_id
            )
        if stands.blocked and patient_id is not None:
            _block(db, PatientId(patient_id), claim.subject.device_id)
        db.tell(practice_id, *([patient_id] if patient_id else []))
    if stands.blocked:
        raise Blocked
    if stands.until is not None:
        raise Locked(until=stands.until)
    raise WrongSecret(left=stands.left)


def _block(db: Transaction, patient_id: PatientId, device_id: DeviceId | None) -> None:
    """Unknown devices are shut out until staff regenerate the code; a known device becomes an unknown one."""
    if device_id is not None:
        device_sessions.end_devices(db, patient_id, only=device_id)
    db.execute(
        sa.update(PatientAccess)
        .where(col(PatientAccess.patient_id) == patient_id, col(PatientAccess.blocked_at).is_(None))
        .values(blocked_at=clock.now())
    )
