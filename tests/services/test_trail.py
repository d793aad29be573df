"""GD-1, ID-8: the practice's trail as staff read it, filter it and take it along."""

from datetime import timedelta

import pytest
from sqlalchemy import event

from models.vocabulary import Action
from portal_app.domain.activity_kinds import KINDS, Kind
from portal_app.domain.problems import NotAllowed, NotYours
from portal_app.domain.refs import Origin, PatientRef, StaffRef
from portal_app.services import activity, transaction
from portal_app.services.trail import NOBODY, PATIENTS, TrailPage, Wanted, export, trail_page
from tests.builders import Cast, on, the_cast
from tests.conftest import StandingClock
from tests.services.queries import plan

HERE = Origin(address="192.0.2.7", user_agent="Tests")


def happened(
    cast: Cast, action: Action, actor: PatientRef | StaffRef | None, patient: PatientRef | None = None, **detail: str
) -> None:
    with transaction.write() as db:
        activity.record(
            db,
            practice_id=cast.practice_id,
            action=action,
            actor=actor,
            origin=HERE,
            patient_id=patient.patient_id if patient else None,
            **detail,
        )


@pytest.fixture
def busy(cast: Cast) -> Cast:
    """A little of everything, in this order."""
    happened(cast, Action.SIGNED_IN, cast.ana)
    happened(cast, Action.FILE_READ, cast.marta, cast.ana)
    happened(cast, Action.FILE_READ, cast.jordi, cast.clara)
    happened(cast, Action.SIGNED_IN, cast.marta)
    happened(cast, Action.SIGNED_IN, cast.jordi)
    happened(cast, Action.SIGN_IN_FAILED, None, cast.biel)
    happened(cast, Action.PRACTICE_CHANGED, cast.olga)
    return cast


def numbers(page: TrailPage) -> list[int]:
    return [entry.number for entry in page.entries]


def read(staff: StaffRef, **wanted: object) -> list[int]:
    return numbers(trail_page(staff, Wanted(**wanted), origin=HERE))  # pyright: ignore[reportArgumentType]


def test_an_admin_reads_everything_the_latest_first(busy: Cast) -> None:  # ID-8
    assert read(busy.olga) == [7, 6, 5, 4, 3, 2, 1]


def test_a_therapist_reads_their_own_patients_and_their_own_doings(busy: Cast) -> None:  # ID-8
    assert read(busy.marta) == [6, 4, 2, 1]
    assert read(busy.jordi) == [5, 3]


def test_a_therapist_who_sees_all_patients_still_reads_no_colleagues_sign_ins(busy: Cast) -> None:
    marta = StaffRef(busy.marta.practice_id, busy.marta.staff_id, busy.marta.role, sees_all=True)
    assert read(marta) == [6, 4, 3, 2, 1]


def test_reception_reads_one_patients_part_and_nothing_else(busy: Cast) -> None:  # ID-8
    assert read(busy.ruth, patient_id=busy.ana.patient_id) == [2, 1]
    with pytest.raises(NotAllowed):
        read(busy.ruth)


def test_another_therapists_patient_is_not_there_and_it_leaves_a_trace(busy: Cast) -> None:  # ID-7
    with pytest.raises(NotYours):
        read(busy.marta, patient_id=busy.clara.patient_id)
    with pytest.raises(NotYours):
        export(busy.marta, Wanted(patient_id=busy.clara.patient_id), origin=HERE)
    assert [entry.action for entry in trail_page(busy.olga, Wanted(), origin=HERE).entries][:2] == [
        Action.ACCESS_DENIED,
        Action.ACCESS_DENIED,
    ]


def test_another_practices_entries_are_not_there(busy: Cast) -> None:  # PR-5
    neighbours = the_cast(name="Riu", slug="riu")
    assert read(neighbours.olga) == []
    with pytest.raises(NotYours):
        read(neighbours.olga, patient_id=busy.ana.patient_id)


def test_each_filter_leaves_what_it_says(busy: Cast) -> None:
    olga = busy.olga
    assert read(olga, patient_id=busy.ana.patient_id) == [2, 1]
    assert read(olga, who=busy.marta.staff_id) == [4, 2]
    assert read(olga, who=PATIENTS) == [1]
    assert read(olga, who=NOBODY) == [6]
    assert read(olga, kind=Kind.WAY_IN) == [6, 5, 4, 1]
    assert read(olga, kind=Kind.LOOKS) == [3, 2]
    assert read(olga, kind=Kind.REFUSALS) == [6]
    assert read(olga, kind=Kind.LOOKS, who=busy.jordi.staff_id) == [3]


