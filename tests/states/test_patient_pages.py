"""Requests, packs, my space and security as their states hold them."""

import pytest

from models.vocabulary import AppointmentStatus, Locale, RequestStatus
from portal_app.domain.problems import SignedOut
from portal_app.services import access, transaction
from portal_app.states import connections
from portal_app.states.patient.activity import ActivityState
from portal_app.states.patient.me import MeState
from portal_app.states.patient.packs import PacksState
from portal_app.states.patient.page import PortalState
from portal_app.states.patient.requests import RequestsState
from portal_app.states.patient.security import SecurityState
from tests.builders import Cast, appointment, pack, slot_request
from tests.states.patient_page import Tab

PAGES = (RequestsState, PacksState, MeState, SecurityState, ActivityState)


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("event", ["load", "refresh"])
async def test_no_page_is_for_somebody_who_passed_no_door(cast: Cast, page: type, event: str) -> None:  # ID-7
    with pytest.raises(SignedOut):
        await Tab(None).send(page, event)


@pytest.mark.parametrize("page", PAGES)
async def test_every_page_has_its_frame(cast: Cast, page: type) -> None:
    slot_request(cast, cast.ana, "2026-10-22 10:00")
    tab = Tab(cast.ana)
    await tab.send(page, "load")
    frame = await tab.state(PortalState)
    assert (frame.portal.practice, frame.portal.initials, frame.waiting) == ("Alba Psicologia", "AR", 1)
    assert frame.portal.whatsapp == "https://wa.me/34600123456"


async def test_what_waits_comes_before_what_was_answered(cast: Cast) -> None:
    slot_request(cast, cast.ana, "2026-10-22 10:00", message="Mejor por la tarde.")
    slot_request(cast, cast.ana, "2026-10-23 10:00", status=RequestStatus.REJECTED)
    tab = Tab(cast.ana, "/es/requests")
    await tab.send(RequestsState, "load")
    page = await tab.state(RequestsState)
    assert [one.request.message for one in page.view.pending] == ["«Mejor por la tarde.»"]
    assert [one.look for one in page.view.answered] == ["rejected"]
    assert len(page.view.openings) == 3


async def test_a_no_says_neither_who_nor_why(cast: Cast) -> None:  # WL-6, GD-2
    slot_request(cast, cast.ana, "2026-10-23 10:00", status=RequestStatus.REJECTED)
    appointment(cast, cast.biel, "2026-10-23 10:00")
    tab = Tab(cast.ana, "/es/requests")
    await tab.send(RequestsState, "load")
    page = await tab.state(RequestsState)
    assert page.view.answered[0].words == "Esta vez no ha podido ser. Quedan otras horas libres."
    assert "Biel" not in str(page.dict())


async def test_a_long_history_comes_in_parts_and_several_noes_share_one_way_on(cast: Cast) -> None:  # WL-6
    for day in range(20, 30):
        slot_request(cast, cast.ana, f"2026-10-{day} 10:00", status=RequestStatus.REJECTED)
    tab = Tab(cast.ana, "/es/requests")
    await tab.send(RequestsState, "load")
    page = await tab.state(RequestsState)
    assert (len(page.view.answered), page.view.more) == (6, True)
    assert [one.ways_on for one in page.view.answered] == [True, *[False] * 5]
    await tab.send(RequestsState, "show_more")
    assert (len(page.view.answered), page.view.more) == (10, False)
    assert sum(one.ways_on for one in page.view.answered) == 1
    await tab.send(RequestsState, "load")
    assert len(page.view.answered) == 6, "whoever comes again begins at the top"


async def test_many_packs_are_the_next_ones_first_and_all_on_request(cast: Cast) -> None:
    for month in range(1, 7):
        pack(cast.ana, total=5, contracted_on=f"2026-{month:02}-01")
    tab = Tab(cast.ana, "/es/packs")
    await tab.send(PacksState, "load")
    page = await tab.state(PacksState)
    oldest = [one.since for one in page.view.current]
    assert (len(oldest), page.view.more_current, page.view.more_finished) == (3, True, False)
    await tab.send(PacksState, "show_more")
    assert len(page.view.current) > 5
    assert [one.since for one in page.view.current][:3] == oldest
    assert not page.view.more_current


