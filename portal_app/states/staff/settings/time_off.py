"""Time off: once or repeating, and what becomes of the appointments it lies over (AV-2, AV-10)."""

from zoneinfo import ZoneInfo

import reflex as rx

from models.vocabulary import Role, StaffId
from portal_app.domain.absences import Every, Recurrence, TimeOffDraft
from portal_app.domain.problems import AppointmentsCovered, ChangedMeanwhile, Problem
from portal_app.domain.refs import StaffRef
from portal_app.presenters.staff.agenda import Option
from portal_app.presenters.staff.settings import time_off as presenter
from portal_app.presenters.staff.settings.time_off import PRACTICE, WEEKDAYS, CoveredView, TimeOffView
from portal_app.services import appointment_form
from portal_app.services.set_up import therapists, time_off
from portal_app.services.set_up.covering import Covered
from portal_app.services.set_up.time_off import Decision, TimeOffSet
from portal_app.states.gate import NAME, one_of, staff_event
from portal_app.states.guard import in_thread
from portal_app.states.staff.forming import FORM, NEW, FormPage
from portal_app.states.staff.typed import Typed


class TimeOffState(FormPage, rx.State):
    """The list, the form of one, and the appointments that it lies over while somebody decides about them."""

    loaded: bool = False
    may_add: bool = False
    rows: rx.Field[list[TimeOffView]] = rx.field(default_factory=list)
    therapists: rx.Field[list[Option]] = rx.field(default_factory=list)
    covered: rx.Field[list[CoveredView]] = rx.field(default_factory=list)
    undecided: int = 0
    removing: str = ""
    _covered: tuple[Covered, ...] = ()
    _decided: tuple[tuple[str, Decision], ...] = ()

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

    @staff_event()
    async def start(self) -> None:
        """Begin a new one, of oneself where one has an agenda."""
        staff = await self._require_staff()
        if not self.therapists:
            return
        own = next((one.value for one in self.therapists if one.value == staff.staff_id), self.therapists[0].value)
        self._open(NEW, presenter.form(None, therapist_id=own))
        await self._decide_about(staff, ())

    @staff_event(key=NAME)
    async def open(self, key: str) -> None:
        """Open one of the list."""
        staff = await self._require_staff()
        one = await self._found(staff, key)
        if one is not None and one.may_change:
            self._open(key, presenter.form(one.draft), seen=one.state)
            await self._decide_about(staff, ())

    @staff_event()
    async def discard(self) -> None:
        """Show the open one as it is now, and forget what was typed."""
        staff = await self._require_staff()
        one = await self._found(staff, self.opened)
        if one is None:
            self._shut()
        else:
            self._open(one.time_off_id, presenter.form(one.draft), seen=one.state)
        await self._decide_about(staff, ())

    @staff_event(form=FORM)
    async def save(self, form: dict[str, str]) -> None:
        """Put it in; where it lies over appointments, ask about them first."""
        staff = await self._require_staff()
        if not self.opened:
            return
        self._take(form)
        typed = Typed(self.filled)
        draft = self._draft(typed)
        try:
            typed.done()
            await in_thread(self._put_in, staff, draft)
        except AppointmentsCovered as problem:
            self._clear()
            undecided: tuple[Covered, ...] = tuple(problem.facts["covered"])  # pyright: ignore[reportArgumentType]  what it is about
            await self._decide_about(staff, tuple(dict.fromkeys((*self._covered, *undecided))))
        except Problem as problem:
            await self._refuse_change(staff, problem)
        else:
            self._shut()
            await self._decide_about(staff, ())
            await self._show(staff)
            t = self._t()
            self._said(t("Saved."))

    @staff_event(key=NAME, decision=one_of("keep", "cancel"))
    async def decide(self, key: str, decision: str) -> None:
        """What becomes of one of the appointments."""
        staff = await self._require_staff()
        if any(one.appointment_id == key for one in self._covered):
            self._decided = (*self._decided, (key, Decision(decision)))
            await self._decide_about(staff, self._covered)

    @staff_event(decision=one_of("keep", "cancel"))
    async def decide_all(self, decision: str) -> None:
        """The same for all of them."""
        staff = await self._require_staff()
        self._decided = tuple((one.appointment_id, Decision(decision)) for one in self._covered)
        await self._decide_about(staff, self._covered)

    @staff_event()
    async def back(self) -> None:
        """Back to the form: nothing is decided, nothing is saved."""
        staff = await self._require_staff()
        await self._decide_about(staff, ())

    @staff_event(key=NAME)
    async def ask_remove(self, key: str) -> None:
        """Ask before it goes; asked again, no longer."""
        await self._require_staff()
        self.removing = "" if key == self.removing else key

    @staff_event(key=NAME)
    async def remove(self, key: str) -> None:
        """Work again."""
        staff = await self._require_staff()
        one = await self._found(staff, key)
        if one is None or key != self.removing:
            return
        self.removing = ""
        try:
            await in_thread(time_off.remove, staff, key, seen=one.state, origin=self._origin())
        except Problem as problem:
            await self._refuse_change(staff, problem)
            return
        if self.opened == key:
            self._shut()
        await self._show(staff)
        t = self._t()
        self._said(t("Removed."))

    def _put_in(self, staff: StaffRef, draft: TimeOffDraft) -> None:
        decisions, reason, origin = dict(self._decided), self.filled.get("title", ""), self._origin()
        if self.opened == NEW:
            time_off.add(staff, draft, decisions=decisions, reason=reason, origin=origin)
        else:
            time_off.change(
                staff, self.opened, draft, decisions=decisions, reason=reason, seen=self._seen, origin=origin
            )

    def _draft(self, typed: Typed) -> TimeOffDraft:
        whole, every = typed.ticked("whole"), typed.text("every")
        first_on = typed.day("first_on")
        whose = typed.text("therapist_id")
        recurrence = None
        if every:
            recurrence = Recurrence(
                every=typed.one_of("every", Every),
                interval=typed.whole("interval", empty=1),
                weekdays=tuple(day for day in WEEKDAYS if typed.ticked(f"weekday_{day}")) if every == "week" else (),
                until=typed.day_or_none("until"),
            )
        return TimeOffDraft(
            therapist_id=None if whose == PRACTICE else StaffId(whose),
            first_on=first_on,
            last_on=typed.day_or_none("last_on") or first_on,
            title=typed.text("title"),
            starts=None if whole else typed.time("starts"),
            ends=None if whole else typed.time("ends"),
            recurrence=recurrence,
        )

    async def _decide_about(self, staff: StaffRef, covered: tuple[Covered, ...]) -> None:
        """Show the appointments to decide about; none: the form."""
        if not covered:
            self._decided = ()
        self._covered = covered
        zone = await self._zone(staff) if covered else ZoneInfo("UTC")
        decided = dict(self._decided)
        t = self._t()
        views = [presenter.covered(t, one, zone=zone, decision=decided.get(one.appointment_id)) for one in covered]
        if views != self.covered:
            self.covered = views
        self.undecided = sum(not one.decision for one in views)

    async def _refuse_change(self, staff: StaffRef, problem: Problem) -> None:
        self._refuse_form(problem)
        if isinstance(problem, ChangedMeanwhile):
            one = await self._found(staff, self.opened)
            self._seen = one.state if one else self._seen
        await self._decide_about(staff, ())
        await self._show(staff)

    async def _show(self, staff: StaffRef) -> None:
        listed = await in_thread(time_off.coming, staff)
        t = self._t()
        rows = [presenter.row(t, one) for one in listed]
        if rows != self.rows:
            self.rows = rows
        able = [one for one in await in_thread(therapists.listed, staff) if one.may_set_time_off]
        whole = [] if staff.role is Role.THERAPIST else [Option(PRACTICE, t("The whole practice"))]
        self.therapists = [Option(one.staff_id, one.name) for one in able] + whole
        self.may_add = bool(self.therapists)
        self.loaded = True

    async def _found(self, staff: StaffRef, key: str) -> TimeOffSet | None:
        return next((one for one in await in_thread(time_off.coming, staff) if one.time_off_id == key), None)

    async def _zone(self, staff: StaffRef) -> ZoneInfo:
        return (await in_thread(appointment_form.choices, staff)).zone
