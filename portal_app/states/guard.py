"""Who is asking. Every handler outside the doors resolves its person first; the database row decides (ID-4, ID-7)."""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import ParamSpec, TypeVar

import reflex as rx

from models.vocabulary import Locale
from portal_app.domain.problems import SignedOut
from portal_app.domain.refs import Origin, PatientRef, StaffRef
from portal_app.i18n.text import Text, text
from portal_app.services import devices
from portal_app.states import connections, live

# Services run here: SQLite takes one writer at a time, and hashing has a pool of its own.
THREADS = 16

P = ParamSpec("P")
R = TypeVar("R")

_pool = ThreadPoolExecutor(max_workers=THREADS, thread_name_prefix="service")


async def in_thread(service: Callable[P, R], *args: P.args, **kwargs: P.kwargs) -> R:
    """Run a service without holding up anybody else's page."""
    return await asyncio.get_running_loop().run_in_executor(_pool, lambda: service(*args, **kwargs))


class Guard(rx.State, mixin=True):
    """What every page's state can ask: who is it, from where, in which language."""

    async def _require_patient(self, *, acting: bool = True) -> PatientRef:
        """The patient behind this page. `acting=False` where no person did anything: idle time goes on.

        `SignedOut`, which sends the page to the door.
        """
        secret = self._handshake().patient_secret
        if secret is None:
            raise SignedOut
        return await in_thread(devices.patient_of, secret, now_active=acting)

    async def _require_staff(self, *, acting: bool = True) -> StaffRef:
        """The staff member behind this page; see `_require_patient`."""
        secret = self._handshake().staff_secret
        if secret is None:
            raise SignedOut(staff=True)
        try:
            return await in_thread(devices.staff_of, secret, now_active=acting)
        except SignedOut:
            raise SignedOut(staff=True) from None

    def _watch(self, person: PatientRef | StaffRef, refresh: str) -> None:
        """Have this page's event `refresh` called when something of the person changes (CA-8)."""
        live.watch(self.router.session.client_token, person, f"{type(self).get_full_name()}.{refresh}")

    def _handshake(self) -> connections.Handshake:
        return connections.handshake(self.router.session.session_id)

    def _origin(self) -> Origin:
        return self._handshake().origin

    def _t(self) -> Text:
        """The language of the page that is open: the first part of its address."""
        first = self.router.url.path.strip("/").split("/")[0]
        return text(Locale(first)) if first in {locale.value for locale in Locale} else text(Locale.ES)
