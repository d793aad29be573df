"""An appointment's card: what it is, and what can be done about it (AG-2, AG-3)."""

from collections.abc import Sequence
from zoneinfo import ZoneInfo

import reflex as rx

from models.vocabulary import AppointmentId, AppointmentStatus
from portal_app.domain.problems import ChangedMeanwhile, NeedsOverride, NotYours, Problem, SignedOut
from portal_app.domain.refs import StaffRef
from portal_app.domain.series import Scope
from portal_app.presenters.staff import booking as choices_presenter
from portal_app.presenters.staff import card as presenter
from portal_app.presenters.staff import planned, words
from portal_app.presenters.staff.agenda import Option
from portal_app.presenters.staff.card import CardView
from portal_app.services import appointment_form, appointments, series, taking_back
from portal_app.services.appointment_form import AppointmentShown, Choices
from portal_app.services.series import Planned
from portal_app.services.taking_back import Before
from portal_app.states.gate import NAME, one_of, staff_event, whole
from portal_app.states.guard import in_thread
from portal_app.states.staff.agenda import AgendaState
from portal_app.states.staff.booking import PLACE
from portal_app.states.staff.forming import FORM
from portal_app.states.staff.panels import panel
from portal_app.states.staff.planning import FORM_STEP, PlanPage
from portal_app.states.staff.typed import Different, Typed, different, differing

CARD, CANCEL = "card", "cancel"


