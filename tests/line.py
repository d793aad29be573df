"""A line to a server on this machine that is slow, or cut: every byte takes its time, a socket's too.

A browser's own emulation leaves its sockets out, and they are half of what a person waits for here.
"""

import asyncio
import threading
from collections.abc import Iterator
from contextlib import contextmanager

from tests.ports import free_port

# What a connection costs before its first byte, in round trips: TCP, then TLS 1.3.
TO_OPEN = 2
PIECE = 8_192


@contextmanager
def line(to_port: int, *, round_trip: int = 0, kilobits: int = 1_000_000) -> Iterator["Line"]:
    """A line to `to_port`: `round_trip` in milliseconds, `kilobits` a second down, and as many up."""
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever, daemon=True)
    thread.start()
    made = Line(loop, to_port, round_trip / 1_000, kilobits * 1_000 / 8)
    made.mend()
    try:
        yield made
    finally:
        made.cut()
        made.forget()
        loop.call_soon_threadsafe(loop.stop)
        thread.join()
        loop.close()


class Line:
    """Where to reach it, and its two ends."""

    def __init__(self, loop: asyncio.AbstractEventLoop, to_port: int, round_trip: float, speed: float) -> None:
        self.port = free_port()
        self._loop = loop
        self._to_port = to_port
        self._round_trip = round_trip
        self._speed = speed
        # When each direction has carried what it was given so far: all connections share them.
        self._free_at = {"up": 0.0, "down": 0.0}
        self._swallowed = ""
        self._stranded: set[int] = set()
        self._connections = 0
        self._server: asyncio.Server | None = None
        self._open: set[asyncio.StreamWriter] = set()
        self._carrying: set[asyncio.Task[None]] = set()

    def cut(self) -> None:
        """Nothing gets through from now on, and what was open is closed."""
        asyncio.run_coroutine_threadsafe(self._end(), self._loop).result()

    def swallow(self, direction: str) -> None:
        """What goes "up" or "down" from now on gets nowhere, and neither end notices; until the line is mended."""
        self._swallowed = direction

    def strand(self) -> None:
        """What is open now carries nothing any more, and neither end notices; what is opened from now on does."""
        self._stranded |= set(range(1, self._connections + 1))

    def mend(self) -> None:
        """The line is back."""
        self._swallowed = ""
        asyncio.run_coroutine_threadsafe(self._begin(), self._loop).result()

    def forget(self) -> None:
        """What is still under way gets nowhere."""
        asyncio.run_coroutine_threadsafe(self._drop(), self._loop).result()

    async def _drop(self) -> None:
        under_way = asyncio.all_tasks() - {asyncio.current_task()}
        for task in under_way:
            task.cancel()
        await asyncio.gather(*under_way, return_exceptions=True)

    async def _begin(self) -> None:
        self._server = await asyncio.start_server(self._take, "localhost", self.port)

    def _take(self, near: asyncio.StreamReader, answer: asyncio.StreamWriter) -> None:
        # A task of our own: the one that the server would make complains aloud when it is cancelled.
        task = asyncio.create_task(self._carry(near, answer))
        self._carrying.add(task)
        task.add_done_callback(self._carrying.discard)

    async def _end(self) -> None:
        if self._server is not None:
            self._server.close()
        for writer in self._open:
            writer.transport.abort()
        self._open.clear()

    async def _carry(self, near: asyncio.StreamReader, answer: asyncio.StreamWriter) -> None:
        """One connection, until either end closes it."""
        self._connections += 1
        number = self._connections
        await asyncio.sleep(TO_OPEN * self._round_trip)
        far, ask = await asyncio.open_connection("localhost", self._to_port)
        self._open |= {answer, ask}
        await asyncio.gather(self._one_way("up", near, ask, number), self._one_way("down", far, answer, number))
        self._open -= {answer, ask}

    async def _one_way(
        self, direction: str, source: asyncio.StreamReader, sink: asyncio.StreamWriter, number: int
    ) -> None:
        under_way: asyncio.Queue[tuple[float, bytes]] = asyncio.Queue()

        async def arrive() -> None:
            while (arrival := await under_way.get())[1]:
                await asyncio.sleep(arrival[0] - self._loop.time())
                sink.write(arrival[1])
            sink.close()

        arriving = asyncio.create_task(arrive())
        piece = b"-"
        while piece:
            try:
                piece = await source.read(PIECE)
            except ConnectionError:
                piece = b""
            if piece and (direction == self._swallowed or number in self._stranded):
                continue
            carried = max(self._loop.time(), self._free_at[direction]) + len(piece) / self._speed
            self._free_at[direction] = carried
            under_way.put_nowait((carried + self._round_trip / 2, piece))
        await arriving
