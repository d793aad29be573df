"""One's own page: who, friendly figures, language, theme, the way out (PK-3)."""

from typing import Any

import reflex as rx

from portal_app.components.frame import language_choice, theme_toggle
from portal_app.components.icons import icon
from portal_app.components.patient.frame import skeleton
from portal_app.components.patient.script import settled
from portal_app.components.plain_form import plain_form
from portal_app.i18n.text import Text
from portal_app.states.patient.me import MeState
from portal_app.states.patient.page import PortalState


def who(t: Text) -> rx.Component:
    """The patient's name, and with whom since when."""
    portal = PortalState.portal
    return rx.el.div(
        rx.el.span(portal.initials, class_name="avatar me__a", aria_hidden="true"),
        rx.el.div(
            rx.el.h1(rx.cond(portal.name != "", portal.name, t("My space")), class_name="h1"),
            rx.el.p(MeState.view.with_whom, class_name="sm ink2 me__with"),
            class_name="grow",
        ),
        class_name="me",
    )


def figures(t: Text) -> rx.Component:
    """Sessions so far, upcoming, hours: no clinical figure among them."""
    view = MeState.view
    return rx.cond(
        settled(MeState.loaded),
        rx.el.dl(
            _figure("stat-total", view.sessions_words, view.sessions),
            _figure("stat-upcoming", view.upcoming_words, view.upcoming),
            _figure("stat-hours", t("of therapy"), view.hours, rx.el.span(" ", t("h"))),
            class_name="card stats",
        ),
        skeleton("stats__sk", t("Loading your figures")),
    )


def _figure(testid: str, words: Any, value: rx.Var[str], *more: rx.Component) -> rx.Component:
    return rx.el.div(rx.el.dt(words), rx.el.dd(value, *more, data_testid=testid, class_name="num"), class_name="stat")


def settings(t: Text) -> rx.Component:
    """What can be adjusted here."""
    return rx.el.section(
        rx.el.h2(t("Adjust"), id="adjust", class_name="h3"),
        rx.el.div(
            rx.el.a(
                icon("shield"),
                rx.el.span(
                    rx.el.b(t("Security and privacy")),
                    rx.el.small(t("Devices, activity and signing out")),
                    class_name="grow",
                ),
                icon("chevron-right", class_name="i chev"),
                href=f"/{t.locale.value}/me/security",
                class_name="row",
            ),
            rx.el.div(
                icon("globe"),
                rx.el.div(
                    rx.el.span(rx.el.b(t("Language")), class_name="grow"),
                    language_choice(t, remember=PortalState.speak, offered=PortalState.portal.languages),
                    class_name="row__set",
                ),
                class_name="row row--set",
            ),
            rx.el.div(
                icon("sunset"),
                rx.el.span(rx.el.b(t("Theme")), rx.el.small(t("Light or dark")), class_name="grow"),
                theme_toggle(t),
                class_name="row row--set",
            ),
            class_name="card card--flush",
        ),
        aria_labelledby="adjust",
        class_name="section",
    )


def sign_out(words: str) -> rx.Component:
    """Ends this device; works without a socket, being a plain form."""
    return plain_form(
        rx.el.button(
            icon("logout"), words, type="submit", data_testid="sign-out", class_name="btn btn--text btn--wide"
        ),
        action="/api/sign-out",
        class_name="out",
    )
