"""The patient's door: code, then PIN; notice and a PIN twice the first time (ID-1, ID-2, ID-3).

Nothing here tells a code that exists from one that does not: both have counters, countdowns, the same words, and a
check that takes as long. The exception is the first entry, which a code opens alone, so codes are counted per address.
"""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

import sqlalchemy as sa
from sqlmodel import col

from models.patients import NoticeAcceptance, Patient, PatientAccess
from models.practice import Practice
from models.vocabulary import Action, AttemptOutcome, Door, Locale
from portal_app import clock
from portal_app.domain import access_codes as codes
from portal_app.domain import lockout, pins
from portal_app.domain.door_problems import (
    BirthDateNeeded,
    CodeMalformed,
    Locked,
    NotAFirstEntry,
    NoticeNotAccepted,
    WrongSecret,
)
from portal_app.domain.first_entry import asks_birth_date
from portal_app.domain.refs import Origin, PatientRef
from portal_app.services import access_codes, activity, attempts, claims, device_sessions, hashing
from portal_app.services.device_sessions import Opened
from portal_app.services.transaction import Transaction, read, write


class Next(StrEnum):
    """What the door asks after the code."""

    PIN = "pin"
    BIRTH_DATE = "birth_date"
    FIRST_ENTRY = "first_entry"


@dataclass(frozen=True, slots=True)
class Entered:
    """The door is open: what goes into the cookies, and the person's language."""

    opened: Opened
    locale: Locale


def begin(code: str, *, origin: Origin) -> Next:
    """What comes after this code. One that nobody has leads to the PIN like any other.

    `CodeMalformed` for what cannot be a code, `Locked` when the address has named too many codes that nobody
    has, `Crowded` when many have.
    """
    code = codes.normalise(code)
    if not codes.is_code(code):
        raise CodeMalformed
    now = clock.now()
    with write() as db:
        until = attempts.address_until(db, origin.address, now)
        if until is not None:
            raise Locked(until=until)
        for door in (Door.PATIENT, Door.CODE):
            attempts.refuse_a_crowd(db, door, origin, now)
        claim = claims.of_code(db, code, None)
        attempts.note_naming(db, code, known=claim.patient is not None, origin=origin, now=now)
        if claim.patient is None or claim.pin_hash is not None:
            return Next.PIN
        return Next.BIRTH_DATE if _newcomer(db, claim.patient).is_asked else Next.FIRST_ENTRY


def standing(code: str | None, *, device_token: str | None, origin: Origin) -> lockout.Standing:
    """How the door stands for the next try, without trying. `SignedOut` where neither code nor device says whose."""
    with read() as db:
        claim = claims.claim(db, code, device_token)
        if claim.blocked:
            return lockout.Standing(0, blocked=True)
        return attempts.standing(db, claim.subject, origin, clock.now())


def knows_device(device_token: str | None) -> bool:
    """Whether this browser may be asked for the PIN alone."""
    with read() as db:
        return device_sessions.device_of(db, device_token) is not None


def enter(
    code: str | None, pin: str, *, device_token: str | None, origin: Origin, asked_at: datetime | None = None
) -> Entered:
    """Open the door with code and PIN, or with the PIN alone on a known device (`code` None).

    The try is written down before the PIN is checked, so that tries made at once are counted (ID-3).
    `PinNotFourDigits`, `WrongSecret` (`left`), `Locked` or `Crowded` (`until`), `Blocked`; `SignedOut` when no device
    is known. `asked_at`: when the PIN arrived, which may be a while before its turn comes; one that was sent twice at
    once opens the door twice.
    """
    pins.check(pin)
    asked_at = asked_at or clock.now()
    with write() as db:
        if device_sessions.revoke_if_spent(db, device_token, origin, asked_at=asked_at):
            device_token = None
    with read() as db:
        claims.refuse_if_closed(db, claims.claim(db, code, device_token, asked_at=asked_at), origin)
    with write() as db:
        claim = claims.claim(db, code, device_token, asked_at=asked_at)
        claims.refuse_if_closed(db, claim, origin)
        attempt_id = attempts.reserve(db, claim.subject, origin, clock.now())
    owner = claim.patient.patient_id if claim.patient else claim.subject.hash
    if not hashing.secret_matches(owner, pin, claim.pin_hash) or claim.patient is None:
        claims.fail(attempt_id, claim, origin)
    renewed = hashing.hash_anew(owner, pin, claim.pin_hash)
    with write() as db:
        if claims.claim(db, code, device_token, asked_at=asked_at) != claim:
            raise WrongSecret(left=0)
        attempts.settle(db, attempt_id, AttemptOutcome.SUCCEEDED)
        if renewed is not None:
            access_codes.renew_pin(db, patient_id=claim.patient.patient_id, pin_hash=renewed)
        return _open(db, claim.patient, claim.locale, device_token, origin, asked_at=asked_at)


