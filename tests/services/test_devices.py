"""Sessions and devices: the row decides who is behind a cookie, and how long."""

from datetime import timedelta

import pytest
import sqlalchemy as sa

from models.tables import ActivityEntry, Patient, StaffMember
from models.vocabulary import Action, PatientStatus
from portal_app import clock
from portal_app.domain.door_problems import Locked, WrongSecret
from portal_app.domain.problems import NotYours, SignedOut
from portal_app.domain.refs import PatientRef
from portal_app.services import (
    access_codes,
    devices,
    hashing,
    own_activity,
    sign_in,
    staff_sign_in,
    transaction,
)
from portal_app.services.sign_in import Next
from tests.builders import Cast
from tests.conftest import StandingClock
from tests.services.doors import ANA_CODE, BIEL_CODE, PHONE, PIN, STRANGER, ana_enters, has_pin, marta_has_password

PASSWORD = "a calm lake at dawn"


@pytest.fixture
def ana(cast: Cast) -> PatientRef:
    has_pin(cast.ana, ANA_CODE)
    return cast.ana


def _is_in(secret: str) -> bool:
    try:
        devices.patient_of(secret, now_active=False)
    except SignedOut:
        return False
    return True


def _last_action() -> Action | None:
    with transaction.read() as db:
        return db.scalar(sa.select(ActivityEntry.action).order_by(ActivityEntry.number.desc()).limit(1))


def test_thirty_minutes_without_activity_end_a_session(ana: PatientRef, standing_clock: StandingClock) -> None:  # ID-4
    secret = ana_enters().opened.session_secret
    standing_clock.shift(timedelta(minutes=29, seconds=59))
    assert _is_in(secret)
    standing_clock.shift(timedelta(seconds=1))
    assert not _is_in(secret)


def test_only_what_a_person_does_begins_the_thirty_minutes_anew(ana: PatientRef, standing_clock: StandingClock) -> None:
    secret = ana_enters().opened.session_secret
    standing_clock.shift(timedelta(minutes=20))
    devices.patient_of(secret)
    standing_clock.shift(timedelta(minutes=20))
    devices.patient_of(secret, now_active=False)
    standing_clock.shift(timedelta(minutes=10))
    assert not _is_in(secret)


def test_twelve_hours_end_a_session_whatever_happens(ana: PatientRef, standing_clock: StandingClock) -> None:  # ID-4
    secret = ana_enters().opened.session_secret
    for _ in range(12 * 3 - 1):
        standing_clock.shift(timedelta(minutes=20))
        devices.patient_of(secret)
    standing_clock.shift(timedelta(minutes=20))
    assert not _is_in(secret)


def test_an_invented_session_is_nobodys(ana: PatientRef) -> None:
    assert not _is_in(hashing.new_token())
    assert not _is_in("")


def test_a_discharged_patient_loses_the_door(ana: PatientRef) -> None:
    entered = ana_enters().opened
    with transaction.write() as db:
        db.get_one(Patient, ana.patient_id).status = PatientStatus.DISCHARGED
    assert not _is_in(entered.session_secret)
    assert not sign_in.knows_device(entered.device_token)
    with pytest.raises(WrongSecret):
        ana_enters()


def test_signing_out_ends_this_device_alone(ana: PatientRef) -> None:  # ID-5
    here, there = ana_enters().opened, ana_enters().opened
    devices.sign_out(ana, here.session_secret, origin=PHONE)
    assert not _is_in(here.session_secret)
    assert not sign_in.knows_device(here.device_token)
    assert _is_in(there.session_secret)
    assert _last_action() is Action.SIGNED_OUT


def test_signing_out_the_others_keeps_this_one_and_the_code(ana: PatientRef) -> None:  # ID-11
    here, there = ana_enters().opened, ana_enters().opened
    devices.sign_out_others(ana, here.session_secret, origin=PHONE)
    assert _is_in(here.session_secret)
    assert not _is_in(there.session_secret)
    assert ana_enters()


def test_signing_out_everywhere_ends_devices_pin_and_code(ana: PatientRef, cast: Cast) -> None:  # ID-5
    entered = [ana_enters().opened for _ in range(3)]
    devices.sign_out_everywhere(ana, origin=PHONE)
    assert not any(_is_in(opened.session_secret) for opened in entered)
    assert not any(sign_in.knows_device(opened.device_token) for opened in entered)
    with pytest.raises(WrongSecret):
        ana_enters()
    assert _last_action() is Action.SIGN_IN_FAILED
    new_code = access_codes.reveal(cast.marta, ana.patient_id, origin=PHONE)
    assert new_code != ANA_CODE
    assert sign_in.begin(new_code, origin=PHONE) is Next.FIRST_ENTRY


def test_regenerating_the_code_does_the_same(ana: PatientRef, cast: Cast) -> None:  # ID-6
    opened = ana_enters().opened
    new_code = access_codes.regenerate(cast.ruth, ana.patient_id, origin=PHONE)
    assert not _is_in(opened.session_secret)
    assert sign_in.begin(ANA_CODE, origin=PHONE) is Next.PIN
    assert sign_in.begin(new_code, origin=PHONE) is Next.FIRST_ENTRY


