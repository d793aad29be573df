"""The portal as the patient sees it, shown to staff: it reads and never writes (AG-9)."""

from datetime import date

import reflex as rx

from models.vocabulary import Locale
from portal_app.domain.problems import NotYours, PatientDischarged
from portal_app.domain.refs import StaffRef
from portal_app.presenters.staff import as_patient as presenter
from portal_app.presenters.staff.as_patient import SeenDayView, SeenView
from portal_app.services import as_patient
from portal_app.services.as_patient import FARTHEST
from portal_app.states.gate import flag, one_of, staff_event, whole, words
from portal_app.states.guard import in_thread
from portal_app.states.staff.surroundings import StaffPage

CALENDAR, REQUESTS, PACKS, ME = TABS = ("calendar", "requests", "packs", "me")


class SeenAsPatientState(StaffPage, rx.State):
    """What is on the screen. None of its events does more than read; `back` is the file it came from."""

    view: rx.Field[SeenView] = rx.field(default_factory=SeenView)
    day: rx.Field[SeenDayView] = rx.field(default_factory=SeenDayView)
    tab: str = ""
    listed: bool = False
    missing: bool = False
    back: str = ""
    _patient_id: str = ""
    _away: int = 0
    _on: str = ""

    @staff_event()
    async def load(self) -> None:
        """Somebody began to look at the portal of the patient whom the address names; the trail says so."""
        staff = await self._arrive()
        self._patient_id = self.router.url.path.rstrip("/").split("/")[-2][:64]
        self._away, self._on, self.day, self.tab = 0, "", SeenDayView(), CALENDAR
        self.back = self._way_back()
        try:
            seen = await in_thread(as_patient.begin, staff, self._patient_id, origin=self._origin())
        except (NotYours, PatientDischarged):
            self._forget()
        else:
            self.view, self.missing = presenter.seen_view(self._t(), seen, 0), False

    @staff_event()
    async def refresh(self) -> None:
        """Something of the practice changed."""
        await self._again(await self._look_again())

    @staff_event(tab=one_of(*TABS))
    async def show(self, tab: str) -> None:
        """Another of the patient's pages."""
        await self._require_staff()
        self.tab = tab

    @staff_event(listed=flag)
    async def as_list(self, listed: bool) -> None:
        """The month as a list, or on its grid again (CA-9)."""
        await self._require_staff()
        self.listed = listed

    @staff_event(by=whole(-1, 1))
    async def turn(self, by: int) -> None:
        """Another month; 0 is this one."""
        staff = await self._require_staff()
        self._away = max(-FARTHEST, min(FARTHEST, self._away + by)) if by else 0
        self._on, self.day = "", SeenDayView()
        await self._again(staff)

    @staff_event(on=words(10))
    async def open_day(self, on: str) -> None:
        """A day, with the times the patient could ask for."""
        staff = await self._require_staff()
        self._on = on
        await self._show_day(staff)

    async def _again(self, staff: StaffRef) -> None:
        if not self._patient_id:
            return
        try:
            seen = await in_thread(as_patient.go_on, staff, self._patient_id, away=self._away)
            await self._show_day(staff)
        except (NotYours, PatientDischarged):
            self._forget()
            return
        view = presenter.seen_view(self._t(), seen, self._away)
        self._display(view=view)

    async def _show_day(self, staff: StaffRef) -> None:
        try:
            on = date.fromisoformat(self._on)
        except ValueError:
            return
        if self._patient_id:
            self.day = presenter.seen_day(self._t(), await in_thread(as_patient.day, staff, self._patient_id, on))

    def _way_back(self) -> str:
        """The file, in the language that it was left in."""
        named = self.router.url.query_parameters.get("from", "")
        spoken = named if named in set(Locale) else self._t().locale.value
        return f"/{spoken}/staff/patients/{self._patient_id}"

    def _forget(self) -> None:
        self._patient_id, self.view, self.day, self.missing = "", SeenView(), SeenDayView(), True
