"""The socket server: own pages only, so many from one place, three kinds of message, small, at a person's pace.

python-socketio and Reflex would take any event name (`connect` among them, with headers of the client's making),
binary packets and any rate. Here a socket that does not behave as a page does is cut.
"""

import asyncio
import ipaddress
import logging
import time
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import socketio
from socketio.packet import CONNECT, DISCONNECT, EVENT, Packet
from starlette.types import Message, Receive

from portal_app import farewell
from portal_app.states import first_words

LARGEST_MESSAGE = 64 * 1024
MESSAGES_PER_SECOND = 20
BURST = 40
# A page that fires faster than it may is slowed at first, and cut when it goes on.
PATIENCE = 60

# From one address: a practice's own line with sixty pages open and a mobile network's many phones stay far below.
SOCKETS_PER_PLACE = 400
# Open, and not yet said who they are: all pages of a practice when the server comes back, and then some.
UNJOINED_PER_PLACE = 100
JOIN_SECONDS = 10
# What one household or one machine can have as many of as it likes.
IPV6_PLACE = 64

# Engine.IO's kinds of packet, by the sign they begin with.
_KINDS = tuple("0123456")
_EVENTS = frozenset({"event", "ping", "client_error"})

log = logging.getLogger("espai.socket")


def _narrow(name: str) -> logging.Logger:
    """A library's logger, of errors alone. Where it is handed none, it writes past ours what clients sent (R11)."""
    narrow = logging.getLogger(name)
    narrow.setLevel(logging.ERROR)
    return narrow


@dataclass(slots=True)
class Allowance:
    """A token bucket, where the socket comes from, whether it has joined the namespace, and whether it is being cut.

    `join_by` is a time of the event loop.
    """

    tokens: float = BURST
    refilled: float = field(default_factory=time.monotonic)
    refused: int = 0
    joined: bool = False
    cut: bool = False
    hearing: asyncio.Future[Message] | None = None
    place: str = ""
    join_by: float = 0.0

    def end(self) -> None:
        """Hear nothing more, what is being waited for included."""
        self.cut = True
        if self.hearing is not None:
            self.hearing.cancel()

    def take(self, moment: float) -> bool:
        """Use up one message; False when there is none left at this `moment` (seconds of a monotonic clock)."""
        self.tokens = min(BURST, self.tokens + (moment - self.refilled) * MESSAGES_PER_SECOND)
        self.refilled = moment
        if self.tokens < 1:
            self.refused += 1
            return False
        self.tokens -= 1
        return True


