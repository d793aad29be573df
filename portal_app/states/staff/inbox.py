"""What waits for an answer (AG-4, WL-5)."""

from datetime import date

import reflex as rx

from models.vocabulary import Role
from portal_app.domain.refs import StaffRef
from portal_app.presenters.staff import door_news as door_presenter
from portal_app.presenters.staff import inbox as presenter
from portal_app.presenters.staff.door_news import DoorNewsView
from portal_app.presenters.staff.inbox import InboxItemView
from portal_app.services import door_news, interest
from portal_app.states.gate import NAME, staff_event
from portal_app.states.guard import in_thread
from portal_app.states.staff.agenda import AgendaState
from portal_app.states.staff.deciding import Deciding


class InboxState(Deciding, rx.State):
    """Groups and requests, one line each."""

    loaded: bool = False
    items: rx.Field[list[InboxItemView]] = rx.field(default_factory=list)
    doors: rx.Field[list[DoorNewsView]] = rx.field(default_factory=list)

    @staff_event()
    async def load(self) -> None:
        """A person opened the page."""
        await self._show(await self._arrive())

    @staff_event()
    async def refresh(self) -> None:
        """Something of the practice changed."""
        await self._show(await self._look_again())

    @staff_event(request_id=NAME)
    async def choose(self, request_id: str) -> rx.event.EventSpec | None:
        """Open the agenda where the group is."""
        await self._require_staff()
        item = next((one for one in self.items if one.request_id == request_id), None)
        if item is None:
            return None
        agenda = await self.get_state(AgendaState)
        agenda._aim(date.fromisoformat(item.on), item.therapist_id, request_id)  # noqa: SLF001  a sibling's own page
        return rx.redirect(f"/{self._t().locale.value}/staff/agenda")

    async def _show(self, staff: StaffRef) -> None:
        read = await in_thread(interest.inbox, staff)
        items = presenter.inbox(self._t(), read, several_therapists=staff.role is not Role.THERAPIST)
        if items != self.items:
            self.items = items
        doors = door_presenter.door_news(self._t(), await in_thread(door_news.door_news, staff))
        if doors != self.doors:
            self.doors = doors
        self.loaded = True

    def _asked(self, request_id: str) -> str:
        return next((one.phrase for one in self.items if one.request_id == request_id), "")
