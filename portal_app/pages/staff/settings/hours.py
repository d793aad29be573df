"""/staff/settings/hours: when a therapist works (AV-2)."""

import reflex as rx

from portal_app.components.staff.notices import empty
from portal_app.components.staff.settings.area import area, only_look
from portal_app.components.staff.settings.deciding import deciding_panel
from portal_app.components.staff.settings.hours import save_hours, week_editor, week_trouble, whose_hours
from portal_app.components.staff.settings.own_dates import date_panel, own_dates
from portal_app.i18n.text import Text
from portal_app.states.staff.settings.hours import HoursState


def build(t: Text) -> rx.Component:
    """The page."""
    return area(
        t,
        "hours",
        rx.cond(
            HoursState.therapist == "",
            empty(t("No agenda yet"), t("Nobody of the practice holds an agenda that you may see.")),
            rx.el.div(
                rx.el.div(
                    only_look(HoursState.may_change, t("Only the therapist and an administrator can change these.")),
                    week_trouble(t),
                    week_editor(t),
                    own_dates(t),
                    class_name="scroll inner hours2",
                ),
                rx.cond(HoursState.covered.length() > 0, deciding_panel(t, HoursState), date_panel(t)),
                class_name="agenda",
            ),
        ),
        state=HoursState,
        loaded=HoursState.loaded,
        actions=rx.fragment(whose_hours(t), save_hours(t)),
    )
