"""The list of patients (AG-5)."""

import reflex as rx

from portal_app.domain.refs import StaffRef
from portal_app.presenters.staff import patients as presenter
from portal_app.presenters.staff.patients import PatientRowView
from portal_app.services import patients
from portal_app.services.patients import LONGEST_QUERY, PAGE, Among, Kind
from portal_app.states.gate import flag, one_of, staff_event, words
from portal_app.states.guard import in_thread
from portal_app.states.staff.panels import PanelPage


class PatientsState(PanelPage, rx.State):
    """The patients found, and what was typed."""

    loaded: bool = False
    query: str = ""
    count: str = ""
    rows: rx.Field[list[PatientRowView]] = rx.field(default_factory=list)
    more: bool = False
    nobody_yet: bool = False
    kind: str = ""
    mine: bool = False
    choose_whose: bool = False
    _limit: int = PAGE

    @staff_event()
    async def load(self) -> None:
        """A person opened the page."""
        staff = await self._arrive()
        self._limit = PAGE
        await self._show(staff)

    @staff_event()
    async def refresh(self) -> None:
        """Something of the practice changed."""
        await self._show(await self._look_again())

    @staff_event(query=words(LONGEST_QUERY))
    async def search(self, query: str) -> None:
        """Find whom the words name."""
        staff = await self._require_staff()
        self.query, self._limit = query, PAGE
        await self._show(staff)

    @staff_event(kind=one_of(*Kind))
    async def choose_kind(self, kind: str) -> None:
        """The list is about these."""
        staff = await self._require_staff()
        self.kind, self._limit = kind, PAGE
        await self._show(staff)

    @staff_event(mine=flag)
    async def choose_mine(self, mine: bool) -> None:
        """Only those this therapist sees, or everybody's."""
        staff = await self._require_staff()
        self.mine, self._limit = mine, PAGE
        await self._show(staff)

    @staff_event()
    async def show_more(self) -> None:
        """Show more of those that were found."""
        staff = await self._require_staff()
        self._limit += PAGE
        await self._show(staff)

    async def _show(self, staff: StaffRef) -> None:
        self.kind = self.kind or Kind.ACTIVE.value
        among = Among(Kind(self.kind), mine=self.mine)
        found = await in_thread(patients.search, staff, self.query, among=among, limit=self._limit)
        t = self._t()
        rows = presenter.rows(t, found)
        self._display(rows=rows)
        self.count = presenter.count(t, found)
        self.more = found.found > len(found.patients)
        self.nobody_yet = found.of == 0
        self.choose_whose = self.mine or bool(found.mine and found.others)
        self.loaded = True
