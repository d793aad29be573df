"""AG-5, ID-8: staff look for a patient."""

from collections.abc import Callable

import pytest
from sqlalchemy import event

from models.patients import Patient, PatientAccess
from models.vocabulary import PatientStatus
from portal_app.domain.refs import PatientRef, StaffRef
from portal_app.domain.way_in import Standing
from portal_app.services import access_codes, patients, transaction
from portal_app.services.patients import Among, Kind
from tests.builders import Cast, appointment, at, on


def names(staff: StaffRef, query: str = "") -> list[str]:
    return [one.name for one in patients.search(staff, query).patients]


def more(cast: Cast, number: int) -> None:
    with transaction.write() as db:
        for position in range(number):
            db.add(
                Patient(
                    practice_id=cast.practice_id,
                    name=f"Patient {position}",
                    given_name="Patient",
                    therapist_id=cast.marta.staff_id,
                    service_id=cast.individual,
                    centre_id=cast.gracia,
                    since=on("2026-01-01"),
                    created_at=at("2026-01-01 09:00"),
                )
            )


def queries_of(doing: Callable[[], object]) -> int:
    heard: list[str] = []

    def hear(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        if statement.startswith("SELECT"):
            heard.append(statement)

    engine = transaction.database().engine
    event.listen(engine, "before_cursor_execute", hear)
    try:
        doing()
    finally:
        event.remove(engine, "before_cursor_execute", hear)
    return len(heard)


def code_of(patient: PatientRef) -> str:
    with transaction.write() as db:
        return access_codes.issue(db, practice_id=patient.practice_id, patient_id=patient.patient_id)


def test_without_a_query_everyone_is_there_by_name(cast: Cast) -> None:
    assert names(cast.olga) == ["Ana Ribas Font", "Biel Costa Vila", "Clara Stone"]


@pytest.mark.parametrize(
    "query", ["biel", "BIEL", "Bíel", "costa biel", "vil", "600 000 002", "+34 600-000-002", "  biel  "]
)
def test_a_patient_is_found_by_name_or_phone_however_it_is_typed(cast: Cast, query: str) -> None:
    assert names(cast.olga, query) == ["Biel Costa Vila"]


def test_a_patient_is_found_by_the_whole_code_and_not_by_a_part(cast: Cast) -> None:  # ID-1
    code = code_of(cast.biel)
    assert names(cast.olga, f"{code[:3]}-{code[3:].lower()}") == ["Biel Costa Vila"]
    assert names(cast.olga, code[:5]) == []


def test_a_name_that_begins_with_the_words_comes_first(cast: Cast) -> None:
    assert names(cast.olga, "a") == ["Ana Ribas Font", "Biel Costa Vila", "Clara Stone"]
    assert names(cast.olga, "st") == ["Clara Stone", "Biel Costa Vila"]


def test_wildcards_of_the_database_mean_nothing(cast: Cast) -> None:
    assert names(cast.olga, "%") == []
    assert names(cast.olga, "_") == []


def test_a_therapist_finds_own_patients_only(cast: Cast) -> None:  # ID-8
    assert names(cast.marta, "clara") == []
    assert names(cast.jordi, "clara") == ["Clara Stone"]
    code = code_of(cast.clara)
    assert names(cast.marta, code) == []
    assert names(cast.jordi, code) == ["Clara Stone"]


def test_a_line_tells_the_next_session_and_how_the_way_in_stands(cast: Cast) -> None:  # ID-12
    appointment(cast, cast.ana, "2026-10-12 10:00")
    appointment(cast, cast.ana, "2026-10-22 10:00")
    code_of(cast.ana)
    (ana,) = patients.search(cast.olga, "ana ribas").patients
    assert (ana.next_at, ana.standing) == (at("2026-10-22 10:00"), Standing.NOT_SENT)
    (biel,) = patients.search(cast.olga, "biel").patients
    assert (biel.next_at, biel.standing) == (None, Standing.NO_CODE)


def test_a_long_list_says_how_many_there_are(cast: Cast) -> None:
    found = patients.search(cast.olga, limit=2)
    assert (len(found.patients), found.found, found.of) == (2, 3, 3)


def test_nunez_is_found_with_and_without_the_accent(cast: Cast) -> None:
    with transaction.write() as db:
        db.get_one(Patient, cast.biel.patient_id).name = "Begoña Núñez"
    assert names(cast.olga, "begona nunez") == names(cast.olga, "NÚÑEZ") == ["Begoña Núñez"]
    assert names(cast.olga, "biel") == []


def test_a_list_can_be_about_some_of_them(cast: Cast) -> None:
    with transaction.write() as db:
        db.get_one(PatientAccess, cast.ana.patient_id).first_entry_at = at("2026-09-01 10:00")
        db.get_one(PatientAccess, cast.ana.patient_id).blocked_at = at("2026-10-01 10:00")
        db.get_one(Patient, cast.clara.patient_id).status = PatientStatus.DISCHARGED

    def of(kind: Kind, *, mine: bool = False) -> list[str]:
        found = patients.search(cast.olga, among=Among(kind, mine=mine))
        assert found.found == len(found.patients) == found.of
        return [one.name for one in found.patients]

    assert of(Kind.ACTIVE) == ["Ana Ribas Font", "Biel Costa Vila"]
    assert of(Kind.NEVER_ENTERED) == ["Biel Costa Vila"]
    assert of(Kind.BLOCKED) == ["Ana Ribas Font"]
    assert of(Kind.DISCHARGED) == ["Clara Stone"]
    assert of(Kind.ACTIVE, mine=True) == []
    found = patients.search(cast.marta, among=Among(mine=True))
    assert (found.found, found.mine, found.others) == (2, 2, 0)


def test_what_a_search_asks_the_database_does_not_grow_with_the_patients(cast: Cast) -> None:
    heard: list[int] = []
    for number in (0, 400):
        more(cast, number)
        heard.append(queries_of(lambda: patients.search(cast.olga, "a")))
    assert heard == [5, 5]
    found = patients.search(cast.olga, "patient", limit=20)
    assert (len(found.patients), found.found) == (20, 400)
