"""The keys of a page: the sheet that lists them, and the switch that turns the single ones off (AG-1, UX-4)."""

import reflex as rx

from portal_app.components.icons import icon
from portal_app.components.staff.shortcuts import AGENDA, shortcuts
from portal_app.i18n.text import Text

SHEET = "keys"


def keys_button(t: Text) -> rx.Component:
    """Opens the sheet; `?` does too."""
    return rx.el.button(
        rx.el.span("?", aria_hidden="true"),
        type="button",
        aria_label=t("Keys"),
        title=t("Keys"),
        aria_haspopup="dialog",
        class_name="iconbtn sicon wide-b keys__b",
        custom_attrs={"data-key": "?", "data-opens": SHEET},
    )


def keys_sheet(t: Text, page: str = AGENDA) -> rx.Component:
    """Every key of that page and what it does. The page's script opens and closes it, and remembers the switch."""
    listed = [
        part
        for name, keys in shortcuts(t, page)
        for part in (
            rx.el.h3(name, class_name="h3 sub") if name else rx.fragment(),
            rx.el.dl(*(_key(names, does) for names, does in keys), class_name="keys"),
        )
    ]
    return rx.el.dialog(
        rx.el.header(
            rx.el.h2(t("Keys"), id="keys-title"),
            rx.el.button(
                icon("close", size="18px"),
                type="button",
                aria_label=t("Close"),
                class_name="iconbtn sicon",
                custom_attrs={"data-shuts": SHEET},
            ),
            class_name="pk",
        ),
        *listed,
        rx.el.label(
            rx.el.input(
                type="checkbox",
                role="switch",
                default_checked=True,
                class_name="switch",
                custom_attrs={"data-keys-switch": True},
            ),
            rx.el.span(
                t("Keys of a single letter"),
                rx.el.small(t("Off, they do nothing on this device. Arrows and Enter stay.")),
            ),
            class_name="tick",
        ),
        id=SHEET,
        class_name="keysheet",
        custom_attrs={"aria-labelledby": "keys-title"},
    )


def _key(names: tuple[str, ...], does: str) -> rx.Component:
    return rx.el.div(rx.el.dt(*(rx.el.kbd(name) for name in names)), rx.el.dd(does))
