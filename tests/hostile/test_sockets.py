"""What is not a page of ours does not get far on the socket (R4, R7, ID-4)."""

import json
import socket
import time
from collections.abc import Callable
from contextlib import ExitStack
from datetime import timedelta

import httpx
import pytest

from tests.hostile.client import NAMESPACE, Caller, Socket, delta, updates
from tests.hostile.pages import LOAD, hydrate
from tests.hostile.server import Served
from tests.hostile.wire import Refused

FOREIGN = {
    "another site": "https://evil.example",
    "another port": "http://localhost:1",
    "another scheme": "https://localhost",
    "a longer name": "http://localhost.evil.example",
    "no site": "null",
    "nothing of the kind": "//localhost",
}
FORGED = "198.51.100.66"
IDLE_LINES = 1_100


@pytest.mark.parametrize("origin", FOREIGN.values(), ids=FOREIGN.keys())
def test_a_foreign_page_opens_no_socket(origin: str, portal: Served, callers: dict[str, Caller]) -> None:
    with pytest.raises(Refused) as refused:
        callers["ana"].socket(origin=origin)
    assert refused.value.status == 403
    told = refused.value.headers
    assert (told["x-content-type-options"], told["cache-control"]) == ("nosniff", "no-store")
    assert "default-src 'self'" in told["content-security-policy"]


def test_who_names_no_origin_opens_no_socket(callers: dict[str, Caller]) -> None:
    with pytest.raises(Refused):
        callers["ana"].socket(origin=None)


def test_our_own_page_does(callers: dict[str, Caller]) -> None:
    with callers["ana"].socket() as socket:
        assert "Ana Ribas Font" in json.dumps(delta(hydrate(socket)), ensure_ascii=False)


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_polling_is_not_spoken(method: str, callers: dict[str, Caller]) -> None:
    answer = callers["ana"].http.request(method, f"{NAMESPACE}/?EIO=4&transport=polling&token=t")
    assert answer.status_code == 400
    assert "sid" not in answer.text


CUTTING: dict[str, Callable[[Socket], None]] = {
    "a forged handshake": lambda socket: socket.message("connect", {"headers": {"x-forwarded-for": FORGED}}),
    "a forged goodbye": lambda socket: socket.message("disconnect"),
    "an event of the framework's": lambda socket: socket.message("state_mismatch", {}),
    "a second CONNECT": lambda socket: socket.raw(f"40{NAMESPACE},"),
    "a second CONNECT elsewhere": lambda socket: socket.raw("40/,"),
    "a binary packet": lambda socket: socket.raw(f'451-{NAMESPACE},["event",{{"_placeholder":true,"num":0}}]'),
    "bytes": lambda socket: socket.raw(b"\x04\x00\x01"),
    "an acknowledgement": lambda socket: socket.raw(f"43{NAMESPACE},1[]"),
    "a refusal of ours": lambda socket: socket.raw(f'44{NAMESPACE},{{"message":"x"}}'),
    "nothing": lambda socket: socket.raw(""),
    "a kind the line does not know": lambda socket: socket.raw("9hello"),
    "no kind at all": lambda socket: socket.raw("hello"),
    "no packet": lambda socket: socket.raw("4nonsense"),
    "no JSON": lambda socket: socket.raw(f'42{NAMESPACE},["event",'),
    "nesting without end": lambda socket: socket.raw(f"42{NAMESPACE}," + "[" * 30_000),
    "an event without a name": lambda socket: socket.raw(f"42{NAMESPACE},[]"),
    "a name that is none": lambda socket: socket.message({"event": 1}),
    "three arguments": lambda socket: socket.message("event", {}, {}),
    "more than 64 KiB": lambda socket: socket.message("event", {"name": "x" * 70_000}),
}


@pytest.mark.parametrize("send", CUTTING.values(), ids=CUTTING.keys())
def test_a_socket_that_does_not_behave_as_a_page_is_cut(
    send: Callable[[Socket], None], portal: Served, callers: dict[str, Caller]
) -> None:
    before = portal.trail()
    with callers["ana"].socket() as socket:
        send(socket)
        assert socket.is_cut
    assert portal.trail() == before
    assert FORGED not in portal.logs()
    assert "_granian" not in portal.logs(), "nothing failed that nobody caught"


