"""How a patient's way into the portal stands, and so what mends it (ID-12)."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from portal_app.domain import device_access


class Standing(StrEnum):
    """What staff see first: whether the patient can get in, and if not, why."""

    NO_CODE = "no_code"
    NOT_SENT = "not_sent"
    SENT = "sent"
    LAPSED = "lapsed"
    ACTIVE = "active"
    LOCKED = "locked"
    BLOCKED = "blocked"


@dataclass(frozen=True, slots=True)
class WayIn:
    """The code, the PIN and the entries of one patient; `failures` in a row since the last right PIN."""

    has_code: bool = False
    sent_at: datetime | None = None
    pin_set_at: datetime | None = None
    first_entry_at: datetime | None = None
    last_entry_at: datetime | None = None
    failures: int = 0
    locked_until: datetime | None = None
    blocked_at: datetime | None = None


def standing(way: WayIn, *, lapse_days: int, now: datetime) -> Standing:
    """The one word for it; what keeps the patient out comes first."""
    if not way.has_code:
        return Standing.NO_CODE
    if way.blocked_at is not None:
        return Standing.BLOCKED
    if way.locked_until is not None and way.locked_until > now:
        return Standing.LOCKED
    entered = way.first_entry_at is not None
    if device_access.has_lapsed(sent_at=way.sent_at, entered=entered, days=lapse_days, now=now):
        return Standing.LAPSED
    if entered:
        return Standing.ACTIVE
    return Standing.NOT_SENT if way.sent_at is None else Standing.SENT
