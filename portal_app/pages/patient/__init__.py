"""Patients' pages."""

import reflex as rx

from portal_app.pages.patient import activity, calendar, me, packs, requests, security
from portal_app.pages.registry import localized


def register(app: rx.App) -> None:
    """Put the patients' pages into the app, in every language."""
    for page in (calendar, requests, packs, me, security, activity):
        localized(app, page.PATH, page.build, sheet="patient", title=page.title, on_load=page.ON_LOAD)
