"""What the states of a patient's pages have in common, and what is around every one of those pages."""

from typing import Any

import reflex as rx

from portal_app.presenters.patient.portal import PortalView, portal_view
from portal_app.services.own_rows import Portal
from portal_app.states.guard import Guard


class PortalState(rx.State):
    """The frame of every page: practice, patient, therapist, how many requests wait."""

    portal: PortalView = PortalView()


class PatientPage(Guard, rx.State, mixin=True):
    """A page of a patient's."""

    async def _show_portal(self, portal: Portal) -> None:
        """Show what is around the page, if it changed."""
        frame = await self.get_state(PortalState)
        view = portal_view(portal)
        if frame.portal != view:
            frame.portal = view

    def _show(self, **values: Any) -> None:
        """Put these on the screen; what is there already is not sent again."""
        for name, value in values.items():
            if getattr(self, name) != value:
                setattr(self, name, value)
