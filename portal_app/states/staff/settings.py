"""The settings page, thin: oneself and the practice as it is (PR-1)."""

import reflex as rx

from portal_app.presenters.staff import settings as presenter
from portal_app.presenters.staff.settings import SettingsView
from portal_app.services import practice
from portal_app.states.gate import staff_event
from portal_app.states.guard import in_thread
from portal_app.states.staff.surroundings import StaffPage


class SettingsState(StaffPage, rx.State):
    """What the practice is."""

    loaded: bool = False
    view: rx.Field[SettingsView] = rx.field(default_factory=SettingsView)

    @staff_event()
    async def load(self) -> None:
        """A person opened the page."""
        staff = await self._arrive()
        self.view = presenter.settings(self._t(), await in_thread(practice.facts, staff))
        self.loaded = True

    @staff_event()
    async def refresh(self) -> None:
        """Something of the practice changed."""
        staff = await self._look_again()
        self.view = presenter.settings(self._t(), await in_thread(practice.facts, staff))
