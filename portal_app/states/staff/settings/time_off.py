"""Time off: once or repeating, and what becomes of the appointments it lies over (AV-2, AV-10)."""

import reflex as rx

from models.vocabulary import Role, StaffId
from portal_app.domain.absences import Every, Recurrence, TimeOffDraft
from portal_app.domain.problems import Problem
from portal_app.domain.refs import StaffRef
from portal_app.presenters.staff.agenda import Option
from portal_app.presenters.staff.settings import time_off as presenter
from portal_app.presenters.staff.settings.time_off import PRACTICE, WEEKDAYS, TimeOffView
from portal_app.services.set_up import therapists, time_off
from portal_app.services.set_up.time_off import TimeOffSet
from portal_app.states.gate import NAME, staff_event
from portal_app.states.guard import in_thread
from portal_app.states.staff.forming import FORM, NEW
from portal_app.states.staff.settings.deciding import DecidingPage
from portal_app.states.staff.typed import Typed


class TimeOffState(DecidingPage, rx.State):
    """The list, the form of one, and the appointments that it lies over while somebody decides about them."""

    may_add: bool = False
    rows: rx.Field[list[TimeOffView]] = rx.field(default_factory=list)
    therapists: rx.Field[list[Option]] = rx.field(default_factory=list)
    removing: str = ""

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
        await self._do(staff, "save")

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

    async def _do(self, staff: StaffRef, name: str, about: str = "") -> None:  # noqa: ARG002  there is but one thing
        typed = Typed(self.filled)
        draft = self._draft(typed)
        try:
            typed.done()
            if self.opened == NEW:
                done = await self._attempt(staff, ("save",), time_off.add, draft)
            else:
                done = await self._attempt(staff, ("save",), time_off.change, self.opened, draft, seen=self._seen)
        except Problem as problem:
            await self._refuse_change(staff, problem)
            return
        if done:
            self._shut()
            await self._show(staff)
            t = self._t()
            self._said(t("Saved."))

    def _reason(self) -> str:
        return self.filled.get("title", "")

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

    async def _refuse_change(self, staff: StaffRef, problem: Problem) -> None:
        self._refuse_form(problem)
        await self._decide_about(staff, ())
        await self._show(staff)

    async def _show(self, staff: StaffRef) -> None:
        listed = await in_thread(time_off.coming, staff)
        now = next((one for one in listed if one.time_off_id == self.opened), None)
        if now is not None:
            await self._hear(staff, presenter.form(now.draft), seen=now.state, change="time_off.")
        t = self._t()
        rows = [presenter.row(t, one) for one in listed]
        self._display(rows=rows)
        able = [one for one in await in_thread(therapists.listed, staff) if one.may_set_time_off]
        whole = [] if staff.role is Role.THERAPIST else [Option(PRACTICE, t("The whole practice"))]
        self.therapists = [Option(one.staff_id, one.name) for one in able] + whole
        self.may_add = bool(self.therapists)
        self.loaded = True

    async def _found(self, staff: StaffRef, key: str) -> TimeOffSet | None:
        return next((one for one in await in_thread(time_off.coming, staff) if one.time_off_id == key), None)
