"""A page with a form: what was typed stays whatever the answer is, and each refusal stands beside its field (PR-1)."""

from collections.abc import Mapping
from typing import Annotated, Any

import reflex as rx
from pydantic import BaseModel, ConfigDict, Field

from portal_app.domain.problems import BadFields, FieldProblem, Problem, SignedOut
from portal_app.domain.refs import StaffRef
from portal_app.presenters.staff import fields
from portal_app.services.seen import last_to_change
from portal_app.states.gate import NAME, flag, staff_event, words
from portal_app.states.guard import in_thread
from portal_app.states.staff.surroundings import StaffPage
from portal_app.states.staff.typed import differing

LONGEST_VALUE = 1_000
MOST_FIELDS = 60

_Pair = Annotated[list[words(LONGEST_VALUE)], Field(min_length=2, max_length=2)]


class FormOnTheWire(BaseModel):
    """A form as the page sends it, names and values in pairs; the framework makes a dict of it for the handler."""

    model_config = ConfigDict(extra="forbid", strict=True)

    pairs: Annotated[list[_Pair], Field(alias="__reflex_form_data__", max_length=MOST_FIELDS)]


FORM: Any = FormOnTheWire
VALUE = words(LONGEST_VALUE)

NEW = "new"
ON = "on"


class FormPage(StaffPage, mixin=True):
    """`opened` is what the form is about, `filled` what is in it; `number` tells one opening from the next.

    `refused` counts the answers that were no, so that the page can lead to the first field that is wrong. An open form
    is never filled anew by itself: what somebody else saved meanwhile stands in `theirs`, field by field, until this
    person says what holds; `meanwhile` tells of it and `saved_now` stands before each value.
    """

    opened: str = ""
    number: int = 0
    filled: rx.Field[dict[str, str]] = rx.field(default_factory=dict)
    errors: rx.Field[dict[str, str]] = rx.field(default_factory=dict)
    trouble: str = ""
    said: str = ""
    refused: int = 0
    theirs: rx.Field[dict[str, str]] = rx.field(default_factory=dict)
    meanwhile: str = ""
    saved_now: str = ""
    _seen: str = ""
    _base: rx.Field[dict[str, str]] = rx.field(default_factory=dict)
    _saved_now: rx.Field[dict[str, str]] = rx.field(default_factory=dict)
    _newest: str = ""
    _by: str = ""
    _wrong: tuple[FieldProblem, ...] = ()
    _trouble: tuple[str, dict[str, object]] | None = None

    @staff_event(name=NAME, value=VALUE)
    async def typed(self, name: str, value: str) -> None:
        """A field was left: what it holds outlives a change of language."""
        await self._require_staff()
        self._put(name, value)

    @staff_event(name=NAME, value=flag)
    async def ticked(self, name: str, value: bool) -> None:
        """A box was ticked, or no longer."""
        await self._require_staff()
        self._put(name, ON if value else "")

    @staff_event()
    async def close(self) -> None:
        """Put the form away."""
        await self._require_staff()
        self._shut()

    @staff_event()
    async def keep_mine(self) -> None:
        """What this person typed stays; all else is as it is saved."""
        await self._require_staff()
        if self.theirs:
            self._open_as_saved(differing(self.filled, self._base))

    @staff_event()
    async def take_theirs(self) -> None:
        """All of it is as it is saved."""
        await self._require_staff()
        if self.theirs:
            self._open_as_saved({})

    def _open_as_saved(self, but: Mapping[str, str]) -> None:
        saved = self._saved_now
        self._open(self.opened, {**saved, **but}, seen=self._newest)
        self._base = saved

    async def _hear(self, staff: StaffRef, now: Mapping[str, str], *, seen: str, change: str) -> None:
        """How it is saved now: where that is news, say so; what is typed stays. `change` names it in the trail."""
        theirs = differing(now, self._base)
        if not self.opened or not theirs:
            self._seen = seen
            self._forget_news()
        elif self._newest != seen:
            self._saved_now, self._newest = dict(now), seen
            self._by = await self._who_changed(staff, change)
            self.theirs = theirs
            self._word()

    async def _who_changed(self, staff: StaffRef, change: str) -> str:
        """The name of whoever saved it last."""
        return await in_thread(last_to_change, staff, change)

    def _forget_news(self) -> None:
        self._newest, self._by = "", ""
        if self.theirs:
            self.theirs = {}
            self.meanwhile = ""

    def _put(self, name: str, value: str) -> None:
        if name in self.filled and self.filled[name] != value:
            self.filled = {**self.filled, name: value}
            self._said("")

    def _open(self, opened: str, filled: Mapping[str, str], *, seen: str = "") -> None:
        """Show the form, filled from what is there."""
        self.opened, self.number, self._seen = opened, self.number + 1, seen
        self.filled = dict(filled)
        self._base = dict(filled)
        self._clear()
        self._forget_news()
        self._said("")

    def _shut(self) -> None:
        self.opened = ""
        self.filled = {}
        self._clear()
        self._forget_news()

    def _take(self, form: Mapping[str, str]) -> None:
        """What the form holds at this moment, of the fields that it has."""
        known = {name: value for name, value in form.items() if name in self.filled}
        self.filled = {**self.filled, **known}

    def _refuse_form(self, problem: Problem) -> None:
        """Say why it was not saved; what was typed stays."""
        if isinstance(problem, SignedOut):
            raise problem
        self._clear()
        if isinstance(problem, BadFields):
            self._wrong = tuple(problem.facts["fields"])  # pyright: ignore[reportArgumentType]  BadFields made it
        else:
            self._trouble = (problem.code, dict(problem.facts))
        self.refused += 1
        self._said("")
        self._word()

    def _word(self) -> None:
        """Word what is wrong in the page's language: that of a page just opened may be another."""
        t = self._t()
        self._display(
            errors={one.name: fields.words(t, one) for one in self._wrong},
            trouble=fields.trouble(t, *self._trouble) if self._trouble and not self.theirs else "",
            meanwhile=fields.saved_meanwhile(t, self._by) if self.theirs else "",
            saved_now=t("Saved now:") if self.theirs else "",
        )

    def _clear(self) -> None:
        self._wrong, self._trouble = (), None
        self._display(errors={}, trouble="")

    def _said(self, words: str) -> None:
        self._display(said=words)
