"""The patient's own page (PK-3)."""

import reflex as rx

from portal_app.domain.refs import PatientRef
from portal_app.presenters.patient.me import MeView, me_view
from portal_app.services import own_record
from portal_app.states.guard import in_thread
from portal_app.states.patient.page import LoadedPage


class MeState(LoadedPage, rx.State):
    """The page."""

    view: MeView = MeView()

    async def _show_page(self, patient: PatientRef) -> None:
        page = await in_thread(own_record.me, patient)
        await self._show_portal(page.portal)
        self._display(loaded=True, view=me_view(self._t(), page))
