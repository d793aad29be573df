"""What becomes of the appointments that a change lies over or leaves outside: asked before it is written (AV-10)."""

from collections.abc import Callable
from typing import Any
from zoneinfo import ZoneInfo

import reflex as rx

from portal_app.domain.problems import AppointmentsCovered
from portal_app.domain.refs import StaffRef
from portal_app.presenters.staff.settings import deciding as presenter
from portal_app.presenters.staff.settings.deciding import CoveredView
from portal_app.services import appointment_form
from portal_app.services.set_up.decisions import Covered, Decided, Decision
from portal_app.states.gate import NAME, one_of, staff_event
from portal_app.states.guard import in_thread
from portal_app.states.staff.settings.page import SettingsPage


class DecidingPage(SettingsPage, mixin=True):
    """A page whose changes may ask first. `_pending` is what was being done: its name, and what it was about.

    It says how that is done (`_do`), and what is noted with the appointments that go (`_reason`).
    """

    covered: rx.Field[list[CoveredView]] = rx.field(default_factory=list)
    undecided: int = 0
    _covered: tuple[Covered, ...] = ()
    _decided: tuple[tuple[str, Decision], ...] = ()
    _pending: tuple[str, ...] = ()
    _zone: str = "UTC"

    @staff_event(key=NAME, decision=one_of("keep", "cancel"))
    async def decide(self, key: str, decision: str) -> None:
        """What becomes of one of the appointments."""
        staff = await self._require_staff()
        if any(one.appointment_id == key for one in self._covered):
            self._decided = (*self._decided, (key, Decision(decision)))
            await self._decide_about(staff, self._covered)

    @staff_event(decision=one_of("keep", "cancel"))
    async def decide_all(self, decision: str) -> None:
        """The same for all of them."""
        staff = await self._require_staff()
        self._decided = tuple((one.appointment_id, Decision(decision)) for one in self._covered)
        await self._decide_about(staff, self._covered)

    @staff_event()
    async def back(self) -> None:
        """Back to what was being changed: nothing is decided, nothing is saved."""
        staff = await self._require_staff()
        await self._decide_about(staff, ())

    @staff_event()
    async def go_on(self) -> None:
        """Everything is decided: do it."""
        staff = await self._require_staff()
        if self._covered and not self.undecided:
            await self._do(staff, *self._pending)

    async def _do(self, staff: StaffRef, name: str, about: str = "") -> None:
        """Do what was being done."""
        raise NotImplementedError

    def _reason(self) -> str:
        return ""

    async def _attempt(
        self, staff: StaffRef, pending: tuple[str, ...], service: Callable[..., Any], *args: object, **given: object
    ) -> bool:
        """Whether it was done; where somebody still has to decide, they are asked. Other problems pass."""
        decided = Decided(dict(self._decided), self._reason())
        try:
            await in_thread(service, staff, *args, **given, decided=decided, origin=self._origin())
        except AppointmentsCovered as problem:
            self._clear()
            self._pending = pending
            undecided: tuple[Covered, ...] = tuple(problem.facts["covered"])  # pyright: ignore[reportArgumentType]  what it is about
            await self._decide_about(staff, tuple(dict.fromkeys((*self._covered, *undecided))))
            return False
        await self._decide_about(staff, ())
        return True

    async def _decide_about(self, staff: StaffRef, covered: tuple[Covered, ...]) -> None:
        """Show the appointments to decide about; none: nothing is asked any more."""
        if not covered:
            self._decided, self._pending = (), ()
        self._covered = covered
        if covered:
            self._zone = (await in_thread(appointment_form.choices, staff)).zone.key
        self._word()

    def _word(self) -> None:
        super()._word()
        t, zone, decided = self._t(), ZoneInfo(self._zone), dict(self._decided)
        views = [
            presenter.covered(t, one, zone=zone, decision=decided.get(one.appointment_id)) for one in self._covered
        ]
        self._display(covered=views, undecided=sum(not one.decision for one in views))
