"""Devices, the way in, what happened lately, and the ways to sign out."""

import reflex as rx

from portal_app.components.patient.frame import back_head, page, surface_foot
from portal_app.components.patient.me import sign_out
from portal_app.components.patient.script import settled
from portal_app.components.patient.security import confirmation, devices, everywhere, latest, way_in
from portal_app.i18n.text import Text
from portal_app.pages.patient import me
from portal_app.states.patient.security import SecurityState

PATH = "/me/security"
ON_LOAD = SecurityState.load


def title(t: Text) -> str:
    """What the browser's tab says."""
    return t("Security and privacy")


def build(t: Text) -> rx.Component:
    """The page in one language."""
    return page(
        t,
        back_head(t, me.PATH),
        rx.el.div(rx.el.h1(t("Security and privacy"), class_name="h1"), class_name="screenhead"),
        devices(t),
        rx.cond(
            settled(SecurityState.loaded),
            rx.fragment(
                way_in(t),
                latest(t),
                sign_out(t("Sign out on this device")),
                rx.el.p(t("Next time you will need your code and your PIN."), class_name="sm ink2 means"),
                everywhere(t),
                surface_foot(t),
            ),
        ),
        here=me.PATH,
        refresh=SecurityState.refresh,
        over=confirmation(t),
    )
