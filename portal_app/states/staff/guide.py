"""The guide through a practice's first steps (PR-1)."""

import reflex as rx

from portal_app.domain.guide import Step
from portal_app.domain.refs import StaffRef
from portal_app.presenters.staff import guide as presenter
from portal_app.presenters.staff.guide import StepView
from portal_app.services.set_up import guide
from portal_app.states.gate import one_of, staff_event
from portal_app.states.guard import in_thread
from portal_app.states.staff.surroundings import StaffPage


class GuideState(StaffPage, rx.State):
    """The steps; `all_done`: nothing is left but to close the guide."""

    loaded: bool = False
    heading: str = ""
    steps: rx.Field[list[StepView]] = rx.field(default_factory=list)
    all_done: bool = False

    @staff_event()
    async def load(self) -> None:
        """A person opened the page."""
        await self._show(await self._arrive())

    @staff_event()
    async def refresh(self) -> None:
        """Something of the practice changed."""
        await self._show(await self._look_again())

    @staff_event(step=one_of(*Step))
    async def find_right(self, step: str) -> None:
        """It is right as it is."""
        staff = await self._require_staff()
        await in_thread(guide.find_right, staff, Step(step), origin=self._origin())
        await self._surround(staff)
        await self._show(staff)

    @staff_event()
    async def put_away(self) -> None:
        """Close the guide for good."""
        staff = await self._require_staff()
        await in_thread(guide.close, staff, origin=self._origin())
        await self._surround(staff)
        await self._show(staff)

    async def _show(self, staff: StaffRef) -> None:
        t, read = self._t(), await in_thread(guide.shown, staff)
        steps = presenter.steps(t, read)
        self._display(steps=steps)
        self.heading = presenter.progress(t, read)
        self.all_done = bool(steps) and all(step.done for step in steps)
        self.loaded = True
