"""What was done, said for a while (AG-2, WL-4)."""

from dataclasses import dataclass

import reflex as rx

from portal_app.states.gate import staff_event
from portal_app.states.staff.surroundings import StaffPage


@dataclass(frozen=True, slots=True)
class Toast:
    """What was done, or why it was not; `number` tells one from the next that says the same."""

    text: str = ""
    undo: bool = False
    refused: bool = False
    number: int = 0


class ToastPage(StaffPage, mixin=True):
    """A page that says what was done on it."""

    toast: rx.Field[Toast] = rx.field(default_factory=Toast)

    @staff_event()
    async def dismiss(self) -> None:
        """Put the toast away; with it goes the undo."""
        await self._require_staff(acting=False)
        self.toast = Toast()
        self._no_undo()

    def _say(self, text: str, *, undo: bool = False, refused: bool = False) -> None:
        self.toast = Toast(text, undo, refused, self.toast.number + 1)

    def _no_undo(self) -> None:
        """Forget what could have been undone."""
