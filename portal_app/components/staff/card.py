"""An appointment's card in the agenda (AG-2, AG-3)."""

from typing import Any

import reflex as rx

from portal_app.components.icons import icon
from portal_app.components.staff.booking import when_fields
from portal_app.components.staff.fields import form, select_field, side_panel, switch_field, text_field, trouble
from portal_app.components.staff.plan import dates_step, override_step
from portal_app.components.staff.shell import address, call_link
from portal_app.i18n.text import Text
from portal_app.states.staff.card import CANCEL, CARD, CardState
from portal_app.states.staff.planning import DATES, FORM_STEP, OVERRIDE

STATE = CardState
VIEW = CardState.view


def card_panel(t: Text) -> rx.Component:
    """The card, and its forms."""
    return rx.cond(
        STATE.opened != "",
        side_panel(
            t,
            rx.match(
                STATE.step,
                (FORM_STEP, _change(t)),
                (DATES, dates_step(t, STATE)),
                (OVERRIDE, override_step(t, STATE)),
                (CANCEL, _cancel(t)),
                _card(t),
            ),
            key=f"{STATE.opened}-{STATE.step}",
            over=VIEW.day,
            title=rx.match(
                STATE.step,
                (FORM_STEP, t("Move or change")),
                (DATES, t("The dates, one by one")),
                (OVERRIDE, t("Is this meant?")),
                (CANCEL, t("Cancel this appointment?")),
                VIEW.span,
            ),
            on_close=STATE.close,
        ),
    )


def _card(t: Text) -> rx.Component:
    return rx.fragment(
        rx.el.div(
            rx.el.div(
                rx.el.span(VIEW.initials, class_name="avatar", aria_hidden="true"),
                rx.el.div(
                    rx.el.b(VIEW.patient),
                    rx.el.p(VIEW.what, class_name="xs ink2 num"),
                    class_name="grow",
                ),
                rx.el.span(VIEW.status, class_name=f"pill pill--{VIEW.tone}"),
                class_name="chosen",
            ),
            rx.el.dl(
                _fact(t("Where"), VIEW.where),
                _fact(t("Therapist"), VIEW.therapist),
                _fact(t("Pack"), VIEW.pack),
                rx.cond(VIEW.series != "", _fact(t("Series"), VIEW.series)),
                rx.cond(VIEW.reason != "", _fact(t("Reason"), VIEW.reason)),
                _fact(t("Made"), VIEW.made),
                class_name="kv",
            ),
            rx.el.div(
                rx.el.a(
                    icon("file"),
                    t("See file"),
                    href=f"{address(t, 'patients')}/{VIEW.patient_id}",
                    class_name="sbtn sbtn--text",
                ),
                call_link(t, VIEW.phone, VIEW.patient),
                class_name="acts",
            ),
            class_name="scroll form__body",
        ),
        rx.el.footer(
            trouble(t, STATE),
            rx.cond(
                VIEW.may_mark,
                rx.el.div(
                    _mark(t("Attended"), "check", "attended", "sbtn--primary"),
                    _mark(t("Did not come"), "close", "no_show", "sbtn--line"),
                    class_name="acts",
                ),
            ),
            rx.cond(
                VIEW.marked,
                rx.el.div(_mark(t("Back to confirmed"), "refresh", "confirmed", "sbtn--line"), class_name="acts"),
            ),
            rx.cond(
                VIEW.may_change,
                rx.el.div(
                    rx.el.button(
                        icon("edit"),
                        t("Move or change"),
                        type="button",
                        on_click=STATE.go(FORM_STEP),
                        class_name="sbtn sbtn--soft",
                    ),
                    rx.el.button(
                        t("Cancel it"), type="button", on_click=STATE.go(CANCEL), class_name="sbtn sbtn--danger"
                    ),
                    class_name="acts",
                ),
            ),
            class_name="pk__f",
        ),
    )


def _fact(name: str, value: Any) -> rx.Component:
    return rx.el.div(rx.el.dt(name), rx.el.dd(value, class_name="num"))


def _mark(name: str, symbol: str, status: str, look: str) -> rx.Component:
    return rx.el.button(
        icon(symbol), name, type="button", on_click=STATE.mark(status), class_name=f"sbtn {look}", data_testid=status
    )


def _change(t: Text) -> rx.Component:
    return form(
        STATE,
        rx.el.div(
            when_fields(t, STATE),
            rx.cond(
                STATE.therapists.length() > 1,
                select_field(STATE, "therapist_id", t("Therapist"), STATE.therapists),
            ),
            select_field(STATE, "service_id", t("Service"), STATE.services),
            select_field(STATE, "centre_id", t("Where"), STATE.centres),
            rx.cond(VIEW.of_series, _scope(t)),
            class_name="scroll form__body",
        ),
        rx.el.footer(
            trouble(t, STATE),
            rx.el.div(
                rx.el.button(
                    rx.cond(
                        VIEW.of_series & (STATE.filled["scope"] != "this"), t("See the dates"), t("Save the change")
                    ),
                    type="submit",
                    class_name="sbtn sbtn--primary",
                ),
                _to_card(t),
                class_name="acts",
            ),
            class_name="pk__f",
        ),
        on_submit=STATE.submit,
        class_name="form form--panel",
    )


def _cancel(t: Text) -> rx.Component:
    return form(
        STATE,
        rx.el.div(
            rx.el.p(VIEW.patient, " · ", VIEW.span, class_name="num"),
            rx.el.p(t("Its time is free again, and a session of a pack is given back."), class_name="ink2"),
            rx.cond(VIEW.of_series, _scope(t)),
            switch_field(STATE, "by_patient", t("The patient cancelled")),
            text_field(
                STATE, "reason", t("Reason"), hint=t("Only the team reads it. It can stay empty."), max_length=280
            ),
            class_name="scroll form__body",
        ),
        rx.el.footer(
            trouble(t, STATE),
            rx.el.div(
                rx.el.button(t("Cancel it"), type="submit", data_testid="confirm-yes", class_name="sbtn sbtn--danger"),
                _to_card(t),
                class_name="acts",
            ),
            class_name="pk__f",
        ),
        on_submit=STATE.cancel,
        class_name="form form--panel",
    )


def _scope(t: Text) -> rx.Component:
    return select_field(
        STATE,
        "scope",
        t("Which of the series"),
        (("this", t("This one")), ("following", t("This and those after it")), ("all", t("All that are to come"))),
    )


def _to_card(t: Text) -> rx.Component:
    return rx.el.button(
        t("Not now"),
        type="button",
        on_click=STATE.go(CARD),
        data_testid="confirm-no",
        class_name="sbtn sbtn--line",
    )
