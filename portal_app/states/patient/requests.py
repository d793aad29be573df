"""The requests page (CA-4, WL-6)."""

import reflex as rx

from portal_app.domain.refs import PatientRef
from portal_app.presenters.patient.requests import RequestsView, requests_view
from portal_app.services import calendar
from portal_app.states.gate import patient_event
from portal_app.states.guard import in_thread
from portal_app.states.patient.page import PatientPage


class RequestsState(PatientPage, rx.State):
    """What was asked for, and what became of it."""

    loaded: bool = False
    view: RequestsView = RequestsView()

    @patient_event()
    async def load(self) -> None:
        """Show the page, and go on showing what changes."""
        patient = await self._require_patient()
        self._watch(patient, "refresh")
        await self._show_page(patient)

    @patient_event()
    async def refresh(self) -> None:
        """Something of the patient's changed: show it as it is now."""
        await self._show_page(await self._require_patient(acting=False))

    async def _show_page(self, patient: PatientRef) -> None:
        page = await in_thread(calendar.requests, patient)
        await self._show_portal(page.portal)
        self._show(loaded=True, view=requests_view(self._t(), page))
