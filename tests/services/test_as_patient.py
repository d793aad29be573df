"""AG-9: staff see the portal as the patient does; nothing is written but the entry that says so."""

from collections.abc import Mapping
from datetime import timedelta

import pytest
import sqlalchemy as sa

from models.tables import SQLModel
from models.vocabulary import Action
from portal_app.domain.problems import NotYours, PatientDischarged
from portal_app.domain.refs import NOWHERE
from portal_app.services import as_patient, calendar, discharge, own_activity, own_record, transaction
from tests.builders import Cast, appointment, on, slot_request
from tests.conftest import StandingClock


def rows() -> Mapping[str, int]:
    with transaction.read() as db:
        return {
            table.name: db.connection().scalar(sa.select(sa.func.count()).select_from(table)) or 0
            for table in SQLModel.metadata.sorted_tables
        }


def test_it_is_what_the_patient_reads(cast: Cast) -> None:
    appointment(cast, cast.ana, "2026-10-22 10:00")
    slot_request(cast, cast.ana, "2026-10-23 10:00")
    seen = as_patient.begin(cast.marta, cast.ana.patient_id, origin=NOWHERE)
    assert seen.home == calendar.home(cast.ana, back=0, ahead=0)
    assert seen.requests == calendar.requests(cast.ana)
    assert seen.packs == own_record.packs(cast.ana)
    assert seen.me == own_record.me(cast.ana)
    assert as_patient.day(cast.marta, cast.ana.patient_id, on("2026-10-22")) == calendar.day(cast.ana, on("2026-10-22"))


def test_beginning_writes_one_entry_and_going_on_nothing(cast: Cast) -> None:
    before = rows()
    as_patient.begin(cast.ruth, cast.ana.patient_id, origin=NOWHERE)
    as_patient.go_on(cast.ruth, cast.ana.patient_id, away=2)
    as_patient.day(cast.ruth, cast.ana.patient_id, on("2026-10-22"))
    assert rows() == {**before, "activity_entry": before["activity_entry"] + 1}


def test_looking_again_at_once_is_the_same_look(cast: Cast, standing_clock: StandingClock) -> None:  # GD-1
    before = rows()["activity_entry"]
    for _ in range(3):
        as_patient.begin(cast.ruth, cast.ana.patient_id, origin=NOWHERE)
    assert rows()["activity_entry"] == before + 1
    as_patient.begin(cast.marta, cast.ana.patient_id, origin=NOWHERE)
    assert rows()["activity_entry"] == before + 2
    standing_clock.shift(timedelta(minutes=6))
    as_patient.begin(cast.ruth, cast.ana.patient_id, origin=NOWHERE)
    assert rows()["activity_entry"] == before + 3


def test_the_patient_reads_who_looked(cast: Cast) -> None:  # GD-1
    as_patient.begin(cast.ruth, cast.ana.patient_id, origin=NOWHERE)
    (trace,) = own_activity.own_activity(cast.ana).traces
    assert (trace.action, trace.by) == (Action.SEEN_AS_PATIENT, "Ruth Campos Gil")


def test_another_therapists_patient_cannot_be_seen_as_and_the_attempt_is_known(cast: Cast) -> None:  # ID-7, ID-8
    with pytest.raises(NotYours):
        as_patient.begin(cast.jordi, cast.ana.patient_id, origin=NOWHERE)
    with pytest.raises(NotYours):
        as_patient.go_on(cast.jordi, cast.ana.patient_id)
    with pytest.raises(NotYours):
        as_patient.day(cast.jordi, cast.ana.patient_id, on("2026-10-22"))
    assert rows()["activity_entry"] == 1


def test_a_discharged_patient_sees_nothing_and_so_does_whoever_looks(cast: Cast) -> None:
    discharge.discharge(cast.marta, cast.ana.patient_id, cancel=[], keep=[], origin=NOWHERE)
    with pytest.raises(PatientDischarged):
        as_patient.begin(cast.marta, cast.ana.patient_id, origin=NOWHERE)