async def test_the_figures_are_ready_to_be_read(cast: Cast) -> None:  # PK-3
    for day in (1, 8):
        appointment(cast, cast.ana, f"2026-10-{day:02} 17:00", status=AppointmentStatus.ATTENDED)
    tab = Tab(cast.ana, "/ca/me")
    await tab.send(MeState, "load")
    view = (await tab.state(MeState)).view
    assert (view.sessions, view.sessions_words, view.upcoming, view.hours) == ("2", "sessions", "0", "2")
    assert view.with_whom == "Amb Marta Soler Puig des de març del 2026"


async def test_many_devices_are_the_latest_first_and_all_on_request(cast: Cast) -> None:
    tabs = [Tab(cast.ana, "/es/me/security") for _ in range(8)]
    await tabs[0].send(SecurityState, "load")
    page = await tabs[0].state(SecurityState)
    assert (len(page.view.devices), page.view.more_devices, page.view.others) == (5, True, 7)
    assert page.view.devices[0].this_one
    await tabs[0].send(SecurityState, "show_more")
    assert (len(page.view.devices), page.view.more_devices) == (8, False)


async def test_signing_out_the_others_leaves_this_one(cast: Cast) -> None:  # ID-11
    phone, laptop = Tab(cast.ana, "/es/me/security"), Tab(cast.ana, "/es/me/security")
    await phone.send(SecurityState, "load")
    page = await phone.state(SecurityState)
    assert (len(page.view.devices), page.view.others) == (2, 1)
    await phone.send(SecurityState, "sign_out_others")
    assert (len(page.view.devices), page.view.others) == (1, 0)
    with pytest.raises(SignedOut):
        await laptop.send(SecurityState, "refresh")


async def test_signing_out_everywhere_ends_this_one_too(cast: Cast) -> None:  # ID-5
    phone, laptop = Tab(cast.ana, "/es/me/security"), Tab(cast.ana)
    with pytest.raises(SignedOut):
        await phone.send(SecurityState, "sign_out_everywhere")
    for tab in (phone, laptop):
        with pytest.raises(SignedOut):
            await tab.send(SecurityState, "load")


async def test_one_device_can_be_signed_out_and_nobody_elses(cast: Cast) -> None:  # ID-7
    phone, other, stranger = Tab(cast.ana), Tab(cast.ana), Tab(cast.biel)
    await stranger.send(SecurityState, "load")
    theirs = (await stranger.state(SecurityState)).view.devices[0].key
    await phone.send(SecurityState, "load")
    page = await phone.state(SecurityState)
    [another] = [device for device in page.view.devices if not device.this_one]
    await phone.send(SecurityState, "sign_out_device", device=another.key)
    assert [device.this_one for device in page.view.devices] == [True]
    await phone.send(SecurityState, "sign_out_device", device=theirs)
    await stranger.send(SecurityState, "load")
    with pytest.raises(SignedOut):
        await other.send(SecurityState, "load")


async def test_nothing_on_the_screen_is_a_secret(cast: Cast) -> None:  # ID-4, GD-2
    tab = Tab(cast.ana, "/es/me/security")
    await tab.send(SecurityState, "load")
    shown = str((await tab.state(SecurityState)).dict())
    secret = connections.handshake(tab.socket).patient_secret
    assert secret is not None
    assert secret not in shown
    assert cast.ana.patient_id not in shown


async def test_the_language_is_remembered_for_the_person(cast: Cast) -> None:  # UX-1
    await Tab(cast.ana).send(PortalState, "speak", code="en")
    with transaction.read() as db:
        assert access.patient_row(db, cast.ana).locale is Locale.EN
        assert access.patient_row(db, cast.biel).locale is Locale.ES
