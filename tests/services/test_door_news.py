"""ID-12: staff learn who is shut out and who came in for the first time, without looking for it."""

from datetime import timedelta

from models.patients import Patient
from models.tables import PatientAccess
from models.vocabulary import PatientStatus
from portal_app import clock
from portal_app.domain.refs import PatientRef, StaffRef
from portal_app.services import access_codes, transaction
from portal_app.services.door_news import NEWS_FOR, door_news
from tests.builders import Cast
from tests.conftest import StandingClock
from tests.services.doors import ANA_CODE, PHONE, has_pin


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
