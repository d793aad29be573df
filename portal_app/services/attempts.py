"""Attempts at a door: written down first, judged after, so that a thousand at once are counted one by one (ID-3)."""

import ipaddress
from dataclasses import dataclass
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlmodel import col

from models.devices import SignInAttempt
from models.vocabulary import AttemptOutcome, DeviceId, Door
from portal_app.domain import lockout
from portal_app.domain.door_problems import Blocked, Crowded, Locked
from portal_app.domain.refs import Origin
from portal_app.services import hashing
from portal_app.services.hashing import Seal
from portal_app.services.transaction import Transaction

_COUNTED = (AttemptOutcome.RESERVED, AttemptOutcome.FAILED)


@dataclass(frozen=True, slots=True)
class Subject:
    """What tries are counted under: a keyed hash of what was typed, on one known device or on all unknown ones.

    `hashes` begins with the one new tries are written under; tries under older secrets count too. `blocks`: too many
    failures shut the door until somebody mends it, not for an hour.
    """

    hashes: tuple[str, ...]
    device_id: DeviceId | None = None
    blocks: bool = True
    door: Door = Door.PATIENT

    @property
    def hash(self) -> str:
        """What a try is written under now."""
        return self.hashes[0]


def hashes_of_code(lookup_hash: str, ciphertext: str) -> tuple[str, ...]:
    """What the tries of a code are counted under, from its row."""
    code = hashing.unseal(Seal.ACCESS_CODE, ciphertext)
    return (lookup_hash,) if code is None else hashing.code_hashes(code)


def standing(db: Transaction, subject: Subject, origin: Origin, now: datetime) -> lockout.Standing:
    """How the door stands for this subject, from this address. A known device answers for itself alone."""
    stands = lockout.standing(_latest(db, subject), now, blocks=subject.blocks)
    if subject.device_id is None and stands.open:
        until = address_until(db, origin.address, now)
        if until is not None:
            return lockout.Standing(0, stands.row, until=until)
    return stands


def _latest(db: Transaction, subject: Subject) -> list[lockout.Attempt]:
    """As many of the subject's attempts as the rules ask for, newest first."""
    rows = db.execute(
        sa.select(col(SignInAttempt.at), col(SignInAttempt.outcome))
        .where(
            col(SignInAttempt.door) == subject.door,
            col(SignInAttempt.subject_hash).in_(subject.hashes),
            col(SignInAttempt.device_id) == subject.device_id
            if subject.device_id is not None
            else col(SignInAttempt.device_id).is_(None),
        )
        .order_by(col(SignInAttempt.at).desc())
        .limit(lockout.BLOCKING_ROW)
    )
    return [lockout.Attempt(row.at, row.outcome) for row in rows]


def refuse_if_closed(db: Transaction, subject: Subject, origin: Origin, now: datetime) -> None:
    """`Locked` or `Blocked` when the door is shut for this subject, `Crowded` when it is for every stranger."""
    stands = standing(db, subject, origin, now)
    if stands.blocked:
        raise Blocked
    if stands.until is not None:
        raise Locked(until=stands.until)
    if subject.device_id is None:
        refuse_a_crowd(db, subject.door, origin, now)


def refuse_a_crowd(db: Transaction, door: Door, origin: Origin, now: datetime) -> None:
    """`Crowded` for a stranger at a door where too many fail from everywhere."""
    nth_failure = db.scalar(
        sa.select(col(SignInAttempt.at))
        .where(
            col(SignInAttempt.door) == door,
            col(SignInAttempt.at) > now - lockout.BRAKE_WINDOW,
            col(SignInAttempt.device_id).is_(None),
            col(SignInAttempt.outcome).in_(_COUNTED),
        )
        .order_by(col(SignInAttempt.at).desc())
        .offset(lockout.BRAKE_TRIES - 1)
        .limit(1)
    )
    until = lockout.brake_until(nth_failure, now)
    if until is not None and not (door is Door.STAFF and _is_familiar(db, origin.address, now)):
        raise Crowded(until=until)


def _is_familiar(db: Transaction, address: str, now: datetime) -> bool:
    """Whether a member of staff got in from this address lately: theirs is the practice's own line, most likely."""
    if not _is_counted(address):
        return False
    got_in = sa.select(col(SignInAttempt.id)).where(
        col(SignInAttempt.address) == address,
        col(SignInAttempt.at) > now - lockout.FAMILIAR_FOR,
        col(SignInAttempt.door) == Door.STAFF,
        col(SignInAttempt.outcome) == AttemptOutcome.SUCCEEDED,
    )
    return db.scalar(got_in.limit(1)) is not None


def reserve(db: Transaction, subject: Subject, origin: Origin, now: datetime) -> str:
    """Count an attempt that is about to be judged; its id. `Locked`, `Blocked` or `Crowded` when there is none left.

    Call it in a write transaction of its own: only what is committed here may be judged.
    """
    # One at a time per door, for the brake counts everybody's tries there.
    db.stand_in_line(f"attempts at {subject.door.value}")
    refuse_if_closed(db, subject, origin, now)
    latest = _latest(db, subject)
    # One after another, also for a clock that stands still or is put back a little: the order decides.
    at = max(now, latest[0].at + timedelta(microseconds=1)) if latest else now
    return _note(db, subject, origin, at, AttemptOutcome.RESERVED)


def settle(db: Transaction, attempt_id: str, outcome: AttemptOutcome) -> None:
    """Write down how the attempt went."""
    db.execute(sa.update(SignInAttempt).where(col(SignInAttempt.id) == attempt_id).values(outcome=outcome))


def note_naming(db: Transaction, code: str, *, known: bool, origin: Origin, now: datetime) -> None:
    """That an address named a code. Only codes that nobody has count against it; either takes as long.

    The same one again from there counts once: it tells nobody more than the first time.
    """
    subject = Subject(hashing.subject_hashes("naming", code), door=Door.CODE)
    before = sa.select(col(SignInAttempt.id)).where(
        col(SignInAttempt.door) == Door.CODE,
        col(SignInAttempt.subject_hash).in_(subject.hashes),
        col(SignInAttempt.at) > now - lockout.WINDOW,
        col(SignInAttempt.address) == origin.address,
        col(SignInAttempt.outcome) == AttemptOutcome.FAILED,
    )
    again = db.scalar(before.limit(1)) is not None
    _note(db, subject, origin, now, AttemptOutcome.SUCCEEDED if known or again else AttemptOutcome.FAILED)


def address_until(db: Transaction, address: str, now: datetime) -> datetime | None:
    """When this address may try again; None: now. The machine itself (a proxy on it, for one) has no limit."""
    if not _is_counted(address):
        return None
    failures = db.scalars(
        sa.select(col(SignInAttempt.at))
        .where(
            col(SignInAttempt.address) == address,
            col(SignInAttempt.at) > now - lockout.WINDOW,
            col(SignInAttempt.outcome).in_(_COUNTED),
        )
        .order_by(col(SignInAttempt.at).desc())
        .limit(lockout.TRIES_PER_ADDRESS)
    ).all()
    return lockout.address_until(failures, now)


def _is_counted(address: str) -> bool:
    try:
        return not ipaddress.ip_address(address).is_loopback
    except ValueError:
        return False


def _note(db: Transaction, subject: Subject, origin: Origin, now: datetime, outcome: AttemptOutcome) -> str:
    row = SignInAttempt(
        door=subject.door,
        subject_hash=subject.hash,
        device_id=subject.device_id,
        address=origin.address,
        at=now,
        outcome=outcome,
    )
    db.add(row)
    db.flush()
    return row.id
