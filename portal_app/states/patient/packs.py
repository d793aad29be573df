"""The packs page (PK-1)."""

import reflex as rx

from portal_app.domain.refs import PatientRef
from portal_app.presenters.patient.packs import PacksView, packs_view
from portal_app.services import own_record
from portal_app.states.gate import patient_event
from portal_app.states.guard import in_thread
from portal_app.states.patient.page import LoadedPage


class PacksState(LoadedPage, rx.State):
    """The page."""

    view: PacksView = PacksView()

    _whole: bool = False

    @patient_event()
    async def show_more(self) -> None:
        """Show every pack there was."""
        patient = await self._require_patient()
        self._whole = True
        await self._show_page(patient)

    def _begin(self) -> None:
        self._whole = False

    async def _show_page(self, patient: PatientRef) -> None:
        page = await in_thread(own_record.packs, patient)
        await self._show_portal(page.portal)
        self._show(loaded=True, view=packs_view(self._t(), page, whole=self._whole))
