"""/staff/agenda: the therapist's day, week and month (AG-1)."""

import reflex as rx

from portal_app.components.staff.agenda import grid
from portal_app.components.staff.agenda_bar import agenda_bar, day_strip
from portal_app.components.staff.agenda_hands import hands
from portal_app.components.staff.agenda_month import month
from portal_app.components.staff.booking import booking_panel
from portal_app.components.staff.card import card_panel
from portal_app.components.staff.decision import decision_panel
from portal_app.components.staff.keys import keys_sheet
from portal_app.components.staff.notices import empty, toast
from portal_app.components.staff.picker import picker_panel
from portal_app.components.staff.shell import shell
from portal_app.components.staff.why import why_panel
from portal_app.i18n.text import Text
from portal_app.presenters.staff.agenda import MONTH, WEEK
from portal_app.states.staff.agenda import AgendaState


def build(t: Text) -> rx.Component:
    """The page."""
    view = AgendaState.view
    is_month = view.view == MONTH
    return shell(
        t,
        agenda_bar(t),
        rx.cond(
            view.nobody,
            empty(t("No agenda yet"), t("Nobody of the practice holds an agenda that you may see.")),
            rx.fragment(
                rx.cond(is_month, rx.fragment(), day_strip(t)),
                rx.cond(
                    AgendaState.loaded & view.nothing & (view.view == WEEK),
                    rx.el.p(t("A free week: no sessions and no requests."), class_name="freeweek ink2", role="status"),
                ),
                rx.el.div(
                    rx.cond(AgendaState.loaded, rx.cond(is_month, month(t), grid(t)), _skeleton(t)),
                    picker_panel(t),
                    decision_panel(t),
                    booking_panel(t),
                    card_panel(t),
                    why_panel(t),
                    class_name="agenda",
                ),
            ),
        ),
        hands(t),
        keys_sheet(t),
        toast(t, AgendaState),
        current="agenda",
    )


def _skeleton(t: Text) -> rx.Component:
    return rx.el.div(
        rx.el.span(t("Loading"), class_name="vh"),
        *(rx.el.span(class_name="sk", aria_hidden="true") for _ in range(5)),
        class_name="week week--loading late",
        role="status",
    )
