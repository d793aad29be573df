"""The practice's own words for the message with the code (AG-6)."""

import reflex as rx

from portal_app.domain.problems import ChangedMeanwhile, Problem
from portal_app.domain.refs import StaffRef
from portal_app.presenters.staff.settings import messages as presenter
from portal_app.presenters.staff.settings.messages import PreviewView
from portal_app.services.set_up import messages
from portal_app.services.set_up.messages import MessagesSet
from portal_app.states.gate import staff_event
from portal_app.states.guard import in_thread
from portal_app.states.staff.forming import FORM
from portal_app.states.staff.settings.page import SettingsPage

OPEN = "open"


class MessagesState(SettingsPage, rx.State):
    """A wording per language, each with what a patient would read."""

    may_change: bool = False
    previews: rx.Field[list[PreviewView]] = rx.field(default_factory=list)
    _read: MessagesSet | None = None
    _as_read: rx.Field[dict[str, str]] = rx.field(default_factory=dict)

    @staff_event(form=FORM)
    async def save(self, form: dict[str, str]) -> None:
        """Make the wordings what the form holds."""
        staff = await self._require_staff()
        self._take(form)
        try:
            await in_thread(
                messages.change, staff, presenter.bodies(self.filled), seen=self._seen, origin=self._origin()
            )
        except Problem as problem:
            if isinstance(problem, ChangedMeanwhile):
                self._seen = (await in_thread(messages.shown, staff)).state
            self._refuse_form(problem)
            self._preview()
        else:
            await self._fill(staff)
            t = self._t()
            self._said(t("Saved."))

    @staff_event()
    async def discard(self) -> None:
        """Show the wordings as they are, and forget what was typed."""
        await self._fill(await self._require_staff())

    async def _show(self, staff: StaffRef) -> None:
        """Fill the form, unless somebody is at it."""
        read = await in_thread(messages.shown, staff)
        self.may_change = read.may_change
        if not self.opened or (self._seen != read.state and self.filled == self._as_read):
            await self._fill(staff)
        self.loaded = True

    async def _fill(self, staff: StaffRef) -> None:
        self._read = await in_thread(messages.shown, staff)
        self._as_read = presenter.form(self._read)
        self._open(OPEN, self._as_read, seen=self._read.state)
        self._preview()

    def _put(self, name: str, value: str) -> None:
        super()._put(name, value)
        self._preview()

    def _preview(self) -> None:
        if self._read is None:
            return
        previews = presenter.previews(self._read, self.filled)
        self._display(previews=previews)
