"""The panel of a discharge: what lies ahead is listed and decided, then the file is put away (AG-5)."""

import reflex as rx

from portal_app.components.icons import icon
from portal_app.components.staff.fields import form, side_panel, trouble
from portal_app.i18n.text import Text
from portal_app.presenters.staff.discharging import ToComeView
from portal_app.states.staff.discharging import DischargeState
from portal_app.states.staff.forming import ON
from portal_app.states.staff.patient_file import PatientFileState

STATE = DischargeState
FILE = PatientFileState.file


def discharge_card(t: Text) -> rx.Component:
    """The way out of the file, or back into it."""
    return rx.el.section(
        rx.cond(
            FILE.discharged,
            rx.fragment(
                rx.el.p(t("This file is put away: the patient cannot enter or ask."), class_name="ink2 sm"),
                rx.el.button(
                    icon("refresh"),
                    t("Take up again"),
                    type="button",
                    on_click=STATE.take_back,
                    class_name="sbtn sbtn--line",
                    data_testid="take-back",
                ),
            ),
            rx.el.button(
                icon("logout"),
                t("Discharge"),
                type="button",
                on_click=STATE.start,
                aria_haspopup="dialog",
                class_name="sbtn sbtn--text",
                data_testid="discharge",
            ),
        ),
        class_name="card card--quiet",
    )


def discharge_panel(t: Text) -> rx.Component:
    """What there is to decide."""
    return rx.cond(
        STATE.opened != "",
        side_panel(
            t,
            form(
                STATE,
                rx.el.div(
                    rx.cond(
                        STATE.leaving.to_come.length() > 0,
                        rx.el.fieldset(
                            rx.el.legend(t("Appointments ahead: ticked, they are cancelled"), class_name="label"),
                            rx.foreach(STATE.leaving.to_come, lambda one: _to_come(t, one)),
                            class_name="group",
                        ),
                        rx.el.p(t("No session ahead"), class_name="ink2"),
                    ),
                    rx.el.ul(
                        rx.cond(STATE.leaving.waiting != "", rx.el.li(STATE.leaving.waiting)),
                        rx.cond(STATE.leaving.packs != "", rx.el.li(STATE.leaving.packs)),
                        rx.el.li(t("The code and the PIN stop working, and every device is signed out at once.")),
                        rx.el.li(t("The file stays, and can be taken up again with a new code.")),
                        class_name="body2 ends",
                    ),
                    class_name="scroll form__body",
                ),
                rx.el.footer(
                    trouble(t, STATE),
                    rx.el.div(
                        rx.el.button(
                            t("Put the file away"),
                            type="submit",
                            class_name="sbtn sbtn--danger",
                            data_testid="discharge-confirm",
                        ),
                        rx.el.button(t("Not now"), type="button", on_click=STATE.close, class_name="sbtn sbtn--text"),
                        class_name="acts",
                    ),
                    class_name="pk__f",
                ),
                on_submit=STATE.confirm,
                class_name="form form--panel",
            ),
            key=f"discharge-{STATE.opened}",
            over=FILE.name,
            title=t("Discharge this patient?"),
            on_close=STATE.close,
        ),
    )


def _to_come(t: Text, one: rx.vars.ObjectVar[ToComeView]) -> rx.Component:
    return rx.el.label(
        rx.el.input(
            type="checkbox",
            checked=STATE.filled[one.appointment_id] == ON,
            disabled=~one.may_cancel,
            on_change=lambda value: STATE.ticked(one.appointment_id, value),
            class_name="switch",
            role="switch",
        ),
        rx.el.span(
            one.when,
            rx.el.small(one.where, rx.cond(one.may_cancel, "", rx.fragment(" · ", t("another agenda: it stays")))),
            class_name="num",
        ),
        class_name="tick",
        key=one.appointment_id,
    )
