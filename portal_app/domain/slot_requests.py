"""What a patient may ask for, and until when it can be taken back (CA-3, CA-4, CA-10, WL-1, WL-4, WL-5).

Nothing here knows of other patients' requests: that several may ask for one time is the rule (WL-1).
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from models.vocabulary import WhoMayAsk
from portal_app.domain.availability import Slot
from portal_app.domain.policies import LONGEST_MESSAGE, MOST_PROPOSED, UNDO, Policy
from portal_app.domain.problems import (
    AlreadyAsked,
    AskingIsClosed,
    BadProposal,
    MessageTooLong,
    OverlapsOwnAppointment,
    SlotNotOffered,
    SlotTaken,
    TooManyPending,
    UndoTooLate,
)
from portal_app.domain.time_ranges import TimeRange


@dataclass(frozen=True, slots=True)
class Asker:
    """What decides whether a patient may ask at all (AV-6)."""

    consented: bool
    therapist_is_visible: bool
    service_may_be_asked: bool


@dataclass(frozen=True, slots=True)
class Wish:
    """The time a patient asks for, and where."""

    time: TimeRange
    centre_id: str
    online: bool


@dataclass(frozen=True, slots=True)
class Own:
    """What the patient has already: appointments with anyone, and the starts asked for with this therapist."""

    appointments: Sequence[TimeRange]
    pending: Sequence[datetime]
    pending_count: int


def asking_is_open(asker: Asker, policy: Policy) -> bool:
    """Whether open times are shown to this patient and may be asked for (AV-6)."""
    match policy.who_may_ask:
        case WhoMayAsk.NOBODY:
            return False
        case WhoMayAsk.CONSENTED if not asker.consented:
            return False
        case WhoMayAsk.CONSENTED | WhoMayAsk.ALL:
            return asker.therapist_is_visible and asker.service_may_be_asked


def check_open(asker: Asker, policy: Policy) -> None:
    """`AskingIsClosed` unless this patient may ask."""
    if not asking_is_open(asker, policy):
        raise AskingIsClosed


def tidy_message(message: str) -> str:
    """The message without the blanks around it; `MessageTooLong` over 280 characters."""
    tidy = message.strip()
    if len(tidy) > LONGEST_MESSAGE:
        raise MessageTooLong(most=LONGEST_MESSAGE, length=len(tidy))
    return tidy


def check(wish: Wish, *, free: Collection[Slot], were_nobody_there: Collection[Slot], own: Own, policy: Policy) -> None:
    """Whether this patient may ask for this time (CA-3).

    `free` is what is offered that day, `were_nobody_there` what would be without a single appointment: the difference
    tells a time that went from one that never was. `AlreadyAsked`, `OverlapsOwnAppointment`, `TooManyPending`,
    `SlotTaken`, `SlotNotOffered`.
    """
    if wish.time.starts_at in own.pending:
        raise AlreadyAsked
    if any(wish.time.overlaps(appointment) for appointment in own.appointments):
        raise OverlapsOwnAppointment
    if own.pending_count >= policy.most_pending:
        raise TooManyPending(most=policy.most_pending)
    if any(_grants(slot, wish) for slot in free):
        return
    if any(_grants(slot, wish) for slot in were_nobody_there):
        raise SlotTaken(starts_at=wish.time.starts_at)
    raise SlotNotOffered


def _grants(slot: Slot, wish: Wish) -> bool:
    if (slot.starts_at, slot.ends_at) != (wish.time.starts_at, wish.time.ends_at):
        return False
    return slot.centre_id == wish.centre_id or (wish.online and slot.online_too)


def told_at(created_at: datetime) -> datetime:
    """When staff first see a request: not before the patient can no longer take it back unseen (CA-10)."""
    return created_at + UNDO


def check_undo(done_at: datetime | None, now: datetime) -> None:
    """`UndoTooLate` when more than ten seconds went by (CA-10, WL-4)."""
    if done_at is None or now > done_at + UNDO:
        raise UndoTooLate


def has_passed(starts_at: datetime, now: datetime) -> bool:
    """Whether a request for this time can only expire (WL-5)."""
    return starts_at <= now


def check_proposed(times: Collection[datetime], *, asked_for: datetime, now: datetime) -> list[datetime]:
    """The times in order, each once. `BadProposal` unless they are one to three, to come, and not what was asked."""
    starts = sorted(set(times))
    if not 1 <= len(starts) <= MOST_PROPOSED or asked_for in starts or any(has_passed(one, now) for one in starts):
        raise BadProposal(most=MOST_PROPOSED)
    return starts
