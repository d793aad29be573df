"""Panels at the side of a page: one is open at a time."""

from typing import TypeVar

import reflex as rx

from portal_app.domain.refs import StaffRef
from portal_app.states.staff.surroundings import StaffPage

Kind = TypeVar("Kind", bound=type[rx.State])

_kinds: list[type[rx.State]] = []


def panel(kind: Kind) -> Kind:
    """A state whose panel gives way to the others: it has a `_shut`."""
    _kinds.append(kind)
    return kind


class PanelPage(StaffPage, mixin=True):
    """A page's panel, or a page with one of its own."""

    async def _reword(self) -> None:
        for kind in _kinds:
            (await self.get_state(kind))._word()  # pyright: ignore[reportAttributeAccessIssue]  # noqa: SLF001  each `panel` has one

    async def _close_others(self) -> None:
        for kind in _kinds:
            if kind is not type(self):
                (await self.get_state(kind))._shut()  # pyright: ignore[reportAttributeAccessIssue]  # noqa: SLF001  each `panel` has one

    async def _tell_panels(self, staff: StaffRef) -> None:
        """Something of the practice changed: what is open beside the page may show it."""
        for kind in _kinds:
            if kind is not type(self):
                await (await self.get_state(kind))._news(staff)  # pyright: ignore[reportAttributeAccessIssue]  # noqa: SLF001  each `panel` has one

    async def _news(self, staff: StaffRef) -> None:
        """Show what became different; most panels hold nothing that does."""

    def _word(self) -> None:
        """Say in the page's language what stands there; most of what a panel says is drawn in it anyway."""

    def _shut(self) -> None:
        """Put it away."""
        raise NotImplementedError
