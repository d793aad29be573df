"""/staff/patients: the list (AG-5)."""

import reflex as rx

from portal_app.components.staff.new_patient import new_patient_button, new_patient_panel
from portal_app.components.staff.patients import patient_filters, patient_list, patient_search
from portal_app.components.staff.shell import shell
from portal_app.i18n.text import Text
from portal_app.states.staff.patients import PatientsState


def build(t: Text) -> rx.Component:
    """The page."""
    return shell(
        t,
        rx.el.header(
            rx.el.h1(t("Patients")),
            rx.el.span(PatientsState.count, class_name="xs ink3 num", role="status"),
            rx.el.span(class_name="sp"),
            patient_filters(t),
            patient_search(t),
            new_patient_button(t),
            class_name="bar1 bar1--patients",
        ),
        rx.el.div(patient_list(t), class_name="scroll inner edge"),
        new_patient_panel(t),
        current="patients",
    )
