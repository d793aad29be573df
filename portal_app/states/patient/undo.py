"""Taking a request back, and the ten seconds in which that can be undone (CA-4, CA-10)."""

from dataclasses import dataclass

import reflex as rx

from portal_app.domain.problems import Problem
from portal_app.i18n import problems
from portal_app.services import slot_requests
from portal_app.states.gate import NAME, patient_event
from portal_app.states.guard import in_thread
from portal_app.states.patient.page import PatientPage


@dataclass(frozen=True, slots=True)
class Toast:
    """A sentence for a while. `undo` is the request that can be restored, or nothing."""

    key: str
    words: str
    undo: str = ""


class UndoState(PatientPage, rx.State):
    """The toast: none or one."""

    toasts: list[Toast] = rx.field(default_factory=list)

    _told: int = 0

    @patient_event(request=NAME)
    async def cancel(self, request: str) -> None:
        """Take a pending request back."""
        patient = await self._require_patient()
        t = self._t()
        try:
            await in_thread(slot_requests.cancel, patient, request, origin=self._origin())
        except Problem as problem:
            self._say(problems.words(t, problem.code, **problem.facts))
        else:
            self._say(t("Request cancelled"), undo=request)

    @patient_event(request=NAME)
    async def undo(self, request: str) -> None:
        """Let the request wait again."""
        patient = await self._require_patient()
        t = self._t()
        try:
            await in_thread(slot_requests.restore, patient, request, origin=self._origin())
        except Problem as problem:
            self._say(problems.words(t, problem.code, **problem.facts))
        else:
            self._say(t("The request is waiting again"))

    def _say(self, words: str, *, undo: str = "") -> None:
        self._told += 1
        self.toasts = [Toast(str(self._told), words, undo)]
