"""What a patient may ask for, rule by rule (CA-3, CA-10, AV-6)."""

from datetime import UTC, datetime, timedelta

import pytest

from models.vocabulary import WhoMayAsk
from portal_app.domain import slot_requests as rules
from portal_app.domain.availability import Slot
from portal_app.domain.policies import Policy
from portal_app.domain.problems import (
    AlreadyAsked,
    MessageTooLong,
    OverlapsOwnAppointment,
    Problem,
    SlotNotOffered,
    SlotTaken,
    TooManyPending,
    UndoTooLate,
)
from portal_app.domain.slot_requests import Asker, Own, Wish
from portal_app.domain.time_ranges import TimeRange

TEN = datetime(2026, 10, 22, 10, tzinfo=UTC)
LENGTH = timedelta(minutes=50)
SLOT = Slot(TEN, TEN + LENGTH, "gracia", online_too=True)
WISH = Wish(TimeRange(TEN, TEN + LENGTH), "gracia", online=False)
NOTHING = Own(appointments=[], pending=[], pending_count=0)


def refusal(wish: Wish = WISH, *, free: bool = True, hours: bool = True, own: Own = NOTHING) -> type[Problem] | None:
    """The problem this wish meets; None: it may be asked."""
    try:
        rules.check(
            wish, free=[SLOT] if free else [], were_nobody_there=[SLOT] if hours else [], own=own, policy=Policy()
        )
    except Problem as problem:
        return type(problem)
    return None


def own(*, appointments: list[int] | None = None, pending: list[int] | None = None, count: int = 0) -> Own:
    """Appointments and pending starts so many minutes from ten."""
    starts = [TEN + timedelta(minutes=minutes) for minutes in appointments or []]
    waiting = [TEN + timedelta(minutes=minutes) for minutes in pending or []]
    return Own([TimeRange(start, start + LENGTH) for start in starts], waiting, count or len(waiting))


@pytest.mark.parametrize(
    ("met", "problem"),
    [
        pytest.param({}, None, id="free"),
        pytest.param({"free": False}, SlotTaken, id="it went"),
        pytest.param({"free": False, "hours": False}, SlotNotOffered, id="it never was"),
        pytest.param({"own": own(pending=[0])}, AlreadyAsked, id="asked already"),
        pytest.param({"own": own(pending=[30])}, None, id="another start that overlaps may wait beside it"),
        pytest.param({"own": own(appointments=[30])}, OverlapsOwnAppointment, id="own appointment"),
        pytest.param({"own": own(appointments=[50, -50])}, None, id="own appointments that touch"),
        pytest.param({"own": own(count=4)}, None, id="the fifth"),
        pytest.param({"own": own(count=5)}, TooManyPending, id="a sixth"),
    ],
)
def test_a_wish_meets_the_rules(met: dict[str, object], problem: type[Problem] | None) -> None:  # CA-3
    assert refusal(**met) is problem


@pytest.mark.parametrize(
    ("wish", "problem"),
    [
        pytest.param(Wish(WISH.time, "online", online=True), None, id="online where the hours allow it"),
        pytest.param(Wish(WISH.time, "sants", online=False), SlotNotOffered, id="another centre"),
        pytest.param(Wish(TimeRange(TEN, TEN + 2 * LENGTH), "gracia", online=False), SlotNotOffered, id="longer"),
    ],
)
def test_a_slot_is_asked_for_where_and_as_long_as_it_is_offered(wish: Wish, problem: type[Problem] | None) -> None:
    assert refusal(wish) is problem


@pytest.mark.parametrize(
    ("who", "consented", "visible", "service", "is_open"),
    [
        (WhoMayAsk.ALL, False, True, True, True),
        (WhoMayAsk.ALL, True, False, True, False),
        (WhoMayAsk.ALL, True, True, False, False),
        (WhoMayAsk.CONSENTED, True, True, True, True),
        (WhoMayAsk.CONSENTED, False, True, True, False),
        (WhoMayAsk.CONSENTED, True, False, True, False),
        (WhoMayAsk.NOBODY, True, True, True, False),
    ],
)
def test_who_may_ask_is_the_practices_choice(
    who: WhoMayAsk, consented: bool, visible: bool, service: bool, is_open: bool
) -> None:  # AV-6
    assert rules.asking_is_open(Asker(consented, visible, service), Policy(who_may_ask=who)) is is_open


def test_a_message_is_tidied_and_has_280_characters_at_most() -> None:
    assert rules.tidy_message("  Hola \n") == "Hola"
    assert rules.tidy_message("é" * 280 + "  ") == "é" * 280
    with pytest.raises(MessageTooLong) as refused:
        rules.tidy_message("a" * 281)
    assert refused.value.facts == {"most": 280, "length": 281}


def test_staff_are_told_when_the_ten_seconds_are_over() -> None:  # CA-10
    assert rules.told_at(TEN) == TEN + timedelta(seconds=10)


def test_what_was_done_is_undone_for_ten_seconds() -> None:  # CA-10, WL-4
    rules.check_undo(TEN, TEN + timedelta(seconds=10))
    with pytest.raises(UndoTooLate):
        rules.check_undo(TEN, TEN + timedelta(seconds=10, microseconds=1))
    with pytest.raises(UndoTooLate):
        rules.check_undo(None, TEN)


def test_a_request_for_this_very_moment_has_passed() -> None:  # WL-5
    assert rules.has_passed(TEN, TEN)
    assert not rules.has_passed(TEN, TEN - timedelta(seconds=1))
