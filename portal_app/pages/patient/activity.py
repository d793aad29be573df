"""One's own trail, whole."""

import reflex as rx

from portal_app.components.patient.activity import trail
from portal_app.components.patient.frame import back_head, page, surface_foot
from portal_app.components.patient.script import settled
from portal_app.i18n.text import Text
from portal_app.pages.patient import me, security
from portal_app.states.patient.activity import ActivityState

PATH = "/me/activity"
ON_LOAD = ActivityState.load


def title(t: Text) -> str:
    """What the browser's tab says."""
    return t("Your activity")


def build(t: Text) -> rx.Component:
    """The page in one language."""
    return page(
        t,
        back_head(t, security.PATH),
        rx.el.div(
            rx.el.h1(t("Your activity"), class_name="h1"),
            rx.el.p(
                t("Everything that touched your space: what you did, and who of the practice opened your file."),
                class_name="body2",
            ),
            class_name="screenhead",
        ),
        trail(t),
        rx.cond(settled(ActivityState.loaded), surface_foot(t)),
        here=me.PATH,
        refresh=ActivityState.refresh,
    )
