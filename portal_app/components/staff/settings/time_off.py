"""Time off: the list, the form, and the appointments it lies over (AV-2, AV-10)."""

import reflex as rx

from portal_app.components.icons import icon
from portal_app.components.staff.fields import (
    error_of,
    form,
    group,
    select_field,
    side_panel,
    switch_field,
    text_field,
    trouble,
)
from portal_app.components.staff.notices import empty
from portal_app.components.staff.settings.area import only_look
from portal_app.components.staff.settings.deciding import deciding
from portal_app.i18n.text import Text
from portal_app.presenters.staff.settings.time_off import TimeOffView
from portal_app.states.staff.forming import NEW, ON
from portal_app.states.staff.settings.time_off import TimeOffState

STATE = TimeOffState


def new_time_off(t: Text) -> rx.Component:
    """Begins a new one."""
    return rx.cond(
        STATE.may_add,
        rx.el.button(
            icon("plus"),
            t("New time off"),
            type="button",
            on_click=STATE.start,
            aria_haspopup="dialog",
            class_name="sbtn sbtn--primary",
            custom_attrs={"data-key": "n"},
        ),
    )


def time_off_list(t: Text) -> rx.Component:
    """What is off from today on, and the panel."""
    return rx.el.div(
        rx.el.div(
            only_look(STATE.may_add, t("Your role does not enter time off.")),
            rx.cond(STATE.opened == "", trouble(t, STATE)),
            rx.cond(
                STATE.rows.length() > 0,
                rx.el.ul(rx.foreach(STATE.rows, lambda row: _row(t, row)), class_name="setlist"),
                empty(t("No time off ahead"), t("Holidays, congresses and lunch breaks appear here.")),
            ),
            class_name="scroll inner",
        ),
        rx.cond(
            STATE.opened != "",
            side_panel(
                t,
                rx.cond(
                    STATE.covered.length() > 0,
                    deciding(
                        t,
                        STATE,
                        t("There are appointments in that time. Say what becomes of each; nothing is saved before."),
                    ),
                    _form(t),
                ),
                key=STATE.number.to(str),
                title=rx.cond(STATE.opened == NEW, t("New time off"), t("Time off")),
                on_close=STATE.close,
            ),
        ),
        class_name="agenda",
    )


def _row(t: Text, row: rx.vars.ObjectVar[TimeOffView]) -> rx.Component:
    return rx.el.li(
        rx.el.div(
            rx.el.b(row.title),
            rx.el.p(row.when, class_name="xs ink2 num"),
            rx.el.p(row.who, class_name="xs ink3"),
            rx.cond(row.warning != "", rx.el.p(icon("alert"), rx.el.span(row.warning), class_name="error")),
            class_name="grow",
        ),
        rx.cond(
            row.may_change,
            rx.el.div(
                rx.cond(
                    row.key == STATE.removing,
                    rx.fragment(
                        rx.el.button(
                            t("Remove it"),
                            type="button",
                            on_click=STATE.remove(row.key),
                            data_testid="confirm-yes",
                            class_name="sbtn sbtn--danger",
                        ),
                        rx.el.button(
                            t("Not now"),
                            type="button",
                            on_click=STATE.ask_remove(row.key),
                            data_testid="confirm-no",
                            auto_focus=True,
                            class_name="sbtn sbtn--line",
                        ),
                    ),
                    rx.fragment(
                        rx.cond(
                            row.may_edit,
                            rx.el.button(
                                icon("edit"),
                                t("Change"),
                                rx.el.span(": ", row.title, class_name="vh"),
                                type="button",
                                on_click=STATE.open(row.key),
                                aria_haspopup="dialog",
                                class_name="sbtn sbtn--line",
                            ),
                        ),
                        rx.el.button(
                            icon("trash", size="16px"),
                            rx.el.span(t("Remove"), ": ", row.title, class_name="vh"),
                            type="button",
                            title=t("Remove"),
                            on_click=STATE.ask_remove(row.key),
                            class_name="iconbtn sicon",
                        ),
                    ),
                ),
                class_name="it__a",
            ),
        ),
        class_name=rx.cond(row.key == STATE.opened, "setrow is-open", "setrow"),
        data_testid="time-off",
        key=row.key,
    )


def _form(t: Text) -> rx.Component:
    return form(
        STATE,
        rx.el.div(
            select_field(STATE, "therapist_id", t("Who is away"), STATE.therapists),
            text_field(STATE, "title", t("Title"), hint=t("Only the team reads it. Empty: “Away”."), max_length=120),
            rx.el.div(
                text_field(STATE, "first_on", t("First day"), kind="date"),
                text_field(STATE, "last_on", t("Last day"), kind="date"),
                class_name="two",
            ),
            switch_field(STATE, "whole", t("Whole days")),
            rx.cond(
                STATE.filled["whole"] == ON,
                rx.fragment(),
                rx.el.div(
                    text_field(STATE, "starts", t("From"), kind="time"),
                    text_field(STATE, "ends", t("To"), kind="time"),
                    class_name="two",
                ),
            ),
            select_field(
                STATE,
                "every",
                t("Repeats"),
                (
                    ("", t("Once")),
                    ("day", t("By days")),
                    ("week", t("By weeks")),
                    ("month", t("By months, on that date")),
                    ("month_weekday", t("By months, on that weekday")),
                ),
            ),
            rx.cond(STATE.filled["every"] != "", _repeats(t)),
            class_name="scroll form__body",
        ),
        rx.el.footer(
            trouble(t, STATE, discard=STATE.discard),
            rx.el.div(rx.el.button(t("Save"), type="submit", class_name="sbtn sbtn--primary"), class_name="acts"),
            class_name="pk__f",
        ),
        on_submit=STATE.save,
        class_name="form form--panel",
    )


def _repeats(t: Text) -> rx.Component:
    return rx.fragment(
        rx.el.div(
            text_field(STATE, "interval", t("Every how many"), kind="number"),
            text_field(STATE, "until", t("Until"), kind="date", hint=t("Empty: for ever.")),
            class_name="two",
        ),
        rx.cond(
            STATE.filled["every"] == "week",
            group(
                t("On these days"),
                rx.el.div(
                    *(
                        rx.el.label(
                            rx.el.input(
                                type="checkbox",
                                name=f"weekday_{number}",
                                default_checked=STATE.filled[f"weekday_{number}"] == ON,
                                on_change=lambda value, number=number: STATE.ticked(f"weekday_{number}", value),
                                aria_label=name,
                                class_name="vh",
                            ),
                            rx.el.span(short, aria_hidden="true"),
                            class_name="daychip",
                        )
                        for number, (name, short) in enumerate(
                            zip(t.weekdays(), t.weekdays("abbreviated"), strict=True)
                        )
                    ),
                    class_name="daychips",
                ),
                rx.el.p(t("None: that of the first day."), class_name="xs ink2"),
                error_of(STATE, "weekdays"),
            ),
        ),
    )
