"""AG-5, ID-8, ID-12, GD-1: a patient's file as staff read it."""

import pytest
import sqlalchemy as sa

from models.activity import ActivityEntry
from models.devices import SignInAttempt
from models.patients import AccessCode
from models.vocabulary import Action, AppointmentStatus, AttemptOutcome, Door
from portal_app import clock
from portal_app.domain.problems import NotYours
from portal_app.domain.refs import Origin
from portal_app.domain.way_in import Standing
from portal_app.services import access_codes, patient_file, transaction
from tests.builders import Cast, appointment, pack, slot_request

HERE = Origin(address="192.0.2.7", user_agent="Tests")


def readings(cast: Cast) -> int:
    with transaction.read() as db:
        return db.scalar(
            sa.select(sa.func.count())
            .select_from(ActivityEntry)
            .where(ActivityEntry.action == Action.FILE_READ, ActivityEntry.patient_id == cast.ana.patient_id)
        )


def test_reading_a_file_is_in_the_trail_once_however_often_the_page_refreshes(cast: Cast) -> None:  # GD-1
    patient_file.open_file(cast.marta, cast.ana.patient_id, origin=HERE)
    patient_file.still_open(cast.marta, cast.ana.patient_id)
    assert readings(cast) == 1


def test_another_therapists_patient_is_not_there_and_reception_reads_both(cast: Cast) -> None:  # ID-8
    with pytest.raises(NotYours):
        patient_file.open_file(cast.marta, cast.clara.patient_id, origin=HERE)
    with pytest.raises(NotYours):
        patient_file.still_open(cast.marta, cast.clara.patient_id)
    assert patient_file.open_file(cast.ruth, cast.clara.patient_id, origin=HERE).name == "Clara Stone"


def test_a_strangers_id_is_not_there(cast: Cast) -> None:
    with pytest.raises(NotYours):
        patient_file.open_file(cast.olga, "nobody", origin=HERE)


def test_appointments_and_pending_requests_come_in_order_and_the_past_is_apart(cast: Cast) -> None:
    appointment(cast, cast.ana, "2026-10-12 10:00", status=AppointmentStatus.ATTENDED)
    appointment(cast, cast.ana, "2026-10-29 10:00")
    appointment(cast, cast.ana, "2026-10-28 10:00", status=AppointmentStatus.CANCELLED_BY_PATIENT)
    slot_request(cast, cast.ana, "2026-10-22 18:00")
    file = patient_file.still_open(cast.marta, cast.ana.patient_id)
    assert [(one.starts_at.day, one.status) for one in file.coming] == [
        (22, None),
        (29, AppointmentStatus.CONFIRMED),
    ]
    assert [one.starts_at.day for one in file.past] == [12]
    assert file.held == 1


def test_a_pack_is_counted_from_the_appointments(cast: Cast) -> None:  # PK-1
    appointment(cast, cast.ana, "2026-10-12 10:00", status=AppointmentStatus.ATTENDED, pack_id=cast.ana_pack)
    appointment(cast, cast.ana, "2026-10-29 10:00", pack_id=cast.ana_pack)
    pack(cast.ana, total=5, contracted_on="2026-10-01")
    counts = [one.count for one in patient_file.still_open(cast.marta, cast.ana.patient_id).packs]
    assert [(count.total, count.used, count.booked, count.left) for count in counts] == [(5, 0, 0, 5), (10, 1, 1, 8)]


def test_the_file_says_why_a_patient_cannot_get_in(cast: Cast) -> None:  # ID-12
    def standing() -> Standing:
        return patient_file.still_open(cast.marta, cast.ana.patient_id).standing

    assert standing() is Standing.NO_CODE
    with transaction.write() as db:
        access_codes.issue(db, practice_id=cast.practice_id, patient_id=cast.ana.patient_id)
    assert standing() is Standing.NOT_SENT
    access_codes.mark_sent(cast.marta, cast.ana.patient_id, origin=HERE)
    assert standing() is Standing.SENT
    with transaction.write() as db:
        subject = db.scalar(
            sa.select(AccessCode.lookup_hash).where(
                AccessCode.patient_id == cast.ana.patient_id, AccessCode.retired_at.is_(None)
            )
        )
        for _ in range(5):
            attempt = SignInAttempt(
                door=Door.PATIENT, subject_hash=subject, at=clock.now(), outcome=AttemptOutcome.FAILED
            )
            db.add(attempt)
    assert standing() is Standing.LOCKED
    assert patient_file.still_open(cast.marta, cast.ana.patient_id).way_in.failures == 5
