"""The page with the practice's trail."""

import pytest

from models.vocabulary import Action
from portal_app.domain.problems import SignedOut
from portal_app.domain.refs import Origin
from portal_app.services import activity, patient_file, transaction
from portal_app.services.trail import PAGE
from portal_app.states.staff.activity import ActivityTrailState
from portal_app.states.staff.surroundings import Surroundings
from tests.builders import Cast
from tests.states.staff_page import open_page, send

HERE = Origin(address="192.0.2.7", user_agent="Mozilla/5.0 (Windows NT 10.0) Firefox")


@pytest.fixture
def looked_at(cast: Cast) -> Cast:
    for patient in (cast.ana, cast.biel):
        patient_file.open_file(cast.marta, patient.patient_id, origin=HERE)
    return cast


async def test_the_page_says_who_did_what_to_whom(looked_at: Cast) -> None:
    page = await open_page(ActivityTrailState, looked_at.olga, "/es/staff/activity")
    await send(page, "load")
    (day,) = page.view.days
    assert day.title == "Hoy"
    assert [(one.what, one.who, one.patient, one.where) for one in day.lines] == [
        ("Ficha consultada", "Marta Soler Puig", "Biel Costa Vila", "Windows · 192.0.2.7"),
        ("Ficha consultada", "Marta Soler Puig", "Ana Ribas Font", "Windows · 192.0.2.7"),
    ]
    assert page.view.file == "/api/staff/activity.csv?lang=es"


async def test_the_file_leads_here_with_its_patient_chosen(looked_at: Cast) -> None:
    page = await open_page(
        ActivityTrailState, looked_at.marta, f"/es/staff/activity?patient={looked_at.ana.patient_id}"
    )
    await send(page, "load")
    assert page.view.patient == "Ana Ribas Font"
    assert [one.patient for day in page.view.days for one in day.lines] == ["Ana Ribas Font"]
    await send(page, "choose_patient", patient_id="")
    assert len(page.view.days[0].lines) == 2


async def test_filters_stay_with_the_page_and_with_the_file_that_is_taken_along(looked_at: Cast) -> None:
    page = await open_page(ActivityTrailState, looked_at.olga, "/en/staff/activity")
    await send(page, "load")
    await send(page, "choose", which="kind", value="agenda")
    await send(page, "choose", which="first_on", value="2026-10-01")
    assert page.view.days == []
    await send(page, "load")
    assert page.kind == "agenda"
    assert page.view.file == "/api/staff/activity.csv?lang=en&kind=agenda&from=2026-10-01"


async def test_a_patient_is_found_by_name_and_only_a_therapists_own(looked_at: Cast) -> None:
    page = await open_page(ActivityTrailState, looked_at.marta, "/es/staff/activity")
    await send(page, "search", query="ana")
    assert [one.words for one in page.found] == ["Ana Ribas Font"]
    await send(page, "search", query="clara")
    assert page.found == []


async def test_one_turns_to_earlier_pages_and_back(cast: Cast) -> None:
    with transaction.write() as db:
        for _ in range(PAGE + 3):
            activity.record(db, practice_id=cast.practice_id, action=Action.SIGNED_IN, actor=cast.ana, origin=HERE)
    page = await open_page(ActivityTrailState, cast.olga, "/es/staff/activity")
    await send(page, "load")
    assert (page.view.earlier, page.later) == (True, False)
    await send(page, "go_earlier")
    assert [one.number for day in page.view.days for one in day.lines] == ["3", "2", "1"]
    assert (page.view.earlier, page.later) == (False, True)
    await send(page, "go_earlier")
    await send(page, "go_later")
    assert (page.view.earlier, page.later) == (True, False)


async def test_reception_is_told_that_it_is_not_for_them_and_has_no_link_to_it(looked_at: Cast) -> None:  # ID-8
    page = await open_page(ActivityTrailState, looked_at.ruth, "/es/staff/activity")
    await send(page, "load")
    assert page.refused
    assert page.view.days == []
    assert not (await page.get_state(Surroundings)).view.activity


async def test_nobody_who_passed_no_door_sees_any_of_it(cast: Cast) -> None:  # ID-7
    page = await open_page(ActivityTrailState, None, "/es/staff/activity")
    for event, payload in (("load", {}), ("go_earlier", {}), ("search", {"query": "a"})):
        with pytest.raises(SignedOut):
            await send(page, event, **payload)
