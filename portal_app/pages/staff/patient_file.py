"""/staff/patients/<id>: one patient's file (AG-5, ID-12)."""

import reflex as rx

from portal_app.components.icons import icon
from portal_app.components.staff.booking import booking_panel
from portal_app.components.staff.discharging import discharge_card, discharge_panel
from portal_app.components.staff.notices import empty, skeleton_rows, toast
from portal_app.components.staff.pack_form import pack_panel
from portal_app.components.staff.patient_details import details_panel
from portal_app.components.staff.patient_file import (
    FILE,
    activity_card,
    contact_card,
    file_header,
    packs_card,
    sessions_card,
)
from portal_app.components.staff.shell import address, shell
from portal_app.components.staff.way_in import close_devices_dialog, new_code_dialog, way_in_card
from portal_app.i18n.text import Text
from portal_app.states.staff.patient_file import PatientFileState


def build(t: Text) -> rx.Component:
    """The page; what it showed of the code goes when it is left."""
    return shell(
        t,
        rx.el.a(
            icon("arrow-left", size="1.125rem"),
            t("Patients"),
            href=address(t, "patients"),
            class_name="sbtn sbtn--ghost back",
        ),
        rx.cond(
            FILE.patient_id != "",
            rx.fragment(
                file_header(t),
                rx.el.div(
                    rx.el.div(sessions_card(t), packs_card(t), class_name="file__l"),
                    rx.el.div(
                        way_in_card(t), contact_card(t), activity_card(t), discharge_card(t), class_name="file__r"
                    ),
                    class_name="scroll inner file edge",
                ),
            ),
            rx.cond(
                PatientFileState.missing,
                empty(
                    t("This file is not there"),
                    t("It may belong to another therapist. Look for the patient again."),
                    heading=rx.el.h1,
                ),
                rx.el.div(rx.el.h1(t("Patient file"), class_name="vh"), skeleton_rows(t), class_name="inner"),
            ),
        ),
        booking_panel(t),
        details_panel(t),
        pack_panel(t),
        discharge_panel(t),
        new_code_dialog(t),
        close_devices_dialog(t),
        toast(t, PatientFileState),
        rx.el.span(on_unmount=PatientFileState.hide, hidden=True),
        current="patients",
    )
