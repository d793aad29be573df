"""AG-4: the inbox and the panel in which requests are answered, without a browser."""

from datetime import timedelta

import sqlalchemy as sa

from models.tables import Appointment, Practice, ProposedTime, SlotRequest
from models.vocabulary import RequestStatus
from portal_app.domain.refs import NOWHERE
from portal_app.presenters.staff.inbox import PAGE
from portal_app.services import slot_requests
from portal_app.services.transaction import read, write
from portal_app.states.staff.agenda import AgendaState
from portal_app.states.staff.decision import CHANGE, LIST, NO, PROPOSE, DecisionState
from portal_app.states.staff.inbox import REQUESTS, InboxState
from portal_app.states.staff.planning import OVERRIDE
from tests.builders import Cast, appointment, at, slot_request
from tests.states.staff_page import open_page, send

TEN = "2026-10-23 10:00"


async def inbox_of(cast: Cast, who: str = "marta", language: str = "en") -> InboxState:
    page = await open_page(InboxState, getattr(cast, who), f"/{language}/staff/inbox")
    await send(page, "load")
    return page


def request(request_id: str) -> SlotRequest:
    with read() as db:
        return db.get_one(SlotRequest, request_id)


async def test_a_single_request_is_accepted_and_that_is_undone(cast: Cast) -> None:  # AG-4, WL-4
    request_id = slot_request(cast, cast.ana, TEN, message="A les deu?")
    page = await inbox_of(cast, language="ca")
    (item,) = page.items
    assert (item.title, item.single) == ("10:00 – 10:50 · Ana Ribas Font", True)
    assert item.detail == "«A les deu?» · demanada avui, 9:00"
    await send(page, "accept", request_id=request_id)
    assert (page.items, page.toast.undo) == ([], True)
    await send(page, "undo")
    assert [one.request_id for one in page.items] == [request_id]


async def test_a_group_is_opened_where_one_is_and_leads_to_the_agenda(cast: Cast) -> None:  # WL-3
    biel = slot_request(cast, cast.biel, "2026-11-05 10:00", created_at=at("2026-10-17 09:00"))
    slot_request(cast, cast.ana, "2026-11-05 10:00")
    page = await inbox_of(cast, "ruth", "es")
    assert page.items[0].detail.startswith("Biel Costa Vila y Ana Ribas Font")
    panel = await page.get_state(DecisionState)
    await send(panel, "open", request_id=biel)
    assert [one.phone for one in panel.group.candidates] == ["+34600000002", "+34600000001"]
    await send(panel, "in_agenda")
    agenda = await page.get_state(AgendaState)
    await send(agenda, "load")
    assert (agenda.view.title, agenda.picker.key) == ("2 – 6 de noviembre", biel)


async def test_accepting_otherwise_asks_what_stands_against_it(cast: Cast) -> None:  # AG-4, AV-10
    request_id = slot_request(cast, cast.ana, "2026-10-23 13:00")
    page = await inbox_of(cast)
    panel = await page.get_state(DecisionState)
    await send(panel, "answer", doing=CHANGE, request_id=request_id)
    form = {**panel.filled, "minutes": "90"}
    await send(panel, "submit", form=form)
    assert panel.step == OVERRIDE
    await send(panel, "confirm")
    assert (panel.group.key, page.items, page.toast.undo) == ("", [], True)
    with read() as db:
        made = db.get_one(Appointment, request(request_id).appointment_id)
    assert made.ends_at - made.starts_at == timedelta(minutes=90)


async def test_what_is_refused_keeps_what_was_typed(cast: Cast) -> None:  # UX-5, AV-4
    request_id = slot_request(cast, cast.ana, TEN)
    appointment(cast, cast.biel, "2026-10-23 11:00")
    panel = await (await inbox_of(cast)).get_state(DecisionState)
    await send(panel, "answer", doing=CHANGE, request_id=request_id)
    await send(panel, "submit", form={**panel.filled, "minutes": "ninety"})
    assert (set(panel.errors), panel.filled["minutes"]) == ({"minutes"}, "ninety")
    await send(panel, "submit", form={**panel.filled, "minutes": "90"})
    assert panel.trouble
    assert (panel.filled["minutes"], request(request_id).status) == ("90", RequestStatus.PENDING)


async def test_other_times_are_proposed_and_taken_back(cast: Cast) -> None:  # AG-4
    request_id = slot_request(cast, cast.ana, TEN)
    page = await inbox_of(cast)
    panel = await page.get_state(DecisionState)
    await send(panel, "answer", doing=PROPOSE, request_id=request_id)
    await send(panel, "submit", form={**panel.filled, "time": "11", "on2": "2026-10-26", "time2": "9:30"})
    with read() as db:
        times = sorted(db.scalars(sa.select(ProposedTime.starts_at)))
    assert times == [at("2026-10-23 11:00"), at("2026-10-26 09:30")]
    assert (page.items, [one.name for one in page.notes["proposed"]]) == ([], ["Ana Ribas Font"])
    await send(page, "undo")
    assert (len(page.items), page.notes["proposed"]) == (1, [])


async def test_a_no_carries_a_word_and_is_undone(cast: Cast) -> None:  # AG-4
    request_id = slot_request(cast, cast.ana, TEN)
    page = await inbox_of(cast)
    panel = await page.get_state(DecisionState)
    await send(panel, "answer", doing=NO, request_id=request_id)
    await send(panel, "submit", form={"reply": "I am away."})
    assert (request(request_id).status, request(request_id).reply) == (RequestStatus.REJECTED, "I am away.")
    await send(page, "undo")
    assert request(request_id).status is RequestStatus.PENDING


