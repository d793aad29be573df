"""/staff/settings/services: what can be booked (PR-1)."""

import reflex as rx

from portal_app.components.staff.settings.area import area
from portal_app.components.staff.settings.things import new_service, services_list
from portal_app.i18n.text import Text
from portal_app.states.staff.settings.services import ServicesState


def build(t: Text) -> rx.Component:
    """The page."""
    return area(
        t, "services", services_list(t), state=ServicesState, loaded=ServicesState.loaded, actions=new_service(t)
    )
