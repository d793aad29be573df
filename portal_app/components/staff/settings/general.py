"""Oneself, and what the practice is called (PR-1)."""

import reflex as rx

from portal_app.components import client
from portal_app.components.icons import icon
from portal_app.components.plain_form import plain_form
from portal_app.components.staff.fields import (
    LANGUAGES,
    error_of,
    form,
    group,
    save_foot,
    select_field,
    switch_field,
    text_field,
)
from portal_app.components.staff.settings.area import only_look
from portal_app.components.staff.shell import address, outside
from portal_app.i18n.text import Text
from portal_app.states.staff.settings.policies import GeneralState
from portal_app.states.staff.surroundings import Surroundings

ZONES = ("Europe/Madrid", "Atlantic/Canary", "Africa/Ceuta", "Europe/Andorra", "Europe/Lisbon", "Europe/London")


def own_card(t: Text) -> rx.Component:
    """Oneself: the name, how the page looks and reads, and the way out."""
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
        rx.el.div(
            outside(
                icon("key"),
                t("Your access"),
                href=address(t, "access"),
                data_testid="own-access",
                class_name="sbtn sbtn--line",
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
            class_name="acts acts--wide",
        ),
        class_name="card",
    )


def practice_card(t: Text) -> rx.Component:
    """The practice's data."""
    return rx.el.section(
        rx.el.h2(t("Practice"), class_name="h3 first"),
        only_look(GeneralState.may_change, t("Only an administrator can change this.")),
        form(
            GeneralState,
            rx.el.fieldset(
                text_field(GeneralState, "name", t("Name"), max_length=120),
                rx.el.div(
                    text_field(GeneralState, "phone", t("Phone"), kind="tel"),
                    text_field(GeneralState, "whatsapp", t("WhatsApp number"), kind="tel"),
                    class_name="two",
                ),
                rx.el.div(
                    text_field(GeneralState, "timezone", t("Time zone"), list="zones"),
                    select_field(GeneralState, "region", t("Public holidays of"), GeneralState.regions),
                    class_name="two",
                ),
                rx.el.datalist(*(rx.el.option(value=zone) for zone in ZONES), id="zones"),
                group(
                    t("Languages of the portal"),
                    rx.el.div(
                        *(switch_field(GeneralState, f"language_{code}", name) for code, name in LANGUAGES),
                        class_name="acts acts--wide",
                    ),
                    rx.el.p(t("Patients choose among these."), class_name="xs ink2"),
                    error_of(GeneralState, "languages"),
                ),
                select_field(
                    GeneralState,
                    "locale",
                    t("Language"),
                    LANGUAGES,
                    hint=t("What is spoken where nobody has chosen."),
                ),
                save_foot(t, GeneralState),
                disabled=~GeneralState.may_change,
            ),
            on_submit=GeneralState.save,
        ),
        class_name="card",
    )
