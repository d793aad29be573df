"""A WebSocket as it is on the wire: nothing of a framework's client stands between a test and the server."""

import socket
import ssl
import time
from urllib.parse import urlsplit

from wsproto import ConnectionType, WSConnection
from wsproto.events import (
    AcceptConnection,
    BytesMessage,
    CloseConnection,
    Message,
    Ping,
    RejectConnection,
    RejectData,
    Request,
    TextMessage,
)
from wsproto.utilities import LocalProtocolError, RemoteProtocolError

CHUNK = 65_536


class Refused(Exception):
    """The server did not let the socket open; the status it gave, or 0, and what stood on that answer."""

    def __init__(self, status: int, headers: dict[str, str] | None = None) -> None:
        super().__init__(status)
        self.status = status
        self.headers = headers or {}


class Closed(Exception):
    """The server hung up."""


class Wire:
    """One connection. `headers` are sent as they are, an Origin or none among them; `trust`: over TLS."""

    def __init__(
        self, address: str, headers: dict[str, str], *, patience: float, trust: ssl.SSLContext | None = None
    ) -> None:
        parts = urlsplit(address)
        self._socket = socket.create_connection((parts.hostname or "localhost", parts.port or 80), timeout=patience)
        if trust is not None:
            self._socket = trust.wrap_socket(self._socket, server_hostname=parts.hostname)
        self._protocol = WSConnection(ConnectionType.CLIENT)
        self._texts: list[str] = []
        self._parts: list[str] = []
        self._open, self._closed, self._refused = False, False, None
        self._refused_with: dict[str, str] = {}
        given = [(name.encode(), value.encode()) for name, value in headers.items()]
        target = f"{parts.path}?{parts.query}"
        self._write(Request(host=parts.netloc, target=target, extra_headers=given))
        deadline = time.monotonic() + patience
        while not self._open:
            if self._refused is not None or time.monotonic() > deadline or not self._read(patience):
                self._socket.close()
                raise Refused(self._refused or 0, self._refused_with)

    def send(self, said: str | bytes) -> None:
        """A message, text or binary. `Closed`."""
        self._write(Message(data=said))

    def receive(self, seconds: float) -> str | None:
        """The next text, or None when none came in time. `Closed`."""
        deadline = time.monotonic() + seconds
        while not self._texts:
            if self._closed:
                raise Closed
            left = deadline - time.monotonic()
            if left <= 0 or not self._read(left):
                return None
        return self._texts.pop(0)

    def close(self) -> None:
        """Hang up without a word."""
        self._socket.close()

    def _write(self, event: Request | Message) -> None:
        try:
            self._socket.sendall(self._protocol.send(event))
        except (OSError, LocalProtocolError) as error:
            raise Closed from error

    def _read(self, seconds: float) -> bool:
        """Take in what comes within that time; False when nothing did."""
        self._socket.settimeout(max(seconds, 0.001))
        try:
            received = self._socket.recv(CHUNK)
        except TimeoutError:
            return False
        except OSError as error:
            raise Closed from error
        try:
            self._protocol.receive_data(received or None)
            for event in self._protocol.events():
                self._take(event)
        except RemoteProtocolError as error:
            raise Closed from error
        if not received:
            raise Closed
        return True

    def _take(self, event: object) -> None:
        match event:
            case AcceptConnection():
                self._open = True
            case RejectConnection(status_code=status, headers=headers):
                self._refused = status
                self._refused_with = {name.decode().lower(): value.decode() for name, value in headers}
            case RejectData():
                pass
            case TextMessage(data=said, message_finished=finished):
                self._parts.append(said)
                if finished:
                    self._texts.append("".join(self._parts))
                    self._parts.clear()
            case BytesMessage():
                self._texts.append("binary")
            case Ping():
                self._socket.sendall(self._protocol.send(event.response()))
            case CloseConnection():
                self._closed = True
            case _:
                pass
