"""What waits for someone of the practice, and in which order it is answered (AG-4, WL-5)."""

from collections.abc import Sequence
from datetime import datetime, timedelta

# A request asked for less ahead than this is answered before the others: its time passes first.
SOON = timedelta(hours=24)
# How long a request that nobody answered is shown, so that somebody can still write to the patient.
UNANSWERED_FOR = timedelta(days=7)


def waits_for_someone(*, groups: int, shut_out: int) -> int:
    """The number at the inbox: decisions to make, a group being one, and patients whom only staff can let in again.

    What only tells (first entries, packs with one session left) and what waits for the patient does not count.
    """
    return groups + shut_out


def passes_soon(starts_at: datetime, now: datetime) -> bool:
    """Whether a request for that time expires before long."""
    return starts_at - now <= SOON


def turn(starts_at: datetime, since: Sequence[datetime], now: datetime) -> tuple[bool, bool, datetime]:
    """Where a group stands: those that expire soon by their time, then groups of several, then the longest wait."""
    if passes_soon(starts_at, now):
        return (False, False, starts_at)
    return (True, len(since) == 1, min(since))
