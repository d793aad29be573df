"""A month: a few lines a day on a desktop, dots on a phone (AG-1)."""

import reflex as rx

from portal_app.i18n.text import Text
from portal_app.presenters.staff.agenda_month import CellView, LineView
from portal_app.states.staff.agenda import AgendaState
from portal_app.states.staff.agenda_columns import WEEKS, AgendaColumns

WEEK_DAYS = 7


def month(t: Text) -> rx.Component:
    """Each day a button that opens it."""
    weeks = rx.Var.create([getattr(AgendaColumns, name) for name in WEEKS]).to(list[list[CellView]])
    return rx.el.div(
        rx.el.div(
            *(
                rx.el.div(
                    rx.el.span(t.weekdays("abbreviated")[day], class_name="wide", aria_hidden="true"),
                    rx.el.span(t.weekdays("narrow")[day].removesuffix("."), class_name="narrow", aria_hidden="true"),
                    rx.el.span(t.weekdays()[day], class_name="vh"),
                    role="columnheader",
                )
                for day in range(WEEK_DAYS)
            ),
            class_name="month__head",
            role="row",
        ),
        rx.foreach(
            weeks,
            lambda week: rx.cond(
                week.length() > 0, rx.el.div(rx.foreach(week, _cell), class_name="month__w", role="row")
            ),
        ),
        class_name="month",
        role="grid",
        aria_label=AgendaState.view.label,
        aria_busy=rx.cond(AgendaState.loaded, "false", "true"),
    )


def _cell(cell: rx.vars.ObjectVar[CellView]) -> rx.Component:
    outside = rx.cond(cell.outside, " is-outside", "")
    closed = rx.cond(cell.closed, " is-closed", "")
    today = rx.cond(cell.today, " is-today", "")
    return rx.el.div(
        rx.el.button(
            rx.el.b(cell.number, aria_hidden="true"),
            rx.el.i(class_name=f"dots dots--{cell.dots}", aria_hidden="true"),
            rx.foreach(cell.lines, _line),
            rx.cond(cell.more != "", rx.el.small(cell.more, aria_hidden="true")),
            rx.cond(cell.note != "", rx.el.small(cell.note, class_name="month__note")),
            type="button",
            aria_label=cell.label,
            aria_current=rx.cond(cell.today, "date", "false"),
            on_click=AgendaState.open_day(cell.on),
            class_name=f"cell num{outside}{closed}{today}",
            data_testid=f"month-{cell.on}",
        ),
        role="gridcell",
        key=cell.on,
    )


def _line(line: rx.vars.ObjectVar[LineView]) -> rx.Component:
    return rx.el.span(
        rx.el.i(line.time),
        rx.el.span(line.text),
        class_name=f"line line--{line.look}",
        aria_hidden="true",
        key=line.key,
    )
