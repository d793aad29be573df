"""The patient's own trail, day by day (GD-1)."""

import reflex as rx

from portal_app.components.icons import icon, mark
from portal_app.components.patient.frame import show_more, skeleton
from portal_app.components.patient.script import settled
from portal_app.i18n.text import Text
from portal_app.presenters.patient.trail import DayView, TraceView
from portal_app.states.patient.activity import ActivityState


def trail(t: Text) -> rx.Component:
    """The days; a word of what will be here while there is nothing."""
    view = ActivityState.view
    return rx.cond(
        settled(ActivityState.loaded),
        rx.cond(
            view.days.length() > 0,
            rx.fragment(
                rx.foreach(view.days, _day),
                rx.cond(view.more, show_more(t, ActivityState.show_more)),
            ),
            rx.el.div(
                mark(),
                rx.el.h2(t("Nothing yet"), class_name="h3"),
                rx.el.p(t("What you and the practice do with your space will be written here."), class_name="body2"),
                class_name="empty empty--page",
            ),
        ),
        skeleton("rows__sk", t("Loading your activity")),
    )


def _day(day: rx.vars.ObjectVar[DayView]) -> rx.Component:
    return rx.el.section(
        rx.el.h2(day.title, class_name="label lab"),
        rx.el.ul(rx.foreach(day.traces, trace), class_name="card logs"),
        key=day.key,
        class_name="section section--first",
    )


def trace(one: rx.vars.ObjectVar[TraceView]) -> rx.Component:
    """A line of the trail."""
    return rx.el.li(
        rx.match(
            one.kind,
            ("warning", icon("alert")),
            ("request", icon("calendar")),
            ("seen", icon("eye")),
            ("file", icon("file")),
            ("pack", icon("packs")),
            icon("key"),
        ),
        rx.el.div(rx.el.b(one.words), rx.el.small(one.where, class_name="num")),
        data_testid="activity-entry",
        class_name=rx.cond(one.kind == "warning", "log warn", "log"),
    )
