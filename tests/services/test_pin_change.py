"""A new PIN from inside: the old one first, and counted as at the door (ID-2, ID-3)."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta

import pytest
import sqlalchemy as sa
from sqlmodel import col

from models.tables import ActivityEntry, Patient, SignInAttempt
from models.vocabulary import Action
from portal_app.domain.door_problems import (
    Blocked,
    Locked,
    PinNotFourDigits,
    PinsDiffer,
    PinTooObvious,
    PinUnchanged,
    WrongSecret,
)
from portal_app.domain.problems import Problem, SignedOut
from portal_app.domain.refs import PatientRef
from portal_app.services import devices, pin_change, sign_in, transaction
from portal_app.services.device_sessions import Opened
from tests.builders import Cast
from tests.conftest import StandingClock
from tests.services.doors import ANA_CODE, BIEL_CODE, PHONE, PIN, WRONG_PIN, ana_enters, has_pin

NEW_PIN = "8053"


@pytest.fixture
def ana(cast: Cast) -> PatientRef:
    has_pin(cast.ana, ANA_CODE)
    return cast.ana


def _change(ana: PatientRef, here: Opened, old: str = PIN, pin: str = NEW_PIN, again: str | None = None) -> Opened:
    return pin_change.change(
        ana,
        here.session_secret,
        old,
        pin,
        pin if again is None else again,
        device_token=here.device_token,
        origin=PHONE,
    )


def _tries() -> int:
    with transaction.read() as db:
        return db.scalar(sa.select(sa.func.count()).select_from(SignInAttempt)) or 0


def _actions() -> list[Action]:
    with transaction.read() as db:
        return list(db.scalars(sa.select(col(ActivityEntry.action)).order_by(col(ActivityEntry.number))))


def _is_in(secret: str) -> bool:
    try:
        devices.patient_of(secret, now_active=False)
    except SignedOut:
        return False
    return True


def test_the_new_pin_opens_the_door_and_the_old_one_does_not(ana: PatientRef) -> None:  # ID-2
    _change(ana, ana_enters().opened)
    sign_in.enter(ANA_CODE, NEW_PIN, device_token=None, origin=PHONE)
    with pytest.raises(WrongSecret):
        sign_in.enter(ANA_CODE, PIN, device_token=None, origin=PHONE)
    assert _actions().count(Action.PIN_CHANGED) == 1


def test_this_device_goes_on_with_new_secrets_and_the_others_are_asked_for_the_new_pin(ana: PatientRef) -> None:
    here, there = ana_enters().opened, ana_enters().opened
    changed = _change(ana, here)
    assert _is_in(changed.session_secret)
    assert not _is_in(here.session_secret)
    assert not _is_in(there.session_secret)
    assert sign_in.knows_device(changed.device_token)
    assert not sign_in.knows_device(here.device_token)
    sign_in.enter(None, NEW_PIN, device_token=there.device_token, origin=PHONE)
    assert len(devices.list_devices(ana, changed.session_secret)) == 2


def test_a_wrong_old_pin_counts_on_the_same_counter_as_the_door(ana: PatientRef) -> None:  # ID-3
    here = ana_enters().opened
    for _ in range(2):
        with pytest.raises(WrongSecret):
            sign_in.enter(None, WRONG_PIN, device_token=here.device_token, origin=PHONE)
    for left in (2, 1):
        with pytest.raises(WrongSecret) as refused:
            _change(ana, here, old=WRONG_PIN)
        assert refused.value.facts["left"] == left
    with pytest.raises(Locked):
        _change(ana, here, old=WRONG_PIN)
    with pytest.raises(Locked):
        _change(ana, here)
    with pytest.raises(Locked):
        sign_in.enter(None, PIN, device_token=here.device_token, origin=PHONE)
    assert _actions().count(Action.SIGN_IN_LOCKED) == 1


def test_a_right_old_pin_after_the_wait_begins_the_count_anew(ana: PatientRef, standing_clock: StandingClock) -> None:
    here = ana_enters().opened
    for _ in range(5):
        with pytest.raises((WrongSecret, Locked)):
            _change(ana, here, old=WRONG_PIN)
    standing_clock.shift(timedelta(minutes=5, seconds=1))
    changed = _change(ana, here)
    assert pin_change.standing(ana, changed.session_secret, origin=PHONE).left == 5


def test_twenty_wrong_ones_end_the_device_and_block_the_code(ana: PatientRef, standing_clock: StandingClock) -> None:
    here = ana_enters().opened
    for wait in (timedelta(minutes=6), timedelta(minutes=61), timedelta(minutes=6), timedelta()):
        for _ in range(5):
            with pytest.raises((WrongSecret, Locked, Blocked)):
                _change(ana, here, old=WRONG_PIN)
        standing_clock.shift(wait)
    assert not _is_in(here.session_secret)
    assert _actions().count(Action.SIGN_IN_BLOCKED) == 1
    with pytest.raises(Blocked):
        sign_in.enter(ANA_CODE, PIN, device_token=None, origin=PHONE)


def test_guesses_made_at_once_are_five_tries_however_many_they_are(ana: PatientRef) -> None:  # ID-3
    here = ana_enters().opened
    before = _tries()

    def guess(number: int) -> type[Problem]:
        try:
            _change(ana, here, old=f"{number:04}")
        except Problem as problem:
            return type(problem)
        return Problem

    with ThreadPoolExecutor(16) as pool:
        said = list(pool.map(guess, range(6000, 6040)))
    assert set(said) <= {WrongSecret, Locked}
    assert _tries() == before + 5


@pytest.mark.parametrize(
    ("pin", "again", "problem"),
    [
        ("12345", "12345", PinNotFourDigits),
        ("1234", "1234", PinTooObvious),
        (NEW_PIN, "8054", PinsDiffer),
        (PIN, PIN, PinUnchanged),
    ],
)
def test_what_is_wrong_with_the_new_pin_alone_costs_no_try(
    ana: PatientRef, pin: str, again: str, problem: type[Problem]
) -> None:
    here = ana_enters().opened
    before = _tries()
    with pytest.raises(problem):
        _change(ana, here, old=PIN, pin=pin, again=again)
    assert _tries() == before


def test_the_birth_date_is_told_of_only_to_who_knows_the_old_pin(ana: PatientRef) -> None:
    with transaction.write() as db:
        db.get_one(Patient, ana.patient_id).birth_date = date(1986, 9, 27)
    here = ana_enters().opened
    with pytest.raises(WrongSecret):
        _change(ana, here, old=WRONG_PIN, pin="2709")
    with pytest.raises(PinTooObvious) as refused:
        _change(ana, here, pin="2709")
    assert refused.value.facts["reason"] == "birth_date"
    assert _is_in(here.session_secret)


def test_a_session_that_is_over_or_somebody_elses_changes_nothing(ana: PatientRef, cast: Cast) -> None:  # ID-7
    here = ana_enters().opened
    has_pin(cast.biel, BIEL_CODE)
    with pytest.raises(SignedOut):
        _change(cast.biel, here)
    devices.sign_out(ana, here.session_secret, origin=PHONE)
    with pytest.raises(SignedOut):
        _change(ana, here)
    ana_enters()
