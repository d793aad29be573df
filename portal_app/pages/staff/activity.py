"""/staff/activity: who did what (GD-1)."""

import reflex as rx

from portal_app.components.staff.activity import download, filters, trail
from portal_app.components.staff.shell import shell
from portal_app.i18n.text import Text
from portal_app.states.staff.activity import ActivityTrailState


def build(t: Text) -> rx.Component:
    """The page."""
    return shell(
        t,
        rx.el.header(rx.el.h1(t("Activity")), rx.el.span(class_name="sp"), download(t), class_name="bar1"),
        rx.cond(ActivityTrailState.refused, rx.fragment(), filters(t)),
        rx.el.div(trail(t), class_name="scroll inner edge"),
        current="activity",
    )
