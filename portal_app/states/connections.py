"""What each open socket showed when it connected: its cookies' secrets and where it came from.

Reflex would put the request's headers, cookies included, into a var and send them back to the page. Here they stay:
handlers look them up by the socket's id, and the page never sees them (ID-4).
"""

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from types import SimpleNamespace
from typing import Any, Protocol

import reflex as rx
from reflex.app import EventNamespace, _sio_dumps, _sio_loads
from reflex_base import constants
from starlette.applications import Starlette
from starlette.middleware.cors import CORSMiddleware
from starlette.types import ASGIApp

from portal_app.domain.refs import NOWHERE, Origin
from portal_app.states import first_words
from portal_app.states.socket_server import PageSocketServer

PING_SECONDS = 25
PING_TIMEOUT_SECONDS = 60


@dataclass(frozen=True, slots=True)
class Handshake:
    """The secrets in the cookies (the database decides what they are worth) and the peer's address."""

    patient_secret: str | None = None
    staff_secret: str | None = None
    origin: Origin = NOWHERE


class HandshakeReader(Protocol):
    """Reads an ASGI scope; given by the composition root, so that states know nothing of HTTP."""

    def __call__(self, scope: dict[str, Any]) -> Handshake: ...


_NOBODY = Handshake()
_handshakes: dict[str, Handshake] = {}
_went: dict[str, bool] = {}
_told_of_the_end: list[Callable[[str], None]] = []


def handshake(socket_id: str) -> Handshake:
    """What the socket showed; an unknown one showed nothing."""
    return _handshakes.get(socket_id, _NOBODY)


def is_open(socket_id: str) -> bool:
    """Whether the page of this socket is still there."""
    return socket_id in _handshakes


def remember(socket_id: str, shown: Handshake) -> None:
    """Keep what a socket showed until it closes."""
    _handshakes[socket_id] = shown


def when_closed(tell: Callable[[str], None]) -> None:
    """Have `tell` called with the token of each tab whose socket closes and that has no newer one."""
    _told_of_the_end.append(tell)


def note_arrival(socket_id: str, *, by_person: bool) -> None:
    """The page of this socket loads: a person went there, or its line came back and nobody did anything."""
    if socket_id in _handshakes:
        _went[socket_id] = by_person


def went_there(socket_id: str) -> bool:
    """Whether the socket's page was last loaded because a person went there."""
    return _went.get(socket_id, False)


def _state_key(token: str, shown: Handshake) -> str:
    """The name a tab's state is kept under: bound to the session, so that a tab's token alone is worth nothing.

    Signing in or out changes the session and with it the key: the next person on this tab finds a fresh state.
    """
    key = hashlib.sha256(f"{shown.patient_secret}|{shown.staff_secret}".encode()).digest()
    return hashlib.blake2b(token.encode(), key=key, digest_size=20).hexdigest()


class PortalNamespace(EventNamespace):
    """Reflex's socket namespace, less the headers it would hand to the page."""

    def __init__(self, namespace: str, app: "PortalApp") -> None:
        super().__init__(namespace, app)
        self._read = app.read_handshake

    async def on_connect(self, sid: str, environ: dict[str, Any], auth: Any = None) -> None:
        remember(sid, self._read(environ.get("asgi.scope") or {}))
        await super().on_connect(sid, environ, await first_words.whole(auth))

    async def link_token_to_sid(self, sid: str, token: str, *, update_state: bool = True) -> None:
        await super().link_token_to_sid(sid, _state_key(token, handshake(sid)), update_state=update_state)

    def _build_static_router_data(self, sid: str, environ: dict[str, Any]) -> dict[str, Any]:  # noqa: ARG002  Reflex's own signature
        return {constants.RouteVar.SESSION_ID: sid, constants.RouteVar.HEADERS: {}, constants.RouteVar.CLIENT_IP: ""}

    def on_disconnect(self, sid: str) -> Any:
        _handshakes.pop(sid, None)
        _went.pop(sid, None)
        token = self.sid_to_token.get(sid)
        if token is not None and self.token_to_sid.get(token) == sid:
            for tell in _told_of_the_end:
                tell(token)
        return super().on_disconnect(sid)


class PortalApp(rx.App):
    """A Reflex app whose sockets are `PortalNamespace`s on a `PageSocketServer`."""

    read_handshake: HandshakeReader
    around: Callable[[ASGIApp], ASGIApp]
    """What goes around all of it, so that nothing of the framework answers unseen."""

    def __init__(
        self,
        *,
        around: Callable[[ASGIApp], ASGIApp],
        read_handshake: HandshakeReader,
        is_own: Callable[[dict[str, Any]], bool],
        address_of: Callable[[dict[str, Any]], str],
        **settings: Any,
    ) -> None:
        self.around = around
        self.read_handshake = read_handshake
        sio = PageSocketServer(
            is_own,
            address_of,
            json=SimpleNamespace(dumps=_sio_dumps, loads=_sio_loads),
            ping_interval=PING_SECONDS,
            ping_timeout=PING_TIMEOUT_SECONDS,
        )
        super().__init__(sio=sio, **settings)

    def __call__(self) -> ASGIApp:
        """The ASGI application, without the leave that Reflex gives to pages of any origin."""
        application = super().__call__()
        transformers = self.api_transformer if isinstance(self.api_transformer, Sequence) else [self.api_transformer]
        for layer in (application, self._api, *transformers):
            if isinstance(layer, Starlette):
                layer.user_middleware = [kept for kept in layer.user_middleware if kept.cls is not CORSMiddleware]
        return self.around(application)

    async def close_sockets(self) -> None:
        """Close every page's line; pages open theirs again by themselves, wherever they are let in."""
        if isinstance(self.sio, PageSocketServer):
            await self.sio.close_all()

    def _setup_state(self) -> None:
        super()._setup_state()
        if self.sio is None or self._event_namespace is None:
            return
        self._event_namespace = PortalNamespace(self._event_namespace.namespace, self)
        self.sio.register_namespace(self._event_namespace)
