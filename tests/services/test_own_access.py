"""A staff member's own password and sessions (ID-8, ID-11)."""

from datetime import timedelta

import pytest
import sqlalchemy as sa

from models.tables import ActivityEntry, SignInAttempt
from models.vocabulary import Action
from portal_app.domain import device_access, lockout
from portal_app.domain.door_problems import (
    Locked,
    PasswordsDiffer,
    PasswordTooCommon,
    PasswordTooShort,
    PasswordUnchanged,
    WrongSecret,
)
from portal_app.domain.problems import Problem, SignedOut
from portal_app.services import device_sessions, devices, own_access, staff_sign_in, transaction
from portal_app.services.staff_sign_in import StaffEntered
from tests.builders import Cast
from tests.conftest import StandingClock
from tests.services.doors import PHONE, STRANGER, marta_has_password

OLD, NEW = "a calm lake at dawn", "seven quiet herons"
EMAIL = "marta@alba.example"


@pytest.fixture
def marta(cast: Cast) -> Cast:
    marta_has_password(cast, OLD)
    return cast


def _enters(password: str = OLD) -> str:
    entered = staff_sign_in.enter(EMAIL, password, origin=PHONE)
    assert isinstance(entered, StaffEntered)
    return entered.session_secret


def _changes(cast: Cast, old: str = OLD, new: str = NEW, again: str | None = None) -> str:
    return own_access.change_password(cast.marta, old, new, new if again is None else again, origin=PHONE)


def _is_alive(secret: str) -> bool:
    try:
        devices.staff_of(secret)
    except SignedOut:
        return False
    return True


def _actions() -> list[Action]:
    with transaction.read() as db:
        return list(db.scalars(sa.select(ActivityEntry.action).order_by(ActivityEntry.number)))


def test_a_new_password_ends_every_session_but_the_one_it_hands_out(marta: Cast) -> None:
    before = [_enters(), _enters()]
    goes_on = _changes(marta)
    assert [_is_alive(secret) for secret in (*before, goes_on)] == [False, False, True]
    assert _actions()[-1] is Action.PASSWORD_CHANGED
    with pytest.raises(WrongSecret):
        _enters(OLD)
    assert _enters(NEW)


def test_a_colleagues_sessions_go_on(marta: Cast) -> None:
    with transaction.write() as db:
        ruths = device_sessions.open_staff_session(
            db, practice_id=marta.practice_id, staff_id=marta.ruth.staff_id, origin=PHONE
        )
    _changes(marta)
    own_access.sign_out_others(marta.marta, "", origin=PHONE)
    assert _is_alive(ruths)


@pytest.mark.parametrize(
    ("new", "again", "problem"),
    [
        ("short", None, PasswordTooShort),
        ("password1234", None, PasswordTooCommon),
        ("marta.soler.puig", None, PasswordTooCommon),
        (OLD, None, PasswordUnchanged),
        (NEW, "seven quiet hens", PasswordsDiffer),
    ],
)
def test_what_is_wrong_with_the_new_password_alone_costs_no_try(
    marta: Cast, new: str, again: str | None, problem: type[Problem]
) -> None:
    with pytest.raises(problem):
        _changes(marta, new=new, again=again)
    with transaction.read() as db:
        assert db.scalar(sa.select(sa.func.count()).select_from(SignInAttempt)) == 0
    assert _changes(marta)


def test_wrong_old_passwords_count_as_at_the_door(marta: Cast, standing_clock: StandingClock) -> None:  # ID-3
    for left in range(lockout.TRIES - 1, 0, -1):
        with pytest.raises(WrongSecret) as caught:
            _changes(marta, old="not this one at all")
        assert caught.value.facts == {"left": left}
    with pytest.raises(Locked):
        _changes(marta, old="not this one at all")
    with pytest.raises(Locked):
        _changes(marta)
    with pytest.raises(Locked):
        staff_sign_in.enter(EMAIL, OLD, origin=STRANGER)
    with transaction.read() as db:
        failed = sa.select(ActivityEntry.actor_id).where(ActivityEntry.action == Action.SIGN_IN_FAILED)
        assert db.scalars(failed).all() == [marta.marta.staff_id] * lockout.TRIES
    standing_clock.shift(lockout.WINDOW)
    assert _changes(marta)


def test_the_list_holds_ones_own_living_sessions_this_one_first(marta: Cast, standing_clock: StandingClock) -> None:
    idle = _enters()
    standing_clock.shift(device_access.IDLE - timedelta(minutes=1))
    ended, here = _enters(), _enters()
    devices.staff_sign_out(marta.marta, ended, origin=PHONE)
    standing_clock.shift(timedelta(seconds=30))
    _enters()
    read = own_access.shown(marta.marta, here, origin=PHONE)
    assert [one.this_one for one in read.sessions] == [True, False, False]
    standing_clock.shift(timedelta(minutes=1))
    assert len(own_access.shown(marta.marta, here, origin=PHONE).sessions) == 2
    assert not _is_alive(idle)


def test_signing_out_the_others_leaves_this_one_and_the_password(marta: Cast) -> None:  # ID-11
    here, there = _enters(), _enters()
    own_access.sign_out_others(marta.marta, here, origin=PHONE)
    assert (_is_alive(here), _is_alive(there)) == (True, False)
    assert _actions()[-1] is Action.SIGNED_OUT_OTHERS
    assert _enters()
