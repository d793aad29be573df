"""The patient's own trail (GD-1)."""

import reflex as rx

from portal_app.domain.refs import PatientRef
from portal_app.presenters.patient.trail import ActivityView, activity_view
from portal_app.services import own_activity
from portal_app.services.own_activity import MOST, PAGE
from portal_app.states.gate import patient_event
from portal_app.states.guard import in_thread
from portal_app.states.patient.page import LoadedPage


class ActivityState(LoadedPage, rx.State):
    """The page."""

    view: ActivityView = ActivityView()

    _most: int = PAGE

    @patient_event()
    async def show_more(self) -> None:
        """Go further back."""
        patient = await self._require_patient()
        self._most = min(self._most + PAGE, MOST)
        await self._show_page(patient)

    def _begin(self) -> None:
        self._most = PAGE

    async def _show_page(self, patient: PatientRef) -> None:
        page = await in_thread(own_activity.own_activity, patient, most=self._most)
        await self._show_portal(page.portal)
        self._display(loaded=True, view=activity_view(self._t(), page))
