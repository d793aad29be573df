"""/staff/patients/<id>/seen: the portal as that patient sees it (AG-9)."""

import reflex as rx

from portal_app.components.staff.as_patient import notice_bar, portal, tabs
from portal_app.components.staff.notices import empty, skeleton_rows
from portal_app.i18n.text import Text
from portal_app.states.staff.as_patient import SeenAsPatientState


def build(t: Text) -> rx.Component:
    """The page, in the patient's looks; a bar says whose eyes these are."""
    return rx.el.div(
        notice_bar(t),
        rx.cond(
            SeenAsPatientState.view.name != "",
            rx.fragment(portal(t), tabs(t)),
            rx.el.main(
                rx.cond(
                    SeenAsPatientState.missing,
                    empty(
                        t("This file is not there"),
                        t("It may belong to another therapist. Look for the patient again."),
                        heading=rx.el.h1,
                    ),
                    rx.fragment(rx.el.h1(t("See as the patient"), class_name="vh"), skeleton_rows(t)),
                ),
                id="main",
            ),
        ),
        class_name="seen",
    )
