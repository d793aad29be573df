"""Why there is nothing: a day's timeline (AV-9)."""

from datetime import date

import reflex as rx

from models.vocabulary import StaffId
from portal_app.domain.refs import StaffRef
from portal_app.presenters.staff import why as presenter
from portal_app.presenters.staff.why import WhyView
from portal_app.services import appointment_form, why
from portal_app.services.appointment_form import Choices
from portal_app.services.why import ExplainedDay
from portal_app.states.gate import NAME, staff_event, words
from portal_app.states.guard import in_thread
from portal_app.states.staff.agenda_columns import AgendaColumns
from portal_app.states.staff.panels import PanelPage, panel


@panel
class WhyState(PanelPage, rx.State):
    """The day that is explained."""

    view: rx.Field[WhyView] = rx.field(default_factory=WhyView)
    _read: tuple[ExplainedDay, Choices] | None = None

    @staff_event(key=words(80))
    async def open(self, key: str) -> None:
        """Explain a day by the key of its column in the agenda; once more on the open one closes it."""
        staff = await self._require_staff()
        columns = (await self.get_state(AgendaColumns))._columns()  # noqa: SLF001  the agenda's own columns
        column = next((one for one in columns if one.key == key), None)
        if column is None or key == self.view.key:
            self._shut()
            return
        await self._close_others()
        await self._explain(staff, column.on, column.therapist_id, None)

    @staff_event(service_id=NAME)
    async def choose_service(self, service_id: str) -> None:
        """The same day for another service: its length and what is kept free around it differ."""
        staff = await self._require_staff()
        if any(one.value == service_id for one in self.view.services):
            await self._explain(staff, self.view.on, self.view.therapist_id, service_id)

    @staff_event()
    async def close(self) -> None:
        """Put it away."""
        await self._require_staff()
        self._shut()

    async def _explain(self, staff: StaffRef, on: str, therapist_id: str, service_id: str | None) -> None:
        read = await in_thread(
            why.day, staff, date.fromisoformat(on), therapist_id=StaffId(therapist_id), service_id=service_id
        )
        self._read = read, await in_thread(appointment_form.choices, staff)
        self._word()

    def _word(self) -> None:
        if self._read:
            self._display(view=presenter.why(self._t(), *self._read))

    def _shut(self) -> None:
        self._read = None
        self._display(view=WhyView())
