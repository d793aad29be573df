"""/staff/settings/centres: where sessions are held (PR-1)."""

import reflex as rx

from portal_app.components.staff.settings.area import area
from portal_app.components.staff.settings.things import centres_list, new_centre
from portal_app.i18n.text import Text
from portal_app.states.staff.settings.centres import CentresState


def build(t: Text) -> rx.Component:
    """The page."""
    return area(t, "centres", centres_list(t), state=CentresState, loaded=CentresState.loaded, actions=new_centre(t))
