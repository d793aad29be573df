"""What was asked for, and what became of it."""

import reflex as rx

from portal_app.components.patient.frame import page, title_head
from portal_app.components.patient.requests import requests
from portal_app.i18n.text import Text
from portal_app.states.patient.requests import RequestsState

PATH = "/requests"
ON_LOAD = RequestsState.load


def title(t: Text) -> str:
    """What the browser's tab says."""
    return t("Requests")


def build(t: Text) -> rx.Component:
    """The page in one language."""
    return page(t, title_head(t, t("Requests")), requests(t), here=PATH, refresh=RequestsState.refresh)