def test_what_was_refused_is_in_the_log_by_its_kind_alone(portal: Served, callers: dict[str, Caller]) -> None:
    with callers["ana"].socket() as socket:
        socket.ask(portal.event("undo_state.cancel"), {"request": 7})
        socket.ask("canary.of.a.name", {})
        setter = portal.event("undo_state.cancel").removesuffix("cancel") + "setvar"
        socket.ask(setter, {"var_name": "canary", "value": "canary"})
        socket.message("canary-event")
        assert socket.is_cut
    with pytest.raises(Refused):
        callers["ana"].socket(origin="https://canary.example")
    asked = {"EIO": "4", "transport": "websocket", "sid": "canary-of-a-session"}
    assert callers["nobody"].http.get("/_event/", params=asked).status_code == 400
    kinds = ("A payload was refused", "not on the list", "A socket was cut: event", "foreign origin")
    for _ in range(50):
        log = portal.logs()
        if all(kind in log for kind in kinds):
            break
        time.sleep(0.1)
    assert [kind for kind in kinds if kind not in log] == []
    assert "canary" not in log.lower().replace("canary/", "")


def test_another_namespace_is_not_there(callers: dict[str, Caller]) -> None:
    for elsewhere in ("40/admin,", "40", "40/,"):
        with callers["ana"].socket(join=False) as socket:
            socket.raw(elsewhere)
            assert socket.is_cut
            assert not any(frame.startswith("40") for frame in socket.heard)


def test_who_has_not_joined_is_not_answered(callers: dict[str, Caller]) -> None:
    with callers["ana"].socket(join=False) as socket:
        socket.fire(LOAD, {})
        assert updates(socket.frames()) == []


def test_a_thousand_idle_lines_keep_nobody_out(portal: Served) -> None:
    host, _, port = portal.url.removeprefix("http://").partition(":")
    asking = f"GET /health/live HTTP/1.1\r\nHost: {host}:{port}\r\n\r\n".encode()
    with ExitStack() as lines:
        for _ in range(IDLE_LINES):
            line = lines.enter_context(socket.create_connection((host, int(port)), timeout=20))
            line.sendall(asking)
        assert httpx.get(f"{portal.url}/health/live", timeout=20).status_code == 200


def test_a_burst_passes_and_a_flood_is_cut(callers: dict[str, Caller]) -> None:
    with callers["ana"].socket() as socket:
        for _ in range(30):
            socket.message("ping")
        assert not socket.is_cut
    with callers["ana"].socket() as socket:
        for _ in range(300):
            socket.message("ping")
        assert socket.is_cut


def test_the_trail_keeps_the_address_and_the_browser_of_the_real_handshake(portal: Served) -> None:
    """Headers in an event, in its routing data or in the CONNECT packet are nobody's word."""
    forged = {"x-forwarded-for": FORGED, "user-agent": "forged", "cookie": "espai_session=forged"}
    caller = portal.stranger(agent="a phone of Ana's").patient(*code_and_pin(portal, "ana"))
    a_fresh_minute = portal.later(timedelta(minutes=4))
    with a_fresh_minute, caller.socket(headers={"X-Forwarded-For": FORGED}, join=False) as socket:
        socket.join({"headers": forged, "ip": FORGED})
        router = {"pathname": "/es/calendar", "headers": forged, "ip": FORGED, "sid": "x", "token": "x"}
        victims = portal.told["people"]["biel"]["requests"][0]
        socket.ask(
            portal.event("undo_state.cancel"),
            {"request": victims},
            router_data=router,
            substate_token="x",
            headers=forged,
        )
    entry = portal.refused()[-1]
    assert (entry["address"], entry["user_agent"]) == ("127.0.0.1", "a phone of Ana's")
    assert not any("forged" in str(row) or FORGED in str(row) for row in portal.trail())
    assert "forged" not in portal.logs()


def code_and_pin(portal: Served, name: str) -> tuple[str, str]:
    """What one of the patients types at the door."""
    person = portal.told["people"][name]
    return person["code"], person["pin"]


def test_the_page_is_told_nothing_of_its_cookies(callers: dict[str, Caller]) -> None:
    """Reflex would send the handshake's headers, cookies included, back to the page (ID-4)."""
    with callers["ana"].socket() as socket:
        said = json.dumps(delta(hydrate(socket)))
        assert callers["ana"].http.cookies["espai_session"] not in said
        assert "hostile client" not in said