async def test_none_of_a_group_suits_and_each_reads_the_same_word(cast: Cast) -> None:  # AG-4
    both = [slot_request(cast, one, TEN) for one in (cast.ana, cast.biel)]
    panel = await (await inbox_of(cast)).get_state(DecisionState)
    await send(panel, "open", request_id=both[0])
    await send(panel, "none_suits")
    await send(panel, "submit", form={"reply": "Not that day."})
    assert {(request(one).status, request(one).reply) for one in both} == {(RequestStatus.REJECTED, "Not that day.")}


async def test_the_second_of_two_reads_who_was_first(cast: Cast) -> None:  # WL-3
    request_id = slot_request(cast, cast.ana, TEN)
    page = await inbox_of(cast)
    slot_requests.accept(cast.ruth, request_id, origin=NOWHERE)
    await send(page, "accept", request_id=request_id)
    assert (page.toast.text, page.toast.refused) == ("Ruth Campos Gil has accepted it meanwhile.", True)
    assert page.items == []


async def test_an_open_list_follows_what_others_do_and_closes_with_the_last(cast: Cast) -> None:  # CA-8
    ana, biel = slot_request(cast, cast.ana, TEN), slot_request(cast, cast.biel, TEN)
    page = await inbox_of(cast)
    panel = await page.get_state(DecisionState)
    await send(panel, "open", request_id=ana)
    slot_requests.reject(cast.ruth, [ana], origin=NOWHERE)
    await send(page, "refresh")
    assert (panel.step, [one.request_id for one in panel.group.candidates]) == (LIST, [biel])
    slot_requests.reject(cast.ruth, [biel], origin=NOWHERE)
    await send(page, "refresh")
    assert panel.group.key == ""


async def test_a_request_of_another_therapist_is_answered_with_a_neutral_word(cast: Cast) -> None:  # ID-7, ID-8
    clara = slot_request(cast, cast.clara, TEN)
    page = await inbox_of(cast)
    panel = await page.get_state(DecisionState)
    for way in (CHANGE, PROPOSE, NO):
        await send(panel, "answer", doing=way, request_id=clara)
        assert (panel.group.key, page.toast.text) == ("", "This isn’t here any more.")
    assert request(clara).status is RequestStatus.PENDING


async def test_many_requests_come_in_pages(cast: Cast) -> None:
    with write() as db:
        db.get_one(Practice, cast.practice_id).most_pending = PAGE + 3
    for number in range(PAGE + 3):
        slot_request(cast, cast.ana, at("2026-10-26 08:00") + timedelta(hours=number))
    page = await inbox_of(cast)
    assert (len(page.items), page.which, page.counts.requests) == (PAGE, "1 – 25 of 28", "28")
    first = page.items[0].request_id
    await send(page, "turn", by=1)
    assert (len(page.items), page.which) == (3, "26 – 28 of 28")
    await send(page, "turn", by=1)
    assert page.which == "26 – 28 of 28"
    await send(page, "accept", request_id=first)
    assert request(first).status is RequestStatus.PENDING, "only what is on the page is answered"


async def test_kind_and_therapist_outlive_a_reload(cast: Cast) -> None:
    slot_request(cast, cast.ana, TEN)
    clara = slot_request(cast, cast.clara, TEN)
    page = await inbox_of(cast, "ruth")
    await send(page, "choose_kind", kind=REQUESTS)
    await send(page, "choose_therapist", therapist_id=cast.jordi.staff_id)
    await send(page, "load")
    assert (page.kind, page.therapist, [one.request_id for one in page.items]) == (
        REQUESTS,
        cast.jordi.staff_id,
        [clara],
    )
    await send(page, "choose_therapist", therapist_id="somebody")
    assert page.therapist == cast.jordi.staff_id


async def test_the_day_stands_beside_it(cast: Cast) -> None:
    appointment(cast, cast.ana, "2026-10-19 08:00")
    appointment(cast, cast.biel, "2026-10-19 11:00", centre_id=cast.online)
    page = await inbox_of(cast)
    assert page.today.heading == "Today, Monday 19 October"
    assert page.today.summary == "2 sessions, 1 already held"
    assert [(row.time, row.name, row.look, row.online) for row in page.today.rows] == [
        ("8:00", "Ana Ribas Font", "done", False),
        ("9:00", "", "nowl", False),
        ("11:00", "Biel Costa Vila", "", True),
    ]
    assert page.today.free == "9:00 – 11:00 · 11:50 – 14:00 · 16:00 – 20:00"


async def test_with_nobody_chosen_the_day_is_everybodys(cast: Cast) -> None:
    appointment(cast, cast.ana, "2026-10-19 08:00")
    appointment(cast, cast.clara, "2026-10-19 11:00", therapist=cast.jordi)
    page = await inbox_of(cast, "ruth")
    assert page.today.summary == "The whole practice · 2 sessions, 1 already held"
    assert [row.name for row in page.today.rows] == ["Ana Ribas Font · Marta", "", "Clara Stone · Jordi"]
    assert page.today.free == ""
    await send(page, "choose_therapist", therapist_id=cast.jordi.staff_id)
    assert [row.name for row in page.today.rows] == ["", "Clara Stone"]
