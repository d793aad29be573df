"""What is around a patient's page: head, dock, the way to write to the therapist, toasts."""

from typing import Any

import reflex as rx
from reflex_components_core.el.elements.inline import A

from portal_app.components.frame import language_choice, theme_toggle
from portal_app.components.icons import icon, logo, mark
from portal_app.components.patient.script import Whenever, held
from portal_app.components.patient.words import filled
from portal_app.i18n.text import Text
from portal_app.states.patient.page import PortalState
from portal_app.states.patient.undo import UndoState

UNDO_SECONDS, TOAST_SECONDS = 10, 6


def page(
    t: Text,
    *parts: rx.Component,
    here: str,
    refresh: Any = None,
    class_name: str = "app",
    over: rx.Component | None = None,
) -> Any:
    """A page: its parts, the dock with `here` as the current tab, and what lies `over` them while a day is open.

    `refresh` is what the page does when it comes back from the background.
    """
    behind = {"inert": (held("behind") != "") | (held("asking") != "")} if over is not None else {}
    return rx.fragment(
        rx.el.div(
            rx.el.main(*parts, class_name=class_name),
            dock(t, here),
            custom_attrs=behind,
        ),
        over or rx.fragment(),
        toast(t),
        rx.el.button(type="button", hidden=True, on_click=refresh, custom_attrs={"data-refresh": ""})
        if refresh
        else rx.fragment(),
    )


def outside(*children: Any, **props: Any) -> rx.Component:
    """A link that leaves the app, or fetches a file: the browser's own, not the router's."""
    return A.create(*children, **props)


def brand_head(t: Text, *, with_avatar: bool = True) -> rx.Component:
    """The practice's name, and the way to one's own page."""
    return rx.el.header(
        rx.el.div(
            rx.el.span(logo(), rx.el.span(PortalState.portal.practice), class_name="brandline"),
            class_name="grow",
        ),
        avatar(t) if with_avatar else rx.fragment(),
        class_name="top",
    )


def title_head(t: Text, title: str) -> rx.Component:
    """The page's title, and the way to one's own page."""
    return rx.el.header(rx.el.h1(title, class_name="h1 grow"), avatar(t), class_name="top top--title")


def back_head(t: Text, to: str) -> rx.Component:
    """The way back."""
    return rx.el.header(
        rx.el.a(icon("arrow-left"), href=_in(t, to), aria_label=t("Back"), class_name="iconbtn iconbtn--edge"),
        class_name="top",
    )


def avatar(t: Text) -> rx.Component:
    """The patient's initials, leading to their own page."""
    # Drawn by the stylesheet: who says what they see to a voice control is not misled by two letters.
    return rx.el.a(
        href=_in(t, "/me"),
        aria_label=filled(t("My space, {name}"), name=PortalState.portal.name),
        custom_attrs={"data-initials": PortalState.portal.initials},
        class_name="avatar",
    )


def surface_foot(t: Text) -> rx.Component:
    """Language and theme, at the end of every page and of an open day."""
    return rx.el.div(
        language_choice(t, remember=PortalState.speak, offered=PortalState.portal.languages),
        theme_toggle(t),
        class_name="surface-foot",
    )


def dock(t: Text, here: str) -> rx.Component:
    """The four tabs and the WhatsApp bubble: one band, so that the bubble covers nothing (WA-1)."""
    return rx.el.footer(
        rx.el.nav(
            _tab(t, "/calendar", "calendar", t("Calendar"), here),
            _tab(t, "/requests", "requests", t("Requests"), here, _waiting(t)),
            _tab(t, "/packs", "packs", t("Packs"), here),
            _tab(t, "/me", "user", t("My space"), here),
            class_name="tabs",
            aria_label=t("Main"),
        ),
        rx.cond(
            PortalState.portal.whatsapp != "",
            outside(
                icon("whatsapp"),
                href=PortalState.portal.whatsapp,
                target="_blank",
                rel="noopener noreferrer",
                aria_label=filled(t("Message {therapist} on WhatsApp"), therapist=PortalState.portal.therapist),
                data_testid="whatsapp-bubble",
                class_name="bubble",
            ),
            # Its room is kept until it is known whether there is a number: the tabs do not move.
            rx.cond(PortalState.portal.name == "", rx.el.span(class_name="bubble bubble--none", aria_hidden="true")),
        ),
        class_name="dock",
    )


def _tab(t: Text, path: str, name: str, words: str, here: str, *more: Any) -> rx.Component:
    current = {"aria_current": "page"} if path == here else {}
    return rx.el.a(
        icon(name), rx.el.span(words, class_name="tl"), *more, href=_in(t, path), class_name="tab", **current
    )


def _waiting(t: Text) -> rx.Component:
    waiting = PortalState.waiting
    one = t.plural("{n} pending (one)", "{n} pending", 1)
    _, many = t.forms("{n} pending (one)", "{n} pending")
    return rx.cond(
        waiting > 0,
        rx.fragment(
            rx.el.span(class_name="dot"),
            rx.el.span(", ", rx.cond(waiting == 1, one, filled(many, n=waiting)), class_name="vh"),
        ),
    )


def toast(t: Text) -> rx.Component:
    """What was just done, with its way back for as long as there is one (CA-10)."""
    shown = PortalState.toast
    seconds = rx.cond(shown.undo != "", UNDO_SECONDS, TOAST_SECONDS)
    return rx.el.div(
        rx.cond(
            (shown.key != "") & (held("gone") != shown.key),
            rx.el.div(
                mark(),
                rx.el.p(shown.words, class_name="grow"),
                rx.cond(
                    shown.undo != "",
                    rx.el.button(t("Undo"), type="button", on_click=UndoState.undo(shown.undo), data_testid="undo"),
                ),
                key=shown.key,
                custom_attrs={"data-toast": shown.key},
                class_name="toast",
            ),
        ),
        Whenever.of("leaveLater", shown.key, seconds),
        role="status",
    )


def _in(t: Text, path: str) -> str:
    return f"/{t.locale.value}{path}"


def show_more(t: Text, on_click: Any) -> rx.Component:
    """The end of a list that goes on."""
    return rx.el.button(
        t("Show more"),
        type="button",
        on_click=on_click,
        data_testid="show-more",
        class_name="btn btn--soft btn--sm btn--wide others",
    )


def skeleton(class_name: str, words: str = "") -> rx.Component:
    """A block of the final size; with words for those who do not see it."""
    said = rx.el.span(words, class_name="vh", role="status") if words else rx.fragment()
    return rx.el.div(said, class_name=f"sk sk--late {class_name}", aria_hidden="true" if not words else None)
