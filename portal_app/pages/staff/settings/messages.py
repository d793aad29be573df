"""/staff/settings/messages: the practice's own words for what it sends (AG-6)."""

import reflex as rx

from portal_app.components.staff.settings.area import area
from portal_app.components.staff.settings.messages import messages_form, previews_card
from portal_app.i18n.text import Text
from portal_app.states.staff.settings.messages import MessagesState


def build(t: Text) -> rx.Component:
    """The page."""
    return area(
        t,
        "messages",
        rx.el.div(messages_form(t), rx.el.div(previews_card(t), class_name="file__r"), class_name="scroll inner file"),
        state=MessagesState,
        loaded=MessagesState.loaded,
    )
