"""The panel with a patient's contact data (AG-5)."""

import reflex as rx

from portal_app.components.staff.fields import form, select_field, side_panel, switch_field, text_field, trouble
from portal_app.i18n.text import Text
from portal_app.states.staff.patient_details import PatientDetailsState

STATE = PatientDetailsState


def details_panel(t: Text) -> rx.Component:
    """The form. What somebody else saves meanwhile stands beside each field; what is typed stays."""
    return rx.cond(
        STATE.opened != "",
        side_panel(t, _form(t), key=f"details-{STATE.opened}", title=t("Contact data"), on_close=STATE.close),
    )


def _form(t: Text) -> rx.Component:
    return form(
        STATE,
        rx.el.div(
            text_field(STATE, "name", t("Name and surnames"), max_length=200, spell_check=False),
            text_field(
                STATE,
                "given_name",
                t("What we call them"),
                hint=t("Messages greet with it; empty: the first word of the name."),
                max_length=80,
            ),
            text_field(STATE, "phone", t("Phone"), kind="tel", max_length=40),
            text_field(STATE, "email", t("E-mail"), kind="email", max_length=250),
            text_field(STATE, "birth_date", t("Date of birth"), kind="date"),
            select_field(STATE, "locale", t("Language"), STATE.languages),
            select_field(STATE, "therapist_id", t("Therapist"), STATE.therapists),
            select_field(STATE, "service_id", t("Service"), STATE.services),
            select_field(STATE, "centre_id", t("Centre"), STATE.centres),
            switch_field(
                STATE,
                "may_ask",
                t("May ask for times"),
                hint=t("Counts where the practice lets only some patients ask."),
            ),
            class_name="scroll form__body",
        ),
        rx.el.footer(
            trouble(t, STATE),
            rx.el.div(
                rx.el.button(t("Save"), type="submit", class_name="sbtn sbtn--primary", data_testid="details-submit"),
                class_name="acts",
            ),
            class_name="pk__f",
        ),
        on_submit=STATE.submit,
        class_name="form form--panel",
    )
