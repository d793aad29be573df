"""A session is a row: what a cookie, a tab's token or an open socket says otherwise counts for nothing (R5, R6)."""

import os
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest

from tests.hostile.client import Caller, Socket, delta, new_token
from tests.hostile.pages import LOAD, fired, hydrate, is_sent_away
from tests.hostile.server import Served

IDLE = timedelta(minutes=30)
A_MOMENT = timedelta(minutes=1)
A_SECOND, TWO_SECONDS = 1.0, 2.0
DEVICES = 10 if os.environ.get("ESPAI_TEST_LONG") == "1" else 4
NAME = "Ana Ribas Font"


@pytest.fixture
def ana(portal: Served) -> Iterator[Caller]:
    """Ana on a phone of her own, for a test that ends it."""
    caller = portal.enter("ana")
    yield caller
    caller.http.close()


def shows(frames: list[str], text: str) -> bool:
    """Whether a text is in what was said."""
    return any(text in frame for frame in frames)


def test_a_tabs_token_alone_is_worth_nothing(portal: Served, ana: Caller, callers: dict[str, Caller]) -> None:
    token = new_token()
    with ana.socket(token=token) as hers:
        assert shows(hydrate(hers), NAME)
        for thief in (callers["nobody"], callers["clara"], callers["marta"]):
            with thief.socket(token=token) as stolen:
                assert not shows(hydrate(stolen), NAME)
        assert shows(fired(hers, portal.event("calendar_state.look"), {"month": "2027-06-01"}), "counts")


def test_the_next_person_on_a_tab_finds_a_fresh_page(portal: Served, ana: Caller) -> None:
    token = new_token()
    with ana.socket(token=token) as hers:
        hydrate(hers)
    ana.http.post("/api/sign-out", data={"lang": "es"})
    person = portal.told["people"]["clara"]
    ana.patient(person["code"], person["pin"])
    with ana.socket(token=token) as next_one:
        frames = hydrate(next_one)
    assert shows(frames, "Clara Stone")
    assert not shows(frames, NAME)


def test_two_tabs_are_two_pages(portal: Served, ana: Caller) -> None:
    with ana.socket() as one, ana.socket() as other:
        hydrate(one)
        hydrate(other)
        fired(one, portal.event("calendar_state.show_as"), {"form": "list"})
        assert not shows(fired(other, portal.event("calendar_state.refresh"), {}), '"entries')


@pytest.mark.parametrize(
    ("event", "payload"),
    [
        ("calendar_state.load", {}),
        ("calendar_state.refresh", {}),
        ("calendar_state.look", {"month": "2027-06-01"}),
        ("state.hydrate_and_load", {"vars": {}}),
        ("on_load_internal_state.on_load_internal", {}),
        ("state.hydrate", {}),
    ],
)
def test_after_half_an_hour_an_open_page_is_answered_nothing(
    event: str, payload: dict[str, Any], portal: Served, ana: Caller
) -> None:
    token = new_token()
    with ana.socket(token=token) as socket:
        assert shows(hydrate(socket), NAME)
        with portal.later(IDLE + A_MOMENT):
            frames = fired(socket, portal.event(event), payload)
            assert not shows(frames, NAME)
            if event != "state.hydrate":
                assert is_sent_away(frames + socket.frames())
            with ana.socket(token=token) as again:
                assert not shows(hydrate(again), NAME)


def test_after_half_an_hour_a_staff_page_is_answered_nothing(portal: Served) -> None:
    marta = portal.enter("marta")
    with marta.socket("/es/staff/inbox") as socket:
        assert shows(hydrate(socket), "Ana")
        with portal.later(IDLE + A_MOMENT):
            frames = fired(socket, portal.event("inbox_state.refresh"), {}) + socket.frames()
            assert not shows(frames, "Ana")
            assert any("/es/staff" in frame for frame in frames)


def test_news_and_a_line_that_comes_back_do_not_keep_a_session_alive(portal: Served, ana: Caller) -> None:
    """Nobody does anything; the page answers nudges, pings, and connects again by itself (ID-4)."""
    token = new_token()
    with ana.socket(token=token) as socket:
        assert shows(hydrate(socket), NAME)
        for minutes in (10, 20, 29):
            with portal.later(timedelta(minutes=minutes)):
                assert not is_sent_away(fired(socket, portal.event("calendar_state.refresh"), {}))
                socket.message("ping")
                with ana.socket(token=new_token()) as again:
                    assert shows(hydrate(again), NAME)
        with portal.later(IDLE + A_MOMENT):
            assert is_sent_away(fired(socket, portal.event("calendar_state.refresh"), {}) + socket.frames())


