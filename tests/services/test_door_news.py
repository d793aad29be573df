"""ID-12: staff learn who is shut out and who came in for the first time, without looking for it."""

from datetime import timedelta

import pytest

from models.patients import Patient
from models.tables import PatientAccess
from models.vocabulary import PatientStatus
from portal_app import clock
from portal_app.domain import lockout
from portal_app.domain.door_problems import Blocked, Locked, WrongSecret
from portal_app.domain.refs import PatientRef, StaffRef
from portal_app.services import access_codes, practice, sign_in, transaction
from portal_app.services.door_news import NEWS_FOR, door_news
from portal_app.services.transaction import Change
from tests.builders import Cast
from tests.conftest import StandingClock
from tests.services.doors import ANA_CODE, PHONE, STRANGER, WRONG_PIN, has_pin


def _access(patient: PatientRef, **values: object) -> None:
    with transaction.write() as db:
        row = db.get_one(PatientAccess, patient.patient_id)
        for name, value in values.items():
            setattr(row, name, value)


def _told(staff: StaffRef) -> list[tuple[str, bool]]:
    return [(one.name, one.blocked) for one in door_news(staff).news]


def test_who_is_shut_out_comes_first_until_it_is_mended(cast: Cast, standing_clock: StandingClock) -> None:
    has_pin(cast.ana, ANA_CODE)
    _access(cast.ana, blocked_at=clock.now())
    _access(cast.biel, first_entry_at=clock.now() + timedelta(minutes=1))
    assert _told(cast.ruth) == [("Ana Ribas Font", True), ("Biel Costa Vila", False)]
    standing_clock.shift(NEWS_FOR * 2)
    assert _told(cast.ruth) == [("Ana Ribas Font", True)]
    access_codes.regenerate(cast.ruth, cast.ana.patient_id, origin=PHONE)
    assert _told(cast.ruth) == []


def test_a_therapist_is_told_of_their_own_patients(cast: Cast) -> None:  # ID-8
    _access(cast.ana, blocked_at=clock.now())
    _access(cast.clara, blocked_at=clock.now())
    assert _told(cast.marta) == [("Ana Ribas Font", True)]
    assert len(_told(cast.olga)) == 2


def test_who_left_the_practice_is_no_news(cast: Cast) -> None:
    _access(cast.ana, blocked_at=clock.now())
    with transaction.write() as db:
        db.get_one(Patient, cast.ana.patient_id).status = PatientStatus.DISCHARGED
    assert _told(cast.olga) == []


def test_who_is_shut_out_counts_among_what_waits_until_it_is_mended(cast: Cast) -> None:  # ID-3, ID-12
    has_pin(cast.ana, ANA_CODE)
    _access(cast.ana, blocked_at=clock.now())
    _access(cast.clara, blocked_at=clock.now())
    assert [practice.surroundings(staff).waiting for staff in (cast.marta, cast.ruth)] == [1, 2]
    access_codes.regenerate(cast.ruth, cast.ana.patient_id, origin=PHONE)
    assert [practice.surroundings(staff).waiting for staff in (cast.marta, cast.ruth)] == [0, 1]


def test_the_twentieth_wrong_pin_nudges_the_open_pages_of_the_staff(
    cast: Cast, standing_clock: StandingClock, monkeypatch: pytest.MonkeyPatch
) -> None:  # ID-3, CA-8
    has_pin(cast.ana, ANA_CODE)
    heard: list[Change] = []
    monkeypatch.setattr(transaction._current, "listeners", [heard.append])
    for wait in (lockout.WINDOW, lockout.LONG_WAIT, lockout.WINDOW, timedelta()):
        for _ in range(lockout.TRIES):
            heard.clear()
            with pytest.raises((WrongSecret, Locked, Blocked)):
                sign_in.enter(ANA_CODE, WRONG_PIN, device_token=None, origin=STRANGER)
        standing_clock.shift(wait + timedelta(seconds=1))
    assert [change.for_staff for change in heard] == [True]
    assert _told(cast.marta) == [("Ana Ribas Font", True)]
