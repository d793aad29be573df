"""The places the practice works at, and online (PR-1)."""

from types import ModuleType
from typing import ClassVar

import reflex as rx

from models.vocabulary import CentreKind
from portal_app.domain.refs import StaffRef
from portal_app.domain.set_up import CentreDraft
from portal_app.presenters.staff.agenda import Option
from portal_app.presenters.staff.settings import listing as presenter
from portal_app.presenters.staff.settings import regions
from portal_app.presenters.staff.settings.listing import RowView
from portal_app.services.set_up import centres, policies
from portal_app.services.set_up.centres import CentreSet
from portal_app.states.staff.settings.listing import OrderedPage
from portal_app.states.staff.typed import Typed


class CentresState(OrderedPage, rx.State):
    """The list and the form of one."""

    _change: ClassVar[str] = "centre."

    regions: rx.Field[list[Option]] = rx.field(default_factory=list)

    async def _show(self, staff: StaffRef) -> None:
        t = self._t()
        known = [Option("", t("As the practice")), *regions.options(t, policies.regions())]
        self._display(regions=known)
        await super()._show(staff)

    def _things(self) -> ModuleType:
        return centres

    def _key(self, one: CentreSet) -> str:
        return one.centre_id

    def _row(self, one: CentreSet) -> RowView:
        return presenter.centre_row(self._t(), one)

    def _form(self, one: CentreSet | None) -> dict[str, str]:
        return presenter.centre_form(one)

    def _draft(self, typed: Typed) -> CentreDraft:
        return CentreDraft(
            name=typed.text("name"),
            kind=typed.one_of("kind", CentreKind),
            address=typed.text("address"),
            region=typed.text("region"),
        )

    async def _change_one(self, staff: StaffRef, draft: CentreDraft) -> bool:
        return await self._attempt(staff, ("save",), centres.change, self.opened, draft, seen=self._seen)

    def _retire_question(self, one: CentreSet | None) -> str:
        return presenter.retire_centre(self._t(), one) if one else ""
