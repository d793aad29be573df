"""The list of patients and its search (AG-5)."""

import reflex as rx

from portal_app.components.icons import icon
from portal_app.components.staff.notices import empty, skeleton_rows
from portal_app.components.staff.shell import address
from portal_app.i18n.text import Text
from portal_app.presenters.staff.patients import PatientRowView
from portal_app.states.staff.patients import LONGEST_QUERY, PatientsState

TYPING_MS = 150


def patient_search(t: Text) -> rx.Component:
    """Finds as one types."""
    return rx.el.label(
        icon("search"),
        rx.el.span(t("Find by name, phone or code"), class_name="vh"),
        rx.el.input(
            type="search",
            default_value=PatientsState.query,
            on_change=PatientsState.search.debounce(TYPING_MS),
            placeholder=t("Name, phone or code"),
            max_length=LONGEST_QUERY,
            auto_complete="off",
            spell_check=False,
            data_testid="patient-search",
            custom_attrs={"data-key": "/"},
        ),
        class_name="search",
    )


def patient_list(t: Text) -> rx.Component:
    """The patients found, a table that becomes rows on a phone."""
    return rx.cond(
        PatientsState.loaded,
        rx.cond(
            PatientsState.rows.length() > 0,
            rx.fragment(
                rx.el.table(
                    rx.el.thead(
                        rx.el.tr(
                            rx.el.th(t("Patient"), scope="col"),
                            rx.el.th(t("Phone"), scope="col"),
                            rx.el.th(t("Therapist"), scope="col"),
                            rx.el.th(t("Next session"), scope="col"),
                            rx.el.th(t("Portal"), scope="col"),
                        )
                    ),
                    rx.el.tbody(rx.foreach(PatientsState.rows, lambda row: _row(t, row))),
                    class_name="tbl tbl--patients",
                ),
                rx.cond(
                    PatientsState.more,
                    rx.el.button(
                        t("Show more"),
                        type="button",
                        on_click=PatientsState.show_more,
                        class_name="sbtn sbtn--line more",
                    ),
                ),
            ),
            rx.cond(
                PatientsState.nobody_yet,
                empty(t("No patients yet"), t("Patients appear here once they have a file.")),
                empty(t("Nobody found"), t("Try part of the name, the last digits of the phone, or the whole code.")),
            ),
        ),
        skeleton_rows(t, 8),
    )


def _row(t: Text, row: rx.vars.ObjectVar[PatientRowView]) -> rx.Component:
    return rx.el.tr(
        rx.el.td(
            rx.el.a(
                rx.el.span(row.initials, class_name="avatar", aria_hidden="true"),
                rx.el.span(row.name),
                href=f"{address(t, 'patients')}/{row.patient_id}",
                class_name="who",
            )
        ),
        rx.el.td(row.phone, class_name="num ink2 c-phone"),
        rx.el.td(row.therapist, class_name="ink2 c-therapist"),
        rx.el.td(row.next, class_name="num ink2 c-next"),
        rx.el.td(rx.el.span(row.standing, class_name=f"pill pill--{row.tone}"), class_name="c-portal"),
        data_testid="patient-row",
        key=row.patient_id,
    )
