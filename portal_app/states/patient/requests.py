"""The requests page (CA-4, WL-6)."""

import reflex as rx

from portal_app.domain.problems import Problem
from portal_app.domain.refs import PatientRef
from portal_app.presenters.patient.requests import UNDECIDED, Look, RequestsView, requests_view
from portal_app.presenters.patient.told import SESSION_CONFIRMED
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
    _waited: rx.Field[list[str]] = rx.field(default_factory=list)

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
        try:
            await in_thread(slot_requests.accept_proposed, patient, proposal, origin=self._origin())
        except Problem as problem:
            frame._say(problem.code, problem.facts)  # noqa: SLF001 - a sibling's public methods are events
        else:
            frame._say(SESSION_CONFIRMED)  # noqa: SLF001 - as above
        await self._show_page(patient)

    def _begin(self) -> None:
        self._display(joined=[])
        self._waited = []
        self._most = ANSWERED_AT_ONCE

    async def _show_page(self, patient: PatientRef) -> None:
        page = await in_thread(calendar.requests, patient, most=self._most, waited=self._waited)
        await self._show_portal(page.portal)
        before = [one.request.key for one in self.view.pending if one.request.look in UNDECIDED]
        undecided = {*before, *(one.key for one in self.view.proposed)}
        view = requests_view(self._t(), page, waited=self._waited)
        shown = (*(one.request for one in view.pending), *view.answered)
        joined = [one.key for one in shown if one.key in undecided and one.look == Look.ACCEPTED]
        self._waited = [one.request.key for one in view.pending]
        self._display(loaded=True, view=view, joined=joined or self.joined)
