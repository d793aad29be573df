"""What the agenda's days hold, each in a var of its own: a change sends the day that it is in, not the week (AG-1)."""

from collections.abc import Sequence

import reflex as rx

from portal_app.presenters.staff.agenda import ColumnView
from portal_app.presenters.staff.agenda_month import CellView


class AgendaColumns(rx.State):
    """The columns of a day or a week, and the weeks of a month. The agenda fills them; it has no event of its own."""

    c0: rx.Field[ColumnView] = rx.field(default_factory=ColumnView)
    c1: rx.Field[ColumnView] = rx.field(default_factory=ColumnView)
    c2: rx.Field[ColumnView] = rx.field(default_factory=ColumnView)
    c3: rx.Field[ColumnView] = rx.field(default_factory=ColumnView)
    c4: rx.Field[ColumnView] = rx.field(default_factory=ColumnView)
    c5: rx.Field[ColumnView] = rx.field(default_factory=ColumnView)
    c6: rx.Field[ColumnView] = rx.field(default_factory=ColumnView)
    c7: rx.Field[ColumnView] = rx.field(default_factory=ColumnView)
    c8: rx.Field[ColumnView] = rx.field(default_factory=ColumnView)
    c9: rx.Field[ColumnView] = rx.field(default_factory=ColumnView)
    c10: rx.Field[ColumnView] = rx.field(default_factory=ColumnView)
    c11: rx.Field[ColumnView] = rx.field(default_factory=ColumnView)
    w0: rx.Field[list[CellView]] = rx.field(default_factory=list)
    w1: rx.Field[list[CellView]] = rx.field(default_factory=list)
    w2: rx.Field[list[CellView]] = rx.field(default_factory=list)
    w3: rx.Field[list[CellView]] = rx.field(default_factory=list)
    w4: rx.Field[list[CellView]] = rx.field(default_factory=list)
    w5: rx.Field[list[CellView]] = rx.field(default_factory=list)

    def _show(self, columns: Sequence[ColumnView], weeks: Sequence[list[CellView]]) -> None:
        """Show these; what is as it was is not sent again."""
        for number, name in enumerate(COLUMNS):
            self._put(name, columns[number] if number < len(columns) else ColumnView())
        for number, name in enumerate(WEEKS):
            self._put(name, weeks[number] if number < len(weeks) else [])

    def _put(self, name: str, value: object) -> None:
        if getattr(self, name) != value:
            setattr(self, name, value)

    def _columns(self) -> list[ColumnView]:
        return [column for name in COLUMNS if (column := getattr(self, name)).key]

    def _weeks(self) -> list[list[CellView]]:
        return [week for name in WEEKS if (week := getattr(self, name))]


COLUMNS = tuple(name for name in AgendaColumns.get_fields() if name.startswith("c") and name[1:].isdigit())
WEEKS = tuple(name for name in AgendaColumns.get_fields() if name.startswith("w") and name[1:].isdigit())