class PageSocketServer(socketio.AsyncServer):
    """Takes only what our own pages send.

    Of an ASGI scope, `is_own` says whether its Origin is ours, and `address_of` which peer it comes from.
    """

    def __init__(
        self, is_own: Callable[[dict[str, Any]], bool], address_of: Callable[[dict[str, Any]], str], **settings: Any
    ) -> None:
        super().__init__(
            async_mode="asgi",
            cors_allowed_origins=[],
            cors_credentials=False,
            transports=["websocket"],
            allow_upgrades=False,
            max_http_buffer_size=LARGEST_MESSAGE,
            async_handlers=False,
            logger=_narrow("socketio.server"),  # pyright: ignore[reportArgumentType]  a logger or a bool, it says elsewhere
            engineio_logger=_narrow("engineio.server"),
            **settings,
        )
        self._is_own = is_own
        self._address_of = address_of
        self._allowances: dict[str, Allowance] = {}
        self._places: defaultdict[str, set[str]] = defaultdict(set)
        self._hearing: set[asyncio.Task[None]] = set()

    async def _handle_eio_connect(self, eio_sid: str, environ: dict[str, Any]) -> bool | None:  # pyright: ignore[reportIncompatibleMethodOverride]  False refuses
        scope = environ.get("asgi.scope") or {}
        if farewell.has_begun():
            return False
        if not self._is_own(scope):
            log.warning("A socket from a foreign origin was refused")
            return False
        place = place_of(self._address_of(scope))
        if place and self._is_full(place):
            log.warning("A socket was refused: there are too many from its address")
            return False
        join_by = asyncio.get_running_loop().time() + JOIN_SECONDS
        allowance = self._allowances[eio_sid] = Allowance(place=place, join_by=join_by)
        if place:
            self._places[place].add(eio_sid)
        environ["asgi.receive"] = _until_cut(environ["asgi.receive"], allowance)
        taken = await super()._handle_eio_connect(eio_sid, environ)
        if taken is not False:
            self._hear_address(eio_sid, str(environ.get("QUERY_STRING", "")))
        return taken

    def _hear_address(self, eio_sid: str, query: str) -> None:
        """Answer what the page said in its line's address, while the line is being opened."""
        namespace = next(iter(self.namespace_handlers), "")
        packet = first_words.in_address(query, namespace=namespace)
        if packet is None:
            return
        hearing = asyncio.create_task(self._handle_eio_message(eio_sid, packet))
        self._hearing.add(hearing)
        hearing.add_done_callback(self._hearing.discard)

    async def _handle_eio_message(self, eio_sid: str, data: str | bytes) -> None:
        allowance = self._allowances.get(eio_sid)
        if allowance is None or farewell.has_begun():
            return
        if not allowance.take(time.monotonic()):
            if allowance.refused > PATIENCE:
                await self._cut(eio_sid, "pace")
            return
        packet = self._read(data)
        if packet is None:
            await self._cut(eio_sid, "packet")
        elif packet.packet_type == CONNECT and not allowance.joined and packet.namespace in self.namespace_handlers:
            allowance.joined = True
            await self._handle_connect(eio_sid, packet.namespace, packet.data)
        elif packet.packet_type == DISCONNECT:
            await self._handle_disconnect(eio_sid, packet.namespace, self.reason.CLIENT_DISCONNECT)
        elif packet.packet_type == EVENT and _is_page_event(packet.data):
            await self._handle_event(eio_sid, packet.namespace, packet.id, packet.data)
        else:
            await self._cut(eio_sid, "event")

    def _read(self, data: str | bytes) -> Any:
        """The packet, or None when it is none of ours: binary, malformed, or of a kind pages do not send."""
        if isinstance(data, bytes):
            return None
        try:
            packet = Packet(encoded_packet=data)
        except (ValueError, IndexError, KeyError, TypeError, RecursionError):
            return None
        return None if packet.attachment_count else packet

    def _is_full(self, place: str) -> bool:
        """Whether as many sockets are open from there as may be, or as many that have not joined."""
        there = [self._allowances[eio_sid] for eio_sid in self._places.get(place, ())]
        unjoined = sum(not allowance.joined for allowance in there)
        return len(there) >= SOCKETS_PER_PLACE or unjoined >= UNJOINED_PER_PLACE

    def _forget(self, eio_sid: str) -> Allowance | None:
        allowance = self._allowances.pop(eio_sid, None)
        if allowance is not None and allowance.place:
            self._places[allowance.place].discard(eio_sid)
            if not self._places[allowance.place]:
                del self._places[allowance.place]
        return allowance

    async def _handle_eio_disconnect(self, eio_sid: str, reason: str) -> None:
        self._forget(eio_sid)
        await super()._handle_eio_disconnect(eio_sid, reason)

    async def close_all(self) -> None:
        """Close every socket as a line breaks, so that pages come back."""
        open_now = list(self._allowances)
        for eio_sid in open_now:
            if (allowance := self._forget(eio_sid)) is not None:
                allowance.end()
        await asyncio.gather(*(self.eio.disconnect(eio_sid) for eio_sid in open_now), return_exceptions=True)

    async def _cut(self, eio_sid: str, why: str) -> None:
        log.warning("A socket was cut: %s", why)
        if (allowance := self._forget(eio_sid)) is not None:
            allowance.end()
        await self.eio.disconnect(eio_sid)


def _until_cut(receive: Receive, allowance: Allowance) -> Receive:
    """What the socket says until it is cut, or has not joined in time.

    A goodbye alone, as `disconnect` says it, leaves it on the line.
    """
    over: Message = {"type": "websocket.disconnect", "code": 1008}

    async def receive_or_end() -> Message:
        if allowance.cut:
            return over
        if allowance.joined:
            allowance.hearing = asyncio.ensure_future(receive())
            try:
                return _whole(await allowance.hearing) or over
            except asyncio.CancelledError:
                if allowance.cut:
                    return over
                raise
        try:
            async with asyncio.timeout_at(allowance.join_by):
                return _whole(await receive()) or over
        except TimeoutError:
            log.warning("A socket was cut: it never joined")
            return over

    return receive_or_end


def _whole(message: Message) -> Message | None:
    """The message, if the line's own protocol knows its kind; None, which cuts the line, for what would only fail."""
    text = message.get("text")
    if message["type"] != "websocket.receive" or text is None or text[:1] in _KINDS:
        return message
    log.warning("A socket was cut: packet")
    return None


def _is_page_event(data: Any) -> bool:
    return isinstance(data, list) and 1 <= len(data) <= 2 and isinstance(data[0], str) and data[0] in _EVENTS


def place_of(address: str) -> str:
    """What sockets are counted under: an IPv4 address, an IPv6 network. Empty for this machine, which has no limit."""
    try:
        peer = ipaddress.ip_address(address)
    except ValueError:
        return ""
    if peer.is_loopback:
        return ""
    if peer.version == 4:
        return str(peer)
    return str(ipaddress.ip_network((peer, IPV6_PLACE), strict=False))
