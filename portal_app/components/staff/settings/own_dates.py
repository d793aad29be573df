"""The dates with hours of their own (AV-2)."""

import reflex as rx

from portal_app.components.icons import icon
from portal_app.components.staff.fields import form, side_panel, text_field, trouble
from portal_app.components.staff.settings.hours import period, tool
from portal_app.i18n.text import Text
from portal_app.presenters.staff.settings.hours import DateView
from portal_app.states.staff.settings.hours import HoursState
from portal_app.states.staff.settings.typed_hours import DATE


def own_dates(t: Text) -> rx.Component:
    """The dates that are not as their weekday."""
    return rx.el.section(
        rx.el.div(
            rx.el.h2(t("Dates with hours of their own"), class_name="h3"),
            rx.cond(
                HoursState.may_change,
                rx.el.button(
                    icon("plus"),
                    t("Add a date"),
                    type="button",
                    on_click=HoursState.open_date(""),
                    aria_haspopup="dialog",
                    class_name="sbtn sbtn--text",
                ),
            ),
            class_name="ch",
        ),
        rx.cond(
            HoursState.dates.length() > 0,
            rx.el.ul(rx.foreach(HoursState.dates, lambda one: _date(t, one)), class_name="setlist"),
            rx.el.p(t("None: every date is as its weekday."), class_name="ink2"),
        ),
    )


def _date(t: Text, one: rx.vars.ObjectVar[DateView]) -> rx.Component:
    return rx.el.li(
        rx.el.div(rx.el.b(one.day), rx.el.p(one.hours, class_name="xs ink2 num"), class_name="grow"),
        rx.cond(
            HoursState.may_change,
            rx.el.div(
                rx.el.button(
                    t("Change"),
                    rx.el.span(": ", one.day, class_name="vh"),
                    type="button",
                    on_click=HoursState.open_date(one.on),
                    aria_haspopup="dialog",
                    class_name="sbtn sbtn--line",
                ),
                tool("trash", t("As its weekday again"), one.day, HoursState.clear_date(one.on)),
                class_name="it__a",
            ),
        ),
        class_name="setrow",
        key=one.on,
    )


def date_panel(t: Text) -> rx.Component:
    """The hours of one date."""
    return rx.cond(
        HoursState.opened != "",
        side_panel(
            t,
            form(
                HoursState,
                rx.el.div(
                    text_field(HoursState, "on", t("Date"), kind="date"),
                    rx.cond(
                        HoursState.on_date.length() > 0,
                        rx.el.div(
                            rx.foreach(HoursState.on_date, lambda one: period(t, one, t("That date"), of_a_date=True)),
                            class_name="rngs",
                        ),
                        rx.el.p(t("Without hours the date is closed."), class_name="ink2"),
                    ),
                    rx.el.button(
                        icon("plus"),
                        t("Add hours"),
                        type="button",
                        on_click=HoursState.add(DATE),
                        class_name="sbtn sbtn--text",
                    ),
                    class_name="scroll form__body",
                ),
                rx.el.footer(
                    trouble(t, HoursState, discard=HoursState.discard),
                    rx.el.div(
                        rx.el.button(t("Save"), type="submit", class_name="sbtn sbtn--primary"), class_name="acts"
                    ),
                    class_name="pk__f",
                ),
                on_submit=HoursState.save_date,
                class_name="form form--panel",
            ),
            key=HoursState.number.to(str),
            title=t("A date of its own"),
            on_close=HoursState.close,
        ),
    )
