"""The requests page (CA-4, WL-6)."""

import reflex as rx

from portal_app.domain.problems import Problem
from portal_app.domain.refs import PatientRef
from portal_app.presenters.patient.request_views import Look, RequestsView
from portal_app.presenters.patient.requests import kept_in_place, requests_view
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
    _anew: bool = True

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
        self._anew = True
        self._most = ANSWERED_AT_ONCE

    async def _show_page(self, patient: PatientRef) -> None:
        before = None if self._anew else self.view
        kept = kept_in_place(before) if before else []
        page = await in_thread(calendar.requests, patient, most=self._most, waited=kept)
        await self._show_portal(page.portal)
        view = requests_view(self._t(), page, before=before)
        joined = (_accepted(view) - _accepted(before)).intersection(kept) if before else set[str]()
        self._anew = False
        self._display(loaded=True, view=view, joined=sorted(joined) or self.joined)


def _accepted(view: RequestsView) -> set[str]:
    shown = (*view.proposed, *(one.request for one in view.pending), *view.answered)
    return {one.key for one in shown if one.look == Look.ACCEPTED}
