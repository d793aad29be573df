"""Live news (CA-8): when a change is committed, the open pages it concerns are nudged to load again.

A nudge carries nothing: the page answers it with its own refresh event, which goes through the gate and asks who the
person is like any other. So a page that may no longer see something does not get it, and there is no lock or topic
that pages share. Within one process; nudges that come thick are joined.
"""

import asyncio
import logging
from dataclasses import dataclass, field

import reflex as rx
from reflex.state import StateUpdate
from reflex_base.event import Event

from portal_app.domain.refs import PatientRef, StaffRef
from portal_app.services.transaction import Change

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
    watchers: dict[str, Watcher] = field(default_factory=dict)
    due: set[str] = field(default_factory=set)


_pages = _Pages()


def start(app: rx.App) -> None:
    """Nudge through this app's sockets, on the loop that is running now."""
    _pages.app, _pages.loop = app, asyncio.get_running_loop()


def watch(token: str, person: PatientRef | StaffRef, refresh: str) -> None:
    """From now on the tab `token` shows something of this person; `refresh` is the full name of its load event."""
    _pages.watchers[token] = Watcher(person, refresh)


def heard(change: Change) -> None:
    """A commit told its news, from whichever thread made it."""
    loop = _pages.loop
    if loop is not None and not loop.is_closed():
        loop.call_soon_threadsafe(loop.call_later, change.after.total_seconds(), _mark, change)


def _mark(change: Change) -> None:
    concerned = {token for token, watcher in _pages.watchers.items() if watcher.concerned_by(change)}
    if concerned and not _pages.due and _pages.loop is not None:
        _pages.loop.call_later(JOIN_SECONDS, lambda: asyncio.ensure_future(_nudge()))
    _pages.due |= concerned


async def _nudge() -> None:
    tokens, _pages.due = _pages.due, set()
    namespace = _pages.app.event_namespace if _pages.app is not None else None
    if namespace is None:
        return
    open_tokens = namespace.token_to_sid
    for token in tokens:
        if token not in open_tokens:
            _pages.watchers.pop(token, None)
            continue
        update = StateUpdate(events=[Event(name=_pages.watchers[token].refresh, payload={})])
        await namespace.emit_update(update, token)
