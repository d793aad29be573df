"""/staff/start: a practice's first steps (PR-1)."""

import reflex as rx

from portal_app.components.staff.guide import guide_steps
from portal_app.components.staff.shell import shell
from portal_app.i18n.text import Text
from portal_app.states.staff.guide import GuideState


def build(t: Text) -> rx.Component:
    """The page."""
    return shell(
        t,
        rx.el.header(
            rx.el.h1(rx.cond(GuideState.heading != "", GuideState.heading, t("First steps"))), class_name="bar1"
        ),
        guide_steps(t),
        current="start",
    )
