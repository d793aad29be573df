"""The patient's own trail: what they did, and what the practice did with their file (GD-1)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlmodel import col

from models.activity import ActivityEntry
from models.practice import StaffMember
from models.vocabulary import Action, ActorKind
from portal_app.domain.refs import PatientRef
from portal_app.services.own_rows import Portal, file_of
from portal_app.services.transaction import Transaction, read

PAGE = 30
MOST = 3_000

# Everything that touches the patient's way in, file, requests and sessions. How a session was marked afterwards is
# the practice's own book-keeping, and so is what concerns the whole practice: those entries name no patient.
TOLD = frozenset(Action) - {
    Action.APPOINTMENT_MARKED,
    Action.IMPORTED,
    Action.IMPORT_UNDONE,
    Action.PASSWORD_GIVEN,
    Action.PASSWORD_CHOSEN,
    Action.PASSWORD_CHANGED,
    Action.PRACTICE_CHANGED,
}

# Where the patient may know the person: who looked, and who handled the code. An answer is the practice's (WL-6).
_BY_NAME = frozenset(
    {
        Action.FILE_READ,
        Action.SEEN_AS_PATIENT,
        Action.CODE_REVEALED,
        Action.CODE_SENT,
        Action.CODE_REGENERATED,
        Action.DEVICES_CLOSED,
        Action.PATIENT_CHANGED,
        Action.EXPORTED,
    }
)


@dataclass(frozen=True, slots=True)
class Trace:
    """One thing that happened. `by` is the name of the staff member, where a patient is told it; `about` is when the
    request or session it tells of begins, None where it tells of none or of several.

    `address` and `user_agent` are those of the patient's own door: where staff sat is nobody's business but theirs.
    """

    action: Action
    at: datetime
    address: str
    user_agent: str
    by: str
    about: datetime | None = None


@dataclass(frozen=True, slots=True)
class OwnActivity:
    """The trail, the latest first; `more`: there is an earlier part."""

    portal: Portal
    traces: Sequence[Trace]
    more: bool


def own_activity(patient: PatientRef, *, most: int = PAGE) -> OwnActivity:
    """The latest `most` entries of the patient's own trail. Two queries."""
    most = min(most, MOST)
    with read() as db:
        file = file_of(db, patient)
        found = latest(db, patient, most + 1)
    return OwnActivity(file.portal, found[:most], more=len(found) > most and most < MOST)


def latest(db: Transaction, patient: PatientRef, most: int) -> list[Trace]:
    """The latest entries that a patient is told of. One query, along the patient's own index."""
    rows = db.execute(
        sa.select(
            col(ActivityEntry.action),
            col(ActivityEntry.at),
            col(ActivityEntry.address),
            col(ActivityEntry.user_agent),
            col(ActivityEntry.actor_kind),
            col(ActivityEntry.detail),
            col(StaffMember.name),
        )
        .outerjoin(
            StaffMember,
            sa.and_(
                col(StaffMember.practice_id) == patient.practice_id,
                col(StaffMember.id) == col(ActivityEntry.actor_id),
                col(ActivityEntry.actor_kind) == ActorKind.STAFF,
            ),
        )
        .where(
            col(ActivityEntry.practice_id) == patient.practice_id,
            col(ActivityEntry.patient_id) == patient.patient_id,
            col(ActivityEntry.action).in_(TOLD),
        )
        .order_by(col(ActivityEntry.number).desc())
        .limit(most)
    )
    return [_trace(row) for row in rows]


def _trace(row: sa.Row[tuple[Action, datetime, str, str, ActorKind, dict[str, str], str | None]]) -> Trace:
    is_staff = row.actor_kind is ActorKind.STAFF
    return Trace(
        action=row.action,
        at=row.at,
        address="" if is_staff else row.address,
        user_agent="" if is_staff else row.user_agent,
        by=(row.name or "") if row.action in _BY_NAME else "",
        about=_about(row.detail),
    )


def _about(detail: dict[str, str]) -> datetime | None:
    """Of an entry that stands for a whole series, the first date would say too little."""
    begins = detail.get("starts_at")
    return datetime.fromisoformat(begins) if begins and "appointments" not in detail else None
