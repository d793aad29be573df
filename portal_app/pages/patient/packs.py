"""Session packs."""

import reflex as rx

from portal_app.components.patient.frame import page, title_head
from portal_app.components.patient.packs import packs
from portal_app.i18n.text import Text
from portal_app.states.patient.packs import PacksState

PATH = "/packs"
ON_LOAD = PacksState.load


def title(t: Text) -> str:
    """What the browser's tab says."""
    return t("Session packs")


def build(t: Text) -> rx.Component:
    """The page in one language."""
    return page(t, title_head(t, t("Session packs")), packs(t), here=PATH, refresh=PacksState.refresh)
