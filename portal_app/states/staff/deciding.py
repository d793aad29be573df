"""Accepting, undoing and rejecting, as the agenda and the inbox both do (WL-3, WL-4, AG-4)."""

from portal_app.domain.problems import Problem, SignedOut
from portal_app.domain.refs import StaffRef
from portal_app.i18n import problems
from portal_app.services import slot_requests
from portal_app.states.gate import NAME, staff_event
from portal_app.states.guard import in_thread
from portal_app.states.staff.toasts import ToastPage


class Deciding(ToastPage, mixin=True):
    """A page with requests to decide. It says who asked for what (`_asked`) and shows itself again (`_show`)."""

    _to_undo: str = ""

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
        except Problem as problem:
            await self._refuse(staff, problem)
            return
        self._to_undo = accepted.appointment_id
        t = self._t()
        self._say(t("Appointment made: {asked}.", asked=asked), undo=True)
        await self._show(staff)
        await self._surround(staff)

    @staff_event()
    async def undo(self) -> None:
        """The appointment goes, and its requests are pending again (WL-4)."""
        staff = await self._require_staff()
        appointment_id, self._to_undo = self._to_undo, ""
        if not appointment_id:
            return
        try:
            await in_thread(slot_requests.undo_accept, staff, appointment_id, origin=self._origin())
        except Problem as problem:
            await self._refuse(staff, problem)
            return
        t = self._t()
        self._say(t("Undone. The requests are waiting again."))
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

    async def _reject(self, staff: StaffRef, request_ids: list[str]) -> None:
        try:
            await in_thread(slot_requests.reject, staff, request_ids, origin=self._origin())
        except Problem as problem:
            await self._refuse(staff, problem)
            return
        t = self._t()
        self._say(t.plural("Answered with a kind no.", "{n} requests answered with a kind no.", len(request_ids)))
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
        self._say(problems.words(self._t(), problem.code, **problem.facts), refused=True)
        await self._show(staff)
        await self._surround(staff)

    def _no_undo(self) -> None:
        self._to_undo = ""

    def _asked(self, request_id: str) -> str:
        """Who asked for which time, of a request that this page shows; empty for any other."""
        raise NotImplementedError

    async def _show(self, staff: StaffRef) -> None:
        """Show how things are now."""
        raise NotImplementedError
