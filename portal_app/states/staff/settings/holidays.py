"""The public holidays of a year: those of the regions, and what is added or worked through (AV-2, PR-1)."""

import reflex as rx

from models.vocabulary import Role
from portal_app import clock
from portal_app.domain.problems import Problem
from portal_app.domain.refs import StaffRef
from portal_app.presenters.staff.agenda import Option
from portal_app.presenters.staff.settings import holidays as presenter
from portal_app.presenters.staff.settings.holidays import HolidayView
from portal_app.services import appointment_form
from portal_app.services.set_up import holidays
from portal_app.services.set_up.holidays import HolidayKept
from portal_app.states.gate import NAME, staff_event, whole
from portal_app.states.guard import in_thread
from portal_app.states.staff.forming import FORM, NEW
from portal_app.states.staff.settings.deciding import DecidingPage
from portal_app.states.staff.typed import Typed

YEARS_BACK, YEARS_AHEAD = 1, 3


class HolidaysState(DecidingPage, rx.State):
    """A year's holidays, and the form that adds one."""

    may_change: bool = False
    year: int = 0
    rows: rx.Field[list[HolidayView]] = rx.field(default_factory=list)
    centres: rx.Field[list[Option]] = rx.field(default_factory=list)

    @staff_event(years=whole(-1, 1))
    async def step(self, years: int) -> None:
        """The year before or after."""
        staff = await self._require_staff()
        this = clock.now().year
        if this - YEARS_BACK <= self.year + years <= this + YEARS_AHEAD:
            self.year += years
            await self._show(staff)

    @staff_event()
    async def start(self) -> None:
        """Begin to add one."""
        staff = await self._require_staff()
        if staff.role is Role.ADMIN:
            self._open(NEW, {"on": "", "name": "", "centre_id": ""})

    @staff_event(form=FORM)
    async def save(self, form: dict[str, str]) -> None:
        """Close a day."""
        staff = await self._require_staff()
        if not self.opened:
            return
        self._take(form)
        await self._do(staff, "save")

    @staff_event(key=NAME)
    async def work(self, key: str) -> None:
        """Work on a public holiday all the same."""
        staff = await self._require_staff()
        one = await self._found(staff, key)
        if one is None or one.worked or one.holiday_id is not None:
            return
        try:
            await in_thread(holidays.work, staff, one.on, centre_id=one.centre_id, origin=self._origin())
        except Problem as problem:
            self._refuse_form(problem)
        else:
            self._saved()
        await self._show(staff)

    @staff_event(key=NAME)
    async def remove(self, key: str) -> None:
        """Take back what was entered by hand."""
        staff = await self._require_staff()
        await self._do(staff, "remove", key)

    async def _do(self, staff: StaffRef, name: str, about: str = "") -> None:
        try:
            done = await (self._add(staff) if name == "save" else self._remove(staff, about))
        except Problem as problem:
            self._refuse_form(problem)
            await self._decide_about(staff, ())
            done = False
        if done:
            self._shut()
            self._saved()
        await self._show(staff)

    async def _add(self, staff: StaffRef) -> bool:
        typed = Typed(self.filled)
        on, name, centre_id = typed.day("on"), typed.text("name"), typed.text("centre_id") or None
        typed.done()
        done = await self._attempt(staff, ("save",), holidays.add, on, name=name, centre_id=centre_id)
        self.year = on.year if done else self.year
        return done

    async def _remove(self, staff: StaffRef, key: str) -> bool:
        one = await self._found(staff, key)
        if one is None or one.holiday_id is None:
            return False
        return await self._attempt(staff, ("remove", key), holidays.remove, one.holiday_id)

    def _reason(self) -> str:
        return self.filled.get("name", "")

    def _saved(self) -> None:
        t = self._t()
        self._said(t("Saved."))

    async def _show(self, staff: StaffRef) -> None:
        now = clock.now()
        self.year = self.year or now.year
        t = self._t()
        offered = await in_thread(appointment_form.choices, staff)
        today = now.astimezone(offered.zone).date()
        rows = [presenter.row(t, one, today=today) for one in await self._kept(staff)]
        self._display(rows=rows)
        places = [Option(one.centre_id, one.name) for one in offered.centres if not one.online]
        self.centres = [Option("", t("All centres")), *places]
        self.may_change = staff.role is Role.ADMIN
        self.loaded = True

    async def _kept(self, staff: StaffRef) -> list[HolidayKept]:
        return await in_thread(holidays.of_year, staff, self.year, locale=self._t().locale)

    async def _found(self, staff: StaffRef, key: str) -> HolidayKept | None:
        return next((one for one in await self._kept(staff) if presenter.key(one) == key), None)
