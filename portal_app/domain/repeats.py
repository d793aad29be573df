"""What happens over and over, and is told in the trail without filling it: nothing of who and when is lost (GD-1)."""

from datetime import datetime, timedelta

REFUSALS_JOINED = timedelta(minutes=1)
REFUSALS_IN_FULL = 3
"""So many of the same refusals of one person in a minute have an entry each; the others share one, and are counted."""
ONE_OPENING = timedelta(minutes=5)
"""A file that the same person opens again so soon (in another language, say) is still open: one entry, not two."""


def is_told_in_full(entries: int) -> bool:
    """Whether one more refusal, after so many entries of this minute, has an entry of its own."""
    return entries < REFUSALS_IN_FULL


def is_over(began_at: datetime, now: datetime) -> bool:
    """Whether the minute is over in which the same refusals are told together."""
    return now >= began_at + REFUSALS_JOINED


def is_new_opening(last_at: datetime | None, now: datetime) -> bool:
    """Whether a file that this person last opened then is opened anew."""
    return last_at is None or now >= last_at + ONE_OPENING
