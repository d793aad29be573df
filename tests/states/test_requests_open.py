"""What becomes of requests while their page is open: nothing moves, and the answer is one tap away (CA-8)."""

from models.vocabulary import RequestStatus
from portal_app.presenters.patient.request_views import RequestsView
from portal_app.services import slot_requests
from portal_app.states.patient.requests import RequestsState
from portal_app.states.patient.undo import UndoState
from tests.builders import Cast, at, slot_request
from tests.states.patient_page import HERE, Tab

TEN, ELEVEN, NOON, LATE = (f"2026-10-22 {time}" for time in ("10:00", "11:00", "12:30", "16:00"))


async def opened(cast: Cast) -> Tab:
    tab = Tab(cast.ana, "/es/requests")
    await tab.send(RequestsState, "load")
    return tab


async def shown(tab: Tab, *, again: str = "refresh") -> RequestsView:
    await tab.send(RequestsState, again)
    return (await tab.state(RequestsState)).view


def places(view: RequestsView) -> list[tuple[str, str]]:
    return [(one.request.key, one.request.look) for one in view.pending]


def offers(view: RequestsView) -> list[tuple[str, str]]:
    return [(one.key, one.look) for one in view.proposed]


async def test_a_no_leaves_the_card_as_it_is_and_waits_to_be_read(cast: Cast) -> None:  # WL-6, CA-8
    first, second = slot_request(cast, cast.ana, TEN, message="Por favor."), slot_request(cast, cast.ana, ELEVEN)
    tab = await opened(cast)
    before = (await shown(tab)).pending[0].request
    slot_requests.reject(cast.marta, [first], reply="Otro día mejor.", origin=HERE)
    view = await shown(tab)
    assert places(view) == [(first, "rejected"), (second, "pending")]
    [one, _] = view.pending
    assert (one.request.time, one.request.words, one.request.message) == (before.time, before.words, before.message)
    assert (one.answer.words, one.answer.more, one.answer.ways_on) == (
        "Esta vez no ha podido ser. Quedan otras horas libres.",
        "«Otro día mejor.»",
        True,
    )
    assert len(view.openings) == 3
    assert view.news == "Una solicitud tiene respuesta."
    view = await shown(tab, again="load")
    assert places(view) == [(second, "pending")]
    assert [(one.key, one.message, one.ways_on) for one in view.answered] == [(first, "«Otro día mejor.»", True)]
    assert view.news == ""


async def test_other_times_come_to_the_request_that_they_answer(cast: Cast) -> None:  # AG-4, CA-8
    first, second = slot_request(cast, cast.ana, TEN), slot_request(cast, cast.ana, ELEVEN)
    tab = await opened(cast)
    slot_requests.propose(cast.marta, second, [at(NOON)], origin=HERE)
    view = await shown(tab)
    assert (places(view), view.proposed) == ([(first, "pending"), (second, "proposed")], [])
    answer = view.pending[1].answer
    assert (answer.words, answer.ways_on) == ("Marta te propone otra hora", False)
    [time] = answer.times
    await tab.send(RequestsState, "take", proposal=time.key)
    view = await shown(tab)
    assert places(view) == [(first, "pending"), (second, "accepted")]
    assert (await tab.state(RequestsState)).joined == [second]
    answer = view.pending[1].answer
    assert (answer.over, [one.taken for one in answer.times]) == (True, [True]), "what was unfolded is as high"


async def test_other_times_that_were_there_stand_at_the_top_also_when_one_is_taken(cast: Cast) -> None:  # AG-4
    first, second = slot_request(cast, cast.ana, TEN), slot_request(cast, cast.ana, ELEVEN)
    slot_requests.propose(cast.marta, second, [at(NOON), at(LATE)], origin=HERE)
    tab = await opened(cast)
    view = await shown(tab)
    assert (offers(view), places(view)) == ([(second, "proposed")], [(first, "pending")])
    assert view.your_turn
    before = view.proposed[0].answer
    await tab.send(RequestsState, "take", proposal=before.times[1].key)
    view = await shown(tab)
    assert (offers(view), places(view), view.answered) == ([(second, "accepted")], [(first, "pending")], [])
    assert not view.your_turn
    answer = view.proposed[0].answer
    assert (answer.over, [one.taken for one in answer.times]) == (True, [False, True])
    assert (answer.words, answer.more) == (before.words, before.more)
    assert (await tab.state(RequestsState)).joined == [second]
    view = await shown(tab, again="load")
    assert (offers(view), [one.key for one in view.answered]) == ([], [second])
    assert (await tab.state(RequestsState)).joined == []


