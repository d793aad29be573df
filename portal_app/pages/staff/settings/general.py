"""/staff/settings: oneself, and what the practice is called (PR-1)."""

import reflex as rx

from portal_app.components.staff.settings.area import area
from portal_app.components.staff.settings.deciding import deciding_panel
from portal_app.components.staff.settings.general import own_card, practice_card
from portal_app.i18n.text import Text
from portal_app.states.staff.settings.policies import GeneralState


def build(t: Text) -> rx.Component:
    """The page."""
    return area(
        t,
        "",
        rx.el.div(
            rx.el.div(own_card(t), practice_card(t), class_name="scroll inner cards"),
            rx.cond(GeneralState.covered.length() > 0, deciding_panel(t, GeneralState)),
            class_name="agenda",
        ),
        state=GeneralState,
        loaded=GeneralState.loaded,
    )
