"""AG-5: a discharged patient keeps the file and loses the door; who comes back gets a new code."""

import pytest
import sqlalchemy as sa

from models.agenda import Appointment, SlotRequest
from models.vocabulary import Action, AppointmentStatus, RequestStatus
from portal_app.domain.problems import ChangedMeanwhile, NotAllowed, NotYours, PatientDischarged, SignedOut
from portal_app.domain.refs import NOWHERE
from portal_app.domain.way_in import Standing
from portal_app.services import access_codes, calendar, device_sessions, discharge, patient_file, transaction
from portal_app.services.patients import search
from tests.builders import Cast, appointment, slot_request


def code_of_ana(cast: Cast) -> str:
    with transaction.write() as db:
        return access_codes.issue(db, practice_id=cast.practice_id, patient_id=cast.ana.patient_id)


def status_of(kind: type, key: str) -> object:
    with transaction.read() as db:
        return db.scalar(sa.select(kind.status).where(kind.id == key, kind.practice_id.is_not(None)))


def test_what_lies_ahead_is_listed_before_it_is_decided(cast: Cast) -> None:
    appointment(cast, cast.ana, "2026-10-12 10:00")
    appointment(cast, cast.ana, "2026-10-22 10:00")
    slot_request(cast, cast.ana, "2026-10-23 10:00")
    listed = discharge.leaving(cast.marta, cast.ana.patient_id)
    assert [one.starts_at.day for one in listed.to_come] == [22]
    assert [one.day for one in listed.waiting] == [23]
    assert listed.sessions_left == 10


def test_a_discharge_ends_every_way_in_and_what_was_decided(cast: Cast) -> None:
    code_of_ana(cast)
    with transaction.write() as db:
        device_sessions.open_session(db, cast.ana, None, NOWHERE)
    one, other = appointment(cast, cast.ana, "2026-10-22 10:00"), appointment(cast, cast.ana, "2026-10-29 10:00")
    wish = slot_request(cast, cast.ana, "2026-10-23 10:00")
    discharge.discharge(cast.marta, cast.ana.patient_id, cancel=[one], keep=[other], origin=NOWHERE)
    assert status_of(Appointment, one) is AppointmentStatus.CANCELLED_BY_PRACTICE
    assert status_of(Appointment, other) is AppointmentStatus.CONFIRMED
    assert status_of(SlotRequest, wish) is RequestStatus.REJECTED
    with pytest.raises(SignedOut):
        calendar.portal(cast.ana)
    file = patient_file.still_open(cast.marta, cast.ana.patient_id)
    assert (file.standing, file.devices, file.discharged) == (Standing.NO_CODE, (), True)
    assert file.activity[0].action is Action.PATIENT_DISCHARGED
    with pytest.raises(PatientDischarged):
        access_codes.regenerate(cast.marta, cast.ana.patient_id, origin=NOWHERE)


def test_an_appointment_nobody_decided_about_stops_it(cast: Cast) -> None:
    one = appointment(cast, cast.ana, "2026-10-22 10:00")
    appointment(cast, cast.ana, "2026-10-29 10:00")
    with pytest.raises(ChangedMeanwhile):
        discharge.discharge(cast.marta, cast.ana.patient_id, cancel=[one], keep=[], origin=NOWHERE)
    assert status_of(Appointment, one) is AppointmentStatus.CONFIRMED


def test_another_therapists_agenda_is_not_touched(cast: Cast) -> None:  # AG-4
    with_jordi = appointment(cast, cast.ana, "2026-10-22 10:00", therapist=cast.jordi)
    (listed,) = discharge.leaving(cast.marta, cast.ana.patient_id).to_come
    assert not listed.may_cancel
    with pytest.raises((NotAllowed, NotYours)):
        discharge.discharge(cast.marta, cast.ana.patient_id, cancel=[with_jordi], keep=[], origin=NOWHERE)
    discharge.discharge(cast.marta, cast.ana.patient_id, cancel=[], keep=[with_jordi], origin=NOWHERE)
    assert search(cast.marta).found == 1


def test_who_comes_back_gets_a_new_code(cast: Cast) -> None:
    old = code_of_ana(cast)
    discharge.discharge(cast.ruth, cast.ana.patient_id, cancel=[], keep=[], origin=NOWHERE)
    discharge.take_back(cast.ruth, cast.ana.patient_id, origin=NOWHERE)
    assert access_codes.for_message(cast.ruth, cast.ana.patient_id) != old
    assert calendar.portal(cast.ana).patient == "Ana Ribas Font"
    assert patient_file.still_open(cast.ruth, cast.ana.patient_id).standing is Standing.NOT_SENT


def test_a_stranger_can_do_neither(cast: Cast) -> None:  # ID-8
    with pytest.raises(NotYours):
        discharge.discharge(cast.jordi, cast.ana.patient_id, cancel=[], keep=[], origin=NOWHERE)
    with pytest.raises(NotYours):
        discharge.take_back(cast.jordi, cast.ana.patient_id, origin=NOWHERE)
