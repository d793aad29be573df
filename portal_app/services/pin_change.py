"""A patient changes the PIN from inside: the old one first, counted as at the door (ID-2, ID-3)."""

from datetime import date

import sqlalchemy as sa
from sqlmodel import col

from models.devices import DeviceSession
from models.patients import Patient
from models.vocabulary import Action, AttemptOutcome, DeviceId
from portal_app import clock
from portal_app.domain import lockout, pins
from portal_app.domain.door_problems import PinUnchanged, WrongSecret
from portal_app.domain.problems import SignedOut
from portal_app.domain.refs import Origin, PatientRef
from portal_app.services import access_codes, activity, attempts, claims, device_sessions, hashing
from portal_app.services.claims import Claim
from portal_app.services.device_sessions import DeviceOf, Opened
from portal_app.services.transaction import Transaction, read, write


def standing(patient: PatientRef, session_secret: str, *, origin: Origin) -> lockout.Standing:
    """How many tries of the old PIN are left on this device, without trying. `SignedOut` when the session is over."""
    with read() as db:
        return attempts.standing(db, _claim(db, patient, session_secret).subject, origin, clock.now())


def change(
    patient: PatientRef,
    session_secret: str,
    old: str,
    pin: str,
    again: str,
    *,
    device_token: str | None,
    origin: Origin,
) -> Opened:
    """Put `pin` in the place of `old`. This device goes on with new secrets; the others are asked for the new PIN.

    What is wrong with the new PIN alone is said before the old one is tried, and costs no try; what only the patient
    may know (the birth date) after it. `PinNotFourDigits`, `PinUnchanged`, `PinTooObvious`, `PinsDiffer`;
    `WrongSecret` (`left`), `Locked` (`until`), `Blocked`; `SignedOut` when the session is over.
    """
    pins.check(old)
    pins.choose(pin, again, birth_date=None)
    if pin == old:
        raise PinUnchanged
    with write() as db:
        claim = _claim(db, patient, session_secret)
        claims.refuse_if_closed(db, claim, origin)
        attempt_id = attempts.reserve(db, claim.subject, origin, clock.now())
    if not hashing.secret_matches(patient.patient_id, old, claim.pin_hash):
        claims.fail(attempt_id, claim, origin, actor=patient)
    with write() as db:
        attempts.settle(db, attempt_id, AttemptOutcome.SUCCEEDED)
        born = _birth_date(db, patient)
    pins.choose(pin, again, birth_date=born)
    pin_hash = hashing.hash_secret(patient.patient_id, pin)
    with write() as db:
        if _claim(db, patient, session_secret) != claim:
            raise WrongSecret(left=0)
        access_codes.keep_pin(db, practice_id=patient.practice_id, patient_id=patient.patient_id, pin_hash=pin_hash)
        opened = device_sessions.open_session(db, patient, device_token, origin)
        device_sessions.end_sessions_elsewhere(db, patient.patient_id, opened.session_secret)
        activity.record(db, practice_id=patient.practice_id, action=Action.PIN_CHANGED, actor=patient, origin=origin)
        db.tell(patient.practice_id, patient.patient_id)
    return opened


def _claim(db: Transaction, patient: PatientRef, session_secret: str) -> Claim:
    """The patient's claim on the device of the living session."""
    device_id = db.scalar(
        sa.select(col(DeviceSession.device_id)).where(
            col(DeviceSession.practice_id) == patient.practice_id,
            col(DeviceSession.patient_id) == patient.patient_id,
            col(DeviceSession.secret_hash).in_(hashing.token_hashes(session_secret)),
            col(DeviceSession.ended_at).is_(None),
        )
    )
    if device_id is None:
        raise SignedOut
    return claims.of_device(db, DeviceOf(DeviceId(device_id), patient))


def _birth_date(db: Transaction, patient: PatientRef) -> date | None:
    return db.scalar(
        sa.select(col(Patient.birth_date)).where(
            col(Patient.practice_id) == patient.practice_id, col(Patient.id) == patient.patient_id
        )
    )
