"""/staff/patients: the list (AG-5)."""

import reflex as rx

from portal_app.components.staff.patients import patient_list, patient_search
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
            patient_search(t),
            class_name="bar1",
        ),
        rx.el.div(patient_list(t), class_name="scroll inner edge"),
        current="patients",
    )
