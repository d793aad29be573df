"""A new patient in one short form, and their code ready to be sent (AG-5, AG-6)."""

import reflex as rx

from models.vocabulary import Locale, PatientId
from portal_app.domain.patient_details import PatientDraft
from portal_app.domain.problems import LooksLikeAnother, Problem
from portal_app.domain.refs import StaffRef
from portal_app.presenters.staff import messages
from portal_app.presenters.staff import new_patient as presenter
from portal_app.presenters.staff.agenda import Option
from portal_app.presenters.staff.booking import PatientOption
from portal_app.presenters.staff.new_patient import AlikeView
from portal_app.services import access_codes, patient_details, practice
from portal_app.services.patient_details import Alike, Choices
from portal_app.services.patients import LONGEST_QUERY
from portal_app.states.gate import staff_event, words
from portal_app.states.guard import in_thread
from portal_app.states.staff.booking import BookingState
from portal_app.states.staff.forming import FORM, NEW, FormPage
from portal_app.states.staff.panels import PanelPage, panel
from portal_app.states.staff.typed import Typed

READY = "ready"


@panel
class NewPatientState(FormPage, PanelPage, rx.State):
    """The form, then what is ready: `made` is the new patient, `whatsapp` the message with the code while it shows.

    `alike` are those who may be the same person; nothing was written then.
    """

    step: str = ""
    therapists: rx.Field[list[Option]] = rx.field(default_factory=list)
    languages: rx.Field[list[Option]] = rx.field(default_factory=list)
    alike: rx.Field[list[AlikeView]] = rx.field(default_factory=list)
    made: rx.Field[PatientOption] = rx.field(default_factory=PatientOption)
    whatsapp: str = ""
    sent: str = ""
    _choices: Choices | None = None
    may_book: bool = False
    _warned_of: PatientDraft | None = None
    _found: tuple[Alike, ...] = ()
    _booking: rx.Field[dict[str, str]] = rx.field(default_factory=dict)

    @staff_event(name=words(LONGEST_QUERY))
    async def start(self, name: str) -> None:
        """Begin one; `name` is what somebody looked for and did not find."""
        await self._begin(await self._require_staff(), name, booking={})

    @staff_event(name=words(LONGEST_QUERY))
    async def start_while_booking(self, name: str) -> None:
        """Begin one for the appointment whose form is open; it is there again afterwards, for this patient."""
        staff = await self._require_staff()
        booking = await self.get_state(BookingState)
        await self._begin(staff, name, booking=dict(booking.filled) if booking.opened else {})

    @staff_event(form=FORM)
    async def submit(self, form: dict[str, str]) -> None:
        """Make the file; whoever may be the same person is shown first. A second tap finds the form gone."""
        staff = await self._require_staff()
        if not self.opened or self.step == READY:
            return
        self._take(form)
        await self._attempt(staff, knowingly=False)

    @staff_event()
    async def anyway(self) -> None:
        """It is another person, who shares the name or the phone."""
        staff = await self._require_staff()
        if self.opened and self.alike:
            await self._attempt(staff, knowingly=True)

    @staff_event()
    async def mark_sent(self) -> None:
        """The link with the message was followed."""
        staff = await self._require_staff()
        if self.step == READY and self.whatsapp:
            await in_thread(access_codes.mark_sent, staff, self.made.patient_id, origin=self._origin())
            self.sent = self._noted()

    @staff_event()
    async def left(self) -> None:
        """What was ready is off the screen, and the code with it."""
        await self._require_staff(acting=False)
        if self.step == READY:
            self._shut()

    @staff_event()
    async def go_on_booking(self) -> None:
        """Back to the appointment, for the new patient."""
        await self._require_staff()
        if self.step == READY and self._booking:
            booking, filled, made = await self.get_state(BookingState), self._booking, self.made
            self._shut()
            booking._begin()  # noqa: SLF001  a sibling's own form
            booking._open(NEW, filled)  # noqa: SLF001  a sibling's own form
            booking.patient, booking.found, booking.nobody = made, [], False

    async def _begin(self, staff: StaffRef, name: str, *, booking: dict[str, str]) -> None:
        try:
            choices = await in_thread(patient_details.choices, staff)
        except Problem as problem:
            self._shut()
            self._open(NEW, {})
            self._refuse_form(problem)
            return
        await self._close_others()
        self._shut()
        self._booking, self.may_book = booking, bool(booking)
        self._choices = choices
        self._open(NEW, presenter.empty(choices, name))
        self._word()

    async def _attempt(self, staff: StaffRef, *, knowingly: bool) -> None:
        typed = Typed(self.filled)
        try:
            draft = self._draft(typed)
            typed.done()
            # What was changed since the warning is looked at again.
            meant = knowingly and draft == self._warned_of
            self._warned_of, self.alike = draft, []
            made = await in_thread(patient_details.create, staff, draft, knowingly=meant, origin=self._origin())
        except LooksLikeAnother as problem:
            self._clear()
            self._found = tuple(problem.facts["found"])  # pyright: ignore[reportArgumentType]  what it is about
            self.alike = presenter.alike(self._t(), self._found)
            self.refused += 1
        except Problem as problem:
            self.alike = []
            self._refuse_form(problem)
        else:
            await self._show_ready(staff, made, draft)

    async def _show_ready(self, staff: StaffRef, made: PatientId, draft: PatientDraft) -> None:
        self._clear()
        code = await in_thread(access_codes.for_message, staff, made)
        message = await in_thread(practice.code_message, staff, made)
        self.whatsapp, self.sent = messages.whatsapp_link(message, code), ""
        self.made = presenter.made(made, " ".join(draft.name.split()), message.phone)
        self.step = READY

    def _draft(self, typed: Typed) -> PatientDraft:
        return PatientDraft(
            name=typed.text("name"),
            phone=typed.text("phone"),
            locale=typed.one_of("locale", Locale),
            therapist_id=typed.text("therapist_id"),
            email=typed.text("email"),
            birth_date=typed.day_or_none("birth_date"),
        )

    def _word(self) -> None:
        super()._word()
        if self.opened and self._choices:
            self._display(
                therapists=presenter.therapists(self._t(), self._choices),
                languages=presenter.languages(self._choices),
            )
        self._display(
            alike=presenter.alike(self._t(), self._found) if self.alike else [],
            sent=self._noted() if self.sent else "",
        )

    def _noted(self) -> str:
        t = self._t()
        return t("Noted as sent.")

    def _shut(self) -> None:
        super()._shut()
        self.step, self.whatsapp, self.sent = "", "", ""
        self.alike, self.made = [], PatientOption()
        self._warned_of, self._booking, self.may_book = None, {}, False
