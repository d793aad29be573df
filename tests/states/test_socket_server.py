"""The pace a socket may keep, and how many may be open from one place."""

import asyncio
from typing import Any

import pytest

from portal_app.states import socket_server
from portal_app.states.socket_server import (
    BURST,
    MESSAGES_PER_SECOND,
    SOCKETS_PER_PLACE,
    UNJOINED_PER_PLACE,
    Allowance,
    PageSocketServer,
    place_of,
)

PRACTICE, ELSEWHERE = "203.0.113.7", "198.51.100.9"
OVER = {"type": "websocket.disconnect", "code": 1008}


def test_a_burst_passes_and_the_next_message_does_not() -> None:
    allowance = Allowance(refilled=0.0)
    assert all(allowance.take(0.0) for _ in range(BURST))
    assert not allowance.take(0.0)
    assert allowance.refused == 1


def test_the_bucket_refills_at_a_persons_pace_and_never_above_a_burst() -> None:
    allowance = Allowance(tokens=0.0, refilled=0.0)
    assert sum(allowance.take(1.0) for _ in range(BURST)) == MESSAGES_PER_SECOND
    assert sum(allowance.take(1_000.0) for _ in range(2 * BURST)) == BURST


class Line:
    """A server, and sockets that open on it from wherever a test says."""

    def __init__(self) -> None:
        self.server = PageSocketServer(lambda _scope: True, lambda scope: scope["peer"])

    async def opens(self, number: int, *, peer: str, joins: bool = True) -> dict[str, Any] | None:
        """One more socket: what it is handed, or None when it is refused."""
        environ: dict[str, Any] = {"asgi.scope": {"peer": peer}, "asgi.receive": _silence}
        name = f"{peer}/{number}"
        if await self.server._handle_eio_connect(name, environ) is False:
            return None
        if joins:
            self.server._allowances[name].joined = True
        return environ

    async def closes(self, number: int, *, peer: str) -> None:
        """One of them hangs up."""
        await self.server._handle_eio_disconnect(f"{peer}/{number}", "transport close")


async def _silence() -> Any:
    await asyncio.Event().wait()


async def test_sixty_pages_of_a_practice_open_at_once_behind_one_line() -> None:
    line = Line()
    assert all([await line.opens(number, peer=PRACTICE, joins=False) for number in range(60)])


async def test_one_place_has_so_many_sockets_and_others_have_theirs() -> None:
    line = Line()
    assert all([await line.opens(number, peer=PRACTICE) for number in range(SOCKETS_PER_PLACE)])
    assert await line.opens(SOCKETS_PER_PLACE, peer=PRACTICE) is None
    assert await line.opens(0, peer=ELSEWHERE)
    await line.closes(0, peer=PRACTICE)
    assert await line.opens(SOCKETS_PER_PLACE, peer=PRACTICE)


async def test_sockets_that_say_nothing_are_fewer() -> None:
    line = Line()
    assert all([await line.opens(number, peer=PRACTICE, joins=False) for number in range(UNJOINED_PER_PLACE)])
    assert await line.opens(UNJOINED_PER_PLACE, peer=PRACTICE) is None
    line.server._allowances[f"{PRACTICE}/0"].joined = True
    assert await line.opens(UNJOINED_PER_PLACE, peer=PRACTICE, joins=False)


async def test_places_are_forgotten_with_their_last_socket() -> None:
    line = Line()
    await line.opens(0, peer=PRACTICE)
    await line.closes(0, peer=PRACTICE)
    await line.closes(0, peer=PRACTICE)
    assert line.server._places == {}
    assert line.server._allowances == {}


async def test_a_socket_that_does_not_join_in_time_is_over(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(socket_server, "JOIN_SECONDS", 0)
    silent, page = await Line().opens(0, peer=PRACTICE, joins=False), await Line().opens(1, peer=PRACTICE)
    assert silent is not None
    assert page is not None
    assert await silent["asgi.receive"]() == OVER
    waiting = asyncio.ensure_future(page["asgi.receive"]())
    await asyncio.sleep(0)
    assert not waiting.done()
    waiting.cancel()


@pytest.mark.parametrize(
    ("address", "place"),
    [
        (PRACTICE, PRACTICE),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("2001:db8:1:2::9", "2001:db8:1:2::/64"),
        ("127.0.0.1", ""),
        ("::1", ""),
        ("", ""),
    ],
)
def test_a_place_is_an_address_or_an_ipv6_network(address: str, place: str) -> None:
    assert place_of(address) == place
