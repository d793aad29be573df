"""Who works at the practice (PR-1, ID-8)."""

from types import ModuleType

import reflex as rx

from models.vocabulary import Locale, Role
from portal_app.domain.refs import StaffRef
from portal_app.domain.set_up import MemberDraft
from portal_app.presenters.staff.agenda import Option
from portal_app.presenters.staff.settings import listing as presenter
from portal_app.presenters.staff.settings.listing import RowView
from portal_app.services.set_up import team
from portal_app.services.set_up.team import Member
from portal_app.states.guard import in_thread
from portal_app.states.staff.settings.listing import ListPage
from portal_app.states.staff.typed import Typed


class TeamState(ListPage, rx.State):
    """The list and the form of one. `oneself`: the open one is who looks, who changes their own password elsewhere."""

    oneself: bool = False

    async def _show(self, staff: StaffRef) -> None:
        await super()._show(staff)
        listed = await in_thread(team.listed, staff)
        self.oneself = self.opened == staff.staff_id
        # Only who holds an agenda can take over patients.
        holding = {one.staff_id for one in listed if one.active and one.draft.holds_agenda}
        others = [Option(one.value, one.text) for one in self.others if one.value in holding]
        self._display(others=others)

    def _things(self) -> ModuleType:
        return team

    def _key(self, one: Member) -> str:
        return one.staff_id

    def _row(self, one: Member) -> RowView:
        return presenter.member_row(self._t(), one)

    def _form(self, one: Member | None) -> dict[str, str]:
        return presenter.member_form(one)

    def _draft(self, typed: Typed) -> MemberDraft:
        return MemberDraft(
            name=typed.text("name"),
            email=typed.text("email"),
            role=typed.one_of("role", Role),
            holds_agenda=typed.ticked("holds_agenda"),
            licence=typed.text("licence"),
            whatsapp=typed.text("whatsapp"),
            locale=typed.one_of("locale", Locale),
        )

    def _retire_question(self, one: Member | None) -> str:
        return presenter.retire_member(self._t(), one) if one else ""
