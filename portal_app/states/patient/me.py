"""The patient's own page (PK-3)."""

import reflex as rx

from portal_app.domain.refs import PatientRef
from portal_app.presenters.patient.me import MeView, me_view
from portal_app.services import own_record
from portal_app.states.gate import patient_event
from portal_app.states.guard import in_thread
from portal_app.states.patient.page import PatientPage


class MeState(PatientPage, rx.State):
    """The page."""

    loaded: bool = False
    view: MeView = MeView()

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
        page = await in_thread(own_record.me, patient)
        await self._show_portal(page.portal)
        self._show(loaded=True, view=me_view(self._t(), page))
