"""AG-5, ID-1, ID-8: a new patient's file, and two people who change one at once."""

from dataclasses import replace
from typing import Any

import pytest
import sqlalchemy as sa

from models.activity import ActivityEntry
from models.practice import Practice
from models.vocabulary import Action, Locale
from portal_app.domain.patient_details import PatientDraft
from portal_app.domain.problems import BadFields, ChangedMeanwhile, LooksLikeAnother, NotYours
from portal_app.domain.refs import NOWHERE, StaffRef
from portal_app.services import access_codes, patient_details, patient_file, transaction
from portal_app.services.patients import search
from tests.builders import Cast, on


def noor(cast: Cast, **given: Any) -> PatientDraft:
    draft = PatientDraft(
        name="Noor El Amrani", phone="611 22 33 44", locale=Locale.CA, therapist_id=cast.marta.staff_id
    )
    return replace(draft, **given)


def make(staff: StaffRef, draft: PatientDraft, *, knowingly: bool = False) -> str:
    return patient_details.create(staff, draft, knowingly=knowingly, origin=NOWHERE)


def change(staff: StaffRef, patient_id: str, seen: str, **given: Any) -> None:
    draft = replace(patient_details.details(staff, patient_id).draft, **given)
    patient_details.change(staff, patient_id, draft, seen=seen, origin=NOWHERE)


def refused(cast: Cast, **given: Any) -> dict[str, str]:
    with pytest.raises(BadFields) as problem:
        make(cast.ruth, noor(cast, **given))
    return {one.name: one.code for one in problem.value.facts["fields"]}


def trail_of(patient_id: str) -> list[tuple[Action, str]]:
    with transaction.read() as db:
        rows = db.execute(
            sa.select(ActivityEntry.action, ActivityEntry.detail)
            .where(ActivityEntry.patient_id == patient_id)
            .order_by(ActivityEntry.number)
        )
        return [(row.action, row.detail.get("fields", "")) for row in rows]


def test_a_new_patient_has_a_code_at_once(cast: Cast) -> None:  # AG-5, ID-1
    patient_id = make(cast.ruth, noor(cast))
    file = patient_file.still_open(cast.marta, patient_id)
    assert (file.name, file.given_name, file.phone, file.locale) == ("Noor El Amrani", "Noor", "+34611223344", "ca")
    assert (file.therapist, file.centre) == ("Marta Soler Puig", "Gràcia")
    assert len(access_codes.for_message(cast.ruth, patient_id)) == 6
    assert trail_of(patient_id) == [(Action.PATIENT_CREATED, ""), (Action.CODE_CREATED, "")]


def test_a_name_in_capitals_or_turned_round_is_written_as_a_name(cast: Cast) -> None:
    patient_id = make(cast.ruth, noor(cast, name="DE LA CRUZ PUIG, ANNA"))
    draft = patient_details.details(cast.ruth, patient_id).draft
    assert (draft.name, draft.given_name) == ("Anna de la Cruz Puig", "Anna")


@pytest.mark.parametrize(
    ("given", "field", "code"),
    [
        ({"name": "  "}, "name", "empty"),
        ({"name": "x" * 121}, "name", "too_long"),
        ({"phone": "600 12"}, "phone", "no_phone"),
        ({"email": "noor@"}, "email", "no_email"),
        ({"birth_date": on("2026-10-20")}, "birth_date", "not_born_yet"),
        ({"therapist_id": ""}, "therapist_id", "unknown"),
    ],
)
def test_a_refusal_stands_beside_its_field(cast: Cast, given: dict[str, Any], field: str, code: str) -> None:
    assert refused(cast, **given) == {field: code}


def test_who_shares_a_phone_or_a_name_is_warned_of_and_may_be_meant(cast: Cast) -> None:
    for given in ({"phone": "600000002"}, {"name": "biel  costa VILÀ"}):
        with pytest.raises(LooksLikeAnother) as problem:
            make(cast.ruth, noor(cast, **given))
        assert [one.name for one in problem.value.facts["found"]] == ["Biel Costa Vila"]
    make(cast.ruth, noor(cast, phone="600000002"), knowingly=True)
    assert search(cast.olga).found == 4


def test_the_warning_never_tells_of_another_therapists_patient(cast: Cast) -> None:  # ID-8
    assert make(cast.marta, noor(cast, name="Clara Stone", phone="600000003"))


def test_a_therapist_makes_files_of_their_own_only(cast: Cast) -> None:  # ID-8
    with pytest.raises(BadFields):
        make(cast.jordi, noor(cast))
    assert make(cast.jordi, noor(cast, therapist_id=cast.jordi.staff_id))


def test_the_second_to_change_a_file_is_told_who_was_first(cast: Cast) -> None:
    seen = patient_details.details(cast.marta, cast.ana.patient_id).state
    change(cast.ruth, cast.ana.patient_id, seen, phone="611 22 33 44", email="ANA@example.com")
    with pytest.raises(ChangedMeanwhile):
        change(cast.marta, cast.ana.patient_id, seen, name="Ana Ribas")
    assert patient_details.last_to_change(cast.marta, cast.ana.patient_id) == "Ruth Campos Gil"
    now = patient_details.details(cast.marta, cast.ana.patient_id)
    assert (now.draft.name, now.draft.phone, now.draft.email) == ("Ana Ribas Font", "+34611223344", "ana@example.com")
    change(cast.marta, cast.ana.patient_id, now.state, name="Ana Ribas")
    assert trail_of(cast.ana.patient_id) == [
        (Action.PATIENT_CHANGED, "phone email"),
        (Action.PATIENT_CHANGED, "name"),
    ]


def test_saving_the_same_leaves_no_trace(cast: Cast) -> None:
    change(cast.ruth, cast.ana.patient_id, patient_details.details(cast.ruth, cast.ana.patient_id).state)
    assert trail_of(cast.ana.patient_id) == []


def test_another_therapists_patient_cannot_be_changed(cast: Cast) -> None:  # ID-8
    seen = patient_details.details(cast.jordi, cast.clara.patient_id)
    with pytest.raises(NotYours):
        patient_details.change(cast.marta, cast.clara.patient_id, seen.draft, seen=seen.state, origin=NOWHERE)
    with pytest.raises(NotYours):
        patient_details.details(cast.marta, cast.clara.patient_id)


def test_a_practice_offers_its_languages_and_a_patient_keeps_theirs(cast: Cast) -> None:  # UX-1, PR-1
    patient_id = make(cast.ruth, noor(cast))
    with transaction.write() as db:
        db.get_one(Practice, cast.practice_id).languages = "es en"
    assert refused(cast) == {"locale": "unknown"}
    assert patient_details.choices(cast.ruth).languages == (Locale.ES, Locale.EN)
    assert patient_details.choices(cast.ruth, patient_id).languages == tuple(Locale)
    seen = patient_details.details(cast.ruth, patient_id).state
    change(cast.ruth, patient_id, seen, given_name="Nur")
    assert patient_details.details(cast.ruth, patient_id).draft.locale is Locale.CA
