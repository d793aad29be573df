"""Toasts, what is on its way, and what is not there yet."""

from typing import Any

import reflex as rx

from portal_app.components.icons import icon, mark
from portal_app.i18n.text import Text
from portal_app.states.staff.deciding import Deciding
from portal_app.states.staff.toasts import ToastPage

UNDO_SECONDS, SAID_SECONDS = 10, 6


def toast(t: Text, state: type[ToastPage]) -> rx.Component:
    """What was done, with an undo for ten seconds; the page's script puts it away, unless it is read just then."""
    said = state.toast
    undo = (
        rx.cond(
            said.undo,
            rx.el.button(
                t("Undo"), type="button", on_click=state.undo, data_testid="undo", custom_attrs={"data-key": "z"}
            ),
        )
        if issubclass(state, Deciding)
        else rx.fragment()
    )
    return rx.el.div(
        rx.cond(
            said.text != "",
            rx.el.div(
                rx.cond(said.refused, icon("alert"), mark("mark")),
                rx.el.p(said.text, class_name="grow"),
                undo,
                rx.el.button(
                    icon("close", size="1.125rem"),
                    rx.el.span(t("Close"), class_name="vh"),
                    type="button",
                    on_click=state.dismiss,
                    custom_attrs={"data-dismiss": True},
                ),
                class_name="toast",
                custom_attrs={
                    "data-toast": said.number,
                    "data-seconds": rx.cond(said.undo, UNDO_SECONDS, rx.cond(said.refused, 0, SAID_SECONDS)),
                },
            ),
        ),
        role="status",
    )


def empty(title: str, line: str, *, heading: Any = rx.el.h2) -> rx.Component:
    """What will appear here. Where the whole page is that, its heading is the page's: `rx.el.h1`."""
    return rx.el.div(mark(), heading(title, class_name="h3"), rx.el.p(line, class_name="ink2"), class_name="empty")


def skeleton_rows(t: Text, number: int = 6) -> rx.Component:
    """Lines of the final size, while they are on their way."""
    return rx.el.div(
        rx.el.span(t("Loading"), class_name="vh"),
        *(rx.el.span(class_name="sk sk--row", aria_hidden="true") for _ in range(number)),
        class_name="late",
        role="status",
    )
