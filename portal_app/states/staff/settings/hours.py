"""A therapist's working hours: the week, and dates of their own (AV-2, PR-1)."""

from dataclasses import replace
from datetime import date

import reflex as rx

from models.vocabulary import StaffId
from portal_app.domain.fields import Fields
from portal_app.domain.problems import BadFields, ChangedMeanwhile, Problem
from portal_app.domain.refs import StaffRef
from portal_app.services.set_up import working_hours
from portal_app.states.gate import NAME, flag, one_of, staff_event, whole, words
from portal_app.states.guard import in_thread
from portal_app.states.staff.forming import FORM, NEW
from portal_app.states.staff.settings.hours_editor import HoursEditor
from portal_app.states.staff.settings.typed_hours import DATE, TypedHours, as_date

SUNDAY = 6
WORK_DAYS = range(5)


class HoursState(HoursEditor, rx.State):
    """What people do in the editor."""

    @staff_event(therapist_id=NAME)
    async def choose_therapist(self, therapist_id: str) -> None:
        """Another therapist's hours, among those offered."""
        staff = await self._require_staff()
        if any(one.value == therapist_id for one in self.therapists):
            self.therapist = therapist_id
            self._shut()
            self._hours = self._saved = TypedHours(made=self._hours.made)
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
    async def keep_mine(self) -> None:
        """The days that somebody else changed as well stay as they are typed here."""
        await self._require_staff()
        self._resolve(self._hours)

    @staff_event()
    async def take_theirs(self) -> None:
        """The days that somebody else changed as well are as they are saved."""
        await self._require_staff()
        hours = self._hours
        for number in self._clashes:
            hours = hours.with_day(number, self._now.days[number])
        self._resolve(hours)

    @staff_event()
    async def save(self) -> None:
        """Save the weekdays that changed."""
        await self._do(await self._require_staff(), "week")

    @staff_event(on=words(10))
    async def open_date(self, on: str) -> None:
        """Open a date's own hours, or a new date's (empty)."""
        staff = await self._require_staff()
        if not self.may_change:
            return
        await self._look(staff)
        self._open(on or NEW, {"on": on}, seen=self._seen)
        read = await in_thread(working_hours.of_therapist, staff, StaffId(self.therapist))
        self._saved = self._saved.with_day(DATE, self._of_date(read))
        self._type(self._hours.with_day(DATE, self._saved.days[DATE]))

    @staff_event(form=FORM)
    async def save_date(self, form: dict[str, str]) -> None:
        """Give the open date its own hours; without any it is closed."""
        staff = await self._require_staff()
        if self.opened:
            self._take(form)
            await self._do(staff, "date")

    @staff_event(on=words(10))
    async def clear_date(self, on: str) -> None:
        """Let a date be as its weekday again."""
        staff = await self._require_staff()
        if any(one.on == on for one in self.dates):
            await self._do(staff, "clear", on)

    async def _do(self, staff: StaffRef, name: str, about: str = "") -> None:
        try:
            await self._look(staff)
            done = await self._written(staff, name, about)
        except Problem as problem:
            await self._decide_about(staff, ())
            await self._refuse_hours(staff, problem)
            return
        if done and name == "week":
            await self._read(staff)
        elif done:
            await self._date_saved(staff)
        if done:
            t = self._t()
            self._said(t("Saved."))

    async def _written(self, staff: StaffRef, name: str, about: str) -> bool:
        """Whether it is saved now; nothing where nothing changed, and not yet where somebody has to decide."""
        problems, whose = Fields(), StaffId(self.therapist)
        if name == "week":
            drafts = {day.weekday: self._hours.drafts(day.weekday, problems) for day in self.days if day.changed}
            problems.done()
            if not drafts:
                return False
            return await self._attempt(staff, (name,), working_hours.set_week, whose, drafts, seen=self._seen)
        on = as_date(about or self.filled.get("on", ""))
        if on is None:
            problems.refuse("on", "not_a_date")
        if name == "clear":
            problems.done()
            return await self._attempt(
                staff, (name, about), working_hours.clear_date, whose, on or date.min, seen=self._seen
            )
        periods = self._hours.drafts(DATE, problems)
        problems.done()
        return await self._attempt(
            staff, (name,), working_hours.set_date, whose, on or date.min, periods, seen=self._seen
        )

    async def _date_saved(self, staff: StaffRef) -> None:
        """The date is saved; what is typed in the week stays."""
        self._shut()
        self._saved, self._hours = self._saved.with_day(DATE, ()), self._hours.with_day(DATE, ())
        await self._look(staff)
        self._draw()

    async def _refuse_hours(self, staff: StaffRef, problem: Problem) -> None:
        """Say why, beside the period that is wrong; where somebody was faster, what they changed."""
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
            await self._look(staff)
        self._draw()

    def _usual_centre(self) -> str:
        return self._hours.usual_centre(self.centres[0].value)
