"""The installation's secret changes, and nobody is shut out (GD-6)."""

from datetime import timedelta

import pytest
import sqlalchemy as sa

from models.tables import AccessCode, PatientAccess, StaffMember
from portal_app.domain import device_access, lockout
from portal_app.domain.door_problems import Locked, WrongSecret
from portal_app.domain.problems import NotYours, SignedOut
from portal_app.services import (
    access_codes,
    devices,
    hashing,
    key_rotation,
    patients,
    sign_in,
    staff_sign_in,
    transaction,
)
from portal_app.services.key_rotation import LeftBehind
from portal_app.services.sign_in import Next
from tests.builders import Cast
from tests.conftest import StandingClock
from tests.services.doors import (
    ANA_CODE,
    BIEL_CODE,
    NOBODYS_CODE,
    PHONE,
    PIN,
    STRANGER,
    WRONG_PIN,
    ana_enters,
    has_code,
    has_pin,
    marta_has_password,
)

OLD, NEW = b"the old secret of the tests", b"the new secret of the tests"
PASSWORD = "a walk along the quiet river"
WHOLE = LeftBehind(codes=0, pins=0, passwords=0, lost=0)


@pytest.fixture
def before(cast: Cast) -> Cast:
    """Everything is kept under the old secret."""
    hashing.use_keys(OLD, rounds=4)
    has_pin(cast.ana, ANA_CODE)
    has_code(cast.biel, BIEL_CODE)
    marta_has_password(cast, PASSWORD)
    return cast


def _rotate() -> None:
    hashing.use_keys(NEW, OLD, rounds=4)


def _drop_the_old_line() -> None:
    hashing.use_keys(NEW, rounds=4)


def test_open_pages_and_known_phones_go_on(before: Cast) -> None:
    opened = ana_enters().opened
    marta = staff_sign_in.enter("marta@alba.example", PASSWORD, origin=PHONE)
    _rotate()
    assert devices.patient_of(opened.session_secret) == before.ana
    assert devices.staff_of(marta.session_secret).staff_id == before.marta.staff_id
    again = sign_in.enter(None, PIN, device_token=opened.device_token, origin=PHONE).opened
    _drop_the_old_line()
    assert devices.patient_of(again.session_secret) == before.ana
    assert sign_in.knows_device(again.device_token)
    with pytest.raises(SignedOut):
        devices.patient_of(opened.session_secret)


def test_a_spent_token_is_known_as_one_under_the_new_secret_too(before: Cast) -> None:  # ID-4
    spent = ana_enters().opened.device_token
    sign_in.enter(None, PIN, device_token=spent, origin=PHONE)
    _rotate()
    with pytest.raises(SignedOut):
        sign_in.enter(None, PIN, device_token=spent, origin=STRANGER)


def test_codes_are_found_shown_and_renewed_by_themselves(before: Cast) -> None:  # ID-1
    _rotate()
    assert sign_in.begin(BIEL_CODE, origin=PHONE) is Next.FIRST_ENTRY
    assert [found.patient_id for found in patients.search(before.ruth, BIEL_CODE).patients] == [before.biel.patient_id]
    assert key_rotation.renew_codes() == 2
    assert key_rotation.renew_codes() == 0
    _drop_the_old_line()
    assert sign_in.begin(BIEL_CODE, origin=PHONE) is Next.FIRST_ENTRY
    assert access_codes.reveal(before.ruth, before.ana.patient_id, origin=PHONE) == ANA_CODE


def test_a_code_that_was_not_renewed_in_time_is_gone(before: Cast) -> None:
    _drop_the_old_line()
    assert sign_in.begin(BIEL_CODE, origin=PHONE) is Next.PIN
    with pytest.raises(NotYours):
        access_codes.reveal(before.ruth, before.biel.patient_id, origin=PHONE)


def test_a_dead_code_is_never_given_out_again_after_a_rotation(before: Cast) -> None:
    access_codes.regenerate(before.ruth, before.biel.patient_id, origin=PHONE)
    _rotate()
    key_rotation.renew_codes()
    _drop_the_old_line()
    with transaction.read() as db:
        kept = db.scalars(
            sa.select(AccessCode.lookup_hash).where(AccessCode.patient_id == before.biel.patient_id)
        ).all()
    assert hashing.code_hash(BIEL_CODE) in kept


