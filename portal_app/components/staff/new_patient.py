"""The panel for a new patient: one short form, then the code that is ready to be sent (AG-5, AG-6)."""

import reflex as rx

from portal_app.components.icons import icon
from portal_app.components.staff.fields import form, select_field, side_panel, text_field, trouble
from portal_app.components.staff.shell import address, outside
from portal_app.i18n.text import Text
from portal_app.presenters.staff.new_patient import AlikeView
from portal_app.states.staff.new_patient import READY, NewPatientState

STATE = NewPatientState


def new_patient_button(t: Text) -> rx.Component:
    """Opens the panel; `n` does too."""
    return rx.el.button(
        icon("plus"),
        rx.el.span(t("New patient")),
        type="button",
        on_click=STATE.start(""),
        aria_haspopup="dialog",
        aria_label=t("New patient"),
        data_testid="patient-new",
        class_name="sbtn sbtn--primary new",
        custom_attrs={"data-key": "n"},
    )


def new_patient_panel(t: Text) -> rx.Component:
    """The form, and what is ready."""
    return rx.cond(
        STATE.opened != "",
        side_panel(
            t,
            rx.cond(STATE.step == READY, _ready(t), _form(t)),
            key=f"patient-{STATE.step}",
            title=rx.cond(STATE.step == READY, t("The file is ready"), t("New patient")),
            on_close=STATE.close,
        ),
    )


def _form(t: Text) -> rx.Component:
    return form(
        STATE,
        rx.el.div(
            text_field(
                STATE,
                "name",
                t("Name and surnames"),
                max_length=200,
                auto_capitalize="words",
                spell_check=False,
                first=True,
            ),
            text_field(
                STATE, "phone", t("Phone"), kind="tel", hint=t("The code goes there by WhatsApp."), max_length=40
            ),
            select_field(
                STATE, "locale", t("Language"), STATE.languages, hint=t("The portal and the messages speak it.")
            ),
            rx.cond(
                STATE.therapists.length() > 1,
                select_field(STATE, "therapist_id", t("Therapist"), STATE.therapists),
            ),
            text_field(STATE, "email", t("E-mail (if you have it)"), kind="email", max_length=250),
            text_field(STATE, "birth_date", t("Date of birth (if you have it)"), kind="date"),
            class_name="scroll form__body",
        ),
        rx.el.footer(
            rx.cond(STATE.alike.length() > 0, _alike(t)),
            trouble(t, STATE),
            rx.el.div(
                rx.el.button(
                    t("Make the file"), type="submit", class_name="sbtn sbtn--primary", data_testid="patient-submit"
                ),
                class_name="acts",
            ),
            class_name="pk__f",
        ),
        on_submit=STATE.submit,
        class_name="form form--panel",
    )


def _alike(t: Text) -> rx.Component:
    return rx.el.div(
        icon("users"),
        rx.el.div(
            rx.el.p(t("Is it one of these? They share the name or the phone.")),
            rx.el.ul(rx.foreach(STATE.alike, lambda one: _one_alike(t, one)), class_name="alike"),
            rx.el.button(
                t("No, it is another person"),
                type="button",
                on_click=STATE.anyway,
                class_name="sbtn sbtn--line",
                data_testid="patient-anyway",
            ),
            class_name="grow",
        ),
        role="alert",
        class_name="note note--plain",
        data_testid="patient-alike",
    )


def _one_alike(t: Text, one: rx.vars.ObjectVar[AlikeView]) -> rx.Component:
    return rx.el.li(
        rx.el.a(one.name, href=f"{address(t, 'patients')}/{one.patient_id}"),
        rx.el.small(one.detail, class_name="ink2 num"),
        key=one.patient_id,
    )


def _ready(t: Text) -> rx.Component:
    return rx.fragment(
        rx.el.div(
            rx.el.div(
                rx.el.span(STATE.made.initials, class_name="avatar", aria_hidden="true"),
                rx.el.div(
                    rx.el.b(STATE.made.name), rx.el.p(STATE.made.detail, class_name="xs ink2 num"), class_name="grow"
                ),
                class_name="chosen",
            ),
            rx.el.p(
                t("The code is made. With it the patient enters the portal for the first time."), class_name="body2"
            ),
            rx.cond(
                STATE.whatsapp != "",
                outside(
                    icon("whatsapp"),
                    t("Send the code by WhatsApp"),
                    href=STATE.whatsapp,
                    on_click=STATE.mark_sent,
                    target="_blank",
                    rel="noopener noreferrer",
                    data_testid="code-whatsapp",
                    class_name="sbtn sbtn--wa",
                ),
                rx.el.p(
                    t("There is no phone in this file: the code can be read out or printed."), class_name="xs ink2"
                ),
            ),
            rx.el.p(STATE.sent, class_name="xs ink2 said", role="status"),
            rx.el.span(on_unmount=STATE.left, hidden=True),
            class_name="scroll form__body",
        ),
        rx.el.footer(
            rx.el.div(
                rx.cond(
                    STATE.may_book,
                    rx.el.button(
                        t("Back to the appointment"),
                        type="button",
                        on_click=STATE.go_on_booking,
                        class_name="sbtn sbtn--primary",
                        data_testid="patient-book",
                    ),
                ),
                rx.el.a(
                    icon("file"),
                    t("See file"),
                    href=f"{address(t, 'patients')}/{STATE.made.patient_id}",
                    class_name="sbtn sbtn--soft",
                    data_testid="patient-see",
                ),
                rx.el.button(
                    t("Another patient"), type="button", on_click=STATE.start(""), class_name="sbtn sbtn--text"
                ),
                class_name="acts",
            ),
            class_name="pk__f",
        ),
    )
