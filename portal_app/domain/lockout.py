"""How often a door may be tried (ID-3).

A counter is one code on one known device, or one code on all unknown devices together; codes that do not exist
have theirs too. An attempt counts from the moment it is reserved, so guesses made at once cannot slip through.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from models.vocabulary import AttemptOutcome

WINDOW = timedelta(minutes=5)
TRIES = 5
LONG_ROW = 10
LONG_WAIT = timedelta(hours=1)
BLOCKING_ROW = 20
TRIES_PER_ADDRESS = 30
BRAKE_WINDOW = timedelta(minutes=1)
BRAKE_TRIES = 300
"""Failures at one door from everywhere: far above a practice's Monday morning, below what two cores can hash."""
FAMILIAR_FOR = timedelta(days=30)
"""How long an address is familiar to the staff door after somebody got in from there."""
LONGEST_LINE = 150
"""How many strangers may wait at one door for their hash: about a quarter of a minute on two cores."""
LINE_WAIT = timedelta(seconds=15)
TELL_WHEN_LEFT = 2
"""How many tries may be left before the page begins to say so."""


@dataclass(frozen=True, slots=True)
class Attempt:
    """One attempt of a counter."""

    at: datetime
    outcome: AttemptOutcome


@dataclass(frozen=True, slots=True)
class Standing:
    """How a counter stands: `left` tries now, none `until` then; blocked for good when it says so."""

    left: int
    row: int = 0
    until: datetime | None = None
    blocked: bool = False

    @property
    def open(self) -> bool:
        """Whether another try may be made now."""
        return not self.blocked and self.until is None


def standing(attempts: Sequence[Attempt], now: datetime, *, blocks: bool = True) -> Standing:
    """How a counter stands, from its latest attempts, newest first (`BLOCKING_ROW` of them are enough).

    Five failures in a rolling five minutes: wait until the oldest of the five is past. The tenth in a row: an hour.
    The twentieth: blocked, or where nobody could unblock it (`blocks` False) an hour after each one more.
    A success begins anew.
    """
    failures = []
    for attempt in attempts:
        if attempt.outcome is AttemptOutcome.SUCCEEDED:
            break
        failures.append(attempt.at)
    row = len(failures)
    if blocks and row >= BLOCKING_ROW:
        return Standing(0, row, blocked=True)
    waits = []
    if row >= TRIES:
        waits.append(failures[TRIES - 1] + WINDOW)
    if row == LONG_ROW or row >= BLOCKING_ROW:
        waits.append(failures[0] + LONG_WAIT)
    until = max(waits, default=now)
    recent = sum(1 for at in failures if at > now - WINDOW)
    if until > now:
        return Standing(0, row, until=until)
    to_next = (LONG_ROW if row < LONG_ROW else BLOCKING_ROW) - row
    return Standing(max(1, min(TRIES - recent, to_next)), row)


def address_until(failures: Sequence[datetime], now: datetime) -> datetime | None:
    """When an address may try again, from its latest failures, newest first; None: now."""
    if len(failures) < TRIES_PER_ADDRESS:
        return None
    until = failures[TRIES_PER_ADDRESS - 1] + WINDOW
    return until if until > now else None


def brake_until(nth_failure: datetime | None, now: datetime) -> datetime | None:
    """When strangers may try again at a door that is tried too much from everywhere; None: now.

    `nth_failure` is when the `BRAKE_TRIES`th latest failure was, if there were so many. A patient's known device and a
    member of staff at a familiar address pass.
    """
    if nth_failure is None:
        return None
    until = nth_failure + BRAKE_WINDOW
    return until if until > now else None
