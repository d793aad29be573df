"""What the hand does in the grid, on its way to the server: the script fills these forms and sends them (AG-2)."""

import hashlib
from pathlib import Path

import reflex as rx

from portal_app.components.icons import icon
from portal_app.i18n.text import Text
from portal_app.states.staff.agenda import AgendaState
from portal_app.states.staff.booking import BookingState
from portal_app.states.staff.card import CardState

SCRIPT = Path(__file__).parents[3] / "assets" / "agenda.js"
PLACE = ("on", "time", "minutes", "therapist_id")


def hands(t: Text) -> rx.Component:
    """The script of the grid, its two forms, and what it says: where a lifted appointment is, a line that is lost."""
    version = hashlib.sha256(SCRIPT.read_bytes()).hexdigest()[:10]
    return rx.fragment(
        rx.el.script(src=f"/agenda.js?v={version}", custom_attrs={"async": True}),
        rx.el.form(
            *(rx.el.input(type="hidden", name=name) for name in ("appointment_id", "seen", "line", *PLACE)),
            on_submit=CardState.drop,
            method="post",
            hidden=True,
            custom_attrs={"data-hand": "drop", "data-answers": CardState.drops, "data-line": AgendaState.line},
        ),
        rx.el.form(
            *(rx.el.input(type="hidden", name=name) for name in PLACE),
            on_submit=BookingState.draw,
            method="post",
            hidden=True,
            custom_attrs={"data-hand": "draw"},
        ),
        rx.el.p(class_name="vh", role="status", custom_attrs={"data-lifted": True}),
        rx.el.div(
            rx.el.div(
                icon("wifi-off"),
                rx.el.p(
                    t("There is no connection, so the appointment is where it was. Try again when it is back."),
                    class_name="grow",
                ),
                class_name="toast",
                custom_attrs={"data-line-lost": True, "hidden": True},
            ),
            role="status",
        ),
    )
