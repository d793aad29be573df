"""The activity trail: who did what, when and from where, written in the action's own transaction (GD-1)."""

import hashlib
import json
from collections.abc import Iterator
from datetime import datetime

import sqlalchemy as sa
from sqlmodel import col

from models.activity import ActivityEntry
from models.vocabulary import Action, ActorKind, PracticeId
from portal_app import clock
from portal_app.domain.refs import Origin, PatientRef, StaffRef
from portal_app.services.transaction import Transaction

FIRST_HASH = "0" * 64
AT_ONCE = 500
# Where a transaction keeps what was recorded in it until it ends.
_UNSEALED = "unsealed activity"


def record(
    db: Transaction,
    *,
    practice_id: str,
    action: Action,
    actor: PatientRef | StaffRef | None,
    origin: Origin,
    patient_id: str | None = None,
    **detail: str,
) -> None:
    """Add an entry to the practice's chain. `actor` None: somebody who passed no door, or the system itself.

    `detail` holds ids and plain words of the rule book, never a name, a message or a secret. The entry gets its number
    and its hash when the rest of the transaction is written: so two that write at once stand in line for a moment and
    not for as long as each takes.
    """
    about = patient_id or (actor.patient_id if isinstance(actor, PatientRef) else None)
    by = _actor(actor, origin)
    append(db, practice_id=practice_id, action=action, by=by, origin=origin, patient_id=about, **detail)


def append(
    db: Transaction,
    *,
    practice_id: str,
    action: Action,
    by: tuple[ActorKind, str | None],
    origin: Origin,
    patient_id: str | None,
    **detail: str,
) -> None:
    """`record`, for somebody of whom the kind and the id are known and no more."""
    entry = ActivityEntry(
        practice_id=practice_id,
        number=0,
        at=clock.now(),
        action=action,
        actor_kind=by[0],
        actor_id=by[1],
        patient_id=patient_id,
        detail=detail,
        address=origin.address,
        user_agent=origin.user_agent[:300],
        previous_hash="",
        hash="",
    )
    db.info.setdefault(_UNSEALED, []).append(entry)
    db.at_the_end(_seal)


def _seal(db: Transaction) -> None:
    """Add what was recorded to the chains, in the order in which it happened."""
    entries: list[ActivityEntry] = db.info.pop(_UNSEALED)
    db.flush()
    practices = {entry.practice_id for entry in entries}
    db.stand_in_line(*(f"activity of {practice_id}" for practice_id in practices))
    heads = {practice_id: head(db, PracticeId(practice_id)) for practice_id in practices}
    for entry in entries:
        last, entry.previous_hash = heads[entry.practice_id]
        entry.number = last + 1
        entry.hash = digest(entry)
        heads[entry.practice_id] = entry.number, entry.hash
        db.add(entry)
    db.flush()


def who(person: PatientRef | StaffRef) -> tuple[ActorKind, str]:
    """The kind and the id of somebody who passed a door."""
    match person:
        case PatientRef():
            return ActorKind.PATIENT, person.patient_id
        case StaffRef():
            return ActorKind.STAFF, person.staff_id


def _actor(actor: PatientRef | StaffRef | None, origin: Origin) -> tuple[ActorKind, str | None]:
    if actor is not None:
        return who(actor)
    return (ActorKind.UNKNOWN if origin.address else ActorKind.SYSTEM), None


def digest(entry: ActivityEntry) -> str:
    """The SHA-256 over everything the entry says and the hash of the one before it."""
    said = [
        entry.practice_id,
        entry.number,
        _second(entry.at),
        str(entry.action),
        str(entry.actor_kind),
        entry.actor_id,
        entry.patient_id,
        entry.detail,
        entry.address,
        entry.user_agent,
        entry.previous_hash,
    ]
    return hashlib.sha256(json.dumps(said, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


def _second(at: datetime) -> str:
    return at.isoformat(timespec="microseconds")


def first_broken(db: Transaction, practice_id: PracticeId) -> int | None:
    """The number of the first entry that is not what was written, or that does not follow on; None: the chain holds.

    A chain whose end was cut off holds: keep `head` somewhere else to find that out.
    """
    expected, previous = 1, FIRST_HASH
    for entry in _entries(db, practice_id):
        if entry is None or entry.number != expected or entry.previous_hash != previous or entry.hash != digest(entry):
            return expected
        expected, previous = expected + 1, entry.hash
    return None


def head(db: Transaction, practice_id: PracticeId) -> tuple[int, str]:
    """The number of the last entry (0: there is none) and its hash, which stands for the whole chain."""
    last = db.execute(
        sa.select(col(ActivityEntry.number), col(ActivityEntry.hash))
        .where(col(ActivityEntry.practice_id) == practice_id)
        .order_by(col(ActivityEntry.number).desc())
        .limit(1)
    ).first()
    return (last.number, last.hash) if last else (0, FIRST_HASH)


def _entries(db: Transaction, practice_id: PracticeId) -> Iterator[ActivityEntry | None]:
    """The chain from its beginning; None in the place of an entry in which something stands that is no value."""
    ordered = (
        sa.select(ActivityEntry)
        .where(col(ActivityEntry.practice_id) == practice_id)
        .order_by(col(ActivityEntry.number))
        .limit(AT_ONCE)
    )
    after = None
    while True:
        found = _read(db, ordered if after is None else ordered.where(col(ActivityEntry.number) > after))
        yield from found
        last = found[-1] if found else None
        if last is None:
            return
        after = last.number
        db.expunge_all()


def _read(db: Transaction, chosen: sa.Select[ActivityEntry]) -> list[ActivityEntry | None]:
    """The chosen entries; where one of them cannot be read, those before it and None."""
    try:
        return list(db.scalars(chosen))
    except (ValueError, TypeError):
        numbers = db.scalars(chosen.with_only_columns(col(ActivityEntry.number))).all()
    readable: list[ActivityEntry | None] = []
    for number in numbers:
        try:
            readable.append(db.scalars(chosen.where(col(ActivityEntry.number) == number)).one())
        except (ValueError, TypeError):
            return [*readable, None]
    return readable
