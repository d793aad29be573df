"""An offer to keep the portal on the home screen, made once something waits and never after a no (UX-3)."""

import reflex as rx

from portal_app.components.icons import icon, logo
from portal_app.components.patient.script import do, held
from portal_app.i18n.text import Text
from portal_app.states.patient.calendar import CalendarState


def install_card(t: Text) -> rx.Component:
    """By the browser's own prompt where there is one; on an iPhone by the two steps it takes there."""
    return rx.cond(
        (held("install") != "") & (CalendarState.waiting != ""),
        rx.el.section(
            logo(),
            rx.el.div(
                rx.el.h2(t("Keep it at hand"), id="install", class_name="h3"),
                rx.cond(
                    held("install") == "ios",
                    rx.el.ol(
                        rx.el.li(icon("upload"), rx.el.span(t("Tap the Share button in Safari."))),
                        rx.el.li(icon("plus"), rx.el.span(t("Choose “Add to Home Screen”."))),
                        class_name="sm ink2 steps",
                    ),
                    rx.el.p(t("It opens from your home screen, like any app."), class_name="sm ink2"),
                ),
                class_name="grow",
            ),
            rx.el.div(
                rx.cond(
                    held("install") == "prompt",
                    rx.el.button(
                        t("Add to the home screen"),
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
