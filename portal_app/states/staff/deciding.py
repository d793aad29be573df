"""Accepting, undoing and rejecting, as the agenda and the inbox both do (WL-3, WL-4, AG-4)."""

from collections.abc import Sequence
from typing import TypeVar

import reflex as rx

from portal_app.domain.problems import NeedsOverride, Problem, SignedOut
from portal_app.domain.refs import StaffRef
from portal_app.presenters.staff.inbox import refusal
from portal_app.services import slot_requests, taking_back
from portal_app.services.taking_back import Before
from portal_app.states.gate import NAME, staff_event
from portal_app.states.guard import in_thread
from portal_app.states.staff.toasts import ToastPage

Kind = TypeVar("Kind", bound=type[rx.State])

_asking: list[type[rx.State]] = []


def asks_if_meant(kind: Kind) -> Kind:
    """The panel that asks before something is accepted against the hours: it has an `_ask_if_meant`."""
    _asking.append(kind)
    return kind


class Deciding(ToastPage, mixin=True):
    """A page with requests to decide. It says who asked for what (`_asked`) and shows itself again (`_show`).

    What was done last can be undone: an acceptance, a no, times that were proposed, or a change of an appointment.
    """

    _to_undo: str = ""
    _no_to_undo: tuple[str, ...] = ()
    _proposal_to_undo: str = ""
    _change_to_undo: Before | None = None

    @staff_event(request_id=NAME)
    async def accept(self, request_id: str) -> None:
        """Make the request an appointment, with ten seconds to think again."""
        staff = await self._require_staff()
        asked = self._asked(request_id)
        if not asked:
            await self._not_shown(staff, request_id)
            return
        try:
            accepted = await in_thread(slot_requests.accept, staff, request_id, origin=self._origin())
        except NeedsOverride as problem:
            for kind in _asking:
                panel = await self.get_state(kind)
                await panel._ask_if_meant(staff, request_id, problem)  # pyright: ignore[reportAttributeAccessIssue]  # noqa: SLF001  `asks_if_meant`
            return
        except Problem as problem:
            await self._refuse(staff, problem)
            return
        await self._accepted(staff, accepted.appointment_id, asked)

    @staff_event()
    async def undo(self) -> None:
        """What was done last is as it was before (WL-4)."""
        await self._undo(await self._require_staff())

    async def _undo(self, staff: StaffRef) -> None:
        appointment_id, refused, proposed = self._to_undo, self._no_to_undo, self._proposal_to_undo
        changed = self._change_to_undo
        self._no_undo()
        origin = self._origin()
        again = True
        try:
            if appointment_id:
                await in_thread(slot_requests.undo_accept, staff, appointment_id, origin=origin)
            elif refused:
                await in_thread(slot_requests.undo_reject, staff, refused, origin=origin)
            elif proposed:
                again = await in_thread(slot_requests.withdraw, staff, proposed, origin=origin)
            elif changed:
                await in_thread(taking_back.take_back, staff, changed, origin=origin)
            else:
                return
        except Problem as problem:
            await self._refuse(staff, problem)
            return
        t = self._t()
        if changed:
            self._say(t("Undone. It is as it was before."))
        elif again:
            self._say(t("Undone. The requests are waiting again."))
        else:
            self._say(t("Taken back. The time asked for has gone meanwhile: the patient reads a kind no."))
        await self._show(staff)
        await self._surround(staff)

    @staff_event(request_id=NAME)
    async def reject(self, request_id: str) -> None:
        """Answer one request with a kind no."""
        staff = await self._require_staff()
        if self._asked(request_id):
            await self._reject(staff, [request_id])
        else:
            await self._not_shown(staff, request_id)

    async def _accepted(self, staff: StaffRef, appointment_id: str, asked: str) -> None:
        self._no_undo()
        self._to_undo = appointment_id
        t = self._t()
        self._say(t("Appointment made: {asked}.", asked=asked), undo=True)
        await self._show(staff)
        await self._surround(staff)

    async def _proposed(self, staff: StaffRef, request_id: str, asked: str) -> None:
        self._no_undo()
        self._proposal_to_undo = request_id
        t = self._t()
        self._say(t("Proposed. The patient chooses now: {asked}.", asked=asked), undo=True)
        await self._show(staff)
        await self._surround(staff)

    def _changed(self, said: str, before: Before) -> None:
        """An appointment was changed: say so, with a way back to how it was `before`."""
        self._no_undo()
        self._change_to_undo = before
        self._say(said, undo=True)

    async def _reject(self, staff: StaffRef, request_ids: Sequence[str], *, reply: str = "") -> None:
        try:
            await in_thread(slot_requests.reject, staff, request_ids, reply=reply, origin=self._origin())
        except Problem as problem:
            await self._refuse(staff, problem)
            return
        self._no_undo()
        self._no_to_undo = tuple(request_ids)
        t = self._t()
        said = t.plural("Answered with a kind no.", "{n} requests answered with a kind no.", len(request_ids))
        self._say(said, undo=True)
        await self._show(staff)
        await self._surround(staff)

    async def _not_shown(self, staff: StaffRef, request_id: str) -> None:
        """Say a neutral word about a request that went meanwhile, or that was never theirs to see."""
        try:
            await in_thread(slot_requests.not_shown, staff, request_id, origin=self._origin())
        except Problem as problem:
            await self._refuse(staff, problem)

    async def _refuse(self, staff: StaffRef, problem: Problem) -> None:
        """Say why it could not be done, and show how things are now."""
        if isinstance(problem, SignedOut):
            raise problem
        self._say(refusal(self._t(), problem), refused=True)
        await self._show(staff)
        await self._surround(staff)

    def _no_undo(self) -> None:
        self._to_undo, self._no_to_undo, self._proposal_to_undo = "", (), ""
        self._change_to_undo = None

    def _asked(self, request_id: str) -> str:
        """Who asked for which time, of a request that this page shows; empty for any other."""
        raise NotImplementedError

    async def _show(self, staff: StaffRef) -> None:
        """Show how things are now."""
        raise NotImplementedError
