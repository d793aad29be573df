"""/staff/settings/policies: how patients may ask (AV-1, AV-6)."""

import reflex as rx

from portal_app.components.staff.settings.area import area
from portal_app.components.staff.settings.policies import policies_form, promise_card, therapists_card
from portal_app.i18n.text import Text
from portal_app.states.staff.settings.policies import PoliciesState


def build(t: Text) -> rx.Component:
    """The page."""
    return area(
        t,
        "policies",
        rx.el.div(
            policies_form(t),
            rx.el.div(promise_card(t), therapists_card(t), class_name="file__r"),
            class_name="scroll inner file",
        ),
        state=PoliciesState,
        loaded=PoliciesState.loaded,
    )
