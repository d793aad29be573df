"""The practice's activity trail (GD-1)."""

import reflex as rx

from portal_app.domain.problems import NotAllowed, NotYours
from portal_app.domain.refs import StaffRef
from portal_app.presenters.staff import activity as presenter
from portal_app.presenters.staff.activity import ChoiceView, TrailView
from portal_app.services import patients, trail
from portal_app.services.patients import LONGEST_QUERY
from portal_app.states.gate import NAME, one_of, staff_event, words
from portal_app.states.guard import in_thread
from portal_app.states.staff.surroundings import StaffPage

FOUND = 6


class ActivityTrailState(StaffPage, rx.State):
    """A page of the trail, and what it is filtered by."""

    loaded: bool = False
    refused: bool = False
    view: rx.Field[TrailView] = rx.field(default_factory=TrailView)
    found: rx.Field[list[ChoiceView]] = rx.field(default_factory=list)
    query: str = ""
    patient_id: str = ""
    who: str = ""
    kind: str = ""
    first_on: str = ""
    last_on: str = ""
    later: bool = False
    _before: rx.Field[list[int]] = rx.field(default_factory=list)
    _earlier: int | None = None
    _named: str = ""

    @staff_event()
    async def load(self) -> None:
        """A person opened the page; its address may name a patient. In another language the filters stay."""
        staff = await self._arrive()
        named = self.router.url.query_parameters.get("patient", "")[:64]
        if not self.loaded or named != self._named:
            self._named = self.patient_id = named
            self.who = self.kind = self.first_on = self.last_on = self.query = ""
            self.found, self._before = [], []
        await self._show(staff)

    @staff_event()
    async def refresh(self) -> None:
        """Something of the practice changed."""
        await self._show(await self._look_again())

    @staff_event(which=one_of("who", "kind", "first_on", "last_on"), value=NAME)
    async def choose(self, which: str, value: str) -> None:
        """Filter by this from now on."""
        staff = await self._require_staff()
        setattr(self, which, value)
        self._before = []
        await self._show(staff)

    @staff_event(query=words(LONGEST_QUERY))
    async def search(self, query: str) -> None:
        """Find the patients whom the words name."""
        staff = await self._require_staff()
        self.query = query
        read = await in_thread(patients.search, staff, query, limit=FOUND) if query.strip() else None
        self.found = [ChoiceView(one.patient_id, one.name) for one in read.patients] if read else []

    @staff_event(patient_id=NAME)
    async def choose_patient(self, patient_id: str) -> None:
        """Only what concerns this patient; empty: no matter whom."""
        staff = await self._require_staff()
        self.patient_id, self.query, self.found, self._before = patient_id, "", [], []
        await self._show(staff)

    @staff_event()
    async def go_earlier(self) -> None:
        """The page before, in time."""
        staff = await self._require_staff()
        if self._earlier is not None:
            self._before = [*self._before, self._earlier]
            await self._show(staff)

    @staff_event()
    async def go_later(self) -> None:
        """Back to the page after."""
        staff = await self._require_staff()
        self._before = self._before[:-1]
        await self._show(staff)

    async def _show(self, staff: StaffRef) -> None:
        given = {
            "patient": self.patient_id,
            "who": self.who,
            "kind": self.kind,
            "from": self.first_on,
            "to": self.last_on,
        }
        wanted = presenter.wanted_of(given)
        before = self._before[-1] if self._before else None
        try:
            page = await in_thread(trail.trail_page, staff, wanted, origin=self._origin(), before=before)
        except (NotAllowed, NotYours):
            self.view, self.refused, self._earlier = TrailView(), True, None
        else:
            view = presenter.trail_view(self._t(), page, wanted, may_export=trail.may_read_all(staff))
            self._display(view=view)
            self.refused, self._earlier = False, page.earlier
        self.later = bool(self._before)
        self.loaded = True
