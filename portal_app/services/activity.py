"""The activity trail: who did what, when and from where, written in the action's own transaction (GD-1)."""

import hashlib
import json
from datetime import datetime

import sqlalchemy as sa
from sqlmodel import col

from models.activity import ActivityEntry
from models.vocabulary import Action, ActorKind, PracticeId
from portal_app import clock
from portal_app.domain.refs import Origin, PatientRef, StaffRef
from portal_app.services.transaction import Transaction

FIRST_HASH = "0" * 64


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

    `detail` holds ids and plain words of the rule book, never a name, a message or a secret.
    Two that write at once stand in line (SQLite) or collide on the entry's number and try again (PostgreSQL).
    """
    last = db.execute(
        sa.select(col(ActivityEntry.number), col(ActivityEntry.hash))
        .where(col(ActivityEntry.practice_id) == practice_id)
        .order_by(col(ActivityEntry.number).desc())
        .limit(1)
    ).first()
    kind, actor_id = _actor(actor, origin)
    entry = ActivityEntry(
        practice_id=practice_id,
        number=last.number + 1 if last else 1,
        at=clock.now(),
        action=action,
        actor_kind=kind,
        actor_id=actor_id,
        patient_id=patient_id or (actor.patient_id if isinstance(actor, PatientRef) else None),
        detail=detail,
        address=origin.address,
        user_agent=origin.user_agent[:300],
        previous_hash=last.hash if last else FIRST_HASH,
        hash="",
    )
    entry.hash = digest(entry)
    db.add(entry)
    db.flush()


def _actor(actor: PatientRef | StaffRef | None, origin: Origin) -> tuple[ActorKind, str | None]:
    match actor:
        case PatientRef():
            return ActorKind.PATIENT, actor.patient_id
        case StaffRef():
            return ActorKind.STAFF, actor.staff_id
        case None:
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
    """The number of the first entry that is not what was written, or that does not follow on; None: the chain holds."""
    expected, previous = 1, FIRST_HASH
    entries = db.scalars(
        sa.select(ActivityEntry)
        .where(col(ActivityEntry.practice_id) == practice_id)
        .order_by(col(ActivityEntry.number))
        .execution_options(yield_per=500)
    )
    for entry in entries:
        if entry.number != expected or entry.previous_hash != previous or entry.hash != digest(entry):
            return expected
        expected, previous = expected + 1, entry.hash
    return None
