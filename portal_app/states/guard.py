"""Who is asking. Every handler outside the doors resolves its person first; the database row decides (ID-4, ID-7)."""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextvars import ContextVar
from dataclasses import replace
from typing import Any, ParamSpec, TypeVar

import reflex as rx
from reflex.state import BaseState
from reflex_base import constants
from reflex_base.event.context import EventContext

from models.vocabulary import Locale
from portal_app.domain.problems import SignedOut
from portal_app.domain.refs import Origin, PatientRef, StaffRef
from portal_app.i18n.text import Text, text
from portal_app.logs import in_request
from portal_app.services import denials, devices
from portal_app.states import connections, live
from portal_app.states.connections import Handshake

# Services run here: SQLite takes one writer at a time, and hashing has a pool of its own.
THREADS = 16
# What a tab knows of its line and its address: nobody's, and there whoever comes next.
_ITS_LINE = {*constants.ROUTER_VARS, constants.ROUTER_DATA, "is_hydrated"}

P = ParamSpec("P")
R = TypeVar("R")

_pool = ThreadPoolExecutor(max_workers=THREADS, thread_name_prefix="service")


async def in_thread(service: Callable[P, R], *args: P.args, **kwargs: P.kwargs) -> R:
    """Run a service without holding up anybody else's page."""
    return await asyncio.get_running_loop().run_in_executor(_pool, in_request(service, *args, **kwargs))


async def forget_who_left(state: BaseState) -> None:
    """Empty a tab's state when a session it was filled for is over: what comes next may send all of it."""
    if await in_thread(_somebody_left, connections.handshake(state.router.session.session_id)):
        _empty(state)


def _somebody_left(shown: Handshake) -> bool:
    try:
        if shown.patient_secret is not None:
            devices.patient_of(shown.patient_secret, now_active=False)
        if shown.staff_secret is not None:
            devices.staff_of(shown.staff_secret, now_active=False)
    except SignedOut:
        return True
    return False


def _patient_and(secret: str, look: Callable[[PatientRef], R], *, now_active: bool) -> tuple[PatientRef, R]:
    patient = devices.patient_of(secret, now_active=now_active)
    return patient, look(patient)


def _nothing_more(_patient: PatientRef) -> None:
    """Who it is, is all that is asked."""


def _empty(state: BaseState) -> None:
    """Put back what differs from a page that was just opened, and only that: what is put back is told (GD-2)."""
    left = [state._get_root_state()]  # noqa: SLF001  Reflex has no public way to the whole of a tab's state
    while left:
        one = left.pop()
        left += one.substates.values()
        for name, field in one.__class__.__fields__.items():
            default = field.default_value()
            if name not in _ITS_LINE and one.get_value(name) != default:
                setattr(one, name, default)


_through: ContextVar[str] = ContextVar("through", default="")


def note_event(name: str) -> None:
    """The event that is now being answered, for the trail: the page's state and what it is asked to do."""
    owner, _, handler = name.rpartition(".")
    _through.set(f"{owner.rpartition('.')[2].rpartition('____')[2]}.{handler}")


def note_arrival(state: BaseState) -> None:
    """A page's load events come: asked for by the page, or following on a line that came back by itself."""
    connections.note_arrival(state.router.session.session_id, by_person=not _follows_another_event())


def _follows_another_event() -> bool:
    try:
        return EventContext.get().parent_txid is not None
    except LookupError:
        return False


class Guard(rx.State, mixin=True):
    """What every page's state can ask: who is it, from where, in which language."""

    async def _require_patient(self, *, acting: bool = True) -> PatientRef:
        """The patient behind this page. `acting=False` where no person did anything: idle time goes on.

        `SignedOut`, which empties the page and sends it to the door. A staff member's page has no patient, and a call
        from there leaves a trace (ID-7).
        """
        patient, _ = await self._require_patient_and(_nothing_more, acting=acting)
        return patient

    async def _require_patient_and(
        self, look: Callable[[PatientRef], R], *, acting: bool = True
    ) -> tuple[PatientRef, R]:
        """The patient behind this page, and what a look of theirs finds, in one go: a thread's turn costs as much.

        See `_require_patient`.
        """
        shown = self._handshake()
        try:
            if shown.patient_secret is not None:
                active = acting and self._is_a_persons_doing()
                return await in_thread(_patient_and, shown.patient_secret, look, now_active=active)
            if shown.staff_secret is not None:
                staff = await in_thread(devices.staff_of, shown.staff_secret, now_active=False)
                await in_thread(denials.record, staff, self._origin(), "patients_page")
        except SignedOut:
            _empty(self)
        raise SignedOut

    async def _require_staff(self, *, acting: bool = True) -> StaffRef:
        """The staff member behind this page; see `_require_patient`."""
        shown = self._handshake()
        try:
            if shown.staff_secret is not None:
                return await in_thread(
                    devices.staff_of, shown.staff_secret, now_active=acting and self._is_a_persons_doing()
                )
            if shown.patient_secret is not None:
                patient = await in_thread(devices.patient_of, shown.patient_secret, now_active=False)
                await in_thread(denials.record, patient, self._origin(), "staff_page")
        except SignedOut:
            _empty(self)
        raise SignedOut(staff=True)

    def _is_a_persons_doing(self) -> bool:
        """False for what a page does when its line comes back: that alone does not keep a session alive (ID-4)."""
        return not _follows_another_event() or connections.went_there(self.router.session.session_id)

    def _watch(self, person: PatientRef | StaffRef, refresh: str) -> None:
        """Have this page's event `refresh` called when something of the person changes (CA-8)."""
        live.watch(self.router.session.client_token, person, f"{type(self).get_full_name()}.{refresh}")

    def _display(self, **values: Any) -> None:
        """Put these on the screen; what is there already is not sent again."""
        for name, value in values.items():
            if getattr(self, name) != value:
                setattr(self, name, value)

    def _handshake(self) -> connections.Handshake:
        return connections.handshake(self.router.session.session_id)

    def _origin(self) -> Origin:
        return replace(self._handshake().origin, through=_through.get())

    def _t(self) -> Text:
        """The language of the page that is open: the first part of its address."""
        first = self.router.url.path.strip("/").split("/")[0]
        return text(Locale(first)) if first in {locale.value for locale in Locale} else text(Locale.ES)
