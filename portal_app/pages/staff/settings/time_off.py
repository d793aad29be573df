"""/staff/settings/time-off: when nobody works (AV-2, AV-10)."""

import reflex as rx

from portal_app.components.staff.settings.area import area
from portal_app.components.staff.settings.time_off import new_time_off, time_off_list
from portal_app.i18n.text import Text
from portal_app.states.staff.settings.time_off import TimeOffState


def build(t: Text) -> rx.Component:
    """The page."""
    return area(
        t, "time-off", time_off_list(t), state=TimeOffState, loaded=TimeOffState.loaded, actions=new_time_off(t)
    )
