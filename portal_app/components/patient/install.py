"""An offer to keep the portal on the home screen, made once something waits and never after a no (UX-3)."""

from typing import Any

import reflex as rx

from portal_app.components.icons import logo
from portal_app.components.patient.script import do, held
from portal_app.i18n.text import Text
from portal_app.states.patient.calendar import CalendarState


def install_card(t: Text) -> rx.Component:
    """By the browser's own prompt where there is one; on an iPhone by the two steps it takes there, drawn."""
    return rx.cond(
        (held("install") != "") & ((CalendarState.waiting != "") | (CalendarState.joined != "")),
        rx.el.section(
            logo(),
            rx.el.div(
                rx.el.h2(t("Keep it at hand"), id="install", class_name="h3"),
                rx.match(
                    held("install"),
                    ("ios", _two_steps(t)),
                    ("desk", rx.el.p(t("It opens in a window of its own, like any app."), class_name="sm ink2")),
                    rx.el.p(t("It opens from your home screen, like any app."), class_name="sm ink2"),
                ),
                class_name="grow",
            ),
            rx.el.div(
                rx.cond(
                    held("install") != "ios",
                    rx.el.button(
                        rx.cond(held("install") == "desk", t("Install it"), t("Add to the home screen")),
                        type="button",
                        on_click=do("install"),
                        data_testid="install",
                        class_name="btn btn--soft btn--sm",
                    ),
                ),
                rx.el.button(
                    t("Not now"),
                    type="button",
                    on_click=do("installNever"),
                    data_testid="install-no",
                    class_name="btn btn--text btn--sm",
                ),
                class_name="install__acts",
            ),
            aria_labelledby="install",
            data_testid="install-card",
            class_name="card install",
        ),
    )


def _two_steps(t: Text) -> rx.Component:
    """What the two things to tap look like on the phone."""
    bar = _drawn(
        rx.el.rect(x="1", y="9", width="94", height="30", rx="15"),
        rx.el.path(d="m16 20-4 4 4 4m11-8 4 4-4 4M62 19h5v10h-5zm16 0h10m-10 5h10m-10 5h10"),
        rx.el.circle(cx="48", cy="24", r="13", class_name="on"),
        rx.el.path(d="M48 28V15m-4 4 4-4 4 4m-7 3h-2v9h10v-9h-2", class_name="fg"),
    )
    entry = _drawn(
        rx.el.rect(x="1", y="5", width="94", height="38", rx="9"),
        rx.el.path(d="M1 24h94M12 14.5h40"),
        rx.el.path(d="M12 34h48", class_name="fg"),
        rx.el.path(d="M75 28.5h11v11H75zm5.5 2.5v6m-3-3h6", class_name="fg"),
    )
    return rx.el.ol(
        rx.el.li(bar, rx.el.span(t("Tap the Share button in Safari."))),
        rx.el.li(entry, rx.el.span(t("Choose “Add to Home Screen”."))),
        class_name="sm ink2 steps",
    )


def _drawn(*parts: Any) -> rx.Component:
    return rx.el.svg(*parts, view_box="0 0 96 48", aria_hidden="true", class_name="drawn")
