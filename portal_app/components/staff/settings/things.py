"""The fields of a service and of a centre (PR-1)."""

import reflex as rx

from portal_app.components.staff.fields import group, select_field, switch_field, text_field
from portal_app.components.staff.settings.listing import listing, new_button
from portal_app.i18n.text import Text
from portal_app.states.staff.settings.centres import CentresState
from portal_app.states.staff.settings.services import ServicesState

# A dozen hues round the circle, none of them near the amber of what waits or the red of what went wrong.
HUES = (110, 140, 165, 190, 218, 245, 270, 295, 320, 345)


def services_list(t: Text) -> rx.Component:
    """The services, and the form of one."""
    state = ServicesState
    return listing(
        t,
        state,
        group(
            t("Name"),
            text_field(state, "name_es", "Castellano", lang="es", max_length=80),
            text_field(state, "name_ca", "Català", lang="ca", max_length=80),
            text_field(state, "name_en", "English", lang="en", max_length=80),
        ),
        rx.el.div(
            text_field(state, "length_minutes", t("Length, in minutes"), kind="number"),
            text_field(state, "price_cents", t("Price, in euros"), kind="number", hint=t("Empty: without a price.")),
            class_name="two",
        ),
        group(
            t("Kept free around it"),
            rx.el.div(
                text_field(state, "before_minutes", t("Minutes before"), kind="number"),
                text_field(state, "after_minutes", t("Minutes after"), kind="number"),
                class_name="two",
            ),
            rx.el.p(t("Nothing is offered there: time to write or to breathe."), class_name="xs ink2"),
        ),
        select_field(
            state,
            "hue",
            t("Colour in the agenda"),
            [("", t("The practice’s own")), *((str(hue), name) for hue, name in _hues(t))],
        ),
        switch_field(state, "patients_may_ask", t("Patients may ask for it in the portal")),
        nothing=(t("No services yet"), t("What can be booked appears here: length, price and who may ask.")),
        new=t("New service"),
        instead=t("Its patients get"),
        coloured=True,
        retire=t("Offer it no more"),
    )


def centres_list(t: Text) -> rx.Component:
    """The centres, and the form of one."""
    state = CentresState
    return listing(
        t,
        state,
        select_field(state, "kind", t("What it is"), (("place", t("A place")), ("online", t("Video call")))),
        text_field(state, "name", t("Name"), max_length=80),
        text_field(
            state, "address", t("Address"), hint=t("As patients read it and as their map finds it."), max_length=200
        ),
        select_field(state, "region", t("Public holidays of"), state.regions),
        nothing=(t("No centres yet"), t("The places where sessions are held appear here, and online.")),
        new=t("New centre"),
        instead=t("Its patients go to"),
        retire=t("Close it"),
    )


def new_service(t: Text) -> rx.Component:
    """Begins a new service."""
    return new_button(ServicesState, t("New service"))


def new_centre(t: Text) -> rx.Component:
    """Begins a new centre."""
    return new_button(CentresState, t("New centre"))


def _hues(t: Text) -> list[tuple[int, str]]:
    names = (
        t("Olive"),
        t("Green"),
        t("Emerald"),
        t("Teal"),
        t("Sea"),
        t("Blue"),
        t("Indigo"),
        t("Violet"),
        t("Purple"),
        t("Pink"),
    )
    return list(zip(HUES, names, strict=True))
