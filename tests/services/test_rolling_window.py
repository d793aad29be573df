"""The door opens and closes as the rule is written, step by step on a moved clock, beside a plain reading of it (ID-3).

A hundred and fifty steps; five thousand with `ESPAI_TEST_LONG=1`.
"""

import os
import random
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import pytest

from portal_app import clock
from portal_app.domain.door_problems import Locked, WrongSecret
from portal_app.domain.refs import Origin
from portal_app.services import sign_in
from tests.builders import Cast
from tests.conftest import StandingClock
from tests.services.doors import ANA_CODE, BIEL_CODE, PIN, WRONG_PIN, has_pin

STEPS = 5_000 if os.environ.get("ESPAI_TEST_LONG") else 150
HERE = Origin(address="127.0.0.1", user_agent="Phone")
A_SECOND, FIVE_MINUTES, AN_HOUR = timedelta(seconds=1), timedelta(minutes=5), timedelta(hours=1)
WAITS = (1, 2, 7, 30, 59, 60, 61, 149, 150, 299, 300, 301, 1_799, 3_599, 3_600, 3_601, 90_000)


@dataclass
class Oracle:
    """One counter as the rule has it: five failures in a rolling five minutes, ten in a row an hour. Slow and plain."""

    failures: list[datetime] = field(default_factory=list)

    def opens_at(self, now: datetime) -> datetime:
        """From when on a try is looked at; not after `now` where it is looked at at once."""
        recent = sorted(at for at in self.failures if at + FIVE_MINUTES > now)
        waits = [recent[-5] + FIVE_MINUTES] if len(recent) >= 5 else []
        if len(self.failures) == 10:
            waits.append(self.failures[-1] + AN_HOUR)
        return max(waits, default=now)


@dataclass
class Door:
    """A way in that has a counter of its own: a code on unknown devices, or on one that is known."""

    code: str
    device: str | None = None
    counter: Oracle = field(default_factory=Oracle)


@pytest.mark.timeout(600)
def test_the_window_rolls_as_written(cast: Cast, standing_clock: StandingClock) -> None:
    """Ana from anywhere, Biel on his own phone, and a code nobody has; a success before the twentieth, which blocks."""
    has_pin(cast.ana, ANA_CODE)
    has_pin(cast.biel, BIEL_CODE)
    token = sign_in.enter(BIEL_CODE, PIN, device_token=None, origin=HERE).opened.device_token
    doors = [Door(ANA_CODE), Door(BIEL_CODE, token), Door("ZZZZZ2")]
    chance, nobodys = random.Random(5), iter(f"ZZZ{a}{b}{c}" for a in "ABCDEF" for b in "GHJKM" for c in "NPQRSTUV")
    differences: list[tuple[object, ...]] = []
    locked, opened = 0, 0
    for step in range(STEPS):
        standing_clock.shift(timedelta(seconds=chance.choice(WAITS)))
        door, now = chance.choice(doors), clock.now()
        if door.code.startswith("Z") and len(door.counter.failures) == 19:
            door.code, door.counter = next(nobodys), Oracle()
        has_a_pin = not door.code.startswith("Z")
        right = has_a_pin and (len(door.counter.failures) == 19 or chance.random() < 0.08)
        expected = door.counter.opens_at(now)
        stands = sign_in.standing(door.code, device_token=door.device, origin=HERE)
        if stands.open != (expected <= now) or abs((stands.until or expected) - expected) > A_SECOND:
            differences.append((step, door.code, stands, expected))
        is_open = expected <= now
        opened += is_open and right
        locked += not is_open
        if is_open and right:
            entered = sign_in.enter(door.code, PIN, device_token=door.device, origin=HERE)
            door.counter.failures.clear()
            door.device = entered.opened.device_token if door.device is not None else None
            continue
        with pytest.raises((WrongSecret, Locked)) as refused:
            sign_in.enter(door.code, PIN if right else WRONG_PIN, device_token=door.device, origin=HERE)
        if is_open:
            door.counter.failures.append(now)
            expected = door.counter.opens_at(now)
        until = refused.value.facts.get("until", now)
        if abs(until - max(expected, now)) > A_SECOND:
            differences.append((step, door.code, until, expected))
    assert differences == []
    assert min(locked, opened) > STEPS / 100
