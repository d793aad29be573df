"""News between processes: what one commits, the open pages of the others hear of, over Redis.

Only ids travel, and whoever hears them asks the database what may be seen. News that may have been lost (Redis was
away, or a line to it broke) is made up for by having every open page look again.
"""

import asyncio
import json
import logging
import secrets
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from redis.asyncio import Redis
from redis.exceptions import RedisError

from portal_app.services.transaction import Change

CHANNEL = "espai:news"
# What does not answer for so long is away.
PATIENCE_SECONDS = 3
AGAIN_SECONDS = 0.5

_AWAY = (RedisError, OSError, TimeoutError)

log = logging.getLogger("espai.live")


class Relay:
    """This process's line to the others. `heard` takes their news; `missed` is called when some may be lost."""

    def __init__(self, url: str, *, heard: Callable[[Change], None], missed: Callable[[], None]) -> None:
        self._heard, self._missed = heard, missed
        self._name = secrets.token_hex(6)
        self._speaking = Redis.from_url(
            url, socket_timeout=PATIENCE_SECONDS, socket_connect_timeout=PATIENCE_SECONDS, retry_on_timeout=False
        )
        self._listening = Redis.from_url(url, socket_connect_timeout=PATIENCE_SECONDS, socket_keepalive=True)
        self._unsaid: asyncio.Task[None] | None = None

    async def tell(self, change: Change) -> None:
        """Tell the others; if that fails, have all their pages look again as soon as it can be said."""
        if not await self._say(_packed(change)) and (self._unsaid is None or self._unsaid.done()):
            log.warning("Redis does not take the news; every page looks again when it does")
            self._unsaid = asyncio.create_task(self._make_up())

    async def listen(self) -> None:
        """Hear the others, until cancelled."""
        first, away = True, False
        while True:
            try:
                async with self._listening.pubsub() as line:
                    await line.subscribe(CHANNEL)
                    if not first:
                        self._missed()
                    first = away = False
                    async for message in line.listen():
                        if message["type"] == "message":
                            self._take(message["data"])
            except _AWAY:
                # Said once, however long it is away.
                if not away:
                    log.warning("The line to Redis broke; trying again")
                away = True
            await asyncio.sleep(AGAIN_SECONDS)

    async def close(self) -> None:
        """Hang up."""
        if self._unsaid is not None:
            self._unsaid.cancel()
        await self._speaking.aclose()
        await self._listening.aclose()

    async def _say(self, news: dict[str, Any]) -> bool:
        try:
            await self._speaking.publish(CHANNEL, json.dumps({"from": self._name, **news}))
        except _AWAY:
            return False
        return True

    async def _make_up(self) -> None:
        said = False
        while not said:
            await asyncio.sleep(AGAIN_SECONDS)
            said = await self._say({"missed": True})

    def _take(self, data: bytes) -> None:
        try:
            news = json.loads(data)
            if news["from"] == self._name:
                return
            if news.get("missed"):
                self._missed()
            else:
                self._heard(_unpacked(news))
        except (ValueError, KeyError, TypeError):
            log.warning("News that could not be understood was left alone")


def _packed(change: Change) -> dict[str, Any]:
    return {
        "practice": change.practice_id,
        "patients": sorted(change.patients),
        "every_patient": change.every_patient,
        "after": change.after.total_seconds(),
        "for_staff": change.for_staff,
    }


def _unpacked(news: dict[str, Any]) -> Change:
    return Change(
        practice_id=str(news["practice"]),
        patients=frozenset(map(str, news["patients"])),
        every_patient=bool(news["every_patient"]),
        after=timedelta(seconds=float(news["after"])),
        for_staff=bool(news["for_staff"]),
    )
