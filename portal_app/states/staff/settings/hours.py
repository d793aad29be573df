"""A therapist's working hours: the week, and dates of their own (AV-2, PR-1)."""

from dataclasses import replace
from datetime import date

import reflex as rx

from models.vocabulary import StaffId
from portal_app.domain.fields import Fields
from portal_app.domain.problems import BadFields, ChangedMeanwhile, NotYours, Problem
from portal_app.domain.refs import StaffRef
from portal_app.presenters.staff import fields
from portal_app.presenters.staff.agenda import Option
from portal_app.presenters.staff.settings import hours as presenter
from portal_app.presenters.staff.settings.hours import DateView, PeriodView, WeekdayView
from portal_app.services import appointment_form
from portal_app.services.set_up import therapists, working_hours
from portal_app.services.set_up.working_hours import TherapistHours
from portal_app.states.gate import NAME, flag, one_of, staff_event, whole, words
from portal_app.states.guard import in_thread
from portal_app.states.staff.forming import FORM, NEW, FormPage
from portal_app.states.staff.settings.typed_hours import DATE, Day, TypedHours, as_date

SUNDAY = 6
WORK_DAYS = range(5)


class HoursState(FormPage, rx.State):
    """The editor: what is typed, beside what is saved. `opened` is the date whose own hours are open."""

    loaded: bool = False
    may_change: bool = False
    therapist: str = ""
    therapists: rx.Field[list[Option]] = rx.field(default_factory=list)
    centres: rx.Field[list[Option]] = rx.field(default_factory=list)
    days: rx.Field[list[WeekdayView]] = rx.field(default_factory=list)
    dates: rx.Field[list[DateView]] = rx.field(default_factory=list)
    on_date: rx.Field[list[PeriodView]] = rx.field(default_factory=list)
    changed: bool = False
    copying: int = -1
    _hours: TypedHours = TypedHours()
    _saved: TypedHours = TypedHours()
    _put_away: tuple[tuple[int, Day], ...] = ()

    @staff_event()
    async def load(self) -> None:
        """A person opened the page; what was typed in another language of it is still there."""
        staff = await self._arrive()
        await self._show(staff)
        self._word()

    @staff_event()
    async def refresh(self) -> None:
        """Something of the practice changed: what is typed stays."""
        await self._show(await self._look_again())

    @staff_event(therapist_id=NAME)
    async def choose_therapist(self, therapist_id: str) -> None:
        """Another therapist's hours, among those offered."""
        staff = await self._require_staff()
        if any(one.value == therapist_id for one in self.therapists):
            self.therapist = therapist_id
            self._shut()
            await self._read(staff)

    @staff_event(key=NAME, name=one_of("starts", "ends", "centre_id", "valid_from", "valid_to"), value=NAME)
    async def set_period(self, key: str, name: str, value: str) -> None:
        """One thing of a period is otherwise."""
        await self._require_staff()
        self._type(self._hours.changed(key, **{name: value}))

    @staff_event(key=NAME, value=flag)
    async def set_online(self, key: str, value: bool) -> None:
        """A period is also for video calls, or not."""
        await self._require_staff()
        self._type(self._hours.changed(key, online_too=value))

    @staff_event(weekday=whole(0, DATE))
    async def add(self, weekday: int) -> None:
        """One more period."""
        await self._require_staff()
        if self.centres:
            self._type(self._hours.with_one_more(weekday, self._usual_centre()))

    @staff_event(key=NAME)
    async def remove(self, key: str) -> None:
        """A period goes."""
        await self._require_staff()
        self._type(self._hours.without(key))

    @staff_event(weekday=whole(0, SUNDAY), value=flag)
    async def toggle(self, weekday: int, value: bool) -> None:
        """Open or close a day; opened again it has the hours it had."""
        await self._require_staff()
        day = self._hours.days[weekday]
        if not value:
            self._put_away = (*self._put_away, (weekday, day))
            self._type(self._hours.with_day(weekday, ()))
            return
        had = next((kept for number, kept in reversed(self._put_away) if number == weekday), ())
        if not day and had:
            self._type(self._hours.with_day(weekday, had))
        elif not day and self.centres:
            self._type(self._hours.with_one_more(weekday, self._usual_centre()))

    @staff_event(weekday=whole(-1, SUNDAY))
    async def ask_copy(self, weekday: int) -> None:
        """Which days are to be like this one? Asked again, or with -1, no longer."""
        await self._require_staff()
        self.copying = -1 if weekday == self.copying else weekday

    @staff_event(weekday=whole(-1, SUNDAY))
    async def copy_to(self, weekday: int) -> None:
        """Make another day like the one that is copied, or with -1 Monday to Friday; nothing is saved yet."""
        await self._require_staff()
        if self.copying < 0:
            return
        hours, source = self._hours, self._hours.days[self.copying]
        for number in WORK_DAYS if weekday < 0 else (weekday,):
            hours = hours if number == self.copying else hours.with_day(number, source)
        if weekday < 0:
            self.copying = -1
        self._type(hours)

    @staff_event()
    async def discard(self) -> None:
        """Back to what is saved."""
        staff = await self._require_staff()
        self._shut()
        await self._read(staff)

    @staff_event()
    async def save(self) -> None:
        """Save the weekdays that changed."""
        staff = await self._require_staff()
        problems = Fields()
        drafts = {day.weekday: self._hours.drafts(day.weekday, problems) for day in self.days if day.changed}
        if not drafts:
            return
        try:
            problems.done()
            await in_thread(
                working_hours.set_week, staff, StaffId(self.therapist), drafts, seen=self._seen, origin=self._origin()
            )
        except Problem as problem:
            await self._refuse_hours(staff, problem)
        else:
            await self._saved_now(staff)

    @staff_event(on=words(10))
    async def open_date(self, on: str) -> None:
        """Open a date's own hours, or a new date's (empty)."""
        staff = await self._require_staff()
        if not self.may_change:
            return
        read = await in_thread(working_hours.of_therapist, staff, StaffId(self.therapist))
        periods = next((one.periods for one in read.dates if one.on.isoformat() == on), ())
        self._open(on or NEW, {"on": on}, seen=self._seen)
        self._type(self._hours.with_day(DATE, periods))

    @staff_event(form=FORM)
    async def save_date(self, form: dict[str, str]) -> None:
        """Give the open date its own hours; without any it is closed."""
        staff = await self._require_staff()
        if not self.opened:
            return
        self._take(form)
        problems, on = Fields(), as_date(self.filled.get("on", ""))
        if on is None:
            problems.refuse("on", "not_a_date")
        periods = self._hours.drafts(DATE, problems)
        try:
            problems.done()
            await in_thread(
                working_hours.set_date,
                staff,
                StaffId(self.therapist),
                on or date.min,
                periods,
                seen=self._seen,
                origin=self._origin(),
            )
        except Problem as problem:
            await self._refuse_hours(staff, problem)
        else:
            await self._date_saved(staff)

    @staff_event(on=words(10))
    async def clear_date(self, on: str) -> None:
        """Let a date be as its weekday again."""
        staff, day = await self._require_staff(), as_date(on)
        if day is None or not any(one.on == on for one in self.dates):
            return
        try:
            await in_thread(
                working_hours.clear_date, staff, StaffId(self.therapist), day, seen=self._seen, origin=self._origin()
            )
        except Problem as problem:
            await self._refuse_hours(staff, problem)
        else:
            await self._date_saved(staff)

    async def _show(self, staff: StaffRef) -> None:
        """Show the hours, unless somebody is at them."""
        listed = await in_thread(therapists.listed, staff)
        offered = await in_thread(appointment_form.choices, staff)
        self.therapists = [Option(one.staff_id, one.name) for one in listed]
        self.centres = [Option(one.centre_id, one.name) for one in offered.centres]
        if not any(one.staff_id == self.therapist for one in listed):
            own = next((one for one in listed if one.staff_id == staff.staff_id), None) or next(iter(listed), None)
            self.therapist = own.staff_id if own else ""
        if self.therapist and not self.changed and not self.opened:
            await self._read(staff)
        elif self.therapist:
            self._draw()
        self.loaded = True

    async def _read(self, staff: StaffRef) -> None:
        """Fill the editor from what is saved."""
        try:
            read = await in_thread(working_hours.of_therapist, staff, StaffId(self.therapist))
        except NotYours:
            self.therapist = ""
            return
        self._keep(read)
        self._hours = self._saved
        self._put_away, self.copying = (), -1
        self._clear()
        self._edit(self._saved)

    def _keep(self, read: TherapistHours) -> None:
        """What is saved, by which the editor knows what changed."""
        saved = replace(TypedHours(), made=self._hours.made)
        for number, day in enumerate(read.week):
            saved = saved.with_day(number, day)
        self.may_change, self._seen, self._saved = read.may_change, read.state, saved
        centres = {one.value: one.text for one in self.centres}
        self.dates = presenter.dates(self._t(), read.dates, centres)

    def _type(self, hours: TypedHours) -> None:
        """A person changed something."""
        self._said("")
        self._edit(hours)

    def _edit(self, hours: TypedHours) -> None:
        self._hours = hours
        self._draw()

    def _draw(self) -> None:
        t = self._t()
        errors = {one.name: fields.words(t, one) for one in self._wrong}
        days = presenter.weekdays(t, self._hours.days, self._saved.days, errors)
        if days != self.days:
            self.days = days
        on_date = [presenter.period_view(t, one, errors.get(one.key, "")) for one in self._hours.days[DATE]]
        if on_date != self.on_date:
            self.on_date = on_date
        self.changed = any(day.changed for day in days)

    async def _saved_now(self, staff: StaffRef) -> None:
        await self._read(staff)
        t = self._t()
        self._said(t("Saved."))

    async def _date_saved(self, staff: StaffRef) -> None:
        """The date is saved; what is typed in the week stays."""
        self._shut()
        read = await in_thread(working_hours.of_therapist, staff, StaffId(self.therapist))
        unsaved = {day.weekday: self._hours.days[day.weekday] for day in self.days if day.changed}
        self._keep(read)
        hours = self._saved
        for number, day in unsaved.items():
            hours = hours.with_day(number, day)
        self._type(hours)
        t = self._t()
        self._said(t("Saved."))

    async def _refuse_hours(self, staff: StaffRef, problem: Problem) -> None:
        """Say why, beside the period that is wrong; where somebody was faster, the next save knows of it."""
        if isinstance(problem, BadFields):
            on_date = bool(self.opened)
            problem = BadFields(
                [
                    replace(one, name=self._hours.key_of(one.name, on_date=on_date))
                    for one in problem.facts["fields"]  # pyright: ignore[reportGeneralTypeIssues]  BadFields made it
                ]
            )
        self._refuse_form(problem)
        if isinstance(problem, ChangedMeanwhile):
            self._keep(await in_thread(working_hours.of_therapist, staff, StaffId(self.therapist)))
        self._draw()

    def _usual_centre(self) -> str:
        return self._hours.usual_centre(self.centres[0].value)
