"""A day or a week: a grid on a desktop, one day's list on a phone; the same elements in both (AG-1)."""

import reflex as rx

from portal_app.components.icons import icon
from portal_app.components.staff.agenda_events import event_shown
from portal_app.components.staff.shell import properties
from portal_app.i18n.text import Text
from portal_app.presenters.staff.agenda import DAY, ColumnView
from portal_app.states.staff.agenda import AgendaState
from portal_app.states.staff.agenda_columns import COLUMNS, AgendaColumns
from portal_app.states.staff.why import WhyState

VIEW = AgendaState.view

# With more columns than these there is no room beside a session's hours.
NARROW = 6


def grid(t: Text) -> rx.Component:
    """The columns with their hours."""
    columns = rx.Var.create([getattr(AgendaColumns, name) for name in COLUMNS]).to(list[ColumnView])
    return rx.el.div(
        rx.el.div(
            rx.el.div(rx.el.span(t("Hours"), class_name="vh"), role="columnheader"),
            rx.foreach(columns, lambda column: rx.cond(column.key != "", _head(t, column))),
            class_name="week__head num",
            role="row",
        ),
        rx.el.div(
            rx.el.div(
                rx.foreach(VIEW.hours, lambda mark: rx.el.span(mark.text, custom_attrs=properties(s=mark.hour))),
                rx.cond(
                    AgendaState.now.hour != "",
                    rx.el.span(
                        AgendaState.now.text,
                        class_name="nowt",
                        custom_attrs=properties(s=AgendaState.now.hour)
                        | {"data-now": AgendaState.now.hour, "data-clock": True},
                    ),
                ),
                class_name="hours",
                aria_hidden="true",
            ),
            rx.foreach(columns, lambda column: rx.cond(column.key != "", _column(t, column))),
            class_name="week__body",
            role="row",
        ),
        class_name=_look(),
        role="grid",
        aria_label=VIEW.label,
        aria_busy=rx.cond(AgendaState.loaded, "false", "true"),
        custom_attrs=properties(**{"from": VIEW.first_hour, "rows": VIEW.hours_shown, "days": VIEW.shown}),
    )


def _look() -> rx.Var[str]:
    """What becomes of the columns: of a day as many as there are, of a week five or seven."""
    day = rx.cond(VIEW.shown.to(int) > NARROW, "week week--day week--many", "week week--day")
    return rx.cond(VIEW.view == DAY, day, rx.cond(VIEW.free_weekend, "week week--5", "week week--7"))


def _head(t: Text, column: rx.vars.ObjectVar[ColumnView]) -> rx.Component:
    return rx.el.div(
        rx.el.button(
            rx.cond(
                column.who != "",
                rx.el.span(column.who, class_name="week__who"),
                rx.fragment(rx.el.span(column.short), rx.el.b(column.number)),
            ),
            rx.el.span(": ", t("What patients can ask for, and why not the rest"), class_name="vh"),
            icon("info", size="14px", class_name="i why__i"),
            type="button",
            title=t("What patients can ask for, and why not the rest"),
            on_click=WhyState.open(column.key),
            aria_haspopup="dialog",
            aria_expanded=rx.cond(WhyState.view.key == column.key, "true", "false"),
            data_testid="day-why",
            class_name="week__why",
        ),
        role="columnheader",
        aria_label=rx.cond(column.who != "", column.who, f"{column.short} {column.number}"),
        aria_current=rx.cond(column.today, "date", "false"),
        class_name=_day_class("is-day", column),
        key=column.key,
    )


def _day_class(base: str, column: rx.vars.ObjectVar[ColumnView]) -> str:
    today = rx.cond(column.today, " is-today", "")
    weekend = rx.cond(column.weekend, " is-weekend", "")
    chosen = rx.cond(column.on == AgendaState.day, " is-chosen", "")
    return f"{base}{today}{weekend}{chosen}"


def _column(t: Text, column: rx.vars.ObjectVar[ColumnView]) -> rx.Component:
    return rx.el.div(
        rx.cond(column.who != "", rx.el.h2(column.who, class_name="narrow col__who")),
        rx.foreach(
            column.closed,
            lambda part: rx.el.i(
                class_name="closed", custom_attrs={"style": {"--s": part.s, "--e": part.e}}, aria_hidden="true"
            ),
        ),
        rx.foreach(column.events, lambda event: event_shown(t, event, column)),
        rx.cond(
            column.today & (AgendaState.now.hour != ""),
            rx.el.div(
                class_name="now",
                aria_hidden="true",
                custom_attrs={"style": {"--s": AgendaState.now.hour}, "data-now": AgendaState.now.hour},
            ),
        ),
        rx.cond(column.nothing, rx.el.p(t("Nothing on this day."), class_name="col__none ink2")),
        rx.el.button(
            t("What patients can ask for, and why not the rest"),
            type="button",
            on_click=WhyState.open(column.key),
            aria_haspopup="dialog",
            class_name="sbtn sbtn--text col__why",
        ),
        role="gridcell",
        aria_label=column.label,
        class_name=_day_class("col", column),
        key=column.key,
        custom_attrs={
            "data-on": column.on,
            "data-therapist": column.therapist_id,
            "data-free": rx.cond(column.may_decide, "yes", "no"),
            "data-name": rx.cond(column.who != "", column.who, column.day),
        },
    )
