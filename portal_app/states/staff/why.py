"""Why there is nothing: a day's timeline (AV-9)."""

from datetime import date

import reflex as rx

from models.vocabulary import StaffId
from portal_app.domain.refs import StaffRef
from portal_app.presenters.staff import why as presenter
from portal_app.presenters.staff.why import WhyView
from portal_app.services import appointment_form, why
from portal_app.states.gate import NAME, staff_event, words
from portal_app.states.guard import in_thread
from portal_app.states.staff.agenda import AgendaState
from portal_app.states.staff.panels import PanelPage, panel


@panel
class WhyState(PanelPage, rx.State):
    """The day that is explained."""

    view: rx.Field[WhyView] = rx.field(default_factory=WhyView)

    @staff_event(on=words(10))
    async def open(self, on: str) -> None:
        """Explain a day that the agenda shows; once more on the open one closes it."""
        staff = await self._require_staff()
        agenda = await self.get_state(AgendaState)
        if on == self.view.on or not any(day.on == on for day in agenda.days):
            self._shut()
            return
        await self._close_others()
        await self._explain(staff, on, None)

    @staff_event(service_id=NAME)
    async def choose_service(self, service_id: str) -> None:
        """The same day for another service: its length and what is kept free around it differ."""
        staff = await self._require_staff()
        if any(one.value == service_id for one in self.view.services):
            await self._explain(staff, self.view.on, service_id)

    @staff_event()
    async def close(self) -> None:
        """Put it away."""
        await self._require_staff()
        self._shut()

    async def _explain(self, staff: StaffRef, on: str, service_id: str | None) -> None:
        therapist = (await self.get_state(AgendaState)).week.therapist
        read = await in_thread(
            why.day, staff, date.fromisoformat(on), therapist_id=StaffId(therapist), service_id=service_id
        )
        offered = await in_thread(appointment_form.choices, staff)
        self.view = presenter.why(self._t(), read, offered)

    def _shut(self) -> None:
        if self.view.on:
            self.view = WhyView()
