"""What a page says in the address of its line, and what becomes of it."""

import asyncio
import json
from typing import Any
from urllib.parse import urlencode

import pytest
import reflex as rx
from reflex.state import _resolve_delta, state_snapshot_hashes
from socketio import AsyncNamespace
from socketio.packet import Packet

from portal_app.states import first_words, socket_server
from portal_app.states.marks import mark
from portal_app.states.socket_server import PageSocketServer

PAGE = {"pathname": "/es/calendar", "asPath": "/es/calendar?ask", "query": {"ask": ""}}
SAID = {"token": "tab", "at": json.dumps(PAGE), "of": "mark", "schema": "shape"}


def test_an_address_says_what_the_client_would_say() -> None:
    packet = Packet(encoded_packet=str(first_words.in_address(urlencode(SAID), namespace="/_event")))
    assert packet.namespace == "/_event"
    assert packet.data == {
        "event": {
            "name": f"{rx.State.get_full_name()}.hydrate_and_load",
            "payload": {"hashes": ["mark"]},
            "router_data": PAGE,
        },
        "state_schema": "shape",
    }


@pytest.mark.parametrize("at", ["", "{", "[]", '"/es"', "[" * 900, json.dumps({"pathname": "/" * first_words.LONGEST})])
def test_an_address_that_names_no_page_says_nothing(at: str) -> None:
    assert first_words.in_address(urlencode({**SAID, "at": at}), namespace="/_event") is None


async def test_the_mark_of_this_build_stands_for_the_hashes_of_all_states() -> None:
    own = state_snapshot_hashes(await _resolve_delta(rx.State(_reflex_internal_init=True).dict(initial=True)))
    for said, meant in ((mark(own), own), ("of another build", [])):
        auth = {"event": {"name": "hydrate", "payload": {"hashes": [said]}}, "state_schema": "shape"}
        heard = await first_words.whole(auth)
        assert heard == {**auth, "event": {"name": "hydrate", "payload": {"hashes": meant}}}


@pytest.mark.parametrize("auth", [None, "words", {}, {"event": {"payload": {"hashes": ["one", "two"]}}}])
async def test_other_words_are_left_as_they_are(auth: Any) -> None:
    assert await first_words.whole(auth) == auth


async def test_a_page_that_spoke_in_its_address_has_joined_and_is_not_cut(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(socket_server, "JOIN_SECONDS", 0.05)
    server = PageSocketServer(lambda _scope: True, lambda _scope: "203.0.113.7")
    heard: list[Any] = []

    class Listening(AsyncNamespace):
        async def on_connect(self, _sid: str, _environ: dict[str, Any], auth: Any) -> None:
            heard.append(auth["event"]["router_data"])

    async def silence() -> Any:
        await asyncio.Event().wait()

    server.register_namespace(Listening("/_event"))
    environ: dict[str, Any] = {"asgi.scope": {}, "asgi.receive": silence, "QUERY_STRING": urlencode(SAID)}
    await server._handle_eio_connect("one", environ)
    waiting = asyncio.ensure_future(environ["asgi.receive"]())
    await asyncio.sleep(0.1)
    assert heard == [PAGE]
    assert not waiting.done()
    waiting.cancel()
