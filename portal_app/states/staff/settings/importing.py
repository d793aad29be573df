"""Patients and agendas come in: look at the file, then all of it or nothing, and back again (PR-4)."""

import reflex as rx

from models.vocabulary import Role
from portal_app import clock
from portal_app.domain.imports.columns import Field
from portal_app.domain.problems import NotYours, Problem, SignedOut
from portal_app.domain.refs import StaffRef
from portal_app.i18n import problems
from portal_app.presenters.staff.agenda import Option
from portal_app.presenters.staff.settings import importing as presenter
from portal_app.presenters.staff.settings.importing import ColumnView, DeskView, FlawView, PastView
from portal_app.services import imports
from portal_app.services.imports import NoPatient, desk, undoing, uploads
from portal_app.services.imports.desk import Choices, OnTheDesk
from portal_app.services.imports.undoing import PastImport
from portal_app.states.gate import NAME, flag, one_of, staff_event, whole
from portal_app.states.guard import in_thread
from portal_app.states.staff.surroundings import StaffPage

MOST_COLUMNS = 200


class ImportState(StaffPage, rx.State):
    """The file that is looked at, and the imports that were made. `asking`: which of them may be undone."""

    loaded: bool = False
    may_change: bool = False
    desk: rx.Field[DeskView] = rx.field(default_factory=DeskView)
    columns: rx.Field[list[ColumnView]] = rx.field(default_factory=list)
    flaws: rx.Field[list[FlawView]] = rx.field(default_factory=list)
    therapists: rx.Field[list[Option]] = rx.field(default_factory=list)
    chosen: rx.Field[dict[str, str]] = rx.field(default_factory=dict)
    ticked: rx.Field[list[str]] = rx.field(default_factory=list)
    past: rx.Field[list[PastView]] = rx.field(default_factory=list)
    asking: str = ""
    question: str = ""
    said: str = ""
    trouble: str = ""
    _mapping: rx.Field[dict[str, str]] = rx.field(default_factory=dict)

    @staff_event()
    async def load(self) -> None:
        """A person opened the page, perhaps with a file that was just sent."""
        staff = await self._arrive()
        self.said, self.trouble, self.asking = "", "", ""
        await self._show(staff)

    @staff_event()
    async def refresh(self) -> None:
        """Something of the practice changed."""
        await self._show(await self._look_again())

    @staff_event(place=whole(0, MOST_COLUMNS - 1), holds=one_of("", *Field))
    async def hold(self, place: int, holds: str) -> None:
        """Say what a column holds; nothing leaves it out."""
        staff = await self._require_staff()
        if place < len(self.columns):
            self._mapping = {**self._mapping, self.columns[place].title: holds}
            await self._show(staff)

    @staff_event(therapist_id=NAME)
    async def give_to(self, therapist_id: str) -> None:
        """Say whose they are."""
        staff = await self._require_staff()
        if any(one.value == therapist_id for one in self.therapists):
            self.chosen = {**self.chosen, "therapist": therapist_id}
            await self._show(staff)

    @staff_event(name=one_of("skip", "duplicates", "patients_only"), value=flag)
    async def tick(self, name: str, value: bool) -> None:
        """Leave out what has problems; take those who share a name; refuse what names no patient."""
        staff = await self._require_staff()
        self.ticked = sorted({*self.ticked, name} if value else {*self.ticked} - {name})
        await self._show(staff)

    @staff_event()
    async def carry_out(self) -> None:
        """Import it. A second tap finds no file any more."""
        staff = await self._require_staff()
        try:
            done = await in_thread(desk.carry_out, staff, self._choices(), origin=self._origin())
        except Problem as problem:
            self._refuse(problem)
        else:
            if done is not None and done.outcome is not None and done.outcome.batch_id is not None:
                self._begin_again()
                self.said, self.trouble = presenter.done(self._t(), done), ""
        await self._show(staff)

    @staff_event()
    async def put_away(self) -> None:
        """Forget the file: nothing was imported."""
        staff = await self._require_staff()
        await in_thread(uploads.forget, staff)
        self._begin_again()
        self.said = self.trouble = ""
        await self._show(staff)

    @staff_event(key=NAME)
    async def ask_undo(self, key: str) -> None:
        """Ask before an import is undone."""
        staff = await self._require_staff()
        self.asking = key
        await self._show_past(staff)

    @staff_event()
    async def keep(self) -> None:
        """It stays."""
        await self._require_staff()
        self.asking = ""

    @staff_event()
    async def undo(self) -> None:
        """Undo the import that was asked about."""
        staff = await self._require_staff()
        key, self.asking = self.asking, ""
        if not key:
            return
        try:
            gone = await in_thread(undoing.undo, staff, key, origin=self._origin())
        except Problem as problem:
            self._refuse(problem)
        else:
            self.said, self.trouble = presenter.undone(self._t(), gone), ""
        await self._show(staff)

    def _choices(self) -> Choices:
        return Choices(
            mapping=dict(self._mapping),
            therapist_id=self.chosen.get("therapist", ""),
            skip_bad="skip" in self.ticked,
            allow_duplicates="duplicates" in self.ticked,
            no_patient=NoPatient.REFUSE if "patients_only" in self.ticked else NoPatient.BLOCK,
        )

    def _begin_again(self) -> None:
        self._mapping, self.ticked, self.chosen = {}, [], {}

    async def _show(self, staff: StaffRef) -> None:
        self.may_change = staff.role is Role.ADMIN
        if self.may_change:
            await self._show_desk(staff)
            await self._show_past(staff)
        self.loaded = True

    async def _show_desk(self, staff: StaffRef) -> None:
        try:
            read = await in_thread(desk.look, staff, self._choices())
        except NotYours:
            # Whoever it was to be given to has left meanwhile.
            self.chosen = {}
            read = await in_thread(desk.look, staff, self._choices())
        view, columns, flaws, therapists = self._worded(read)
        self._display(desk=view, columns=columns, flaws=flaws, therapists=therapists)
        if read is not None and self.chosen.get("therapist", "") != read.therapist_id:
            self.chosen = {"therapist": read.therapist_id}

    def _worded(self, read: OnTheDesk | None) -> tuple[DeskView, list[ColumnView], list[FlawView], list[Option]]:
        if read is None:
            return DeskView(), [], [], []
        t = self._t()
        return presenter.desk(t, read), presenter.columns(read), presenter.flaws(t, read), presenter.therapists(read)

    async def _show_past(self, staff: StaffRef) -> None:
        zone = await in_thread(imports.zone_of, staff.practice_id)
        t, made = self._t(), await self._made(staff)
        asked = next((one for one in made if one.batch_id == self.asking and one.undone_at is None), None)
        self._display(
            past=[presenter.past(t, one, now=clock.now(), zone=zone) for one in made],
            asking=self.asking if asked else "",
            question=presenter.undo_question(t, asked) if asked else "",
        )

    async def _made(self, staff: StaffRef) -> list[PastImport]:
        return await in_thread(undoing.listed, staff)

    def _refuse(self, problem: Problem) -> None:
        if isinstance(problem, SignedOut):
            raise problem
        self.trouble, self.said = problems.words(self._t(), problem.code, **problem.facts), ""
