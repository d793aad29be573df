"""The week agenda and its picker (AG-1, WL-2, WL-3)."""

from datetime import date, timedelta

import reflex as rx

from portal_app.domain.problems import NotYours
from portal_app.domain.refs import StaffRef
from portal_app.presenters.staff import agenda as presenter
from portal_app.presenters.staff.agenda import DayView, WeekView
from portal_app.presenters.staff.picker import PickerView, picker
from portal_app.services import agenda
from portal_app.services.agenda import Week
from portal_app.states.gate import NAME, staff_event, whole, words
from portal_app.states.guard import in_thread
from portal_app.states.staff.deciding import Deciding
from portal_app.states.staff.panels import PanelPage, panel

YEARS_AHEAD = 3


@panel
class AgendaState(Deciding, PanelPage, rx.State):
    """One therapist's week; `day` is the one the phone's list shows."""

    loaded: bool = False
    week: rx.Field[WeekView] = rx.field(default_factory=WeekView)
    days: rx.Field[list[DayView]] = rx.field(default_factory=list)
    day: str = ""
    day_heading: str = ""
    may_decide: bool = False
    picker: rx.Field[PickerView] = rx.field(default_factory=PickerView)
    asking_none: bool = False
    _on: str = ""
    _therapist: str = ""
    _open: tuple[str, ...] = ()

    @staff_event()
    async def load(self) -> None:
        """A person opened the page: this week, or the one that was open."""
        await self._show(await self._arrive())

    @staff_event()
    async def refresh(self) -> None:
        """Something of the practice changed."""
        await self._show(await self._look_again())

    @staff_event(weeks=whole(-1, 1))
    async def step(self, weeks: int) -> None:
        """The week before or after."""
        staff = await self._require_staff()
        on = date.fromisoformat(self._on) + timedelta(weeks=weeks) if self._on else None
        await self._go(staff, on)

    @staff_event()
    async def today(self) -> None:
        """This week, and today in the list."""
        await self._go(await self._require_staff(), None)

    @staff_event(on=words(10))
    async def choose_day(self, on: str) -> None:
        """A day of the phone's strip: one that it shows."""
        await self._require_staff()
        if any(day.on == on for day in self.days):
            self._on = on
            self._show_day()

    @staff_event(therapist_id=NAME)
    async def choose_therapist(self, therapist_id: str) -> None:
        """Another therapist's agenda, among those offered."""
        staff = await self._require_staff()
        if any(one.value == therapist_id for one in self.week.therapists):
            self._therapist = therapist_id
            self._close()
            await self._show(staff)

    @staff_event(request_id=NAME)
    async def open_group(self, request_id: str) -> None:
        """Show who wants this time; once more on the open one closes it."""
        staff = await self._require_staff()
        if request_id == self.picker.key:
            self._close()
            return
        await self._close_others()
        self._open, self.asking_none = (request_id,), False
        await self._show(staff)

    @staff_event()
    async def close_group(self) -> None:
        """Close the picker."""
        await self._require_staff()
        self._close()

    @staff_event()
    async def ask_none(self) -> None:
        """None of them suits: ask once more, for all are answered with no."""
        await self._require_staff()
        self.asking_none = bool(self.picker.key)

    @staff_event()
    async def keep_all(self) -> None:
        """They stay as they are."""
        await self._require_staff()
        self.asking_none = False

    @staff_event()
    async def reject_all(self) -> None:
        """Answer the whole open group with a kind no."""
        staff = await self._require_staff()
        request_ids = [one.request_id for one in self.picker.candidates]
        if self.asking_none and request_ids:
            await self._reject(staff, request_ids)

    def _aim(self, on: date, therapist_id: str, request_id: str) -> None:
        """Let the page open there when it is next loaded."""
        self._on, self._therapist, self._open = on.isoformat(), therapist_id, (request_id,)

    async def _go(self, staff: StaffRef, on: date | None) -> None:
        if on is not None and abs(on.year - int(self._on[:4])) > YEARS_AHEAD:
            return
        self._on = on.isoformat() if on else ""
        self._close()
        await self._show(staff)

    async def _renew(self, staff: StaffRef) -> None:
        """Something was done in a panel: show it."""
        await self._show(staff)
        await self._surround(staff)

    async def _show(self, staff: StaffRef) -> None:
        on = date.fromisoformat(self._on) if self._on else None
        try:
            read = await in_thread(agenda.week, staff, on, therapist_id=self._therapist or None)
        except NotYours:
            self._therapist = ""
            read = await in_thread(agenda.week, staff, on)
        t = self._t()
        week, days = presenter.week(t, read)
        if week != self.week:
            self.week = week
        if days != self.days:
            self.days = days
        self._on = (on or max(read.monday, read.now.astimezone(read.zone).date())).isoformat()
        self._show_day()
        self.may_decide = read.may_decide
        self._show_picker(read)
        self.loaded = True

    def _show_day(self) -> None:
        """The day that the phone's list shows."""
        if self.day != self._on:
            self.day = self._on
        self.day_heading = next((day.heading for day in self.days if day.on == self._on), "")

    def _show_picker(self, read: Week) -> None:
        """The open group is the one that holds a request that was in it: others may have come or gone."""
        group = next(
            (one for one in read.groups if any(wish.request_id in self._open for wish in one.interested)), None
        )
        if group is None or not read.may_decide:
            self._close()
            return
        self._open = tuple(wish.request_id for wish in group.interested)
        view = picker(self._t(), group, now=read.now, zone=read.zone)
        if view != self.picker:
            self.picker = view

    def _close(self) -> None:
        self._open = ()
        self.asking_none = False
        if self.picker.key:
            self.picker = PickerView()

    def _shut(self) -> None:
        self._close()

    def _asked(self, request_id: str) -> str:
        return next((one.phrase for one in self.picker.candidates if one.request_id == request_id), "")