def test_staff_sign_a_lost_phone_out_and_the_code_and_the_pin_stay(ana: PatientRef, cast: Cast) -> None:  # ID-12
    opened = ana_enters().opened
    with pytest.raises(NotYours):
        access_codes.close_devices(cast.jordi, ana.patient_id, origin=PHONE)
    assert _is_in(opened.session_secret)
    access_codes.close_devices(cast.ruth, ana.patient_id, origin=PHONE)
    assert not _is_in(opened.session_secret)
    assert _is_in(ana_enters().opened.session_secret)
    (trace, *_) = own_activity.own_activity(ana).traces[1:]
    assert (trace.action, trace.by) == (Action.DEVICES_CLOSED, "Ruth Campos Gil")


def test_a_patients_list_names_this_device_first(ana: PatientRef, standing_clock: StandingClock) -> None:
    here = ana_enters().opened
    standing_clock.shift(timedelta(minutes=1))
    ana_enters(origin=STRANGER)
    listed = devices.list_devices(ana, here.session_secret)
    assert [(device.user_agent, device.this_one) for device in listed] == [("Phone", True), ("Stranger", False)]
    devices.sign_out_device(ana, listed[1].device_id, origin=PHONE)
    assert len(devices.list_devices(ana, here.session_secret)) == 1


def test_nobody_ends_anothers_device(ana: PatientRef, cast: Cast) -> None:  # ID-7
    has_pin(cast.biel, BIEL_CODE)
    biels = sign_in.enter(BIEL_CODE, PIN, device_token=None, origin=PHONE).opened
    device_id = devices.list_devices(cast.biel, biels.session_secret)[0].device_id
    with pytest.raises(NotYours):
        devices.sign_out_device(ana, device_id, origin=PHONE)
    devices.sign_out(ana, biels.session_secret, origin=PHONE)
    assert _is_in(biels.session_secret)


def test_entering_again_on_a_device_ends_the_session_before(ana: PatientRef) -> None:
    first = ana_enters().opened
    second = sign_in.enter(None, PIN, device_token=first.device_token, origin=PHONE).opened
    assert second.device_token != first.device_token
    assert not _is_in(first.session_secret)
    assert _is_in(second.session_secret)
    assert len(devices.list_devices(ana, second.session_secret)) == 1


def test_another_therapist_does_not_see_the_code(ana: PatientRef, cast: Cast) -> None:  # ID-8
    with pytest.raises(NotYours):
        access_codes.reveal(cast.jordi, ana.patient_id, origin=PHONE)
    assert access_codes.reveal(cast.ruth, ana.patient_id, origin=PHONE) == ANA_CODE
    assert _last_action() is Action.CODE_REVEALED


def test_staff_enter_with_address_and_password(cast: Cast) -> None:  # ID-8
    marta_has_password(cast, PASSWORD)
    entered = staff_sign_in.enter(" Marta@Alba.example ", PASSWORD, origin=PHONE)
    staff = devices.staff_of(entered.session_secret)
    assert staff == cast.marta
    devices.staff_sign_out(staff, entered.session_secret, origin=PHONE)
    with pytest.raises(SignedOut):
        devices.staff_of(entered.session_secret)


def test_a_patients_session_opens_no_staff_page(ana: PatientRef) -> None:
    with pytest.raises(SignedOut):
        devices.staff_of(ana_enters().opened.session_secret)


@pytest.mark.parametrize("email", ["marta@alba.example", "nobody@alba.example", "ruth@alba.example", ""])
def test_the_staff_door_locks_alike_for_everyone(cast: Cast, standing_clock: StandingClock, email: str) -> None:
    marta_has_password(cast, PASSWORD)
    for left in (4, 3, 2, 1):
        with pytest.raises(WrongSecret) as wrong:
            staff_sign_in.enter(email, "not the password", origin=STRANGER)
        assert wrong.value.facts == {"left": left}
    for _ in range(2):
        with pytest.raises(Locked):
            staff_sign_in.enter(email, "not the password", origin=STRANGER)


def test_a_colleague_who_left_is_out(cast: Cast) -> None:
    marta_has_password(cast, PASSWORD)
    entered = staff_sign_in.enter("marta@alba.example", PASSWORD, origin=PHONE)
    with transaction.write() as db:
        db.get_one(StaffMember, cast.marta.staff_id).active = False
    with pytest.raises(SignedOut):
        devices.staff_of(entered.session_secret)
    with pytest.raises(WrongSecret):
        staff_sign_in.enter("marta@alba.example", PASSWORD, origin=PHONE)


def test_a_hash_is_slow_and_its_owners_alone() -> None:  # ID-2
    hashing.use_keys(b"the tests' own secret", rounds=hashing.ROUNDS)
    began = clock.now()
    kept = hashing.hash_secret("ana", PIN)
    assert clock.now() - began > timedelta(milliseconds=30)
    assert kept.partition("$")[2].startswith("2b$12$")
    assert hashing.secret_matches("ana", PIN, kept)
    assert not hashing.secret_matches("biel", PIN, kept)


def test_seals_open_for_their_own_purpose_and_with_older_keys() -> None:
    hashing.use_keys(b"an old secret")
    sealed = hashing.seal(hashing.Seal.DEVICE_COOKIE, "token")
    code = hashing.code_hash(ANA_CODE)
    hashing.use_keys(b"a new secret", b"an old secret")
    assert hashing.unseal(hashing.Seal.DEVICE_COOKIE, sealed) == "token"
    assert hashing.unseal(hashing.Seal.PATIENT_COOKIE, sealed) is None
    assert code in hashing.code_hashes(ANA_CODE)[1:]
    hashing.use_keys(b"a new secret")
    assert hashing.unseal(hashing.Seal.DEVICE_COOKIE, sealed) is None
