"""The keys of the agenda: the sheet that lists them, and the switch that turns the single ones off (AG-1, UX-4)."""

import reflex as rx

from portal_app.components.icons import icon
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


def keys_sheet(t: Text) -> rx.Component:
    """Every key and what it does. The page's script opens and closes it, and remembers the switch."""
    keys = (
        (("n",), t("New appointment")),
        (("t",), t("Today")),
        (("d", "w", "m"), t("Day, week, month")),
        (("Re Pág", "Av Pág") if t.locale.value != "en" else ("Page Up", "Page Down"), t("Before and after")),
        (("←", "↑", "↓", "→"), t("From one appointment to another")),
        (("Enter",), t("Open it")),
        (("x",), t("Lift the appointment that has the focus")),
        (("/",), t("Find a patient")),
        (("Esc",), t("Close, or give up")),
        (("?",), t("This list")),
    )
    lifted = (
        (("←", "↑", "↓", "→"), t("Move it: a quarter of an hour, a day or a therapist")),
        (("Shift", "↑", "↓"), t("Five minutes")),
        (("+", "-"), t("Longer, shorter")),
        (("Enter",), t("Put it there")),
    )
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
        rx.el.dl(*(_key(names, does) for names, does in keys), class_name="keys"),
        rx.el.h3(t("With an appointment lifted"), class_name="h3 sub"),
        rx.el.dl(*(_key(names, does) for names, does in lifted), class_name="keys"),
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
