"""The list of patients and its search (AG-5)."""

import reflex as rx

from portal_app.components.icons import icon
from portal_app.components.staff.notices import empty, skeleton_rows
from portal_app.components.staff.shell import address
from portal_app.i18n.text import Text
from portal_app.presenters.staff.patients import PatientRowView
from portal_app.states.staff.patients import LONGEST_QUERY, Kind, PatientsState

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
            custom_attrs={"data-key": "/", "data-finds": ".tbl--patients .who", "data-found": PatientsState.query},
        ),
        class_name="search",
    )


def patient_filters(t: Text) -> rx.Component:
    """Whose patients, and which of them."""
    return rx.fragment(
        rx.cond(
            PatientsState.choose_whose,
            rx.el.div(
                _whose(t("Mine"), mine=True),
                _whose(t("Everybody’s"), mine=False),
                role="group",
                aria_label=t("Whose patients"),
                class_name="seg",
            ),
        ),
        rx.el.label(
            rx.el.span(t("Which patients"), class_name="vh"),
            rx.el.select(
                rx.el.option(t("Active patients"), value=Kind.ACTIVE.value),
                rx.el.option(t("Never entered"), value=Kind.NEVER_ENTERED.value),
                rx.el.option(t("Blocked patients"), value=Kind.BLOCKED.value),
                rx.el.option(t("Discharged patients"), value=Kind.DISCHARGED.value),
                value=PatientsState.kind,
                on_change=PatientsState.choose_kind,
                data_testid="patient-kind",
                class_name="input",
            ),
            class_name="whose",
        ),
    )


def _whose(name: str, *, mine: bool) -> rx.Component:
    return rx.el.button(
        name,
        type="button",
        on_click=PatientsState.choose_mine(mine),
        aria_pressed=rx.cond(PatientsState.mine == mine, "true", "false"),
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
                _none_of_kind(t),
                empty(t("Nobody found"), t("Try part of the name, the last digits of the phone, or the whole code.")),
            ),
        ),
        skeleton_rows(t, 8),
    )


def _none_of_kind(t: Text) -> rx.Component:
    words = {
        Kind.NEVER_ENTERED: (t("Everybody has entered"), t("Who has not been in yet is here.")),
        Kind.BLOCKED: (t("Nobody is blocked"), t("Too many wrong PINs bring somebody here.")),
        Kind.DISCHARGED: (t("Nobody is discharged"), t("Files that were put away are here.")),
    }
    return rx.match(
        PatientsState.kind,
        *((kind.value, empty(title, line)) for kind, (title, line) in words.items()),
        empty(t("No patients yet"), t("Make the first file: the code is ready at once.")),
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
