"""Live news (CA-8): when a change is committed, the open pages it concerns are nudged to load again.

A nudge carries nothing: the page answers it with its own refresh event, which goes through the gate and asks who the
person is like any other. So a page that may no longer see something does not get it, and there is no lock or topic
that pages share. Nudges that come thick are joined. Other processes hear of it through `relay`.
"""

import asyncio
import logging
from collections import defaultdict
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

import reflex as rx
from reflex.state import StateUpdate
from reflex_base.event import Event

from portal_app.domain.refs import PatientRef, StaffRef
from portal_app.services.transaction import Change
from portal_app.states import connections
from portal_app.states.relay import Relay

JOIN_SECONDS = 0.1

log = logging.getLogger("espai.live")


@dataclass(frozen=True, slots=True)
class Watcher:
    """An open page: whose it is and the event that makes it load again."""

    person: PatientRef | StaffRef
    refresh: str

    def concerned_by(self, change: Change) -> bool:
        """Staff pages see all of their practice's changes, a patient's page those that touch the patient."""
        if self.person.practice_id != change.practice_id:
            return False
        match self.person:
            case StaffRef():
                return change.for_staff
            case PatientRef():
                return change.every_patient or self.person.patient_id in change.patients


@dataclass
class _Pages:
    app: rx.App | None = None
    loop: asyncio.AbstractEventLoop | None = None
    relay: Relay | None = None
    watchers: dict[str, Watcher] = field(default_factory=dict)
    practices: defaultdict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    due: set[str] = field(default_factory=set)
    telling: set[asyncio.Task[None]] = field(default_factory=set)


_pages = _Pages()


@asynccontextmanager
async def news(app: rx.App, *, redis_url: str | None) -> AsyncIterator[None]:
    """Nudge through this app's sockets, on the loop that is running now; over Redis, those of other processes too."""
    _pages.app, _pages.loop = app, asyncio.get_running_loop()
    connections.when_closed(_forget)
    if redis_url is None:
        yield
        return
    _pages.relay = Relay(redis_url, heard=_wait_and_mark, missed=_mark_all)
    listening = asyncio.create_task(_pages.relay.listen())
    try:
        yield
    finally:
        listening.cancel()
        await _pages.relay.close()
        _pages.relay = None


def watch(token: str, person: PatientRef | StaffRef, refresh: str) -> None:
    """From now on the tab `token` shows something of this person; `refresh` is the full name of its load event."""
    _forget(token)
    _pages.watchers[token] = Watcher(person, refresh)
    _pages.practices[person.practice_id].add(token)


def heard(change: Change) -> None:
    """A commit told its news, from whichever thread made it."""
    loop = _pages.loop
    if loop is not None and not loop.is_closed():
        loop.call_soon_threadsafe(_spread, change)


def _spread(change: Change) -> None:
    _wait_and_mark(change)
    if _pages.relay is not None:
        task = asyncio.ensure_future(_pages.relay.tell(change))
        _pages.telling.add(task)
        task.add_done_callback(_pages.telling.discard)


def _wait_and_mark(change: Change) -> None:
    if _pages.loop is not None:
        _pages.loop.call_later(change.after.total_seconds(), _mark, change)


def _mark(change: Change) -> None:
    there = _pages.practices.get(change.practice_id, ())
    _make_due({token for token in there if _pages.watchers[token].concerned_by(change)})


def _mark_all() -> None:
    _make_due(set(_pages.watchers))


def _make_due(tokens: set[str]) -> None:
    if tokens and not _pages.due and _pages.loop is not None:
        _pages.loop.call_later(JOIN_SECONDS, lambda: asyncio.ensure_future(_nudge()))
    _pages.due |= tokens


def _forget(token: str) -> None:
    watcher = _pages.watchers.pop(token, None)
    if watcher is None:
        return
    there = _pages.practices[watcher.person.practice_id]
    there.discard(token)
    if not there:
        del _pages.practices[watcher.person.practice_id]


async def _nudge() -> None:
    tokens, _pages.due = _pages.due, set()
    namespace = _pages.app.event_namespace if _pages.app is not None else None
    if namespace is None:
        return
    sockets = namespace.token_to_sid
    told = []
    for token in tokens:
        # A page that is not open here any more may be open at another process, which nudges it.
        if not connections.is_open(sockets.get(token, "")):
            _forget(token)
            continue
        update = StateUpdate(events=[Event(name=_pages.watchers[token].refresh, payload={})])
        told.append(namespace.emit_update(update, token))
    # All at once: one after another, the last page would hear of it after the first ones were answered.
    for failed in await asyncio.gather(*told, return_exceptions=True):
        if isinstance(failed, BaseException):
            log.warning("A page could not be told: %s", type(failed).__name__)
