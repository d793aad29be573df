"""/staff/settings/import: patients and agendas of other programs (PR-4)."""

import reflex as rx

from portal_app.components.staff.settings.area import area
from portal_app.components.staff.settings.importing import import_desk
from portal_app.i18n.text import Text
from portal_app.states.staff.settings.importing import ImportState


def build(t: Text) -> rx.Component:
    """The page."""
    return area(t, "import", import_desk(t), state=ImportState, loaded=ImportState.loaded)
