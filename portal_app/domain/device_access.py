"""How long a session lives, and when a code that was never used lapses (ID-4)."""

from datetime import datetime, timedelta

IDLE = timedelta(minutes=30)
LONGEST = timedelta(hours=12)
KNOWN_FOR = timedelta(days=365)
"""How long a browser is known after its last PIN."""
TOUCH_EVERY = timedelta(seconds=20)
"""A session's last activity is written down at most this often."""


def is_alive(*, started_at: datetime, last_active_at: datetime, ended_at: datetime | None, now: datetime) -> bool:
    """Thirty minutes without activity end a session, and so do twelve hours."""
    return ended_at is None and now < last_active_at + IDLE and now < started_at + LONGEST


def is_worth_touching(*, last_active_at: datetime, now: datetime) -> bool:
    """Whether the activity is news."""
    return now >= last_active_at + TOUCH_EVERY


def has_lapsed(*, sent_at: datetime | None, entered: bool, days: int, now: datetime) -> bool:
    """The code of a patient who never entered lapses some days after it was last sent; an unsent one waits."""
    return not entered and sent_at is not None and now >= sent_at + timedelta(days=days)
