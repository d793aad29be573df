"""A form that makes or changes appointments: what stands against it is seen first, and meant if it is done (AV-10)."""

from collections.abc import Sequence
from datetime import date
from zoneinfo import ZoneInfo

import reflex as rx

from portal_app.domain.availability import Reason
from portal_app.domain.problems import NeedsOverride, Problem, SeriesOverlaps
from portal_app.domain.refs import StaffRef
from portal_app.presenters.staff import planned as presenter
from portal_app.presenters.staff.planned import PlannedView
from portal_app.presenters.staff.reasons import reasons
from portal_app.services.appointment_form import Choices
from portal_app.services.series import Planned
from portal_app.states.gate import flag, one_of, staff_event, words
from portal_app.states.staff.agenda import AgendaState
from portal_app.states.staff.forming import FormPage
from portal_app.states.staff.panels import PanelPage
from portal_app.states.staff.patient_file import PatientFileState

FORM_STEP, DATES, OVERRIDE = "", "dates", "override"


class PlanPage(FormPage, PanelPage, mixin=True):
    """`step` is what the panel shows. The page says what can be chosen (`_offer`), what it writes
    (`_write`) and how it looks ahead (`_look_ahead`).

    From the form one gets to the dates of a series, and from either to the question whether it is meant.
    """

    step: str = FORM_STEP
    planned: rx.Field[list[PlannedView]] = rx.field(default_factory=list)
    conflicts: str = ""
    to_make: str = ""
    reasons: rx.Field[list[str]] = rx.field(default_factory=list)
    wanted: str = ""
    _planned: tuple[Planned, ...] = ()
    _skip: frozenset[date] = frozenset()
    _against: tuple[Reason, ...] = ()
    _zone: str = "UTC"
    _choices: Choices | None = None

    @staff_event(on=words(10), value=flag)
    async def skip(self, on: str, value: bool) -> None:
        """Leave a date out, or not."""
        await self._require_staff()
        named = frozenset(one.on for one in self._planned if one.on.isoformat() == on)
        self._skip = self._skip | named if value else self._skip - named
        self._draw_dates()

    @staff_event()
    async def skip_conflicts(self) -> None:
        """Leave out every date that something stands against."""
        await self._require_staff()
        self._skip |= {one.on for one in self._planned if not one.is_free}
        self._draw_dates()

    @staff_event()
    async def make(self) -> None:
        """Make what the dates say."""
        staff = await self._require_staff()
        if self.step == DATES:
            await self._attempt(staff, override=False)

    @staff_event()
    async def confirm(self) -> None:
        """It is meant, whatever stands against it."""
        staff = await self._require_staff()
        if self.step == OVERRIDE:
            await self._attempt(staff, override=True)

    @staff_event(step=one_of(FORM_STEP, DATES))
    async def back(self, step: str) -> None:
        """One step back; what was typed is still there."""
        await self._require_staff()
        self._clear()
        self.step = step if self._planned else FORM_STEP

    def _offer(self, choices: Choices) -> None:
        """What can be chosen, in the page's language."""
        raise NotImplementedError

    async def _plan(self, staff: StaffRef) -> None:
        """Show the dates and what stands against each."""
        try:
            self._planned = tuple(await self._look_ahead(staff))
        except Problem as problem:
            self._refuse_form(problem)
            return
        self._skip &= {one.on for one in self._planned}
        self.step = DATES
        self._draw_dates()

    async def _attempt(self, staff: StaffRef, *, override: bool) -> None:
        """Write it; where something stands against it, ask first."""
        try:
            said = await self._write(staff, override=override)
        except NeedsOverride as problem:
            self._ask(problem)
        except SeriesOverlaps as problem:
            await self._plan(staff)
            self._refuse_form(problem)
        except Problem as problem:
            self.step = DATES if self._planned else FORM_STEP
            await self._refuse_change(staff, problem)
        else:
            self._shut()
            await self._tell(staff, said)

    def _ask(self, problem: NeedsOverride) -> None:
        """Is it meant, with that against it?"""
        self._clear()
        t = self._t()
        self._against = tuple(problem.facts["reasons"])  # pyright: ignore[reportArgumentType]  what it is about
        self.reasons = reasons(t, self._against)
        self.wanted = presenter.wanted(t, self.filled)
        self.step = OVERRIDE

    def _word(self) -> None:
        super()._word()
        if self.opened and self._choices:
            self._offer(self._choices)
        if self.opened and self.step == OVERRIDE:
            t = self._t()
            self.reasons = reasons(t, self._against)
            self.wanted = presenter.wanted(t, self.filled) if self.wanted else ""
        elif self.opened and self.step == DATES:
            self._draw_dates()

    async def _refuse_change(self, staff: StaffRef, problem: Problem) -> None:  # noqa: ARG002  some look again
        self._refuse_form(problem)

    async def _tell(self, staff: StaffRef, said: str, *, refused: bool = False) -> None:
        """Let the page under the panel say what was done or why it was not, and show it."""
        page = await self._page()
        page._say(said, refused=refused)  # noqa: SLF001  a sibling's own page
        await page._renew(staff)  # noqa: SLF001  a sibling's own page

    async def _page(self) -> AgendaState | PatientFileState:
        """The page that the panel is on."""
        on_agenda = self.router.url.path.rstrip("/").endswith("/agenda")
        return await self.get_state(AgendaState if on_agenda else PatientFileState)

    def _draw_dates(self) -> None:
        t, zone = self._t(), ZoneInfo(self._zone)
        views = [presenter.planned(t, one, zone=zone, skip=self._skip) for one in self._planned]
        self._display(planned=views)
        kept = [one for one in self._planned if one.on not in self._skip]
        against = sum(not one.is_free for one in kept)
        self.conflicts = presenter.conflicts(t, against) if against else ""
        self.to_make = self._call(len(kept)) if kept else ""

    def _call(self, number: int) -> str:
        """What the button that makes so many is called."""
        return presenter.how_many(self._t(), number)

    def _begin(self) -> None:
        """Nothing is looked ahead at yet."""
        self.step, self._planned, self._skip = FORM_STEP, (), frozenset()
        self.planned, self.conflicts, self.to_make, self.reasons, self.wanted = [], "", "", [], ""

    async def _look_ahead(self, staff: StaffRef) -> Sequence[Planned]:
        """Each date as it would be. Any `Problem`."""
        raise NotImplementedError

    async def _write(self, staff: StaffRef, *, override: bool) -> str:
        """Write it, and say what was done. Any `Problem`."""
        raise NotImplementedError
