"""The panel of a pack: sold, or corrected with a reason (PK-1)."""

import reflex as rx

from portal_app.components.staff.fields import error_of, form, group, select_field, side_panel, text_field, trouble
from portal_app.i18n.text import Text
from portal_app.presenters.staff.agenda import Option
from portal_app.states.staff.forming import NEW, ON
from portal_app.states.staff.pack_form import OTHER_NUMBER, PackFormState

STATE = PackFormState


def pack_panel(t: Text) -> rx.Component:
    """The form."""
    return rx.cond(
        STATE.opened != "",
        side_panel(
            t,
            rx.cond(STATE.opened == NEW, _sale(t), _correction(t)),
            key=f"pack-{STATE.opened}",
            over=rx.cond(STATE.opened == NEW, "", STATE.left),
            title=rx.cond(STATE.opened == NEW, t("New pack"), STATE.title),
            on_close=STATE.close,
        ),
    )


def _sale(t: Text) -> rx.Component:
    sizes = (("5", "5"), ("10", "10"), ("20", "20"), (OTHER_NUMBER, t("Another number")))
    payments = (("transfer", t("Transfer")), ("card", t("Card")), ("cash", t("Cash")), ("bizum", "Bizum"))
    return form(
        STATE,
        rx.el.div(
            rx.el.div(
                select_field(STATE, "size", t("Sessions"), sizes),
                rx.cond(
                    STATE.filled["size"] == OTHER_NUMBER,
                    text_field(STATE, "total", t("How many"), kind="number", max_length=3),
                ),
                class_name="two",
            ),
            group(
                t("For which services"),
                rx.foreach(STATE.services, _service),
                rx.el.p(t("None ticked: for every one."), class_name="xs ink2"),
                error_of(STATE, "services"),
                class_name="group--ticks",
            ),
            rx.el.div(
                text_field(STATE, "price_cents", t("Amount in euros"), input_mode="decimal", max_length=12),
                select_field(STATE, "payment", t("Paid by"), payments),
                class_name="two",
            ),
            rx.el.div(
                text_field(STATE, "contracted_on", t("Contract date"), kind="date"),
                text_field(STATE, "expires_on", t("Expires (if it does)"), kind="date"),
                class_name="two",
            ),
            rx.el.p(
                t("Sessions confirmed from now on are taken from the oldest pack that covers them."),
                class_name="xs ink2",
            ),
            class_name="scroll form__body",
        ),
        rx.el.footer(
            trouble(t, STATE),
            rx.el.div(
                rx.el.button(
                    t("Sell the pack"), type="submit", class_name="sbtn sbtn--primary", data_testid="pack-submit"
                ),
                class_name="acts",
            ),
            class_name="pk__f",
        ),
        on_submit=STATE.submit,
        class_name="form form--panel",
    )


def _service(one: rx.vars.ObjectVar[Option]) -> rx.Component:
    return rx.el.label(
        rx.el.input(
            type="checkbox",
            name=one.value,
            default_checked=STATE.filled[one.value] == ON,
            on_change=lambda value: STATE.ticked(one.value, value),
            class_name="box",
        ),
        rx.el.span(one.text),
        class_name="tick tick--box",
        key=one.value,
    )


def _correction(t: Text) -> rx.Component:
    return rx.cond(
        STATE.closed,
        rx.el.div(
            rx.el.p(t("This pack is closed: no session is taken from it."), class_name="body2"),
            trouble(t, STATE),
            rx.el.button(t("Open it again"), type="button", on_click=STATE.reopen_pack, class_name="sbtn sbtn--line"),
            class_name="scroll form__body",
        ),
        form(
            STATE,
            rx.el.div(
                text_field(
                    STATE,
                    "sessions",
                    t("Sessions more or fewer"),
                    hint=t("+2 gives two, -1 takes one. What is used or booked stays."),
                    input_mode="text",
                    max_length=6,
                ),
                text_field(STATE, "reason", t("Why"), hint=t("It stays with the pack."), max_length=400),
                class_name="scroll form__body",
            ),
            rx.el.footer(
                trouble(t, STATE),
                rx.el.div(
                    rx.el.button(
                        t("Correct it"), type="submit", class_name="sbtn sbtn--primary", data_testid="pack-submit"
                    ),
                    rx.el.button(
                        t("Close the pack"),
                        type="button",
                        on_click=STATE.close_pack,
                        class_name="sbtn sbtn--text",
                        data_testid="pack-close",
                    ),
                    class_name="acts",
                ),
                class_name="pk__f",
            ),
            on_submit=STATE.submit,
            class_name="form form--panel",
        ),
    )
