"""The demo's activity trail: an entry for everything that happened, in its order and at its time."""

from dataclasses import dataclass, field
from datetime import datetime

from models.tables import ActivityEntry
from models.vocabulary import Action, ActorKind
from portal_app.services import activity


@dataclass(frozen=True, slots=True)
class Event:
    """Something somebody did. `actor_id` None: the system did it."""

    at: datetime
    action: Action
    actor_kind: ActorKind
    actor_id: str | None
    patient_id: str | None = None
    address: str = ""
    user_agent: str = ""
    detail: dict[str, str] = field(default_factory=dict)


def chained(practice_id: str, events: list[Event]) -> list[ActivityEntry]:
    """The entries as `activity.record` would have written them one by one."""
    entries: list[ActivityEntry] = []
    previous = activity.FIRST_HASH
    for number, event in enumerate(sorted(events, key=lambda one: one.at), 1):
        entry = ActivityEntry(
            practice_id=practice_id,
            number=number,
            at=event.at,
            action=event.action,
            actor_kind=event.actor_kind,
            actor_id=event.actor_id,
            patient_id=event.patient_id,
            detail=event.detail,
            address=event.address,
            user_agent=event.user_agent,
            previous_hash=previous,
            hash="",
        )
        previous = entry.hash = activity.digest(entry)
        entries.append(entry)
    return entries