def test_what_a_person_does_keeps_it_alive(portal: Served, ana: Caller) -> None:
    with ana.socket() as socket:
        hydrate(socket)
        with portal.later(timedelta(minutes=20)):
            fired(socket, portal.event("calendar_state.look"), {"month": "2027-06-01"})
        with portal.later(timedelta(minutes=45)):
            assert not is_sent_away(fired(socket, portal.event("calendar_state.refresh"), {}) + socket.frames())


def test_going_to_another_page_of_the_app_keeps_it_alive(portal: Served, ana: Caller) -> None:
    with ana.socket() as socket:
        hydrate(socket)
        with portal.later(timedelta(minutes=20)):
            socket.ask(LOAD)
        with portal.later(timedelta(minutes=45)):
            assert not is_sent_away(fired(socket, portal.event("calendar_state.refresh"), {}) + socket.frames())


def test_twelve_hours_end_what_never_idled(portal: Served, ana: Caller) -> None:
    with ana.socket() as socket:
        hydrate(socket)
        for minutes in range(25, 720, 25):
            with portal.later(timedelta(minutes=minutes)):
                assert not is_sent_away(fired(socket, portal.event("calendar_state.look"), {"month": "2026-11-01"}))
            time.sleep(0.05)
        with portal.later(timedelta(hours=12, minutes=1)):
            frames = fired(socket, portal.event("calendar_state.look"), {"month": "2026-11-01"})
            assert is_sent_away(frames + socket.frames())


def as_a_page(socket: Socket, seconds: float) -> list[str]:
    """Answer nudges as a page does: each event that the server sends for it goes back."""
    said: list[str] = []
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline and not is_sent_away(said):
        for frame in socket.frames(quiet=0.1):
            said.append(frame)
            if ".refresh" in frame and '"events":[' in frame:
                name = frame.split('"name":"', 1)[1].split('"', 1)[0]
                socket.fire(name, {})
    return said


def test_signing_out_everywhere_sends_every_open_page_away_within_two_seconds(portal: Served) -> None:  # ID-5
    person = portal.told["people"]["biel"]
    devices = [portal.enter("biel") for _ in range(DEVICES)]
    pages = [device.socket() for device in devices]
    tokens = [page.token for page in pages]
    for page in pages:
        assert shows(hydrate(page), person["name"])
    with ThreadPoolExecutor(DEVICES) as everybody:
        looking_on = [everybody.submit(as_a_page, page, TWO_SECONDS) for page in pages[1:]]
        fired(pages[0], portal.event("security_state.sign_out_everywhere"), {})
        done = time.monotonic()
        answers = list(everybody.map(lambda device: device.http.get("/api/session").status_code, devices))
        refused_after = time.monotonic() - done
        left = [is_sent_away(said.result()) for said in looking_on]
    for page in pages:
        page.close()
    assert answers == [401] * DEVICES
    assert refused_after < A_SECOND
    assert all(left)
    for device, token in zip(devices, tokens, strict=True):
        with device.socket(token=token) as again:
            assert not shows(hydrate(again), person["name"])
        assert device.http.get("/es/calendar").headers.get("location") == "/es/"
    stranger = portal.stranger()
    stranger.http.post("/api/door/code", data={"code": person["code"], "lang": "es"})
    refused = stranger.http.post("/api/door/pin", data={"pin": person["pin"], "lang": "es"})
    assert "espai_session" not in refused.headers.get("set-cookie", "")


def test_a_page_that_does_not_listen_gets_nothing_more(portal: Served, ana: Caller) -> None:
    """Signing out on one device of two leaves the other alone; the one that ended is not told anything."""
    token = new_token()
    other = portal.enter("ana")
    with ana.socket(token=token) as socket, other.socket() as kept:
        hydrate(socket)
        hydrate(kept)
        ana.http.post("/api/sign-out", data={"lang": "es"})
        frames = fired(socket, portal.event("calendar_state.look"), {"month": "2027-06-01"})
        assert not shows(frames, 'counts_rx_state_":"0')
        assert is_sent_away(frames + socket.frames())
        assert not is_sent_away(fired(kept, portal.event("calendar_state.refresh"), {}))


def test_a_page_that_is_emptied_hears_only_of_what_it_held(portal: Served, ana: Caller) -> None:  # GD-2
    with ana.socket() as socket:
        shown = delta(hydrate(socket))
        ana.http.post("/api/sign-out", data={"lang": "es"})
        emptied = delta(fired(socket, portal.event("calendar_state.look"), {"month": "2027-06-01"}) + socket.frames())
    calendar = next(state for state in portal.states_of("patient") if "calendar_state" in state)
    assert shown[calendar]["days_rx_state_"] != "" == emptied[calendar]["days_rx_state_"]
    assert [state for state in emptied if state in portal.states_of("staff")] == []
