"""The brake: too many failures at a door from everywhere hold up strangers, and nobody who is known (ID-3)."""

from datetime import timedelta

import pytest

from portal_app import clock
from portal_app.domain import lockout
from portal_app.domain.door_problems import Crowded, Locked, WrongSecret
from portal_app.domain.refs import Origin
from portal_app.services import activity, sign_in, staff_sign_in, transaction
from portal_app.services.sign_in import Next
from tests.builders import Cast
from tests.conftest import StandingClock
from tests.services.doors import ANA_CODE, PHONE, PIN, STRANGER, WRONG_PIN, ana_enters, has_pin, marta_has_password

MOST = 6
PASSWORD = "a walk along the quiet river"
EMAIL = "marta@alba.example"
ELSEWHERE = Origin(address="192.0.2.44", user_agent="Elsewhere")


@pytest.fixture
def door(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> Cast:
    """A door whose brake needs few failures, and Ana and Marta who can enter."""
    monkeypatch.setattr(lockout, "BRAKE_TRIES", MOST)
    has_pin(cast.ana, ANA_CODE)
    marta_has_password(cast, PASSWORD)
    return cast


def _many_fail(times: int = MOST) -> None:
    """Each from an address of its own, each with a code of its own."""
    for number in range(times):
        with pytest.raises(WrongSecret):
            sign_in.enter(
                f"YYYY{'23456789'[number]}Y",
                WRONG_PIN,
                device_token=None,
                origin=Origin(address=f"198.51.100.{number}", user_agent=""),
            )


def test_a_stranger_with_the_right_pin_waits_at_most_a_minute(door: Cast, standing_clock: StandingClock) -> None:
    _many_fail(MOST - 1)
    assert ana_enters()
    _many_fail(1)
    with pytest.raises(Crowded) as caught:
        ana_enters()
    assert caught.value.facts == {"until": clock.now() + lockout.BRAKE_WINDOW}
    with pytest.raises(Crowded):
        sign_in.begin(ANA_CODE, origin=PHONE)
    standing_clock.shift(lockout.BRAKE_WINDOW - timedelta(seconds=1))
    with pytest.raises(Crowded):
        ana_enters()
    standing_clock.shift(timedelta(seconds=1))
    assert sign_in.begin(ANA_CODE, origin=PHONE) is Next.PIN
    assert ana_enters()


def test_a_known_phone_passes(door: Cast) -> None:
    token = ana_enters().opened.device_token
    _many_fail()
    assert sign_in.enter(None, PIN, device_token=token, origin=PHONE)


def test_one_who_waits_has_lost_no_try_and_left_no_trace(door: Cast, standing_clock: StandingClock) -> None:
    _many_fail()
    with transaction.read() as db:
        before = activity.head(db, door.practice_id)
    for _ in range(lockout.TRIES + 1):
        with pytest.raises(Crowded):
            sign_in.enter(ANA_CODE, WRONG_PIN, device_token=None, origin=STRANGER)
    with transaction.read() as db:
        assert activity.head(db, door.practice_id) == before
    standing_clock.shift(lockout.BRAKE_WINDOW)
    with pytest.raises(WrongSecret) as caught:
        sign_in.enter(ANA_CODE, WRONG_PIN, device_token=None, origin=STRANGER)
    assert caught.value.facts == {"left": lockout.TRIES - 1}


def test_a_code_that_is_locked_says_so_before_the_crowd_does(door: Cast) -> None:
    for _ in range(lockout.TRIES):
        with pytest.raises((WrongSecret, Locked)):
            sign_in.enter(ANA_CODE, WRONG_PIN, device_token=None, origin=STRANGER)
    _many_fail(MOST - lockout.TRIES)
    with pytest.raises(Locked) as caught:
        ana_enters()
    assert type(caught.value) is Locked


def test_naming_codes_has_a_brake_of_its_own(door: Cast, standing_clock: StandingClock) -> None:
    for number in range(MOST):
        sign_in.begin(f"YYYY{'23456789'[number]}Y", origin=Origin(address=f"198.51.100.{number}", user_agent=""))
    with pytest.raises(Crowded):
        sign_in.begin(ANA_CODE, origin=PHONE)
    assert ana_enters(), "who named theirs before is not held up"
    standing_clock.shift(lockout.BRAKE_WINDOW)
    assert sign_in.begin(ANA_CODE, origin=PHONE) is Next.PIN


def test_each_door_has_a_brake_of_its_own(door: Cast) -> None:
    _many_fail()
    assert staff_sign_in.enter(EMAIL, PASSWORD, origin=ELSEWHERE)


def test_staff_pass_where_one_of_them_got_in_lately(door: Cast, standing_clock: StandingClock) -> None:
    staff_sign_in.enter(EMAIL, PASSWORD, origin=PHONE)
    _many_fail_at_the_staff_door()
    assert staff_sign_in.enter(EMAIL, PASSWORD, origin=PHONE)
    with pytest.raises(Crowded):
        staff_sign_in.enter(EMAIL, PASSWORD, origin=ELSEWHERE)
    standing_clock.shift(lockout.FAMILIAR_FOR + timedelta(seconds=1))
    _many_fail_at_the_staff_door()
    with pytest.raises(Crowded):
        staff_sign_in.enter(EMAIL, PASSWORD, origin=PHONE)


def _many_fail_at_the_staff_door() -> None:
    for number in range(MOST):
        with pytest.raises(WrongSecret):
            staff_sign_in.enter(f"nobody{number}@alba.example", "x", origin=Origin(f"203.0.113.{100 + number}", ""))


def test_the_machine_itself_is_familiar_to_nobody(door: Cast) -> None:
    here = Origin(address="127.0.0.1", user_agent="")
    staff_sign_in.enter(EMAIL, PASSWORD, origin=here)
    _many_fail_at_the_staff_door()
    with pytest.raises(Crowded):
        staff_sign_in.enter(EMAIL, PASSWORD, origin=here)