def test_days_are_the_practices_and_both_count(cast: Cast, standing_clock: StandingClock) -> None:
    # 21:30 and 22:30 in UTC are the 20th and the 21st in Barcelona.
    standing_clock.shift(timedelta(hours=38, minutes=30))
    happened(cast, Action.SIGNED_IN, cast.ana)
    standing_clock.shift(timedelta(hours=1))
    happened(cast, Action.SIGNED_IN, cast.ana)
    assert read(cast.olga, first_on=on("2026-10-21")) == [2]
    assert read(cast.olga, last_on=on("2026-10-20")) == [1]
    assert read(cast.olga, first_on=on("2026-10-20"), last_on=on("2026-10-21")) == [2, 1]
    assert read(cast.olga, first_on=on("2026-10-22")) == []


def test_pages_follow_one_another_without_a_gap(busy: Cast) -> None:
    seen: list[int] = []
    before: int | None = None
    for _ in range(4):
        page = trail_page(busy.olga, Wanted(), origin=HERE, before=before, most=2)
        seen += numbers(page)
        before = page.earlier
    assert seen == [7, 6, 5, 4, 3, 2, 1]
    assert before is None


def test_every_action_is_of_some_kind() -> None:
    assert set(Action) == frozenset().union(*KINDS.values())


def test_what_is_taken_along_is_in_the_trail(busy: Cast) -> None:  # GD-1
    page = export(busy.marta, Wanted(kind=Kind.LOOKS), origin=HERE)
    assert numbers(page) == [2]
    latest = trail_page(busy.olga, Wanted(), origin=HERE).entries[0]
    assert (latest.action, latest.actor) == (Action.EXPORTED, "Marta Soler Puig")
    assert latest.detail == {"what": "activity", "entries": "1"}


def test_taking_one_patients_along_is_in_that_patients_trail(busy: Cast) -> None:
    export(busy.marta, Wanted(patient_id=busy.ana.patient_id), origin=HERE)
    assert read(busy.olga, patient_id=busy.ana.patient_id, kind=Kind.LOOKS) == [8, 2]


def test_reception_takes_nothing_along(busy: Cast) -> None:  # ID-8
    with pytest.raises(NotAllowed):
        export(busy.ruth, Wanted(patient_id=busy.ana.patient_id), origin=HERE)


def asked_of_the_database(staff: StaffRef, wanted: Wanted) -> list[tuple[str, object]]:
    """The queries of one page, with their parameters."""
    heard: list[tuple[str, object]] = []

    def hear(_connection: object, _cursor: object, statement: str, parameters: object, *_: object) -> None:
        heard.append((statement, parameters))

    engine = transaction.database().engine
    event.listen(engine, "before_cursor_execute", hear)
    try:
        trail_page(staff, wanted, origin=HERE)
    finally:
        event.remove(engine, "before_cursor_execute", hear)
    return [one for one in heard if one[0].startswith("SELECT")]


def steps_of_the_trail(asked: list[tuple[str, object]]) -> list[str]:
    (entries,) = [one for one in asked if "activity_entry" in one[0]]
    with transaction.read() as db:
        return plan(db, *entries)


@pytest.mark.only("sqlite")  # It reads SQLite's plan of the query.
@pytest.mark.parametrize(
    "wanted",
    [
        Wanted(),
        Wanted(who="somebody"),
        Wanted(kind=Kind.REFUSALS),
        Wanted(first_on=on("2026-10-01"), last_on=on("2026-10-31")),
    ],
)
def test_a_page_takes_three_queries_and_reads_along_an_index(busy: Cast, wanted: Wanted) -> None:
    asked = asked_of_the_database(busy.marta, wanted)
    assert len(asked) == 3
    steps = steps_of_the_trail(asked)
    assert any(step.startswith("SEARCH activity_entry USING INDEX") for step in steps)
    assert not any(step.startswith("SCAN") for step in steps)


@pytest.mark.only("sqlite")  # It reads SQLite's plan of the query.
def test_one_patient_and_one_person_are_read_along_indexes_of_theirs(busy: Cast) -> None:
    of_ana = steps_of_the_trail(asked_of_the_database(busy.olga, Wanted(patient_id=busy.ana.patient_id)))
    assert any("ix_activity_patient_number" in step for step in of_ana)
    of_marta = steps_of_the_trail(asked_of_the_database(busy.olga, Wanted(who=busy.marta.staff_id)))
    assert any("ix_activity_actor_number" in step for step in of_marta)
