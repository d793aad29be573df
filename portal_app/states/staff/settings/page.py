"""A page of the settings: it comes with what there is now and goes on showing what others change."""

from portal_app.domain.refs import StaffRef
from portal_app.states.gate import staff_event
from portal_app.states.staff.forming import FormPage


class SettingsPage(FormPage, mixin=True):
    """It says how it is drawn (`_show`). What is typed outlives news and another language of the page."""

    loaded: bool = False

    @staff_event()
    async def load(self) -> None:
        """A person opened the page; a form that was open in another language of it stays."""
        staff = await self._arrive()
        self._said("")
        await self._show(staff)
        self._word()

    @staff_event()
    async def refresh(self) -> None:
        """Something of the practice changed: what is typed stays."""
        await self._show(await self._look_again())

    async def _show(self, staff: StaffRef) -> None:
        """Read what there is, and show it."""
        raise NotImplementedError
