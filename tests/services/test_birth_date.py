"""The date of birth beside the code, where the practice asks for it at the first entry (ID-2)."""

from datetime import date, timedelta

import pytest
import sqlalchemy as sa

from models.tables import ActivityEntry, Patient, Practice
from models.vocabulary import Action, Locale
from portal_app.domain import lockout
from portal_app.domain.door_problems import BirthDateNeeded, Blocked, Locked, NotAFirstEntry, WrongSecret
from portal_app.services import access_codes, devices, patient_file, sign_in, transaction
from portal_app.services.sign_in import Next
from tests.builders import Cast
from tests.conftest import StandingClock
from tests.services.doors import ANA_CODE, BIEL_CODE, NOBODYS_CODE, PHONE, PIN, STRANGER, has_code, has_pin

BORN = date(1987, 4, 23)
NOT_BORN = date(1987, 4, 24)


@pytest.fixture
def asked(cast: Cast) -> Cast:
    """A practice that asks, Ana with a date in her file and Biel without; neither has entered yet."""
    with transaction.write() as db:
        db.get_one(Practice, cast.practice_id).asks_birth_date = True
        db.get_one(Patient, cast.ana.patient_id).birth_date = BORN
    has_code(cast.ana, ANA_CODE)
    has_code(cast.biel, BIEL_CODE)
    return cast


def _actions() -> list[Action]:
    with transaction.read() as db:
        return list(db.scalars(sa.select(ActivityEntry.action).order_by(ActivityEntry.number)))


def _enters(code: str = ANA_CODE, confirmed: str = "") -> sign_in.Entered:
    return sign_in.first_entry(
        code, PIN, PIN, notice_version="1.0", locale=Locale.CA, origin=PHONE, confirmed=confirmed
    )


def test_who_confirms_the_date_enters(asked: Cast) -> None:
    assert sign_in.begin(ANA_CODE, origin=PHONE) is Next.BIRTH_DATE
    confirmed = sign_in.confirm_birth_date(ANA_CODE, BORN, origin=PHONE)
    assert devices.patient_of(_enters(confirmed=confirmed).opened.session_secret) == asked.ana


def test_nobody_enters_without_it(asked: Cast) -> None:
    for invented in ("", "yes", "0" * 64):
        with pytest.raises(BirthDateNeeded):
            _enters(confirmed=invented)
    assert _actions() == []


def test_the_word_is_good_for_one_code_and_one_date(asked: Cast) -> None:
    confirmed = sign_in.confirm_birth_date(ANA_CODE, BORN, origin=PHONE)
    with transaction.write() as db:
        db.get_one(Patient, asked.ana.patient_id).birth_date = NOT_BORN
    with pytest.raises(BirthDateNeeded):
        _enters(confirmed=confirmed)
    with transaction.write() as db:
        db.get_one(Patient, asked.ana.patient_id).birth_date = BORN
    code = access_codes.regenerate(asked.marta, asked.ana.patient_id, origin=PHONE)
    with pytest.raises(BirthDateNeeded):
        _enters(code, confirmed)
    assert _enters(code, sign_in.confirm_birth_date(code, BORN, origin=PHONE))


def test_a_practice_that_does_not_ask_asks_nobody(asked: Cast) -> None:
    with transaction.write() as db:
        db.execute(sa.update(Practice).values(asks_birth_date=False))
    assert sign_in.begin(ANA_CODE, origin=PHONE) is Next.FIRST_ENTRY
    assert _enters()


def test_a_patient_without_a_date_is_not_asked_and_staff_are_told(asked: Cast) -> None:
    assert sign_in.begin(BIEL_CODE, origin=PHONE) is Next.FIRST_ENTRY
    assert _enters(BIEL_CODE)
    file = patient_file.still_open(asked.ruth, asked.biel.patient_id)
    assert (file.asks_birth_date, file.has_birth_date) == (True, False)
    assert patient_file.still_open(asked.ruth, asked.ana.patient_id).has_birth_date


def test_wrong_dates_count_as_wrong_pins_do(asked: Cast, standing_clock: StandingClock) -> None:  # ID-3
    for left in (4, 3, 2, 1):
        with pytest.raises(WrongSecret) as caught:
            sign_in.confirm_birth_date(ANA_CODE, NOT_BORN, origin=STRANGER)
        assert caught.value.facts == {"left": left}
    for tried in (NOT_BORN, BORN):
        with pytest.raises(Locked):
            sign_in.confirm_birth_date(ANA_CODE, tried, origin=STRANGER)
    assert _actions() == [Action.BIRTH_DATE_WRONG] * lockout.TRIES + [Action.SIGN_IN_LOCKED]
    standing_clock.shift(lockout.WINDOW)
    assert sign_in.confirm_birth_date(ANA_CODE, BORN, origin=PHONE)


def test_twenty_wrong_dates_block_and_staff_see_it(asked: Cast, standing_clock: StandingClock) -> None:  # ID-12
    for wait in (lockout.WINDOW, lockout.LONG_WAIT, lockout.WINDOW, timedelta()):
        for _ in range(lockout.TRIES):
            with pytest.raises((WrongSecret, Locked, Blocked)):
                sign_in.confirm_birth_date(ANA_CODE, NOT_BORN, origin=STRANGER)
        standing_clock.shift(wait + timedelta(seconds=1))
    with pytest.raises(Blocked):
        sign_in.confirm_birth_date(ANA_CODE, BORN, origin=PHONE)
    assert Action.SIGN_IN_BLOCKED in _actions()
    assert patient_file.still_open(asked.ruth, asked.ana.patient_id).way_in.blocked_at is not None


@pytest.mark.parametrize("code", [NOBODYS_CODE, "B2C3D5"], ids=["of nobody", "of one who has entered"])
def test_only_a_first_entry_is_asked(asked: Cast, code: str) -> None:
    has_pin(asked.clara, "B2C3D5")
    assert sign_in.begin(code, origin=PHONE) is Next.PIN
    with pytest.raises(NotAFirstEntry):
        sign_in.confirm_birth_date(code, BORN, origin=STRANGER)
