"""The panel for a new appointment (AG-2, AG-3)."""

from typing import Any

import reflex as rx

from portal_app.components.icons import icon
from portal_app.components.staff.fields import error_of, form, select_field, side_panel, text_field, trouble
from portal_app.components.staff.new_patient import new_patient_panel
from portal_app.components.staff.plan import dates_step, override_step
from portal_app.i18n.text import Text
from portal_app.presenters.staff.agenda import Option
from portal_app.presenters.staff.booking import PatientOption
from portal_app.states.staff.booking import OWN_RHYTHM, BookingState
from portal_app.states.staff.new_patient import NewPatientState
from portal_app.states.staff.patients import LONGEST_QUERY
from portal_app.states.staff.planning import DATES, OVERRIDE

STATE = BookingState
TYPING_MS = 150


def new_appointment_button(t: Text, on_click: Any, class_name: str = "sbtn sbtn--primary new") -> rx.Component:
    """Opens the panel; `n` does too."""
    return rx.el.button(
        icon("plus"),
        rx.el.span(t("New appointment")),
        type="button",
        on_click=on_click,
        aria_haspopup="dialog",
        aria_label=t("New appointment"),
        class_name=class_name,
        custom_attrs={"data-key": "n"},
    )


def booking_panel(t: Text) -> rx.Component:
    """The form, the dates of a series, and whether it is meant; and that of a patient who is not there yet."""
    return rx.fragment(_panel(t), new_patient_panel(t))


def _panel(t: Text) -> rx.Component:
    return rx.cond(
        STATE.opened != "",
        side_panel(
            t,
            rx.match(
                STATE.step,
                (DATES, dates_step(t, STATE)),
                (OVERRIDE, override_step(t, STATE)),
                _form(t),
            ),
            key=f"new-{STATE.step}",
            over=rx.cond(STATE.step == DATES, STATE.patient.name, ""),
            title=rx.match(
                STATE.step,
                (DATES, t("The dates, one by one")),
                (OVERRIDE, t("Is this meant?")),
                t("New appointment"),
            ),
            on_close=STATE.close,
        ),
    )


def _form(t: Text) -> rx.Component:
    return rx.fragment(
        rx.el.div(_whose(t), class_name="form__top"),
        form(
            STATE,
            rx.el.div(
                rx.cond(
                    STATE.therapists.length() > 1,
                    select_field(STATE, "therapist_id", t("Therapist"), STATE.therapists),
                ),
                select_field(STATE, "service_id", t("Service"), STATE.services, each=_service),
                select_field(STATE, "centre_id", t("Where"), STATE.centres),
                when_fields(t, STATE),
                select_field(
                    STATE,
                    "repeat",
                    t("Repeats"),
                    (
                        ("", t("Does not repeat")),
                        ("1", t("Every week")),
                        ("2", t("Every two weeks")),
                        (OWN_RHYTHM, t("Every so many weeks")),
                    ),
                ),
                rx.cond(STATE.filled["repeat"] != "", _series(t)),
                class_name="scroll form__body",
            ),
            rx.el.footer(
                trouble(t, STATE),
                rx.el.div(
                    rx.el.button(
                        rx.cond(STATE.filled["repeat"] != "", t("See the dates"), t("Make the appointment")),
                        type="submit",
                        class_name="sbtn sbtn--primary",
                        data_testid="booking-submit",
                    ),
                    class_name="acts",
                ),
                class_name="pk__f",
            ),
            on_submit=STATE.submit,
            class_name="form form--panel",
        ),
    )


def _service(one: rx.vars.ObjectVar[Option]) -> rx.Component:
    """One to choose, with the length that it brings."""
    return rx.el.option(
        one.text, value=one.value, key=one.value, custom_attrs={"data-minutes": STATE.lengths[one.value]}
    )


def when_fields(t: Text, state: Any) -> rx.Component:
    """The date, the time and the length."""
    return rx.el.div(
        text_field(state, "on", t("Date"), kind="date"),
        rx.el.div(
            text_field(state, "time", t("Time"), kind="time", placeholder="10:00", max_length=5),
            text_field(state, "minutes", t("Minutes"), kind="number", max_length=4),
            class_name="two two--short",
        ),
        class_name="two",
    )


def _whose(t: Text) -> rx.Component:
    """The patient, or the search for one as one types."""
    return rx.cond(
        STATE.patient.patient_id != "",
        rx.el.div(
            rx.el.span(STATE.patient.initials, class_name="avatar", aria_hidden="true"),
            rx.el.div(
                rx.el.b(STATE.patient.name), rx.el.p(STATE.patient.detail, class_name="xs ink2 num"), class_name="grow"
            ),
            rx.el.button(
                t("Another"),
                type="button",
                on_click=STATE.choose(""),
                class_name="sbtn sbtn--text",
                custom_attrs={"data-then": "#booking-find"},
            ),
            class_name="chosen",
            data_testid="booking-patient",
        ),
        rx.el.div(
            rx.el.label(t("Patient"), html_for="booking-find", class_name="label"),
            rx.el.div(
                icon("search"),
                rx.el.input(
                    type="search",
                    default_value=STATE.sought,
                    on_change=STATE.find.debounce(TYPING_MS),
                    placeholder=t("Name, phone or code"),
                    max_length=LONGEST_QUERY,
                    auto_complete="off",
                    spell_check=False,
                    aria_invalid=rx.cond(STATE.errors["patient"], "true", "false"),
                    aria_describedby="f-patient-error",
                    data_testid="booking-find",
                    custom_attrs={
                        "id": "booking-find",
                        "data-focus": True,
                        "data-finds": ".found__b",
                        "data-found": STATE.sought,
                        "data-none": "[data-testid=booking-new-patient]",
                    },
                ),
                class_name="search",
            ),
            error_of(STATE, "patient"),
            rx.el.ul(rx.foreach(STATE.found, _found), class_name="found"),
            rx.el.p(rx.cond(STATE.nobody, t("Nobody found"), ""), class_name="xs ink2", role="status"),
            rx.cond(
                STATE.nobody,
                rx.el.button(
                    icon("plus"),
                    t("New patient"),
                    rx.el.span(STATE.sought, class_name="ink2 cut"),
                    type="button",
                    on_click=NewPatientState.start_while_booking(STATE.sought),
                    class_name="sbtn sbtn--line",
                    data_testid="booking-new-patient",
                ),
            ),
            class_name="field",
        ),
    )


def _found(one: rx.vars.ObjectVar[PatientOption]) -> rx.Component:
    return rx.el.li(
        rx.el.button(
            rx.el.span(one.initials, class_name="avatar", aria_hidden="true"),
            rx.el.span(rx.el.b(one.name), rx.el.small(one.detail, class_name="num")),
            type="button",
            on_click=STATE.choose(one.patient_id),
            class_name="found__b",
            data_testid="booking-found",
            custom_attrs={"data-then": ".form--panel :is(select, input)"},
        ),
        key=one.patient_id,
    )


def _series(t: Text) -> rx.Component:
    return rx.fragment(
        rx.cond(
            STATE.filled["repeat"] == OWN_RHYTHM,
            text_field(STATE, "every_weeks", t("Weeks from one to the next"), kind="number"),
        ),
        rx.el.div(
            select_field(STATE, "ends", t("Ends"), (("times", t("After so many")), ("until", t("On a date")))),
            rx.cond(
                STATE.filled["ends"] == "until",
                text_field(STATE, "until", t("Last day"), kind="date"),
                text_field(STATE, "times", t("Sessions"), kind="number"),
            ),
            class_name="two",
        ),
    )
