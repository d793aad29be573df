"""What is around each page of the settings: the sections, and a word for those who may only look."""

from typing import Any

import reflex as rx

from portal_app.components.icons import icon
from portal_app.components.staff.fields import saved
from portal_app.components.staff.notices import skeleton_rows
from portal_app.components.staff.shell import address, shell
from portal_app.i18n.text import Text


def area(t: Text, section: str, *content: Any, state: Any, loaded: Any, actions: Any = None) -> rx.Component:
    """A page of the settings; `actions` stand in its bar beside what was saved."""
    return shell(
        t,
        rx.el.header(
            rx.el.h1(t("Settings")),
            rx.el.span(class_name="sp"),
            saved(state),
            actions if actions is not None else rx.fragment(),
            class_name="bar1 bar1--set",
        ),
        _sections(t, section),
        rx.cond(loaded, rx.fragment(*content), rx.el.div(skeleton_rows(t), class_name="inner")),
        current="settings",
    )


def only_look(may_change: Any, words: str) -> rx.Component:
    """Why nothing can be changed here."""
    return rx.cond(
        may_change, rx.fragment(), rx.el.p(icon("lock"), rx.el.span(words), class_name="note note--plain look")
    )


def _sections(t: Text, section: str) -> rx.Component:
    pages = (
        ("settings", t("General")),
        ("settings/services", t("Services")),
        ("settings/centres", t("Centres")),
        ("settings/hours", t("Working hours")),
        ("settings/time-off", t("Time off")),
        ("settings/holidays", t("Holidays")),
        ("settings/policies", t("Policies")),
        ("settings/team", t("Team")),
        ("settings/messages", t("Messages")),
        ("settings/import", t("Import")),
    )
    return rx.el.nav(
        *(
            rx.el.a(
                name,
                href=address(t, page),
                custom_attrs={"aria-current": "page"} if page.removeprefix("settings").strip("/") == section else {},
            )
            for page, name in pages
        ),
        class_name="tabs2 tabs2--set",
        aria_label=t("Sections of the settings"),
    )
