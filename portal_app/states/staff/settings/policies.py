"""The practice's data and its policies: one record, two pages (PR-1, AV-1, AV-6)."""

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
from portal_app.states.gate import NAME, flag, staff_event
from portal_app.states.guard import in_thread
from portal_app.states.staff.forming import FORM, FormPage
from portal_app.states.staff.typed import Typed

OPEN = "open"


class PoliciesPage(FormPage, mixin=True):
    """A page with some of the practice's choices. It says which (`_fields`) and reads them (`_changed`)."""

    loaded: bool = False
    may_change: bool = False
    _as_read: rx.Field[dict[str, str]] = rx.field(default_factory=dict)

    @staff_event()
    async def load(self) -> None:
        """A person opened the page; what was typed in another language of it is still there."""
        staff = await self._arrive()
        await self._show(staff)
        self._word()

    @staff_event()
    async def refresh(self) -> None:
        """Something of the practice changed: what is typed stays."""
        await self._show(await self._look_again())

    @staff_event(form=FORM)
    async def save(self, form: dict[str, str]) -> None:
        """Make the choices what the form holds."""
        staff = await self._require_staff()
        self._take(form)
        read = await in_thread(policies.shown, staff)
        try:
            wanted = self._changed(read.policies, Typed(self.filled))
            await in_thread(policies.change, staff, wanted, seen=self._seen, origin=self._origin())
        except ChangedMeanwhile as problem:
            self._seen = read.state
            self._refuse_form(problem)
        except Problem as problem:
            self._refuse_form(problem)
        else:
            await self._fill(staff)
            t = self._t()
            self._said(t("Saved."))
            await self._surround(staff)

    @staff_event()
    async def discard(self) -> None:
        """Show how things are, and forget what was typed."""
        await self._fill(await self._require_staff())

    async def _show(self, staff: StaffRef) -> None:
        """Fill the form, unless somebody is at it."""
        read = await in_thread(policies.shown, staff)
        self.may_change = read.may_change
        untouched = not self.opened or (self._seen != read.state and self.filled == self._as_read)
        if untouched:
            await self._fill(staff)
        await self._show_more(staff)
        self.loaded = True

    async def _fill(self, staff: StaffRef) -> None:
        read = await in_thread(policies.shown, staff)
        self._as_read = self._fields(read.policies)
        self._open(OPEN, self._as_read, seen=read.state)
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
        if known != self.regions:
            self.regions = known

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

    def _say_promise(self) -> None:
        said = presenter.promise(self._t(), self.filled)
        if said != self.promise:
            self.promise = said

    async def _show_more(self, staff: StaffRef) -> None:
        self._say_promise()
        rows = presenter.therapist_rows(await in_thread(therapists.listed, staff))
        if staff.role is not Role.ADMIN:
            rows = []
        if rows != self.therapists:
            self.therapists = rows

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
