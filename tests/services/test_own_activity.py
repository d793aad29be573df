"""GD-1, GD-2: the patient's own trail holds what is theirs, and of the staff's doings what they may know."""

from datetime import timedelta

import pytest

from models.vocabulary import Action
from portal_app.domain.refs import Origin, PatientRef, StaffRef
from portal_app.services import access_codes, activity, own_activity, own_record, patient_file, transaction
from tests.builders import NOW, Cast
from tests.conftest import StandingClock
from tests.services.doors import ANA_CODE, PHONE, has_pin
from tests.services.queries import counting, plan

OFFICE = Origin(address="192.0.2.50", user_agent="Mozilla/5.0 (Windows NT 10.0) Firefox")


def _happened(cast: Cast, action: Action, actor: PatientRef | StaffRef | None, patient: PatientRef | None) -> None:
    with transaction.write() as db:
        activity.record(
            db,
            practice_id=cast.practice_id,
            action=action,
            actor=actor,
            origin=OFFICE if isinstance(actor, StaffRef) else PHONE,
            patient_id=patient.patient_id if patient else None,
            why="a reason of the practice's",
        )


def test_a_patient_reads_who_of_the_practice_opened_the_file(cast: Cast) -> None:  # GD-1
    patient_file.open_file(cast.marta, cast.ana.patient_id, origin=OFFICE)
    (trace,) = own_activity.own_activity(cast.ana).traces
    assert (trace.action, trace.by) == (Action.FILE_READ, "Marta Soler Puig")


@pytest.mark.parametrize(("detail", "told"), [({}, True), ({"appointments": "6"}, False)])
def test_an_entry_tells_when_its_session_begins_unless_it_stands_for_a_series(
    cast: Cast, detail: dict[str, str], told: bool
) -> None:
    with transaction.write() as db:
        activity.record(
            db,
            practice_id=cast.practice_id,
            action=Action.APPOINTMENT_CREATED,
            actor=cast.marta,
            origin=OFFICE,
            patient_id=cast.ana.patient_id,
            starts_at=NOW.isoformat(),
            **detail,
        )
    (trace,) = own_activity.own_activity(cast.ana).traces
    assert trace.about == (NOW if told else None)


def test_where_staff_sat_is_not_told(cast: Cast) -> None:  # GD-2
    for action in Action:
        _happened(cast, action, cast.marta, cast.ana)
    for trace in own_activity.own_activity(cast.ana, most=100).traces:
        assert (trace.address, trace.user_agent) == ("", "")


def test_an_answer_is_the_practices_and_nobodys_by_name(cast: Cast) -> None:  # WL-6
    for action in (Action.REQUEST_REJECTED, Action.REQUEST_ACCEPTED, Action.APPOINTMENT_CANCELLED):
        _happened(cast, action, cast.marta, cast.ana)
    assert {trace.by for trace in own_activity.own_activity(cast.ana).traces} == {""}


@pytest.mark.parametrize("action", [Action.APPOINTMENT_MARKED, Action.IMPORTED, Action.PRACTICE_CHANGED])
def test_the_practices_own_book_keeping_is_not_told(cast: Cast, action: Action) -> None:  # GD-2
    _happened(cast, action, cast.marta, cast.ana)
    assert own_activity.own_activity(cast.ana).traces == []


def test_nobody_elses_entries_are_among_them(cast: Cast) -> None:  # ID-7
    _happened(cast, Action.SIGNED_IN, cast.biel, cast.biel)
    _happened(cast, Action.ACCESS_DENIED, cast.marta, None)
    _happened(cast, Action.SIGNED_IN, cast.marta, None)
    assert own_activity.own_activity(cast.ana).traces == []


def test_a_strangers_failure_shows_with_its_device_and_address(cast: Cast) -> None:
    _happened(cast, Action.SIGN_IN_FAILED, None, cast.ana)
    (trace,) = own_activity.own_activity(cast.ana).traces
    assert (trace.address, trace.user_agent) == (PHONE.address, PHONE.user_agent)


def test_the_trail_comes_in_parts_the_latest_first(cast: Cast, standing_clock: StandingClock) -> None:
    for _ in range(5):
        standing_clock.shift(timedelta(hours=5))
        _happened(cast, Action.SIGNED_IN, cast.ana, cast.ana)
    page = own_activity.own_activity(cast.ana, most=3)
    assert len(page.traces) == 3
    assert page.more
    assert [trace.at for trace in page.traces] == sorted((trace.at for trace in page.traces), reverse=True)
    assert not own_activity.own_activity(cast.ana, most=5).more


def test_the_security_page_shows_the_same_things(cast: Cast) -> None:
    has_pin(cast.ana, ANA_CODE)
    access_codes.reveal(cast.ruth, cast.ana.patient_id, origin=OFFICE)
    _happened(cast, Action.APPOINTMENT_MARKED, cast.marta, cast.ana)
    (trace,) = own_record.security(cast.ana).latest
    assert (trace.action, trace.by) == (Action.CODE_REVEALED, "Ruth Campos Gil")


@pytest.mark.only("sqlite")  # It reads SQLite's plan of the query.
def test_the_trail_is_one_query_along_the_patients_index(cast: Cast) -> None:
    _happened(cast, Action.SIGNED_IN, cast.ana, cast.ana)
    with transaction.read() as db, counting(db) as heard:
        own_activity.latest(db, cast.ana, 30)
        assert len(heard) == 1
        assert any("ix_activity_patient_number" in step for step in plan(db, *heard[0]))
