"""The imports that were made, and the way back from each (PR-4)."""

from typing import Any

import reflex as rx

from portal_app.i18n.text import Text
from portal_app.presenters.staff.settings.importing import PastView
from portal_app.states.staff.settings.importing import ImportState

STATE = ImportState


def imports_made(t: Text) -> rx.Component:
    """The latest imports, newest first."""
    return rx.cond(
        STATE.past.length() > 0,
        rx.el.section(
            rx.el.h2(t("Imports so far"), class_name="h3"),
            rx.el.ul(rx.foreach(STATE.past, lambda one: _made(t, one)), class_name="setlist"),
            class_name="card",
        ),
    )


def _made(t: Text, one: rx.vars.ObjectVar[PastView]) -> rx.Component:
    asked = STATE.asking == one.key
    return rx.el.li(
        rx.el.div(
            rx.el.b(one.title),
            rx.el.p(one.detail, class_name="xs ink2 num"),
            rx.cond(one.note != "", rx.el.p(one.note, class_name="xs ink3")),
            class_name="grow",
        ),
        rx.cond(
            one.can_undo & ~asked,
            rx.el.button(
                t("Undo"),
                rx.el.span(": ", one.title, class_name="vh"),
                type="button",
                on_click=STATE.ask_undo(one.key),
                class_name="sbtn sbtn--line",
            ),
        ),
        rx.cond(asked, _asked(t)),
        class_name=rx.cond(one.undone, "setrow is-past", "setrow"),
        data_testid="import-row",
        key=one.key,
    )


def _asked(t: Text) -> Any:
    return rx.el.div(
        rx.el.p(STATE.question),
        rx.el.div(
            rx.el.button(
                t("Undo the import"),
                type="button",
                on_click=STATE.undo,
                class_name="sbtn sbtn--danger",
                data_testid="confirm-yes",
            ),
            rx.el.button(
                t("Not now"),
                type="button",
                on_click=STATE.keep,
                auto_focus=True,
                class_name="sbtn sbtn--line",
                data_testid="confirm-no",
            ),
            class_name="acts",
        ),
        role="alertdialog",
        aria_label=t("Undo the import"),
        class_name="import__q",
    )
