"""The socket server: own pages only, three kinds of message, in small packets, at a person's pace.

python-socketio and Reflex would take any event name (`connect` among them, with headers of the client's making),
binary packets and any rate. Here a socket that does not behave as a page does is cut.
"""

import logging
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import socketio
from socketio.packet import CONNECT, DISCONNECT, EVENT, Packet
from starlette.types import Message, Receive

LARGEST_MESSAGE = 64 * 1024
MESSAGES_PER_SECOND = 20
BURST = 40
# A page that fires faster than it may is slowed at first, and cut when it goes on.
PATIENCE = 60

_EVENTS = frozenset({"event", "ping", "client_error"})

log = logging.getLogger("espai.socket")


@dataclass(slots=True)
class Allowance:
    """A token bucket, whether the socket has joined the namespace, and whether it is being cut."""

    tokens: float = BURST
    refilled: float = field(default_factory=time.monotonic)
    refused: int = 0
    joined: bool = False
    cut: bool = False

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
    """Takes only what our own pages send. `is_own` says of an ASGI scope whether its Origin is ours."""

    def __init__(self, is_own: Callable[[dict[str, Any]], bool], **settings: Any) -> None:
        super().__init__(
            async_mode="asgi",
            cors_allowed_origins=[],
            cors_credentials=False,
            transports=["websocket"],
            allow_upgrades=False,
            max_http_buffer_size=LARGEST_MESSAGE,
            async_handlers=False,
            **settings,
        )
        self._is_own = is_own
        self._allowances: dict[str, Allowance] = {}

    async def _handle_eio_connect(self, eio_sid: str, environ: dict[str, Any]) -> bool | None:  # pyright: ignore[reportIncompatibleMethodOverride]  False refuses
        if not self._is_own(environ.get("asgi.scope") or {}):
            log.warning("A socket from a foreign origin was refused")
            return False
        allowance = self._allowances[eio_sid] = Allowance()
        environ["asgi.receive"] = _until_cut(environ["asgi.receive"], allowance)
        return await super()._handle_eio_connect(eio_sid, environ)

    async def _handle_eio_message(self, eio_sid: str, data: str | bytes) -> None:
        allowance = self._allowances.get(eio_sid)
        if allowance is None:
            return
        if not allowance.take(time.monotonic()):
            if allowance.refused > PATIENCE:
                await self._cut(eio_sid, "pace")
            return
        packet = self._read(data)
        if packet is None:
            await self._cut(eio_sid, "packet")
        elif packet.packet_type == CONNECT and not allowance.joined:
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

    async def _handle_eio_disconnect(self, eio_sid: str, reason: str) -> None:
        self._allowances.pop(eio_sid, None)
        await super()._handle_eio_disconnect(eio_sid, reason)

    async def _cut(self, eio_sid: str, why: str) -> None:
        log.warning("A socket was cut: %s", why)
        if (allowance := self._allowances.pop(eio_sid, None)) is not None:
            allowance.cut = True
        await self.eio.disconnect(eio_sid)


def _until_cut(receive: Receive, allowance: Allowance) -> Receive:
    """What the socket says until it is cut: a goodbye alone, as `disconnect` says it, leaves it on the line."""

    async def receive_or_end() -> Message:
        return {"type": "websocket.disconnect", "code": 1008} if allowance.cut else await receive()

    return receive_or_end


def _is_page_event(data: Any) -> bool:
    return isinstance(data, list) and 1 <= len(data) <= 2 and isinstance(data[0], str) and data[0] in _EVENTS
