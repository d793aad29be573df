"""A list of what is set up one by one, with the form of one beside it."""

from typing import Any

import reflex as rx

from portal_app.components.icons import icon
from portal_app.components.staff.fields import form, option, side_panel, trouble
from portal_app.components.staff.notices import empty
from portal_app.components.staff.settings.area import only_look
from portal_app.components.staff.settings.deciding import deciding, outside_words
from portal_app.i18n.text import Text
from portal_app.presenters.staff.settings.listing import RowView
from portal_app.states.staff.forming import NEW
from portal_app.states.staff.settings.listing import ListPage, OrderedPage


def new_button(state: type[ListPage], name: str) -> rx.Component:
    """Begins a new one."""
    return rx.cond(
        state.may_change,
        rx.el.button(
            icon("plus"),
            name,
            type="button",
            on_click=state.start,
            aria_haspopup="dialog",
            class_name="sbtn sbtn--primary",
            custom_attrs={"data-key": "n"},
        ),
    )


def listing(
    t: Text,
    state: type[ListPage],
    *fields: Any,
    nothing: tuple[str, str],
    new: str,
    instead: str,
    retire: str,
    coloured: bool = False,
    beside: Any = None,
) -> rx.Component:
    """The lines, and the panel with `fields`; `new`, `instead` and `retire` are what is done here is called.

    `beside` stands under the form of one that is there already.
    """
    return rx.el.div(
        rx.el.div(
            only_look(state.may_change, t("Only an administrator can change this.")),
            rx.cond(
                state.rows.length() > 0,
                rx.el.ol(
                    rx.foreach(state.rows, lambda row: _row(t, state, row, coloured=coloured)), class_name="setlist"
                ),
                empty(*nothing),
            ),
            class_name="scroll inner",
        ),
        rx.cond(
            state.opened != "",
            side_panel(
                t,
                rx.cond(
                    state.covered.length() > 0,
                    deciding(t, state, outside_words(t)),
                    rx.cond(state.retiring, _retiring(t, state, instead, retire), _form(t, state, fields, retire)),
                ),
                rx.cond((state.opened != NEW) & ~state.retiring, beside) if beside is not None else rx.fragment(),
                key=state.opened,
                title=rx.cond(state.opened == NEW, new, state.title),
                on_close=state.close,
            ),
        ),
        class_name="agenda",
    )


def _row(t: Text, state: type[ListPage], row: rx.vars.ObjectVar[RowView], *, coloured: bool) -> rx.Component:
    return rx.el.li(
        rx.el.span(
            class_name=rx.cond(row.hue == "", "hue", "hue hue--own"),
            aria_hidden="true",
            custom_attrs={"style": {"--hue": row.hue}},
        )
        if coloured
        else rx.fragment(),
        rx.el.div(
            rx.el.b(row.title),
            rx.el.p(row.detail, class_name="xs ink2 num"),
            rx.cond(row.note != "", rx.el.p(row.note, class_name="xs ink3 num")),
            class_name="grow",
        ),
        rx.cond(
            row.active,
            rx.cond(state.may_change, _actions(t, state, row)),
            rx.el.div(
                rx.el.span(t("Retired"), class_name="pill pill--past"),
                rx.cond(
                    state.may_change,
                    rx.el.button(
                        t("Bring back"),
                        rx.el.span(": ", row.title, class_name="vh"),
                        type="button",
                        on_click=state.bring_back(row.key),
                        class_name="sbtn sbtn--text",
                    ),
                ),
                class_name="it__a",
            ),
        ),
        class_name=rx.cond(row.key == state.opened, "setrow is-open", "setrow"),
        data_testid="set-row",
        key=row.key,
    )


def _actions(t: Text, state: type[ListPage], row: rx.vars.ObjectVar[RowView]) -> rx.Component:
    arrows: tuple[rx.Component, ...] = ()
    if issubclass(state, OrderedPage):
        arrows = (_arrow(t("Further up"), state, row, -1), _arrow(t("Further down"), state, row, 1))
    return rx.el.div(
        *arrows,
        rx.el.button(
            icon("edit"),
            t("Change"),
            rx.el.span(": ", row.title, class_name="vh"),
            type="button",
            on_click=state.open(row.key),
            aria_haspopup="dialog",
            aria_expanded=rx.cond(row.key == state.opened, "true", "false"),
            class_name="sbtn sbtn--line",
        ),
        class_name="it__a",
    )


def _arrow(name: str, state: type[OrderedPage], row: rx.vars.ObjectVar[RowView], by: int) -> rx.Component:
    return rx.el.button(
        icon("chevron-down", size="16px"),
        rx.el.span(name, ": ", row.title, class_name="vh"),
        type="button",
        on_click=state.shift(row.key, by),
        class_name=f"iconbtn sicon turn turn--{'up' if by < 0 else 'down'}",
    )


def _form(t: Text, state: type[ListPage], fields: tuple[Any, ...], retire: str) -> rx.Component:
    return form(
        state,
        rx.el.div(*fields, class_name="scroll form__body"),
        rx.el.footer(
            trouble(t, state, discard=state.discard),
            rx.el.div(
                rx.el.button(t("Save"), type="submit", class_name="sbtn sbtn--primary"),
                rx.cond(
                    state.opened != NEW,
                    rx.el.button(retire, type="button", on_click=state.ask_retire, class_name="sbtn sbtn--danger"),
                ),
                class_name="acts",
            ),
            class_name="pk__f",
        ),
        on_submit=state.save,
        class_name="form form--panel",
    )


def _retiring(t: Text, state: type[ListPage], instead: str, retire: str) -> rx.Component:
    """Asks first, and for what its patients get instead."""
    return rx.el.form(
        rx.el.div(
            rx.el.p(state.question),
            rx.el.label(
                rx.el.span(instead, class_name="label"),
                rx.el.select(
                    rx.el.option("—", value=""),
                    rx.foreach(state.others, option),
                    name="instead",
                    default_value=state.instead,
                    on_change=state.choose_instead,
                    class_name="input",
                ),
                class_name="field",
            ),
            trouble(t, state),
            class_name="scroll form__body",
        ),
        rx.el.footer(
            rx.el.div(
                rx.el.button(retire, type="submit", data_testid="confirm-yes", class_name="sbtn sbtn--danger"),
                rx.el.button(
                    t("Not now"),
                    type="button",
                    on_click=state.keep,
                    data_testid="confirm-no",
                    auto_focus=True,
                    class_name="sbtn sbtn--line",
                ),
                class_name="acts",
            ),
            class_name="pk__f",
        ),
        on_submit=state.retire,
        method="post",
        class_name="form form--panel",
    )
