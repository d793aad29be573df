"""Codes, PINs and the rolling window, as rules."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.vocabulary import AttemptOutcome
from portal_app.domain import access_codes, device_access, first_entry, lockout, pins
from portal_app.domain.door_problems import BirthDateUnreadable, PinsDiffer
from portal_app.domain.lockout import Attempt
from portal_app.domain.pins import Obvious

BORN = date(1987, 4, 23)
T0 = datetime(2026, 10, 19, 7, tzinfo=UTC)
DIGITS = st.text("0123456789", min_size=4, max_size=4)


def test_a_new_code_has_six_signs_without_look_alikes() -> None:  # ID-1
    for _ in range(200):
        code = access_codes.new()
        assert access_codes.is_code(code)
        assert not set(code) & set("0O1IL")


@given(st.text(max_size=30))
def test_normalising_twice_is_normalising_once(typed: str) -> None:
    once = access_codes.normalise(typed)
    assert access_codes.normalise(once) == once or not access_codes.is_code(once)


@given(st.text(access_codes.ALPHABET, min_size=6, max_size=6), st.sampled_from([" ", "-", "–", "\u00a0", "\t"]))
def test_a_code_survives_the_way_people_write_it(code: str, between: str) -> None:
    assert access_codes.normalise(f" {between.join(code.lower())}") == code


@pytest.mark.parametrize(
    ("pin", "reason"),
    [
        ("0000", Obvious.REPEATED),
        ("1212", Obvious.REPEATED),
        ("7788", Obvious.REPEATED),
        ("1234", Obvious.RUN),
        ("9876", Obvious.RUN),
        ("8901", Obvious.RUN),
        ("2468", Obvious.RUN),
        ("1999", Obvious.YEAR),
        ("2580", Obvious.KEYPAD),
        ("1004", Obvious.COMMON),
        ("1987", Obvious.BIRTH_DATE),
        ("2304", Obvious.BIRTH_DATE),
        ("0423", Obvious.BIRTH_DATE),
        ("0487", Obvious.BIRTH_DATE),
    ],
)
def test_an_obvious_pin_is_refused_with_its_reason(pin: str, reason: Obvious) -> None:  # ID-2
    assert pins.obvious(pin, birth_date=BORN) is reason


def test_a_birth_date_nobody_wrote_down_refuses_nothing() -> None:
    assert pins.obvious("2304", birth_date=None) is None


def test_over_two_hundred_pins_are_obvious_and_most_are_not() -> None:
    refused = sum(pins.obvious(f"{pin:04}", birth_date=None) is not None for pin in range(10_000))
    assert 200 < refused < 600


@given(DIGITS, DIGITS)
def test_a_pin_is_repeated_exactly(pin: str, again: str) -> None:
    if pins.obvious(pin, birth_date=None) is None and pin != again:
        with pytest.raises(PinsDiffer):
            pins.choose(pin, again, birth_date=None)


def _oracle(history: list[tuple[datetime, bool]], now: datetime) -> datetime | None:
    """When a try is next let in, found second by second from the rule's words; None: now."""
    row = 0
    failures: list[datetime] = []
    for at, right in history:
        row = 0 if right else row + 1
        failures = [] if right else [*failures, at]

    def shut(moment: datetime) -> bool:
        recent = [at for at in failures if moment - lockout.WINDOW < at]
        return len(recent) >= lockout.TRIES or (row == lockout.LONG_ROW and moment < failures[-1] + lockout.LONG_WAIT)

    moment = now
    while shut(moment):
        moment += timedelta(seconds=1)
    return None if moment == now else moment


@given(st.lists(st.tuples(st.integers(1, 400), st.booleans()), max_size=60))
def test_the_rolling_window_agrees_with_an_oracle(steps: list[tuple[int, bool]]) -> None:  # ID-3
    now, history = T0, []
    for wait, right in steps:
        now += timedelta(seconds=wait)
        newest_first = [
            Attempt(at, AttemptOutcome.SUCCEEDED if was_right else AttemptOutcome.FAILED)
            for at, was_right in reversed(history)
        ]
        stands = lockout.standing(newest_first[: lockout.BLOCKING_ROW], now)
        if stands.blocked:
            assert not any(was_right for _, was_right in history[-lockout.BLOCKING_ROW :])
            return
        assert stands.until == _oracle(history, now)
        if stands.open:
            assert 1 <= stands.left <= lockout.TRIES
            history.append((now, right and wait % 7 == 0))


def test_where_nobody_could_unblock_the_door_it_stays_shut_for_an_hour() -> None:
    failures = [Attempt(T0, AttemptOutcome.FAILED)] * lockout.BLOCKING_ROW
    assert lockout.standing(failures, T0).blocked
    assert lockout.standing(failures, T0, blocks=False).until == T0 + lockout.LONG_WAIT
    assert lockout.standing(failures, T0 + lockout.LONG_WAIT, blocks=False).open


def test_the_brake_holds_until_the_latest_failures_are_a_minute_old() -> None:  # ID-3
    assert lockout.brake_until(None, T0) is None
    assert lockout.brake_until(T0, T0) == T0 + lockout.BRAKE_WINDOW
    late = T0 + lockout.BRAKE_WINDOW
    assert lockout.brake_until(T0, late - timedelta(seconds=1)) == late
    assert lockout.brake_until(T0, late) is None


@pytest.mark.parametrize(
    ("written", "read"),
    [
        (("23", "4", "1987"), BORN),
        (("23", "04", "1987"), BORN),
        ((" 23 ", "4", "1987"), BORN),
        (("29", "2", "2000"), date(2000, 2, 29)),
        (("29", "2", "1900"), None),
        (("31", "4", "1987"), None),
        (("4", "23", "1987"), None),
        (("23", "4", "87"), None),
        (("23", "4", "1899"), None),
        (("20", "10", "2026"), None),
        (("", "4", "1987"), None),
        (("-3", "4", "1987"), None),
        (("٢٣", "4", "1987"), None),
        (("9" * 5_000, "4", "1987"), None),
    ],
)
def test_a_date_of_birth_is_three_numbers_of_a_day_that_was(
    written: tuple[str, str, str], read: date | None
) -> None:  # ID-2
    if read is not None:
        assert first_entry.read_birth_date(*written, today=date(2026, 10, 19)) == read
        return
    with pytest.raises(BirthDateUnreadable):
        first_entry.read_birth_date(*written, today=date(2026, 10, 19))


@pytest.mark.parametrize(
    ("practice_asks", "birth_date", "asked"), [(True, BORN, True), (True, None, False), (False, BORN, False)]
)
def test_only_who_has_a_date_on_file_is_asked_for_it(
    practice_asks: bool, birth_date: date | None, asked: bool
) -> None:  # ID-2
    assert first_entry.asks_birth_date(practice_asks=practice_asks, birth_date=birth_date) is asked


def test_a_code_lapses_only_if_it_was_sent_and_never_used() -> None:
    late = T0 + timedelta(days=14)
    assert device_access.has_lapsed(sent_at=T0, entered=False, days=14, now=late)
    assert not device_access.has_lapsed(sent_at=T0, entered=False, days=14, now=late - timedelta(seconds=1))
    assert not device_access.has_lapsed(sent_at=T0, entered=True, days=14, now=late)
    assert not device_access.has_lapsed(sent_at=None, entered=False, days=14, now=late)