def test_the_right_pin_is_renewed_and_a_wrong_one_is_not(before: Cast) -> None:  # ID-2
    _rotate()
    with pytest.raises(WrongSecret):
        sign_in.enter(ANA_CODE, WRONG_PIN, device_token=None, origin=PHONE)
    assert key_rotation.left_behind().pins == 1
    set_at = _pin_set_at(before)
    ana_enters()
    assert key_rotation.left_behind().pins == 0
    assert _pin_set_at(before) == set_at
    key_rotation.renew_codes()
    _drop_the_old_line()
    assert ana_enters()


def _pin_set_at(cast: Cast) -> object:
    with transaction.read() as db:
        return db.get_one(PatientAccess, cast.ana.patient_id).pin_set_at


def test_a_staff_password_is_renewed_when_it_opens_the_door(before: Cast) -> None:
    _rotate()
    staff_sign_in.enter("marta@alba.example", PASSWORD, origin=PHONE)
    assert key_rotation.left_behind().passwords == 0
    _drop_the_old_line()
    assert staff_sign_in.enter("marta@alba.example", PASSWORD, origin=PHONE)


@pytest.mark.parametrize("code", [ANA_CODE, NOBODYS_CODE])
def test_failures_before_a_rotation_go_on_counting(  # ID-3
    before: Cast, standing_clock: StandingClock, code: str
) -> None:
    for _ in range(lockout.TRIES - 1):
        with pytest.raises(WrongSecret):
            sign_in.enter(code, WRONG_PIN, device_token=None, origin=STRANGER)
    _rotate()
    key_rotation.renew_codes()
    standing_clock.shift(timedelta(seconds=1))
    with pytest.raises(Locked):
        sign_in.enter(code, WRONG_PIN, device_token=None, origin=STRANGER)


def test_what_is_left_under_the_old_secret_is_counted(before: Cast) -> None:  # OP-4
    assert key_rotation.left_behind() == WHOLE
    _rotate()
    assert key_rotation.left_behind() == LeftBehind(codes=2, pins=1, passwords=1, lost=0)
    key_rotation.renew_codes()
    ana_enters()
    staff_sign_in.enter("marta@alba.example", PASSWORD, origin=PHONE)
    assert key_rotation.left_behind() == WHOLE
    _drop_the_old_line()
    assert key_rotation.left_behind() == WHOLE


def test_phones_known_under_the_old_secret_are_counted_until_their_next_pin(
    before: Cast, standing_clock: StandingClock
) -> None:  # OP-4
    token, _lost_one = ana_enters().opened.device_token, ana_enters()
    assert key_rotation.left_behind().phones == 0
    _rotate()
    assert key_rotation.left_behind().phones == 2
    sign_in.enter(None, PIN, device_token=token, origin=PHONE)
    assert key_rotation.left_behind().phones == 1
    standing_clock.shift(device_access.KNOWN_FOR)
    assert key_rotation.left_behind().phones == 0, "its cookie is over by itself"


def test_a_line_taken_out_too_early_is_told(before: Cast) -> None:  # OP-4
    _drop_the_old_line()
    assert key_rotation.left_behind() == LeftBehind(codes=0, pins=0, passwords=0, lost=4)


def test_a_pin_of_before_marks_is_matched_by_the_oldest_secret(before: Cast) -> None:
    with transaction.write() as db:
        for row, column in (
            (db.get_one(PatientAccess, before.ana.patient_id), "pin_hash"),
            (db.get_one(StaffMember, before.marta.staff_id), "password_hash"),
        ):
            setattr(row, column, getattr(row, column)[hashing.MARK_LENGTH :])
    _rotate()
    assert ana_enters()
    assert staff_sign_in.enter("marta@alba.example", PASSWORD, origin=PHONE)
    assert key_rotation.left_behind().pins == key_rotation.left_behind().passwords == 0
