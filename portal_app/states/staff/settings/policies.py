"""The practice's data and its policies: one record, two pages (PR-1, AV-1, AV-6)."""

from collections.abc import Mapping
from dataclasses import replace

import reflex as rx

from models.vocabulary import Locale, Role, StaffId, WhoMayAsk
from portal_app.domain.problems import ChangedMeanwhile, Problem
from portal_app.domain.refs import StaffRef
from portal_app.domain.set_up import Policies
from portal_app.presenters.staff.agenda import Option
from portal_app.presenters.staff.settings import policies as presenter
from portal_app.presenters.staff.settings import regions
from portal_app.presenters.staff.settings.policies import TherapistRow
from portal_app.services.set_up import policies, therapists
from portal_app.services.set_up.policies import PoliciesSet
from portal_app.states.gate import NAME, flag, staff_event
from portal_app.states.guard import in_thread
from portal_app.states.staff.forming import FORM
from portal_app.states.staff.settings.deciding import DecidingPage
from portal_app.states.staff.typed import Typed

OPEN = "open"


class PoliciesPage(DecidingPage, mixin=True):
    """A page with some of the practice's choices. It says which (`_fields`) and reads them (`_changed`)."""

    may_change: bool = False

    @staff_event(form=FORM)
    async def save(self, form: dict[str, str]) -> None:
        """Make the choices what the form holds."""
        staff = await self._require_staff()
        self._take(form)
        await self._do(staff, "save")

    async def _do(self, staff: StaffRef, name: str, about: str = "") -> None:  # noqa: ARG002  there is but one thing
        # What somebody else saved of the other page's choices stands in nobody's way.
        read = await self._look(staff)
        try:
            wanted = self._changed(read.policies, Typed(self.filled))
            done = await self._attempt(staff, ("save",), policies.change, wanted, seen=self._seen)
        except Problem as problem:
            self._refuse_form(problem)
            await self._decide_about(staff, ())
            if isinstance(problem, ChangedMeanwhile):
                await self._look(staff)
            return
        if done:
            await self._fill(staff)
            t = self._t()
            self._said(t("Saved."))
            await self._surround(staff)

    @staff_event()
    async def discard(self) -> None:
        """Show how things are, and forget what was typed."""
        await self._fill(await self._require_staff())

    async def _show(self, staff: StaffRef) -> None:
        """Fill the form where it is empty; an open one is told what is new."""
        read = await self._look(staff)
        self.may_change = read.may_change
        if not self.opened:
            await self._fill(staff)
        await self._show_more(staff)
        self.loaded = True

    async def _look(self, staff: StaffRef) -> PoliciesSet:
        read = await in_thread(policies.shown, staff)
        await self._hear(staff, self._fields(read.policies), seen=read.state, change="policies.")
        return read

    async def _fill(self, staff: StaffRef) -> None:
        read = await in_thread(policies.shown, staff)
        self._open(OPEN, self._fields(read.policies), seen=read.state)
        await self._show_more(staff)

    async def _show_more(self, staff: StaffRef) -> None:
        """What else the page shows."""

    def _fields(self, policies: Policies) -> dict[str, str]:
        raise NotImplementedError

    def _changed(self, policies: Policies, typed: Typed) -> Policies:
        """The choices as the form has them. `BadFields`."""
        raise NotImplementedError


class GeneralState(PoliciesPage, rx.State):
    """What the practice is called and where it is."""

    regions: rx.Field[list[Option]] = rx.field(default_factory=list)

    async def _show_more(self, staff: StaffRef) -> None:  # noqa: ARG002  the same for everybody
        known = regions.options(self._t(), policies.regions())
        self._display(regions=known)

    def _fields(self, policies: Policies) -> dict[str, str]:
        return presenter.general_form(policies)

    def _changed(self, policies: Policies, typed: Typed) -> Policies:
        wanted = replace(
            policies,
            name=typed.text("name"),
            phone=typed.text("phone"),
            whatsapp=typed.text("whatsapp"),
            timezone=typed.text("timezone").strip().replace(" ", "_"),
            region=typed.text("region"),
            locale=typed.one_of("locale", Locale),
            languages=tuple(locale for locale in Locale if typed.ticked(f"language_{locale.value}")),
        )
        typed.done()
        return wanted


class PoliciesState(PoliciesPage, rx.State):
    """How patients may ask; `promise` is what they are told."""

    promise: rx.Field[list[str]] = rx.field(default_factory=list)
    therapists: rx.Field[list[TherapistRow]] = rx.field(default_factory=list)

    @staff_event(staff_id=NAME, value=flag)
    async def show_therapist(self, staff_id: str, value: bool) -> None:
        """Let patients see a therapist's open times, or not (AV-6)."""
        staff = await self._require_staff()
        if not any(one.staff_id == staff_id for one in self.therapists):
            return
        try:
            await in_thread(therapists.show_to_patients, staff, StaffId(staff_id), visible=value, origin=self._origin())
        except Problem as problem:
            self._refuse_form(problem)
        else:
            t = self._t()
            self._said(t("Saved."))
        await self._show_more(staff)

    def _put(self, name: str, value: str) -> None:
        super()._put(name, value)
        self._say_promise()

    def _open(self, opened: str, filled: Mapping[str, str], *, seen: str = "") -> None:
        super()._open(opened, filled, seen=seen)
        self._say_promise()

    def _say_promise(self) -> None:
        said = presenter.promise(self._t(), self.filled)
        self._display(promise=said)

    async def _show_more(self, staff: StaffRef) -> None:
        self._say_promise()
        rows = presenter.therapist_rows(await in_thread(therapists.listed, staff))
        if staff.role is not Role.ADMIN:
            rows = []
        self._display(therapists=rows)

    def _fields(self, policies: Policies) -> dict[str, str]:
        return presenter.policies_form(policies)

    def _changed(self, policies: Policies, typed: Typed) -> Policies:
        wanted = replace(
            policies,
            interval_minutes=typed.whole("interval_minutes"),
            notice_hours=typed.whole("notice_hours"),
            horizon_days=typed.whole("horizon_days"),
            most_pending=typed.whole("most_pending"),
            who_may_ask=typed.one_of("who_may_ask", WhoMayAsk),
            no_show_uses_pack=typed.ticked("no_show_uses_pack"),
            therapists_see_all=typed.ticked("therapists_see_all"),
            code_lapses_days=typed.whole("code_lapses_days"),
            asks_birth_date=typed.ticked("asks_birth_date"),
        )
        typed.done()
        return wanted
