"""Many open pages in one thread: each speaks as a page does, and looks again when it is nudged.

A thread a page would cost more than the server; here a page costs the machine little beside what it asks for.
"""

import asyncio
import json
import time
from collections import defaultdict
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from wsproto import ConnectionType, WSConnection
from wsproto.events import AcceptConnection, CloseConnection, Message, Ping, RejectConnection, Request, TextMessage
from wsproto.utilities import LocalProtocolError, RemoteProtocolError

from tests.hostile.client import NAMESPACE, new_token, updates
from tests.hostile.pages import HYDRATE, PRESENCE

# Longer than anything may take: what has not come by then does not come.
PATIENCE_SECONDS = 60
# How many pages open at the same moment.
DOORWAY = 8


class Gone(Exception):
    """The page's line was cut, or nothing came."""


@dataclass(eq=False)
class Page(asyncio.Protocol):
    """One page of whoever has these cookies. `nudged_at`: when it was first told to look again.

    `through`: the address of a proxy in front, which the line is opened to.

    `shown`: what is on its screen, by state and var.
    """

    url: str
    cookies: str
    at: str = "/es/calendar"
    token: str = field(default_factory=new_token)
    through: str = ""
    nudges: int = 0
    nudged_at: float = 0.0
    looked_at: float = 0.0
    bytes_heard: int = 0
    shown: defaultdict[str, dict[str, Any]] = field(default_factory=lambda: defaultdict(dict))

    def __post_init__(self) -> None:
        self._speaks = WSConnection(ConnectionType.CLIENT)
        self._line: asyncio.Transport | None = None
        self._parts: list[str] = []
        self._waiting: dict[str, asyncio.Future[None]] = {}
        self._marks = 0
        self._looking: set[asyncio.Task[None]] = set()

    async def open(self) -> None:
        """Connect, join, and have what the page shows, as a page does that loads. `Gone`."""
        loop, to = asyncio.get_running_loop(), urlsplit(self.through or self.url)
        joined = self._wait_for(f"40{NAMESPACE}")
        try:
            await loop.create_connection(lambda: self, to.hostname or "", to.port or 80)
        except OSError as error:
            raise Gone from error
        await self._until(joined)
        await self.do(HYDRATE, {"vars": {}})

    def again(self) -> "Page":
        """The same tab, whose line broke, about to open a new one."""
        return Page(self.url, self.cookies, self.at, self.token, self.through)

    async def do(self, name: str, payload: dict[str, Any] | None = None) -> None:
        """Fire an event and wait until it is through. `Gone`."""
        self._marks += 1
        mark = f"mark-{self._marks}-"
        through = self._wait_for(mark)
        self._fire(name, payload or {})
        # It is answered in its turn, so whatever the event had to say was said before.
        self._fire(f"{PRESENCE}.fail", {"code": "failure", "reference": mark})
        await self._until(through)

    async def see(self, name: str, payload: dict[str, Any], sign: str) -> None:
        """Fire an event and wait until what it puts on the screen has this sign in it. `Gone`."""
        seen = self._wait_for(sign)
        self._fire(name, payload)
        await self._until(seen)

    def close(self) -> None:
        """Hang up."""
        if self._line is not None:
            self._line.abort()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._line = transport
        headers = [("Cookie", self.cookies), ("Origin", self.url), ("User-Agent", "a page of many")]
        target = f"{NAMESPACE}/?EIO=4&transport=websocket&token={self.token}"
        given = [(name.encode(), value.encode()) for name, value in headers]
        transport.write(self._speaks.send(Request(host=urlsplit(self.url).netloc, target=target, extra_headers=given)))

    def data_received(self, data: bytes) -> None:
        self.bytes_heard += len(data)
        try:
            self._speaks.receive_data(data)
            for event in self._speaks.events():
                self._take(event)
        except RemoteProtocolError:
            self.connection_lost(None)

    def connection_lost(self, exc: Exception | None) -> None:  # noqa: ARG002  asyncio's own signature
        for waiting in self._waiting.values():
            if not waiting.done():
                waiting.set_exception(Gone("cut"))
        self._waiting.clear()
        self._line = None

    def _take(self, event: object) -> None:
        match event:
            case TextMessage(data=said, message_finished=finished):
                self._parts.append(said)
                if finished:
                    frame = "".join(self._parts)
                    self._parts.clear()
                    self._hear(frame)
            case Ping():
                self._write(event.response())
            case RejectConnection() | CloseConnection():
                self.connection_lost(None)
            case AcceptConnection():
                pass
            case _:
                pass

    def _hear(self, frame: str) -> None:
        if frame == "2":
            self._say("3")
        elif frame.startswith("0"):
            self._say(f"40{NAMESPACE},")
        else:
            for update in updates([frame]):
                for state, values in (update.get("delta") or {}).items():
                    told = {key.removesuffix("_rx_state_"): value for key, value in values.items()}
                    self.shown[state.rpartition(".")[2].rpartition("____")[2]].update(told)
            if '.refresh"' in frame:
                task = asyncio.ensure_future(self._look_again(frame))
                self._looking.add(task)
                task.add_done_callback(self._looking.discard)
            for mark in [mark for mark in self._waiting if mark in frame]:
                waiting = self._waiting.pop(mark)
                if not waiting.done():
                    waiting.set_result(None)

    async def _look_again(self, frame: str) -> None:
        """A nudge is an event to send back."""
        self.nudges += 1
        self.nudged_at = self.nudged_at or time.perf_counter()
        name = next(event["name"] for update in updates([frame]) for event in update.get("events") or ())
        mark = f"nudge-{self.nudges}-"
        through = self._wait_for(mark)
        self._fire(name, {})
        self._fire(f"{PRESENCE}.fail", {"code": "failure", "reference": mark})
        try:
            await self._until(through)
        except Gone:
            return
        self.looked_at = time.perf_counter()

    def _wait_for(self, mark: str) -> asyncio.Future[None]:
        self._waiting[mark] = waiting = asyncio.get_running_loop().create_future()
        return waiting

    async def _until(self, waiting: asyncio.Future[None]) -> None:
        try:
            async with asyncio.timeout(PATIENCE_SECONDS):
                await waiting
        except TimeoutError:
            raise Gone from None

    def _fire(self, name: str, payload: dict[str, Any]) -> None:
        router = {"pathname": self.at, "query": {}, "asPath": self.at}
        event = {"token": self.token, "name": name, "payload": payload, "router_data": router}
        self._say(f"42{NAMESPACE}," + json.dumps(["event", event]))

    def _say(self, frame: str) -> None:
        self._write(Message(data=frame))

    def _write(self, event: Any) -> None:
        if self._line is None:
            raise Gone
        try:
            self._line.write(self._speaks.send(event))
        except LocalProtocolError as error:
            raise Gone from error


async def open_pages(pages: list[Page]) -> None:
    """Open them, some at a time. `Gone`, from the first that does not open."""
    doorway = asyncio.Semaphore(DOORWAY)

    async def enter(page: Page) -> None:
        async with doorway:
            await page.open()

    await asyncio.gather(*map(enter, pages))


def close_pages(pages: list[Page]) -> None:
    """Hang up on all of them."""
    for page in pages:
        page.close()