async def test_other_times_declined_are_there_again_when_it_is_undone(cast: Cast) -> None:  # AG-4, CA-10
    request = slot_request(cast, cast.ana, TEN)
    slot_requests.propose(cast.marta, request, [at(NOON)], origin=HERE)
    tab = await opened(cast)
    before = (await shown(tab)).proposed
    await tab.send(UndoState, "cancel", request=request)
    view = await shown(tab)
    assert (offers(view), view.answered) == ([(request, "cancelled")], [])
    assert (view.proposed[0].answer.over, [one.taken for one in view.proposed[0].answer.times]) == (True, [False])
    await tab.send(UndoState, "undo", request=request)
    assert (await shown(tab)).proposed == before


async def test_what_comes_with_earlier_answers_has_not_just_been_confirmed(cast: Cast) -> None:  # CA-8
    for day in range(20, 28):
        slot_request(cast, cast.ana, f"2026-11-{day} 10:00", status=RequestStatus.REJECTED)
    first, second = slot_request(cast, cast.ana, TEN), slot_request(cast, cast.ana, ELEVEN)
    slot_requests.accept(cast.marta, first, origin=HERE)
    tab = await opened(cast)
    assert first not in [one.key for one in (await shown(tab)).answered]
    await tab.send(RequestsState, "show_more")
    page = await tab.state(RequestsState)
    assert first in [one.key for one in page.view.answered]
    assert (page.joined, places(page.view)) == ([], [(second, "pending")])


async def test_other_times_that_all_went_read_as_a_no_where_they_stood(cast: Cast) -> None:  # AG-4, WL-6
    request = slot_request(cast, cast.ana, TEN)
    tab = await opened(cast)
    slot_requests.propose(cast.marta, request, [at(NOON)], origin=HERE)
    assert places(await shown(tab)) == [(request, "proposed")]
    rival = slot_request(cast, cast.biel, NOON)
    slot_requests.accept(cast.marta, rival, origin=HERE)
    assert places(await shown(tab)) == [(request, "rejected")]


async def test_what_one_asks_for_elsewhere_comes_last(cast: Cast) -> None:  # CA-8
    later = slot_request(cast, cast.ana, ELEVEN)
    tab = await opened(cast)
    sooner = slot_request(cast, cast.ana, TEN)
    assert places(await shown(tab)) == [(later, "pending"), (sooner, "pending")]
    assert places(await shown(tab, again="load")) == [(sooner, "pending"), (later, "pending")]


async def test_what_is_taken_back_and_restored_stays_where_it_is(cast: Cast) -> None:  # CA-4
    first, second = slot_request(cast, cast.ana, TEN), slot_request(cast, cast.ana, ELEVEN)
    tab = await opened(cast)
    await tab.send(UndoState, "cancel", request=first)
    view = await shown(tab)
    assert places(view) == [(first, "cancelled"), (second, "pending")]
    assert view.news == "", "nobody answered it"
    await tab.send(UndoState, "undo", request=first)
    assert places(await shown(tab)) == [(first, "pending"), (second, "pending")]


async def test_what_was_answered_before_stays_as_it_was(cast: Cast) -> None:  # WL-6, CA-8
    for day in range(20, 30):
        slot_request(cast, cast.ana, f"2026-11-{day} 10:00", status=RequestStatus.REJECTED)
    new = slot_request(cast, cast.ana, TEN)
    tab = await opened(cast)
    before = await shown(tab)
    assert (len(before.answered), before.more) == (6, True)
    slot_requests.reject(cast.marta, [new], origin=HERE)
    view = await shown(tab)
    assert places(view) == [(new, "rejected")], "however many later ones were answered"
    assert (view.answered, view.openings, view.more) == (before.answered, before.openings, before.more)


async def test_other_times_declined_leave_one_card_and_no_more(cast: Cast) -> None:  # AG-4
    request = slot_request(cast, cast.ana, TEN)
    tab = await opened(cast)
    slot_requests.propose(cast.marta, request, [at(NOON)], origin=HERE)
    assert places(await shown(tab)) == [(request, "proposed")]
    await tab.send(UndoState, "cancel", request=request)
    view = await shown(tab)
    assert (places(view), view.proposed, view.answered) == ([(request, "cancelled")], [], [])
