"""A list of things that are set up one by one, and retired rather than deleted (PR-1)."""

from typing import Any, ClassVar

import reflex as rx

from models.vocabulary import Role
from portal_app.domain.problems import Problem
from portal_app.domain.refs import StaffRef
from portal_app.presenters.staff.agenda import Option
from portal_app.presenters.staff.settings.listing import RowView
from portal_app.states.gate import NAME, staff_event, whole
from portal_app.states.guard import in_thread
from portal_app.states.staff.forming import FORM, NEW
from portal_app.states.staff.settings.deciding import DecidingPage
from portal_app.states.staff.typed import Typed


class ListPage(DecidingPage, mixin=True):
    """The page of such a list, with the form of one beside it.

    It says which service it speaks to (`_things`), how one is drawn (`_row`), filled in (`_form`) and read (`_draft`).
    """

    may_change: bool = False
    rows: rx.Field[list[RowView]] = rx.field(default_factory=list)
    title: str = ""
    retiring: bool = False
    question: str = ""
    _change: ClassVar[str] = ""
    others: rx.Field[list[Option]] = rx.field(default_factory=list)
    instead: str = ""

    @staff_event()
    async def start(self) -> None:
        """Begin a new one."""
        staff = await self._require_staff()
        if staff.role is Role.ADMIN:
            self._stop_retiring()
            self._open(NEW, self._form(None))
            await self._show(staff)

    @staff_event(key=NAME)
    async def open(self, key: str) -> None:
        """Open one of the list, or close it again."""
        staff = await self._require_staff()
        if key == self.opened:
            self._shut()
            return
        await self._open_one(staff, key)

    @staff_event()
    async def discard(self) -> None:
        """Show the open one as it is now, and forget what was typed."""
        staff = await self._require_staff()
        if self.opened == NEW:
            self._open(NEW, self._form(None))
        else:
            await self._open_one(staff, self.opened)

    @staff_event(form=FORM)
    async def save(self, form: dict[str, str]) -> None:
        """Make the open one what the form holds. A second tap finds it closed."""
        staff = await self._require_staff()
        if not self.opened:
            return
        self._take(form)
        await self._do(staff, "save")

    async def _do(self, staff: StaffRef, name: str, about: str = "") -> None:  # noqa: ARG002  there is but one thing
        typed = Typed(self.filled)
        try:
            draft = self._draft(typed)
            typed.done()
            if self.opened == NEW:
                await in_thread(self._things().create, staff, draft, origin=self._origin())
            elif not await self._change_one(staff, draft):
                return
        except Problem as problem:
            await self._decide_about(staff, ())
            await self._refuse_change(staff, problem)
            return
        t = self._t()
        await self._done(staff, t("Saved."))

    async def _change_one(self, staff: StaffRef, draft: Any) -> bool:
        """Whether the open one is now what the draft says."""
        await in_thread(self._things().change, staff, self.opened, draft, seen=self._seen, origin=self._origin())
        return True

    @staff_event()
    async def ask_retire(self) -> None:
        """Ask before it goes."""
        await self._require_staff()
        self.retiring = self.opened not in ("", NEW)

    @staff_event(key=NAME)
    async def choose_instead(self, key: str) -> None:
        """What its patients would get: it outlives a change of language."""
        await self._require_staff()
        if self.retiring:
            self.instead = key

    @staff_event()
    async def keep(self) -> None:
        """It stays."""
        await self._require_staff()
        self._stop_retiring()

    @staff_event(form=FORM)
    async def retire(self, form: dict[str, str]) -> None:
        """Retire the open one; `instead` is what its patients get."""
        staff = await self._require_staff()
        if not self.opened or not self.retiring:
            return
        instead = form.get("instead") or None
        if instead is not None and not any(one.value == instead for one in self.others):
            return
        try:
            await in_thread(
                self._things().retire, staff, self.opened, instead=instead, seen=self._seen, origin=self._origin()
            )
        except Problem as problem:
            self._stop_retiring()
            await self._refuse_change(staff, problem)
            return
        t = self._t()
        await self._done(staff, t("It is no longer offered."))

    @staff_event(key=NAME)
    async def bring_back(self, key: str) -> None:
        """Offer a retired one again."""
        staff = await self._require_staff()
        if not any(row.key == key for row in self.rows):
            return
        try:
            await in_thread(self._things().bring_back, staff, key, origin=self._origin())
        except Problem as problem:
            await self._refuse_change(staff, problem)
            return
        t = self._t()
        await self._done(staff, t("It is offered again."))

    async def _show(self, staff: StaffRef) -> None:
        listed = await in_thread(self._things().listed, staff)
        self.may_change = staff.role is Role.ADMIN
        rows = [self._row(one) for one in listed]
        self._display(rows=rows)
        await self._look(staff, listed)
        row = next((one for one in rows if one.key == self.opened), None)
        self.title = row.title if row else ""
        self.question = self._retire_question(next((one for one in listed if self._key(one) == self.opened), None))
        others = [Option(one.key, one.title) for one in rows if one.active and one.key != self.opened]
        self._display(others=others)
        self.loaded = True

    async def _open_one(self, staff: StaffRef, key: str) -> None:
        listed = await in_thread(self._things().listed, staff)
        one = next((one for one in listed if self._key(one) == key), None)
        if one is None:
            self._shut()
            return
        self._stop_retiring()
        self._open(key, self._form(one), seen=one.state)
        await self._show(staff)

    async def _refuse_change(self, staff: StaffRef, problem: Problem) -> None:
        self._refuse_form(problem)
        await self._show(staff)

    async def _look(self, staff: StaffRef, listed: list[Any]) -> None:
        """Tell the open one's form what is new."""
        one = next((one for one in listed if self._key(one) == self.opened), None)
        if one is not None:
            await self._hear(staff, self._form(one), seen=one.state, change=self._change)

    async def _done(self, staff: StaffRef, said: str) -> None:
        self._stop_retiring()
        self._shut()
        self._said(said)
        await self._show(staff)

    def _stop_retiring(self) -> None:
        if self.retiring:
            self.retiring, self.instead = False, ""

    def _things(self) -> Any:
        """The module of services: `listed`, `create`, `change`, `retire`, `bring_back`."""
        raise NotImplementedError

    def _key(self, one: Any) -> str:
        raise NotImplementedError

    def _row(self, one: Any) -> RowView:
        raise NotImplementedError

    def _form(self, one: Any) -> dict[str, str]:
        """What the form holds for one, or for a new one (None)."""
        raise NotImplementedError

    def _draft(self, typed: Typed) -> Any:
        raise NotImplementedError

    def _retire_question(self, one: Any) -> str:
        raise NotImplementedError


class OrderedPage(ListPage, mixin=True):
    """A list whose order is people's own choice; its services know `reorder` as well."""

    @staff_event(key=NAME, by=whole(-1, 1))
    async def shift(self, key: str, by: int) -> None:
        """Put one of the list before or after its neighbour."""
        staff = await self._require_staff()
        keys = [row.key for row in self.rows if row.active]
        if key not in keys or not 0 <= keys.index(key) + by < len(keys):
            return
        here = keys.index(key)
        keys[here], keys[here + by] = keys[here + by], keys[here]
        try:
            await in_thread(self._things().reorder, staff, keys, origin=self._origin())
        except Problem as problem:
            self._refuse_form(problem)
        await self._show(staff)
