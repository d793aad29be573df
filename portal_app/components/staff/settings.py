"""The settings' cards."""

import reflex as rx

from portal_app.components import client
from portal_app.components.icons import icon
from portal_app.components.plain_form import plain_form
from portal_app.components.staff.patient_file import facts
from portal_app.i18n.text import Text
from portal_app.states.staff.settings import SettingsState
from portal_app.states.staff.surroundings import Surroundings


def own_card(t: Text) -> rx.Component:
    """Oneself: the name, how the page looks, and the way out."""
    themes = (("system", t("As the system")), ("light", t("Light")), ("dark", t("Dark")))
    return rx.el.section(
        rx.el.div(
            rx.el.span(Surroundings.view.initials, class_name="avatar big", aria_hidden="true"),
            rx.el.div(
                rx.el.h2(Surroundings.view.name, class_name="h3"),
                rx.el.p(Surroundings.view.detail, class_name="xs ink2"),
            ),
            class_name="me2",
        ),
        rx.el.div(
            rx.el.span(t("Theme"), class_name="label", id="theme-label"),
            rx.el.div(
                *(
                    rx.el.button(
                        name,
                        type="button",
                        on_click=client.call("setTheme", theme),
                        custom_attrs={"data-theme-choice": theme},
                    )
                    for theme, name in themes
                ),
                class_name="seg",
                role="group",
                aria_labelledby="theme-label",
            ),
            class_name="line2",
        ),
        plain_form(
            rx.el.button(
                icon("logout"),
                t("Sign out of Espai"),
                type="submit",
                data_testid="sign-out",
                class_name="sbtn sbtn--line",
            ),
            action="/api/staff/sign-out",
        ),
        class_name="card",
    )


def practice_card(t: Text) -> rx.Component:
    """The practice's data."""
    return _listed(t("Practice"), facts(SettingsState.view.practice))


def centres_card(t: Text) -> rx.Component:
    """Where sessions are held."""
    return _listed(t("Centres"), facts(SettingsState.view.centres))


def services_card(t: Text) -> rx.Component:
    """What can be booked."""
    return _listed(t("Services"), facts(SettingsState.view.services))


def _listed(title: str, what: rx.Component) -> rx.Component:
    return rx.el.section(rx.el.h2(title, class_name="h3 first"), what, class_name="card")
