"""AG-9: the page on which staff see the portal as the patient does."""

import pytest

from portal_app.domain.problems import SignedOut
from portal_app.domain.refs import NOWHERE, StaffRef
from portal_app.services import slot_requests
from portal_app.states.staff.as_patient import SeenAsPatientState
from tests.builders import Cast, appointment, at, slot_request
from tests.services.test_as_patient import rows
from tests.states.staff_page import open_page, send


async def seen(cast: Cast, staff: StaffRef | None) -> SeenAsPatientState:
    page = await open_page(SeenAsPatientState, staff, f"/ca/staff/patients/{cast.ana.patient_id}/seen?from=es")
    await send(page, "load")
    return page


async def test_the_month_the_day_the_requests_the_packs_and_oneself_are_there(cast: Cast) -> None:
    appointment(cast, cast.ana, "2026-10-22 10:00")
    slot_request(cast, cast.ana, "2026-10-23 12:00")
    page = await seen(cast, cast.marta)
    looks = {cell.on: cell.look for week in page.view.weeks for cell in week.days}
    assert (looks["2026-10-22"], looks["2026-10-23"], looks["2026-11-01"]) == ("ok", "wait", "out")
    assert page.view.hero.when.endswith("10:00")
    assert (len(page.view.requests.pending), len(page.view.packs.current)) == (1, 1)
    assert (page.view.me.upcoming, page.view.name) == ("1", "Ana Ribas Font")
    await send(page, "open_day", on="2026-10-22")
    assert (len(page.day.own), "9:00" in page.day.times) == (1, True)
    await send(page, "turn", by=1)
    assert (page.view.month.lower().startswith("novembre"), page.day.title) == (True, "")


async def test_the_month_is_a_list_too(cast: Cast) -> None:  # AG-9, CA-9
    appointment(cast, cast.ana, "2026-10-22 10:00")
    slot_request(cast, cast.ana, "2026-10-23 12:00")
    page = await seen(cast, cast.marta)
    lines = {line.on: line for line in page.view.lines}
    assert [(entry.look, "10:00" in entry.time) for entry in lines["2026-10-22"].own] == [("confirmed", True)]
    assert [entry.look for entry in lines["2026-10-23"].own] == ["pending"]
    assert lines["2026-10-26"].own == []
    assert lines["2026-10-26"].open
    assert not page.listed
    await send(page, "as_list", listed=True)
    assert page.listed


async def test_other_times_that_were_proposed_are_seen(cast: Cast) -> None:  # AG-4, AG-9
    request = slot_request(cast, cast.ana, "2026-10-23 12:00")
    slot_requests.propose(cast.marta, request, [at("2026-10-22 10:00")], origin=NOWHERE)
    view = (await seen(cast, cast.marta)).view.requests
    [proposal] = view.proposed
    assert (proposal.answer.words, len(proposal.answer.times)) == ("Marta et proposa una altra hora", 1)
    assert view.pending == []


async def test_none_of_its_events_writes_anything_but_that_somebody_looked(cast: Cast) -> None:
    slot_request(cast, cast.ana, "2026-10-23 12:00")
    page = await seen(cast, cast.marta)
    before = rows()
    payloads = {
        "show": {"tab": "packs"},
        "as_list": {"listed": True},
        "turn": {"by": 1},
        "open_day": {"on": "2026-10-22"},
        "refresh": {},
    }
    assert set(payloads) | {"load"} == {name for name in SeenAsPatientState.event_handlers if name != "setvar"}
    for event, payload in payloads.items():
        await send(page, event, **payload)
    assert rows() == before


async def test_another_therapists_patient_is_not_there(cast: Cast) -> None:  # ID-8
    page = await seen(cast, cast.jordi)
    await send(page, "open_day", on="2026-10-22")
    await send(page, "refresh")
    assert (page.missing, page.view.name, page.day.title) == (True, "", "")


async def test_nobody_looks_without_a_staff_session(cast: Cast) -> None:
    with pytest.raises(SignedOut):
        await seen(cast, None)
