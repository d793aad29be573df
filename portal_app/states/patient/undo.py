"""Taking a request back, and the ten seconds in which that can be undone (CA-4, CA-10)."""

from collections.abc import Mapping

import reflex as rx

from portal_app.domain.problems import Problem
from portal_app.presenters.patient.told import REQUEST_CANCELLED, REQUEST_WAITS_AGAIN
from portal_app.services import slot_requests
from portal_app.states.gate import NAME, patient_event
from portal_app.states.guard import in_thread
from portal_app.states.patient.page import PatientPage, PortalState


class UndoState(PatientPage, rx.State):
    """What can be taken back, from whichever page it is on; the page itself learns of it as of any other change."""

    @patient_event(request=NAME)
    async def cancel(self, request: str) -> None:
        """Take a pending request back."""
        patient = await self._require_patient()
        try:
            await in_thread(slot_requests.cancel, patient, request, origin=self._origin())
        except Problem as problem:
            await self._say(problem.code, problem.facts)
        else:
            await self._say(REQUEST_CANCELLED, undo=request)

    @patient_event(request=NAME)
    async def undo(self, request: str) -> None:
        """Let the request wait again."""
        patient = await self._require_patient()
        try:
            await in_thread(slot_requests.restore, patient, request, origin=self._origin())
        except Problem as problem:
            await self._say(problem.code, problem.facts)
        else:
            await self._say(REQUEST_WAITS_AGAIN)

    async def _say(self, code: str, facts: Mapping[str, object] | None = None, *, undo: str = "") -> None:
        frame = await self.get_state(PortalState)
        frame._say(code, facts, undo=undo)  # noqa: SLF001 - a sibling's public methods are events
