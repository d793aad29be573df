"""/staff/settings/holidays: the public holidays of a year (AV-2)."""

import reflex as rx

from portal_app.components.staff.settings.area import area
from portal_app.components.staff.settings.holidays import year_and_new, year_list
from portal_app.i18n.text import Text
from portal_app.states.staff.settings.holidays import HolidaysState


def build(t: Text) -> rx.Component:
    """The page."""
    return area(t, "holidays", year_list(t), state=HolidaysState, loaded=HolidaysState.loaded, actions=year_and_new(t))
