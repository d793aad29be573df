"""Guessing at the door: at once, one after another, and for codes that nobody has (ID-3)."""

import os
import random
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from itertools import count, cycle

import httpx
import pytest

from portal_app.domain.lockout import LONG_ROW, LONG_WAIT, TRIES, WINDOW
from tests.builders import NOW
from tests.hostile.practice import NOBODYS_CODE
from tests.hostile.server import Served, served

LONG = os.environ.get("ESPAI_TEST_LONG") == "1"
GUESSES, CONNECTIONS = (1_000, 64) if LONG else (120, 32)
RUNS = 20 if LONG else 1
STEPS = 400 if LONG else 20
WRONG = [f"{number:04}" for number in range(2_000, 9_999, 7)]
SIGNS = "ABCDEFGH"
_days = count(2)


@pytest.fixture(scope="module")
def portal(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """A practice whose doors are not tried by anybody else meanwhile."""
    with served(tmp_path_factory.mktemp("doors")) as opened:
        yield opened


@pytest.fixture
def today() -> timedelta:
    """A day of the test's own, after every other test's: no try of theirs counts any more."""
    return timedelta(days=next(_days))


class Door:
    """The door after a code, in a browser of its own."""

    def __init__(self, portal: Served, code: str) -> None:
        self.http = portal.stranger().http
        self.code = code
        self.named = self.http.post("/api/door/code", data={"code": code, "lang": "es"})

    def guess(self, pin: str) -> httpx.Response:
        """One PIN."""
        return self.http.post("/api/door/pin", data={"pin": pin, "lang": "es"})

    def says(self) -> str:
        """What the page after it shows, with what is different each time taken out."""
        return self.http.get("/es/").text


def begin_anew(portal: Served, person: dict[str, str]) -> None:
    """A success, so that failures of other tests are no part of a row."""
    assert "espai_session" in Door(portal, person["code"]).guess(person["pin"]).headers.get("set-cookie", "")


@pytest.mark.parametrize("run", range(RUNS))
@pytest.mark.parametrize("code", ["W8R9T2", NOBODYS_CODE], ids=["of Clara", "of nobody"])
def test_guesses_made_at_once_are_counted_one_by_one(code: str, run: int, portal: Served, today: timedelta) -> None:
    """Each run for a code of its own where it is nobody's; of Clara's a success stands before each."""
    if code == NOBODYS_CODE:
        code = f"ZZZZ{SIGNS[run // len(SIGNS)]}{SIGNS[run % len(SIGNS)]}"
    else:
        with portal.later(today):
            begin_anew(portal, portal.told["people"]["clara"])
    doors = [Door(portal, code) for _ in range(CONNECTIONS)]
    pairs = zip(cycle(doors), (WRONG * 9)[:GUESSES], strict=False)
    with portal.later(today + timedelta(hours=2)), ThreadPoolExecutor(CONNECTIONS) as pool:
        portal.hatch("forget")
        guessed = list(pool.map(lambda pair: pair[0].guess(pair[1]), pairs))
        seen = portal.hatch()
    for door in doors:
        door.http.close()
    assert len(guessed) == GUESSES
    assert seen["hashes"] == TRIES
    assert seen["hashes_on_a_loop"] == 0
    assert not any("espai_session" in one.headers.get("set-cookie", "") for one in guessed)


def test_a_right_pin_during_the_lock_does_not_get_in_and_does_after_it(portal: Served, today: timedelta) -> None:
    person = portal.told["people"]["biel"]
    with portal.later(today):
        begin_anew(portal, person)
        door = Door(portal, person["code"])
        for pin in WRONG[:TRIES]:
            door.guess(pin)
        assert "espai_session" not in door.guess(person["pin"]).headers.get("set-cookie", "")
        assert "data-seconds" in door.says() or "lockout-countdown" in door.says()
    with portal.later(today + WINDOW + timedelta(seconds=1)):
        assert "espai_session" in door.guess(person["pin"]).headers.get("set-cookie", "")


class Oracle:
    """The rule as it is written: five in a rolling five minutes, ten in a row an hour. Slow and plain."""

    def __init__(self) -> None:
        self.failures: list[datetime] = []

    def is_open(self, now: datetime) -> bool:
        """Whether a guess is looked at."""
        recent = [at for at in self.failures if at > now - WINDOW]
        long = len(self.failures) == LONG_ROW and now < self.failures[-1] + LONG_WAIT
        return len(recent) < TRIES and not long


def test_the_door_opens_and_closes_as_the_rule_says(portal: Served, today: timedelta) -> None:
    """Steps of seconds to hours on a moved clock; nine guesses and one success at a time, so that nothing blocks."""
    chance = random.Random(3)
    person, oracle = portal.told["people"]["ana"], Oracle()
    elapsed, door = today, Door(portal, person["code"])
    differences = []
    for step in range(STEPS):
        elapsed += timedelta(seconds=chance.choice([1, 7, 59, 61, 150, 299, 301, 1_800, 3_601]))
        with portal.later(elapsed):
            now, right = NOW + elapsed, len(oracle.failures) >= LONG_ROW
            expected = oracle.is_open(now)
            portal.hatch("forget")
            if "espai_device" in door.http.cookies:
                door = Door(portal, person["code"])
            answer = door.guess(person["pin"] if right else WRONG[step])
            looked = portal.hatch()["hashes"] == 1
            if looked != expected:
                differences.append((step, elapsed, looked, expected))
            if looked and right:
                assert "espai_session" in answer.headers.get("set-cookie", "")
                oracle.failures.clear()
            elif looked:
                oracle.failures.append(now)
    assert differences == []


def test_a_code_that_nobody_has_is_answered_byte_for_byte_as_one_with_a_wrong_pin(
    portal: Served, today: timedelta
) -> None:
    with portal.later(today):
        begin_anew(portal, portal.told["people"]["biel"])
        known, unknown = (Door(portal, code) for code in ("B2C3D4", "YYYYYY"))
        assert same(known.named) == same(unknown.named)
        for pin in WRONG[:3]:
            assert same(known.guess(pin)) == same(unknown.guess(pin))
            assert known.says().replace("B2C-3D4", "…") == unknown.says().replace("YYY-YYY", "…")


def same(answer: httpx.Response) -> tuple[int, bytes, dict[str, str], list[int]]:
    """An answer less what is random in it: the sealed cookie's text (not its length), its own name and the date."""
    random_ones = {"date", "set-cookie", "x-request-id"}
    kept = {name: value for name, value in answer.headers.items() if name not in random_ones}
    return answer.status_code, answer.content, kept, [len(value) for value in answer.headers.get_list("set-cookie")]


def test_a_known_device_is_not_locked_out_by_a_stranger(portal: Served, today: timedelta) -> None:  # ID-3
    person = portal.told["people"]["biel"]
    with portal.later(today):
        begin_anew(portal, person)
        own = Door(portal, person["code"])
        assert "espai_session" in own.guess(person["pin"]).headers.get("set-cookie", "")
        stranger = Door(portal, person["code"])
        for pin in WRONG[:TRIES]:
            stranger.guess(pin)
        assert "espai_session" not in stranger.guess(person["pin"]).headers.get("set-cookie", "")
        assert "espai_session" in own.guess(person["pin"]).headers.get("set-cookie", "")
