"""The staff side's frame: sidebar, rail or dock by width, and one page in it."""

import hashlib
from pathlib import Path
from typing import Any

import reflex as rx
from reflex_components_core.el.elements.inline import A

from portal_app.components.frame import language_choice, theme_toggle
from portal_app.components.icons import icon, logo
from portal_app.i18n.text import Text
from portal_app.states.staff.surroundings import Surroundings

ASSETS = Path(__file__).parents[3] / "assets"
SCRIPTS = ("staff.js", "focus.js", "written.js")


def shell(t: Text, *content: rx.Component, current: str) -> rx.Component:
    """A staff page: skip link, navigation, and `content` in the main panel."""
    return rx.el.div(
        *map(_script, SCRIPTS),
        outside(t("Skip to the content"), href="#main", class_name="skip"),
        rx.el.div(
            _side(t, current),
            rx.el.main(
                rx.fragment() if current == "start" else _first_steps(t),
                *content,
                id="main",
                tab_index=-1,
                class_name="main",
            ),
            class_name="shell",
        ),
        class_name="staff",
    )


def _first_steps(t: Text) -> rx.Component:
    """The way back to the guide, as long as there is one."""
    return rx.cond(
        Surroundings.guide != "",
        rx.el.a(
            icon("list"),
            rx.el.span(Surroundings.guide),
            rx.el.span(t("Go on"), class_name="go"),
            href=address(t, "start"),
            class_name="firststeps",
            data_testid="guide-link",
        ),
    )


def outside(*children: Any, **given: Any) -> rx.Component:
    """A link that leaves the app, or stays on the page: the browser's own, not the router's."""
    return A.create(*children, **given)


def address(t: Text, page: str) -> str:
    """A staff page's address in this language."""
    return f"/{t.locale.value}/staff/{page}"


def properties(**values: Any) -> dict[str, Any]:
    """CSS custom properties as an inline style: `properties(s=event.s)` sets `--s`."""
    return {"style": {f"--{name}": value for name, value in values.items()}}


def _script(name: str) -> rx.Component:
    """What the staff pages do by themselves, named by its content so that a new version is never missed."""
    version = hashlib.sha256((ASSETS / name).read_bytes()).hexdigest()[:10]
    return rx.el.script(src=f"/{name}?v={version}", custom_attrs={"async": True})


def _side(t: Text, current: str) -> rx.Component:
    around = Surroundings.view
    return rx.el.aside(
        rx.el.div(logo(), rx.el.span(around.practice), class_name="brandline"),
        rx.el.a(
            icon("search"),
            t("Find a patient"),
            rx.el.kbd("/", aria_hidden="true"),
            href=address(t, "patients"),
            class_name="find",
            custom_attrs={"data-key": "/"},
        ),
        rx.el.nav(
            _entry(t, "agenda", "calendar", t("Agenda"), current),
            _entry(t, "inbox", "requests", t("To do"), current, waiting=True),
            _entry(t, "patients", "users", t("Patients"), current),
            rx.cond(around.activity, _entry(t, "activity", "list", t("Activity"), current)),
            _entry(t, "settings", "settings", t("Settings"), current),
            class_name="nav",
            aria_label=t("Main"),
        ),
        rx.el.div(
            rx.el.div(
                rx.el.span(around.initials, class_name="avatar", aria_hidden="true"),
                rx.el.div(rx.el.b(around.name), rx.el.small(around.detail), class_name="grow"),
                theme_toggle(t, class_name="iconbtn sicon theme-toggle"),
                class_name="side__who",
            ),
            language_choice(t),
            class_name="side__me",
        ),
        class_name="side",
        aria_label=t("Navigation"),
    )


def _entry(t: Text, page: str, symbol: str, name: str, current: str, *, waiting: bool = False) -> rx.Component:
    number = (
        rx.cond(
            Surroundings.view.waiting != "",
            rx.el.span(
                Surroundings.view.waiting,
                rx.el.span(" ", t("waiting"), class_name="vh"),
                class_name="n num",
                custom_attrs={"data-waiting": Surroundings.view.waiting},
            ),
        )
        if waiting
        else rx.fragment()
    )
    here = {"aria-current": "page"} if page == current else {}
    return rx.el.a(
        icon(symbol),
        rx.el.span(name),
        number,
        href=address(t, page),
        class_name=f"nav__{page}",
        title=name,
        custom_attrs=here,
    )


def call_link(t: Text, phone: rx.Var[str] | str, name: rx.Var[str] | str, *, few: bool = False) -> rx.Component:
    """Calls the patient up; nothing where there is no number. In `few` words: on a desktop the icon alone."""
    return rx.cond(
        phone != "",
        outside(
            icon("phone"),
            rx.el.span(t("Call"), class_name="narrow" if few else "", aria_hidden="true"),
            rx.el.span(t("Call"), ": ", name, class_name="vh"),
            title=t("Call"),
            href=f"tel:{phone}",
            class_name="sbtn sbtn--ghost call",
        ),
    )
