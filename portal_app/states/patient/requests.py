"""The requests page (CA-4, WL-6)."""

import reflex as rx

from portal_app.domain.problems import Problem
from portal_app.domain.refs import PatientRef
from portal_app.i18n import problems
from portal_app.presenters.patient.requests import Look, RequestsView, requests_view
from portal_app.services import calendar, slot_requests
from portal_app.services.calendar import ANSWERED_AT_ONCE, MOST_ANSWERED
from portal_app.states.gate import NAME, patient_event
from portal_app.states.guard import in_thread
from portal_app.states.patient.page import LoadedPage, PortalState


class RequestsState(LoadedPage, rx.State):
    """What was asked for, and what became of it; `joined` are those confirmed while the page was open."""

    view: RequestsView = RequestsView()
    joined: rx.Field[list[str]] = rx.field(default_factory=list)

    _most: int = ANSWERED_AT_ONCE

    @patient_event()
    async def show_more(self) -> None:
        """Go further back among what was answered."""
        patient = await self._require_patient()
        self._most = min(self._most + ANSWERED_AT_ONCE, MOST_ANSWERED)
        await self._show_page(patient)

    @patient_event(proposal=NAME)
    async def take(self, proposal: str) -> None:
        """Take a time that was proposed (AG-4)."""
        patient = await self._require_patient()
        frame = await self.get_state(PortalState)
        t = self._t()
        try:
            await in_thread(slot_requests.accept_proposed, patient, proposal, origin=self._origin())
        except Problem as problem:
            frame._say(problems.words(t, problem.code, **problem.facts))  # noqa: SLF001 - a sibling's public methods are events
        else:
            frame._say(t("Session confirmed"))  # noqa: SLF001 - as above
        await self._show_page(patient)

    def _begin(self) -> None:
        self._show(joined=[])
        self._most = ANSWERED_AT_ONCE

    async def _show_page(self, patient: PatientRef) -> None:
        page = await in_thread(calendar.requests, patient, most=self._most)
        await self._show_portal(page.portal)
        waited = {one.key for one in (*self.view.pending, *self.view.proposed)}
        view = requests_view(self._t(), page)
        joined = [one.key for one in view.answered if one.key in waited and one.look == Look.ACCEPTED]
        self._show(loaded=True, view=view, joined=joined or self.joined)
