"""What every staff page begins with: who is signed in, what waits, and whom to tell of news."""

import reflex as rx

from portal_app.domain.refs import StaffRef
from portal_app.presenters.staff.guide import progress
from portal_app.presenters.staff.surroundings import SurroundingsView, surroundings
from portal_app.services import practice
from portal_app.services.set_up import guide
from portal_app.states.guard import Guard, in_thread


class Surroundings(Guard, rx.State):
    """The sidebar, and how far the guide is (empty: none). Pages fill it; it has no event of its own."""

    view: rx.Field[SurroundingsView] = rx.field(default_factory=SurroundingsView)
    guide: str = ""


class StaffPage(Guard, mixin=True):
    """A page behind the staff door, with an event `refresh` for news (CA-8)."""

    async def _arrive(self) -> StaffRef:
        """A person opened the page. `SignedOut`."""
        staff = await self._require_staff()
        self._watch(staff, "refresh")
        await self._surround(staff)
        await self._reword()
        return staff

    async def _look_again(self) -> StaffRef:
        """News came, and nobody did anything: idle time goes on. `SignedOut`."""
        staff = await self._require_staff(acting=False)
        await self._surround(staff)
        return staff

    async def _reword(self) -> None:
        """The page's language may be another than before: what is open beside it speaks that one."""

    async def _surround(self, staff: StaffRef) -> None:
        around = await self.get_state(Surroundings)
        around._display(  # noqa: SLF001  a sibling's public methods are events
            view=surroundings(self._t(), await in_thread(practice.surroundings, staff)),
            guide=progress(self._t(), await in_thread(guide.shown, staff)),
        )