def confirm_birth_date(code: str, birth_date: date, *, origin: Origin) -> str:
    """The date of birth beside the code, where the practice asks for it; the word that `first_entry` wants to hear.

    A wrong one counts as a wrong PIN does: `WrongSecret` (`left`), `Locked` or `Crowded` (`until`), `Blocked`;
    `NotAFirstEntry`.
    """
    code = codes.normalise(code)
    with read() as db:
        claims.refuse_if_closed(db, claims.of_code(db, code, None), origin)
    with write() as db:
        claim = claims.of_code(db, code, None)
        claims.refuse_if_closed(db, claim, origin)
        patient = _first_entry_of(db, code)
        newcomer = _newcomer(db, patient)
        attempt_id = attempts.reserve(db, claim.subject, origin, clock.now())
    if birth_date != newcomer.birth_date:
        claims.fail(attempt_id, claim, origin, what=Action.BIRTH_DATE_WRONG)
    with write() as db:
        attempts.settle(db, attempt_id, AttemptOutcome.SUCCEEDED)
    return _proofs(patient, code, birth_date)[0]


def first_entry(
    code: str,
    pin: str,
    pin_again: str,
    *,
    notice_version: str,
    locale: Locale,
    origin: Origin,
    device_token: str | None = None,
    confirmed: str = "",
) -> Entered:
    """The first time: the notice accepted in its present version, a PIN chosen and repeated, and in (ID-2, GD-4).

    `confirmed` is the word of `confirm_birth_date`. `BirthDateNeeded`, `NoticeNotAccepted`, `PinNotFourDigits`,
    `PinTooObvious`, `PinsDiffer`, `NotAFirstEntry`.
    """
    code = codes.normalise(code)
    with read() as db:
        patient = _first_entry_of(db, code)
        newcomer = _newcomer(db, patient)
    if newcomer.is_asked and confirmed not in _proofs(patient, code, newcomer.birth_date):
        raise BirthDateNeeded
    if notice_version != newcomer.notice_version:
        raise NoticeNotAccepted
    pins.choose(pin, pin_again, birth_date=newcomer.birth_date)
    pin_hash = hashing.hash_secret(patient.patient_id, pin)
    with write() as db:
        if _first_entry_of(db, code) != patient:
            raise NotAFirstEntry
        access_codes.keep_pin(db, practice_id=patient.practice_id, patient_id=patient.patient_id, pin_hash=pin_hash)
        _accept_notice(db, patient, notice_version, locale, origin)
        activity.record(db, practice_id=patient.practice_id, action=Action.PIN_SET, actor=patient, origin=origin)
        return _open(db, patient, locale, device_token, origin)


def _accept_notice(db: Transaction, patient: PatientRef, version: str, locale: Locale, origin: Origin) -> None:
    accepted = db.scalar(
        sa.select(col(NoticeAcceptance.id)).where(
            col(NoticeAcceptance.patient_id) == patient.patient_id, col(NoticeAcceptance.version) == version
        )
    )
    if accepted is not None:
        return
    db.add(
        NoticeAcceptance(
            practice_id=patient.practice_id,
            patient_id=patient.patient_id,
            version=version,
            locale=locale,
            accepted_at=clock.now(),
            address=origin.address,
        )
    )
    activity.record(
        db,
        practice_id=patient.practice_id,
        action=Action.NOTICE_ACCEPTED,
        actor=patient,
        origin=origin,
        version=version,
        locale=locale.value,
    )


def _open(
    db: Transaction,
    patient: PatientRef,
    locale: Locale,
    device_token: str | None,
    origin: Origin,
    *,
    asked_at: datetime | None = None,
) -> Entered:
    """A session, its trace, and the file's "last entry"."""
    now = clock.now()
    opened = device_sessions.open_session(db, patient, device_token, origin, asked_at=asked_at)
    db.execute(
        sa.update(PatientAccess)
        .where(col(PatientAccess.patient_id) == patient.patient_id)
        .values(last_entry_at=now, first_entry_at=sa.func.coalesce(col(PatientAccess.first_entry_at), now))
    )
    activity.record(db, practice_id=patient.practice_id, action=Action.SIGNED_IN, actor=patient, origin=origin)
    db.tell(patient.practice_id, patient.patient_id)
    return Entered(opened, locale)


@dataclass(frozen=True, slots=True)
class _Newcomer:
    """What a first entry is checked against."""

    birth_date: date | None
    notice_version: str
    is_asked: bool


def _newcomer(db: Transaction, patient: PatientRef) -> _Newcomer:
    row = db.execute(
        sa.select(col(Patient.birth_date), col(Practice.notice_version), col(Practice.asks_birth_date))
        .join(Practice, col(Practice.id) == col(Patient.practice_id))
        .where(col(Practice.id) == patient.practice_id, col(Patient.id) == patient.patient_id)
    ).one()
    is_asked = asks_birth_date(practice_asks=row.asks_birth_date, birth_date=row.birth_date)
    return _Newcomer(row.birth_date, row.notice_version, is_asked)


def _proofs(patient: PatientRef, code: str, birth_date: date | None) -> tuple[str, ...]:
    """Words that only we can make: this code's patient was asked and wrote this date."""
    return hashing.subject_hashes("born", f"{patient.patient_id} {code} {birth_date}")


def _first_entry_of(db: Transaction, code: str) -> PatientRef:
    claim = claims.of_code(db, code, None)
    if claim.patient is None or claim.pin_hash is not None:
        raise NotAFirstEntry
    return claim.patient
