"""The numbers a practice may choose, with what they are until it does, and those that are the same everywhere."""

from dataclasses import dataclass
from datetime import timedelta

from models.vocabulary import WhoMayAsk

INTERVAL = timedelta(minutes=30)
NOTICE = timedelta(hours=12)
HORIZON = timedelta(days=60)
MOST_PENDING = 5

UNDO = timedelta(seconds=10)
LONGEST_MESSAGE = 280
MOST_PROPOSED = 3
NEAREST_TIMES = 3
# Longer is time off, not an appointment; so a look at a day need not go further back than this.
LONGEST_APPOINTMENT = timedelta(hours=24)


@dataclass(frozen=True, slots=True)
class Policy:
    """What one practice chose (PR-1)."""

    interval: timedelta = INTERVAL
    notice: timedelta = NOTICE
    horizon: timedelta = HORIZON
    most_pending: int = MOST_PENDING
    who_may_ask: WhoMayAsk = WhoMayAsk.ALL
    no_show_uses_pack: bool = True