@panel
class CardState(PlanPage, rx.State):
    """The open appointment. Its steps are the card, the form that changes it, its dates, and cancelling.

    `drops` counts what the hand let go of in the grid and the server has answered.
    """

    view: rx.Field[CardView] = rx.field(default_factory=CardView)
    therapists: rx.Field[list[Option]] = rx.field(default_factory=list)
    services: rx.Field[list[Option]] = rx.field(default_factory=list)
    centres: rx.Field[list[Option]] = rx.field(default_factory=list)
    drops: int = 0
    _shown: AppointmentShown | None = None
    _sequence: int = 0
    _was: rx.Field[dict[str, str]] = rx.field(default_factory=dict)
    _before: Before | None = None

    @staff_event(appointment_id=NAME)
    async def open(self, appointment_id: str) -> None:
        """Show an appointment; once more on the open one closes it."""
        staff = await self._require_staff()
        if appointment_id == self.opened:
            self._shut()
            return
        await self._close_others()
        await self._fill(staff, appointment_id)

    @staff_event(step=one_of(CARD, FORM_STEP, CANCEL))
    async def go(self, step: str) -> None:
        """From the card to its forms, and back."""
        staff = await self._require_staff()
        if not self.opened:
            return
        if step == CARD:
            await self._fill(staff, self.opened)
        elif self.view.may_change:
            self._clear()
            self.step = step

    @staff_event(form=FORM)
    async def submit(self, form: dict[str, str]) -> None:
        """Change it; more than this one of a series first shows the dates."""
        staff = await self._require_staff()
        if not self.opened or self.step != FORM_STEP:
            return
        self._take(form)
        self._planned = ()
        if self._scope() is Scope.THIS:
            await self._attempt(staff, override=False)
        else:
            await self._plan(staff)

    @staff_event(form=FORM)
    async def cancel(self, form: dict[str, str]) -> None:
        """Cancel it, or those of its series that are meant."""
        staff = await self._require_staff()
        if not self.opened or self.step != CANCEL:
            return
        self._take(form)
        try:
            number = await in_thread(
                series.cancel,
                staff,
                self.opened,
                scope=self._scope(),
                by_patient=bool(self.filled["by_patient"]),
                reason=self.filled["reason"],
                seen=self._sequence,
                origin=self._origin(),
            )
        except Problem as problem:
            await self._refuse_change(staff, problem)
            return
        self._shut()
        t = self._t()
        await self._tell(staff, t.plural("Appointment cancelled.", "{n} appointments cancelled.", number))

    @staff_event(form=FORM)
    async def drop(self, form: dict[str, str]) -> None:
        """Put an appointment where the hand let go of it. What stands against it is asked (AV-10), a refusal said.

        The page puts it back by itself when no answer comes: what arrives late, on another line, moves nothing.
        """
        staff = await self._require_staff()
        self.drops += 1
        t = self._t()
        if not (await self.get_state(AgendaState))._is_on_line(form.get("line", "")):  # noqa: SLF001  the page it is on
            await self._tell(staff, t("The line was lost on the way. Nothing was moved: try again."), refused=True)
            return
        try:
            await self._close_others()
            await self._fill(staff, form.get("appointment_id", ""))
            self._take({name: form.get(name, "") for name in PLACE})
            typed = Typed(form)
            self._sequence = typed.whole("seen")
            typed.done()
            self.step = FORM_STEP
            self._before = await in_thread(taking_back.as_it_is, staff, self.opened)
            said = await self._write(staff, override=False)
        except NeedsOverride as problem:
            self._ask(problem)
        except Problem as problem:
            if isinstance(problem, SignedOut):
                raise
            self._shut()
            await self._tell(staff, presenter.refused(t, problem, self._shown), refused=True)
        else:
            self._shut()
            await self._tell(staff, said)

    @staff_event(status=one_of("confirmed", "attended", "no_show"))
    async def mark(self, status: str) -> None:
        """Mark it as attended or missed, or take that back."""
        staff = await self._require_staff()
        if not self.opened:
            return
        try:
            said = await self._marked(staff, self.opened, status, self._sequence)
        except Problem as problem:
            await self._refuse_change(staff, problem)
            return
        self._shut()
        await self._tell(staff, said)

    @staff_event(appointment_id=NAME, status=one_of("attended", "no_show"), seen=whole(0, 2**31))
    async def mark_one(self, appointment_id: str, status: str, seen: int) -> None:
        """Mark one in the grid as attended or missed, without opening it."""
        staff = await self._require_staff()
        try:
            said = await self._marked(staff, appointment_id, status, seen)
        except Problem as problem:
            if isinstance(problem, SignedOut):
                raise
            await self._tell(staff, presenter.refused(self._t(), problem, None), refused=True)
            return
        if self.opened == appointment_id:
            self._shut()
        await self._tell(staff, said)

    async def _marked(self, staff: StaffRef, appointment_id: str, status: str, seen: int) -> str:
        """Mark it, and say what was done. Any `Problem`."""
        one = await in_thread(appointment_form.shown, staff, appointment_id)
        before = await in_thread(taking_back.as_it_is, staff, appointment_id)
        await in_thread(
            appointments.mark,
            staff,
            AppointmentId(appointment_id),
            AppointmentStatus(status),
            seen=seen,
            origin=self._origin(),
        )
        self._before = before
        return f"{one.patient}: {words.status(self._t(), AppointmentStatus(status))}."

    async def _fill(self, staff: StaffRef, appointment_id: str) -> None:
        """The card, and its forms from the appointment as it is."""
        one = await in_thread(appointment_form.shown, staff, appointment_id)
        self._choices = await in_thread(appointment_form.choices, staff)
        self._zone, self._before = one.zone.key, None
        self._begin()
        self._see(one)
        self._offer(self._choices)
        self._was = presenter.form(one)
        self._open(one.appointment_id, self._was)
        self.step = CARD

    def _offer(self, choices: Choices) -> None:
        one = self._shown
        if one:
            self._display(
                therapists=choices_presenter.therapists_or(choices, one.therapist_id, one.therapist),
                services=choices_presenter.services_or(self._t(), choices, one.service_id),
                centres=choices_presenter.centres_or(choices, one.centre_id, one.centre),
            )

    def _see(self, one: AppointmentShown) -> None:
        self._display(view=presenter.card(self._t(), one))
        self._shown, self._sequence = one, one.sequence

    async def _news(self, staff: StaffRef) -> None:
        """Somebody may have changed it while it is open: a card shows it as it is, a form says so when it is sent."""
        if not self.opened or self.step != CARD:
            return
        try:
            one = await in_thread(appointment_form.shown, staff, self.opened)
        except NotYours:
            self._shut()
            return
        if one.sequence != self._sequence:
            self._see(one)
            self._was = self.filled = presenter.form(one)

    def _shut(self) -> None:
        super()._shut()
        self._display(view=CardView())
        self.step = CARD

    def _word(self) -> None:
        super()._word()
        if self.opened and self._shown:
            self._see(self._shown)
        facts = self._trouble[1] if self._trouble else {}
        was, now = facts.get("was"), facts.get("now")
        if isinstance(was, AppointmentShown) and isinstance(now, AppointmentShown):
            self.trouble = presenter.changed(self._t(), str(facts.get("by") or ""), was, now)

    def _scope(self) -> Scope:
        return Scope(self.filled["scope"]) if self.view.of_series and self.filled["scope"] in set(Scope) else Scope.THIS

    def _call(self, number: int) -> str:
        return planned.how_many_changed(self._t(), number)

    async def _look_ahead(self, staff: StaffRef) -> Sequence[Planned]:
        change = self._change()
        return await in_thread(series.preview_change, staff, self.opened, scope=self._scope(), **change)

    async def _write(self, staff: StaffRef, *, override: bool) -> str:
        change = self._change()
        done = await in_thread(
            series.change,
            staff,
            self.opened,
            scope=self._scope(),
            **change,
            skip=self._skip,
            override=override,
            seen=self._sequence,
            origin=self._origin(),
        )
        t = self._t()
        if not done.changed or self._scope() is not Scope.THIS:
            self._before = None
        if not done.changed:
            return t("Nothing to change.")
        return t.plural("Appointment changed.", "{n} appointments changed.", done.changed)

    def _change(self) -> Different:
        return different(self.filled, self._was, zone=ZoneInfo(self._zone))

    async def _tell(self, staff: StaffRef, said: str, *, refused: bool = False) -> None:
        before, self._before = self._before, None
        page = await self._page()
        if before is None or refused or not isinstance(page, AgendaState):
            await super()._tell(staff, said, refused=refused)
            return
        page._changed(said, before)  # noqa: SLF001  a sibling's own page
        await page._renew(staff)  # noqa: SLF001  as above

    async def _refuse_change(self, staff: StaffRef, problem: Problem) -> None:
        """Say why. Where somebody was faster: what they changed, with what was typed put over it, to be sent again."""
        was, self._before = self._shown, None
        if not isinstance(problem, ChangedMeanwhile) or was is None:
            self._refuse_form(problem)
            return
        typed = differing(self.filled, self._was)
        self._see(await in_thread(appointment_form.shown, staff, self.opened))
        self._was = presenter.form(self._shown or was)
        self.filled = {**self._was, **typed}
        self.number += 1
        self._refuse_form(ChangedMeanwhile(by=problem.facts.get("by"), was=was, now=self._shown))
