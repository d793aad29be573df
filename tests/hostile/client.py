"""A client that does as it likes: it signs in as a browser would, and then speaks to the socket without a page."""

import itertools
import json
import time
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any, Self

import httpx

from tests.hostile.wire import Closed, Refused, Wire

NAMESPACE = "/_event"
QUIET_SECONDS = 0.4
PATIENCE_SECONDS = 20.0

_numbers = itertools.count(1)


def new_token() -> str:
    """A tab's token, as a page makes one."""
    return f"00000000-0000-4000-8000-{next(_numbers):012x}"


@dataclass
class Caller:
    """Somebody with cookies in front of the server: a role of the matrix, or a stranger with none."""

    url: str
    agent: str = "a hostile client"
    http: httpx.Client = field(init=False)

    def __post_init__(self) -> None:
        self.http = httpx.Client(
            base_url=self.url, headers={"origin": self.url, "user-agent": self.agent, "accept": "text/html"}, timeout=60
        )

    def patient(self, code: str, pin: str) -> "Caller":
        """Sign in at the patients' door."""
        self.http.post("/api/door/code", data={"code": code, "lang": "es"})
        entered = self.http.post("/api/door/pin", data={"pin": pin, "lang": "es"})
        assert entered.headers.get("location", "").endswith("/calendar"), "the door did not open"
        return self

    def member(self, email: str, password: str) -> "Caller":
        """Sign in at the staff door."""
        entered = self.http.post("/api/staff/sign-in", data={"email": email, "password": password, "lang": "es"})
        assert entered.headers.get("location", "").endswith("/staff/agenda"), "the door did not open"
        return self

    @property
    def cookies(self) -> str:
        """What a browser would send with every request."""
        return "; ".join(f"{name}={value}" for name, value in self.http.cookies.items())

    def socket(
        self, page: str = "/es/calendar", *, token: str | None = None, join: bool = True, **more: Any
    ) -> "Socket":
        """A socket as a page of the person's would open it."""
        opened = Socket(self.url, cookies=self.cookies, token=token or new_token(), page=page, agent=self.agent, **more)
        if join:
            opened.join()
        return opened


class Socket:
    """An open socket, frame by frame."""

    def __init__(
        self,
        url: str,
        *,
        cookies: str = "",
        token: str = "",
        page: str = "/es/calendar",
        origin: str | None = "",
        agent: str = "a hostile client",
        headers: dict[str, str] | None = None,
        transport: str = "websocket",
    ) -> None:
        self.token, self.page = token or new_token(), page
        given = {"Cookie": cookies, "User-Agent": agent, **(headers or {})}
        if origin is not None:
            given["Origin"] = origin or url
        address = url.replace("http", "ws", 1) + f"{NAMESPACE}/?EIO=4&transport={transport}&token={self.token}"
        self.heard: list[str] = []
        self._wire = Wire(address, {name: value for name, value in given.items() if value}, patience=PATIENCE_SECONDS)
        try:
            opened = self._wire.receive(PATIENCE_SECONDS)
        except Closed:
            raise Refused(0) from None
        if opened is None or not opened.startswith("0"):
            raise Refused(0)

    def join(self, auth: dict[str, Any] | None = None, namespace: str = NAMESPACE) -> None:
        """The one CONNECT packet a socket is allowed."""
        self.raw(f"40{namespace}," + (json.dumps(auth) if auth is not None else ""))
        self.frames(until=lambda frame: frame.startswith(f"40{namespace}"))

    def raw(self, frame: str | bytes) -> None:
        """Any frame at all. Nothing happens on a socket that was cut."""
        try:
            self._wire.send(frame)
        except Closed:
            return

    def fire(self, name: str, payload: Any = None, **more: Any) -> None:
        """Call an event by its name."""
        router = {"pathname": self.page, "query": {}, "asPath": self.page}
        event = {
            "token": self.token,
            "name": name,
            "payload": {} if payload is None else payload,
            "router_data": router,
        }
        self.message("event", event | more)

    def message(self, *said: Any) -> None:
        """An EVENT packet with anything in it."""
        self.raw(f"42{NAMESPACE}," + json.dumps(list(said)))

    def ask(self, name: str, payload: Any = None, **more: Any) -> list[str]:
        """Call an event and wait for what comes of it."""
        self.fire(name, payload, **more)
        return self.frames()

    def frames(self, quiet: float = QUIET_SECONDS, *, until: Any = None, most: float = PATIENCE_SECONDS) -> list[str]:
        """What the server says until it is quiet for so long, or has said what was waited for."""
        found: list[str] = []
        deadline = time.monotonic() + most
        wait = most if until else quiet
        while time.monotonic() < deadline:
            try:
                frame = self._wire.receive(wait)
            except Closed:
                found.append("closed")
                break
            if frame is None:
                break
            if frame == "2":
                self.raw("3")
                continue
            found.append(frame)
            if until is not None and until(frame):
                break
        self.heard += found
        return found

    @property
    def is_cut(self) -> bool:
        """Whether the server has hung up, after giving it a moment to."""
        return "closed" in self.frames(quiet=1.0)

    def close(self) -> None:
        """Hang up."""
        self._wire.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_failure: object) -> None:
        self.close()


def updates(frames: Iterable[str]) -> list[dict[str, Any]]:
    """The state updates among frames."""
    prefix = f"42{NAMESPACE},"
    said = [json.loads(frame.removeprefix(prefix)) for frame in frames if frame.startswith(prefix)]
    return [one[1] for one in said if one[0] == "event"]


def delta(frames: Iterable[str]) -> dict[str, dict[str, Any]]:
    """What the frames put on the screen: state, var, value."""
    shown: dict[str, dict[str, Any]] = {}
    for update in updates(frames):
        for state, values in (update.get("delta") or {}).items():
            shown.setdefault(state, {}).update(values)
    return shown
