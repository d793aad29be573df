"""The packs page (PK-1)."""

import reflex as rx

from portal_app.domain.refs import PatientRef
from portal_app.presenters.patient.packs import PacksView, packs_view
from portal_app.services import own_record
from portal_app.states.guard import in_thread
from portal_app.states.patient.page import FoldedPage


class PacksState(FoldedPage, rx.State):
    """The page."""

    view: PacksView = PacksView()

    async def _show_page(self, patient: PatientRef) -> None:
        page = await in_thread(own_record.packs, patient)
        await self._show_portal(page.portal)
        self._display(loaded=True, view=packs_view(self._t(), page, whole=self._whole))
