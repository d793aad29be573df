"""The contact data of the patient whose file is open, changed by one person at a time (AG-5)."""

import reflex as rx

from models.vocabulary import Locale
from portal_app.domain.patient_details import PatientDraft
from portal_app.domain.problems import NotYours, Problem
from portal_app.domain.refs import StaffRef
from portal_app.presenters.staff import new_patient
from portal_app.presenters.staff import patient_details as presenter
from portal_app.presenters.staff.agenda import Option
from portal_app.services import patient_details
from portal_app.services.patient_details import Choices
from portal_app.states.gate import staff_event
from portal_app.states.guard import in_thread
from portal_app.states.staff.forming import FORM, FormPage
from portal_app.states.staff.panels import PanelPage, panel
from portal_app.states.staff.patient_file import PatientFileState
from portal_app.states.staff.typed import Typed


@panel
class PatientDetailsState(FormPage, PanelPage, rx.State):
    """The form; `opened` is the patient it is about. What somebody else saves meanwhile stands beside each field."""

    languages: rx.Field[list[Option]] = rx.field(default_factory=list)
    therapists: rx.Field[list[Option]] = rx.field(default_factory=list)
    services: rx.Field[list[Option]] = rx.field(default_factory=list)
    centres: rx.Field[list[Option]] = rx.field(default_factory=list)
    _choices: Choices | None = None

    @staff_event()
    async def start(self) -> None:
        """Open the form, filled from the file."""
        staff = await self._require_staff()
        patient_id = (await self.get_state(PatientFileState)).file.patient_id
        if not patient_id:
            return
        try:
            choices = await in_thread(patient_details.choices, staff, patient_id)
            now = await in_thread(patient_details.details, staff, patient_id)
        except Problem:
            return
        await self._close_others()
        self._choices = choices
        self._open(patient_id, presenter.form(now.draft), seen=now.state)
        self._word()

    @staff_event(form=FORM)
    async def submit(self, form: dict[str, str]) -> None:
        """Save what the form holds. A second tap finds it closed."""
        staff = await self._require_staff()
        if not self.opened:
            return
        self._take(form)
        typed = Typed(self.filled)
        try:
            draft = self._draft(typed)
            typed.done()
            await in_thread(patient_details.change, staff, self.opened, draft, seen=self._seen, origin=self._origin())
        except Problem as problem:
            self._refuse_form(problem)
            await self._news(staff)
            return
        self._shut()
        page, t = await self.get_state(PatientFileState), self._t()
        page._say(t("Saved."))  # noqa: SLF001  a sibling's own page
        await page._renew(staff)  # noqa: SLF001  a sibling's own page

    def _word(self) -> None:
        super()._word()
        if self.opened and self._choices:
            self._display(
                languages=new_patient.languages(self._choices),
                therapists=presenter.people(self._choices.therapists),
                services=presenter.services(self._t(), self._choices.services),
                centres=presenter.people(self._choices.centres),
            )

    async def _news(self, staff: StaffRef) -> None:
        if not self.opened:
            return
        try:
            now = await in_thread(patient_details.details, staff, self.opened)
        except NotYours:
            self._shut()
            return
        await self._hear(staff, presenter.form(now.draft), seen=now.state, change="")

    async def _who_changed(self, staff: StaffRef, change: str) -> str:  # noqa: ARG002  there is but one kind here
        return await in_thread(patient_details.last_to_change, staff, self.opened)

    def _draft(self, typed: Typed) -> PatientDraft:
        return PatientDraft(
            name=typed.text("name"),
            given_name=typed.text("given_name"),
            phone=typed.text("phone"),
            email=typed.text("email"),
            birth_date=typed.day_or_none("birth_date"),
            locale=typed.one_of("locale", Locale),
            therapist_id=typed.text("therapist_id"),
            service_id=typed.text("service_id"),
            centre_id=typed.text("centre_id"),
            may_ask=typed.ticked("may_ask"),
        )
