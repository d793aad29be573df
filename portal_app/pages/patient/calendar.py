"""The calendar: what is next, the month, what waits, and a day over it."""

import reflex as rx

from portal_app.components.patient.day_sheet import day_sheet
from portal_app.components.patient.frame import brand_head, page, surface_foot
from portal_app.components.patient.hero import next_session, waiting_card
from portal_app.components.patient.install import install_card
from portal_app.components.patient.month import month
from portal_app.components.patient.script import held, settled
from portal_app.i18n.text import Text
from portal_app.states.patient.calendar import CalendarState

PATH = "/calendar"
ON_LOAD = CalendarState.load


def title(t: Text) -> str:
    """What the browser's tab says."""
    return t("Calendar")


def build(t: Text) -> rx.Component:
    """The page in one language."""
    return page(
        t,
        rx.el.h1(t("Calendar"), class_name="vh"),
        brand_head(t),
        next_session(t),
        month(t),
        rx.el.div(waiting_card(t), install_card(t), class_name="under"),
        rx.cond(settled(CalendarState.loaded) & (held("day") == ""), surface_foot(t)),
        here=PATH,
        refresh=CalendarState.refresh,
        class_name="app home",
        over=day_sheet(t),
    )
