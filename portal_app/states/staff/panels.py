"""Panels at the side of a page: one is open at a time."""

from typing import TypeVar

from portal_app.domain.refs import StaffRef
from portal_app.states.staff.surroundings import StaffPage


class PanelPage(StaffPage, mixin=True):
    """A page's panel, or a page with one of its own."""

    async def _reword(self) -> None:
        self._word()
        for one in await self._others():
            one._word()  # noqa: SLF001  a sibling's public methods are events

    async def _close_others(self) -> None:
        for one in await self._others():
            one._shut()  # noqa: SLF001  a sibling's public methods are events

    async def _tell_panels(self, staff: StaffRef) -> None:
        """Something of the practice changed: what is open beside the page may show it."""
        for one in await self._others():
            await one._news(staff)  # noqa: SLF001  a sibling's public methods are events

    async def _others(self) -> list["PanelPage"]:
        return [await self.get_state(kind) for kind in _kinds if kind is not type(self)]

    async def _news(self, staff: StaffRef) -> None:
        """Show what became different; most panels hold nothing that does."""

    def _word(self) -> None:
        """Say in the page's language what stands there; most of what a panel says is drawn in it anyway."""

    def _shut(self) -> None:
        """Put it away."""
        raise NotImplementedError


Kind = TypeVar("Kind", bound=type[PanelPage])

_kinds: list[type[PanelPage]] = []


def panel(kind: Kind) -> Kind:
    """A state whose panel gives way to the others."""
    _kinds.append(kind)
    return kind
