"""What is around every page: its stylesheet, the notice without scripts, the line's state, failures, leaving."""

from collections.abc import Callable
from typing import Any

import reflex as rx
from reflex_components_core.core.banner import has_connection_errors

from portal_app import theme
from portal_app.components import client
from portal_app.components.icons import icon
from portal_app.i18n.text import Text
from portal_app.states.presence import Presence


def frame(t: Text, page: rx.Component, *, sheet: str) -> rx.Component:
    """A whole page."""
    return rx.fragment(
        rx.el.link(rel="stylesheet", href=sheet, custom_attrs={"precedence": "default"}),
        rx.el.link(rel="manifest", href=f"/manifest.webmanifest?lang={t.locale.value}"),
        rx.el.link(rel="apple-touch-icon", href="/icons/apple-touch-icon.png"),
        # Patients' pages keep clear of a phone's round corners by themselves, and an open day of its keyboard.
        rx.el.meta(
            name="viewport",
            content="width=device-width, initial-scale=1, viewport-fit=cover, interactive-widget=resizes-content",
        )
        if sheet == "patient"
        else rx.fragment(),
        rx.el.meta(
            name="theme-color",
            content=theme.THEME_COLOURS["dark"],
            custom_attrs={"media": "(prefers-color-scheme: dark)"},
        ),
        rx.el.meta(
            name="theme-color",
            content=theme.THEME_COLOURS["light"],
            custom_attrs={"data-light": theme.THEME_COLOURS["light"], "data-dark": theme.THEME_COLOURS["dark"]},
        ),
        rx.el.noscript(
            rx.el.p(
                t("Your calendar needs JavaScript. Turn it on in your browser and load the page again."),
                class_name="note note--plain noscript",
            )
        ),
        page,
        # Always there, so that it is announced when it shows: the socket's end, or the browser's own word, turns it on.
        rx.el.p(
            icon("wifi-off"),
            rx.el.span(t("No connection. What you see may be old; it goes on by itself when the line is back.")),
            class_name=rx.cond(has_connection_errors, "offline is-on", "offline"),
            role="status",
        ),
        rx.cond(
            Presence.failure != "",
            rx.el.div(
                rx.el.p(Presence.failure, class_name="grow"),
                rx.el.button(t("Close"), on_click=Presence.dismiss, type="button", custom_attrs={"data-dismiss": True}),
                class_name="toast",
                role="alert",
            ),
        ),
        client.Effect.of("leave", Presence.leave_to),
        client.Effect.of("followSocket", has_connection_errors),
    )


def language_choice(
    t: Text,
    *,
    class_name: str = "seg langs",
    remember: Callable[[str], Any] | None = None,
    offered: rx.Var[str] | None = None,
) -> rx.Component:
    """The three languages, switched in place: what is open and typed stays.

    The browser keeps the choice; `remember` is an event that keeps it for the person too, by the language's code.
    `offered`: the codes of those to choose from, where the practice does not offer all.
    """
    names = {"es": "castellano", "ca": "català", "en": "English"}

    def choice(code: str, name: str) -> rx.Component:
        button = rx.el.button(
            code.upper(),
            rx.el.span(f", {name}", class_name="vh"),
            type="button",
            lang=code,
            aria_pressed="true" if code == t.locale.value else "false",
            data_testid=f"language-{code}",
            on_click=[
                client.call("setLanguage", code),
                *([remember(code)] if remember else []),
                rx.redirect(rx.Var(f"window.espai.inLanguage('{code}')").to(str), replace=True),
            ],
        )
        return button if offered is None else rx.cond(offered.contains(code), button)

    return rx.el.div(
        *(choice(code, name) for code, name in names.items()),
        class_name=class_name,
        role="group",
        aria_label=t("Language"),
    )


def theme_toggle(t: Text, *, class_name: str = "iconbtn theme-toggle") -> rx.Component:
    """Light to dark and back. Both icons are drawn and the stylesheet shows one: no flash, no round trip."""
    return rx.el.button(
        rx.el.span(icon("moon"), class_name="t-l"),
        rx.el.span(icon("sun"), class_name="t-d"),
        type="button",
        aria_label=t("Change between light and dark"),
        data_testid="theme-toggle",
        on_click=client.call("toggleTheme"),
        class_name=class_name,
    )
