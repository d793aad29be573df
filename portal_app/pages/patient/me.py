"""One's own page."""

import reflex as rx

from portal_app.components.patient.frame import brand_head, page
from portal_app.components.patient.me import figures, settings, sign_out, who
from portal_app.i18n.text import Text
from portal_app.states.patient.me import MeState

PATH = "/me"
ON_LOAD = MeState.load


def title(t: Text) -> str:
    """What the browser's tab says."""
    return t("My space")


def build(t: Text) -> rx.Component:
    """The page in one language."""
    return page(
        t,
        brand_head(t, with_avatar=False),
        who(t),
        figures(t),
        settings(t),
        sign_out(t("Sign out on this device")),
        here=PATH,
        refresh=MeState.refresh,
    )
