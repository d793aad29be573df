"""The agenda and its picker (AG-1, WL-2, WL-3)."""

from datetime import date, timedelta

import reflex as rx

from portal_app import clock
from portal_app.domain.problems import NotYours
from portal_app.domain.refs import StaffRef
from portal_app.presenters.staff import agenda as presenter
from portal_app.presenters.staff import agenda_days, agenda_month
from portal_app.presenters.staff.agenda import AgendaView, NowView
from portal_app.presenters.staff.agenda_days import StripDayView
from portal_app.presenters.staff.picker import PickerView, picker
from portal_app.services import agenda
from portal_app.services.agenda import MOST_SIDE_BY_SIDE, Agendas, View, month_of
from portal_app.states.gate import NAME, flag, one_of, staff_event, whole, words
from portal_app.states.guard import in_thread
from portal_app.states.staff.agenda_columns import AgendaColumns
from portal_app.states.staff.deciding import Deciding
from portal_app.states.staff.panels import PanelPage, panel

MOST_YEARS = 3


@panel
class AgendaState(Deciding, PanelPage, rx.State):
    """A day, a week or a month; `day` is the one the phone's list shows. The days are in `AgendaColumns`.

    What is looked at outlives a reload and a change of language: both come back to the same tab's state. `line` counts
    how often the page came, by itself or after a lost line.
    """

    loaded: bool = False
    line: int = 0
    view: rx.Field[AgendaView] = rx.field(default_factory=AgendaView)
    now: rx.Field[NowView] = rx.field(default_factory=NowView)
    strip: rx.Field[list[StripDayView]] = rx.field(default_factory=list)
    day: str = ""
    day_heading: str = ""
    picker: rx.Field[PickerView] = rx.field(default_factory=PickerView)
    asking_none: bool = False
    _view: View = View.WEEK
    _socket: str = ""
    _on: str = ""
    _therapist: str = ""
    _beside: tuple[str, ...] = ()
    _open: tuple[str, ...] = ()

    @staff_event()
    async def load(self) -> None:
        """A person opened the page, or its line came back: this week, or what was open."""
        staff = await self._arrive()
        self.line, self._socket = self.line + 1, self.router.session.session_id
        await self._show(staff)

    @staff_event()
    async def refresh(self) -> None:
        """Something of the practice changed."""
        staff = await self._look_again()
        await self._show(staff)
        await self._tell_panels(staff)

    @staff_event(view=one_of("day", "week", "month"))
    async def choose_view(self, view: str) -> None:
        """A day, a week or a month, around the same date."""
        staff = await self._require_staff()
        self._view = View(view)
        self._close()
        await self._show(staff)

    @staff_event(by=whole(-1, 1))
    async def step(self, by: int) -> None:
        """The day, week or month before or after."""
        staff = await self._require_staff()
        await self._go(staff, self._after(date.fromisoformat(self._on), by) if self._on else None)

    @staff_event()
    async def today(self) -> None:
        """Back to today."""
        await self._go(await self._require_staff(), None)

    @staff_event(on=words(10))
    async def choose_day(self, on: str) -> None:
        """A day of the phone's strip: one that it shows."""
        staff = await self._require_staff()
        if not any(day.on == on for day in self.strip):
            return
        if self._view is View.DAY:
            await self._go(staff, date.fromisoformat(on))
            return
        self._on = on
        self._show_day()

    @staff_event(on=words(10))
    async def open_day(self, on: str) -> None:
        """A day of the month that is shown, by itself."""
        staff = await self._require_staff()
        weeks = (await self.get_state(AgendaColumns))._weeks()  # noqa: SLF001  the agenda's own columns
        if any(cell.on == on for week in weeks for cell in week):
            self._view = View.DAY
            await self._go(staff, date.fromisoformat(on))

    @staff_event(therapist_id=NAME)
    async def choose_therapist(self, therapist_id: str) -> None:
        """Another therapist's agenda, among those offered."""
        staff = await self._require_staff()
        if any(one.value == therapist_id for one in self.view.therapists):
            self._therapist, self._beside = therapist_id, ()
            self._close()
            await self._show(staff)

    @staff_event(therapist_id=NAME, shown=flag)
    async def set_beside(self, therapist_id: str, shown: bool) -> None:
        """Put a therapist beside those whose day is shown, or away; somebody's is always there."""
        staff = await self._require_staff()
        chosen = {one.value: one.shown for one in self.view.beside}
        if therapist_id not in chosen:
            return
        beside = tuple(one for one in chosen if (shown if one == therapist_id else chosen[one]))
        if 0 < len(beside) <= MOST_SIDE_BY_SIDE:
            self._beside = beside
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

    def _is_on_line(self, line: str) -> bool:
        """Whether something was done on the line that is open now: what waited for a lost one is no longer meant."""
        return line == str(self.line) and self._socket == self.router.session.session_id

    def _aim(self, on: date, therapist_id: str, request_id: str) -> None:
        """Let the page open there when it is next loaded."""
        self._view, self._on, self._therapist, self._beside = View.WEEK, on.isoformat(), therapist_id, ()
        self._open = (request_id,)

    async def _go(self, staff: StaffRef, on: date | None) -> None:
        if on is not None and abs(on.year - clock.now().year) > MOST_YEARS:
            return
        self._on = on.isoformat() if on else ""
        self._close()
        await self._show(staff)

    def _after(self, on: date, by: int) -> date:
        match self._view:
            case View.DAY:
                return on + timedelta(days=by)
            case View.WEEK:
                return on + timedelta(weeks=by)
            case View.MONTH:
                first, last = month_of(on)
                return last + timedelta(days=1) if by > 0 else (first - timedelta(days=1)).replace(day=1)

    async def _renew(self, staff: StaffRef) -> None:
        """Something was done in a panel: show it."""
        await self._show(staff)
        await self._surround(staff)

    async def _show(self, staff: StaffRef) -> None:
        on = date.fromisoformat(self._on) if self._on else None
        try:
            read = await in_thread(agenda.look, staff, self._view, on, therapist_ids=self._chosen())
        except NotYours:
            self._therapist, self._beside = "", ()
            read = await in_thread(agenda.look, staff, self._view, on)
        t = self._t()
        is_month = read.view is View.MONTH
        days = await self.get_state(AgendaColumns)
        days._show(  # noqa: SLF001  the agenda's own columns
            [] if is_month else presenter.columns(t, read), agenda_month.weeks(t, read) if is_month else []
        )
        self._put("view", presenter.agenda(t, read))
        self._put("now", presenter.now(t, read))
        self._put("strip", agenda_days.strip(t, read))
        self._on = (on or max(read.on, read.now.astimezone(read.zone).date())).isoformat()
        self._show_day()
        self._show_picker(read)
        self.loaded = True

    def _chosen(self) -> tuple[str, ...]:
        """Whose agenda is looked at; nobody's by name: the one the person would look at first."""
        if self._view is View.DAY and self._beside:
            return self._beside
        return (self._therapist,) if self._therapist else ()

    def _put(self, name: str, value: object) -> None:
        """An equal value is not sent again."""
        if getattr(self, name) != value:
            setattr(self, name, value)

    def _show_day(self) -> None:
        """The day that the phone's list shows."""
        self._put("day", self._on)
        self._put("day_heading", agenda_days.heading(self._t(), date.fromisoformat(self._on)))

    def _show_picker(self, read: Agendas) -> None:
        """The open group is the one that holds a request that was in it: others may have come or gone."""
        groups = [group for diary in read.diaries if diary.may_decide for group in diary.groups]
        group = next((one for one in groups if any(wish.request_id in self._open for wish in one.interested)), None)
        if group is None:
            self._close()
            return
        self._open = tuple(wish.request_id for wish in group.interested)
        self._put("picker", picker(self._t(), group, now=read.now, zone=read.zone))

    def _close(self) -> None:
        self._open = ()
        self.asking_none = False
        if self.picker.key:
            self.picker = PickerView()

    def _shut(self) -> None:
        self._close()

    def _asked(self, request_id: str) -> str:
        return next((one.phrase for one in self.picker.candidates if one.request_id == request_id), "")
