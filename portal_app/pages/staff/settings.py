"""/staff/settings: oneself, and the practice as it is (PR-1)."""

import reflex as rx

from portal_app.components.staff.notices import skeleton_rows
from portal_app.components.staff.settings import centres_card, own_card, practice_card, services_card
from portal_app.components.staff.shell import shell
from portal_app.i18n.text import Text
from portal_app.states.staff.settings import SettingsState


def build(t: Text) -> rx.Component:
    """The page."""
    return shell(
        t,
        rx.el.header(rx.el.h1(t("Settings")), class_name="bar1"),
        rx.el.div(
            own_card(t),
            rx.cond(
                SettingsState.loaded,
                rx.fragment(practice_card(t), centres_card(t), services_card(t)),
                skeleton_rows(t),
            ),
            class_name="scroll inner edge cards",
        ),
        current="settings",
    )
