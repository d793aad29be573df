"""The calendar page: what is next, what waits, the months."""

from collections.abc import Callable
from functools import partial

import reflex as rx

from portal_app.domain.refs import PatientRef
from portal_app.presenters.patient.calendar import (
    CalendarView,
    EntryView,
    HeroView,
    calendar_view,
    changes,
    entries,
    joined,
)
from portal_app.services import calendar
from portal_app.services.calendar import MONTHS_AHEAD, MONTHS_BACK, Home
from portal_app.states.gate import one_of, patient_event, words
from portal_app.states.guard import in_thread
from portal_app.states.patient.day_sheet import DaySheetState
from portal_app.states.patient.page import PatientPage

# As far as one can turn the pages, in months either way.
FARTHEST = 36
# How many months more are read when one turns past those that are there.
STRIDE = 3


class CalendarState(PatientPage, rx.State):
    """The days are one string with a character each, `changes` what became of some of them since it was sent.

    `waiting` are the starts of what waits, `joined` of what was confirmed while the page was open.
    Which month is on the screen the page knows by itself.
    """

    loaded: bool = False
    today: str = ""
    first_on: str = ""
    days: str = ""
    counts: str = ""
    changes: str = ""
    hero: HeroView = HeroView()
    waiting: str = ""
    joined: str = ""
    is_new: bool = False
    asking: bool = True
    entries: rx.Field[list[EntryView]] = rx.field(default_factory=list)

    _back: int = MONTHS_BACK
    _ahead: int = MONTHS_AHEAD
    _listed: bool = False

    @patient_event()
    async def load(self) -> None:
        """Show the page, and go on showing what changes."""
        patient = await self._require_patient()
        self._watch(patient, "refresh")
        self._display(joined="")
        await self._show_page(patient)
        sheet = await self.get_state(DaySheetState)
        await sheet._show_again(patient)  # noqa: SLF001 - a sibling's public methods are events

    @patient_event()
    async def refresh(self) -> None:
        """Something of the patient's changed: show it as it is now."""
        patient, home = await self._require_patient_and(self._look(), acting=False)
        await self._show_home(home)
        sheet = await self.get_state(DaySheetState)
        await sheet._show_again(patient)  # noqa: SLF001 - a sibling's public methods are events

    @patient_event(month=words(10))
    async def look(self, month: str) -> None:
        """The page turned to a month (its first day): have it and some more ready."""
        patient = await self._require_patient()
        year, _, number = month[:7].partition("-")
        if not (year.isdecimal() and number.isdecimal() and self.today):
            return
        away = (int(year) - int(self.today[:4])) * 12 + int(number) - int(self.today[5:7])
        back, ahead = max(self._back, 1 - away), max(self._ahead, away + 1)
        if (back, ahead) == (self._back, self._ahead) or abs(away) > FARTHEST:
            return
        self._back = back if back == self._back else back + STRIDE
        self._ahead = ahead if ahead == self._ahead else ahead + STRIDE
        await self._show_page(patient)

    @patient_event(form=one_of("list", "grid"))
    async def show_as(self, form: str) -> None:
        """The list is on the screen, or no longer: its lines are sent only while it is (CA-9)."""
        patient = await self._require_patient()
        if self._listed == (form == "list"):
            return
        self._listed = form == "list"
        await self._show_page(patient)

    async def _show_page(self, patient: PatientRef) -> None:
        await self._show_home(await in_thread(self._look(), patient))

    def _look(self) -> Callable[[PatientRef], Home]:
        return partial(calendar.home, back=self._back, ahead=self._ahead)

    async def _show_home(self, home: Home) -> None:
        t = self._t()
        await self._show_portal(home.portal)
        view = calendar_view(t, home)
        self._show_days(view)
        sheet = await self.get_state(DaySheetState)
        sheet._show_places(home.places)  # noqa: SLF001 - a sibling's public methods are events
        if newly := joined(self.waiting, home):
            self._display(joined=newly)
        self._display(
            loaded=True,
            today=view.today,
            hero=view.hero,
            waiting=view.waiting,
            is_new=view.is_new,
            asking=view.asking,
            entries=entries(t, home) if self._listed else [],
        )

    def _show_days(self, view: CalendarView) -> None:
        """Where only some days changed, those are sent and the others stay."""
        changed = changes(view, self.days, self.counts) if view.first_on == self.first_on else None
        if changed is None:
            self._display(first_on=view.first_on, days=view.days, counts=view.counts)
        self._display(changes=changed or "")
