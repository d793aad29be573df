"""The week: a grid of days on a desktop, a strip and one day's list on a phone; the same elements in both."""

import reflex as rx

from portal_app.components.icons import icon
from portal_app.components.staff.agenda_events import event_shown
from portal_app.components.staff.booking import new_appointment_button
from portal_app.components.staff.shell import address, properties
from portal_app.i18n.text import Text
from portal_app.presenters.staff.agenda import DayView, Option
from portal_app.states.staff.agenda import AgendaState
from portal_app.states.staff.booking import BookingState
from portal_app.states.staff.why import WhyState

WEEK_DAYS = 5


def agenda_bar(t: Text) -> rx.Component:
    """Which week or day it is, and the way to others."""
    return rx.el.header(
        rx.el.div(
            rx.el.p(AgendaState.week.month, class_name="xs ink2 narrow"),
            rx.el.h1(
                rx.el.span(AgendaState.week.title, class_name="wide"),
                rx.el.span(AgendaState.day_heading, class_name="narrow"),
                class_name="num",
            ),
            class_name="bar1__title",
        ),
        rx.el.div(
            _step(t("Previous week"), "chevron-left", -1, "PageUp"),
            _step(t("Next week"), "chevron-right", 1, "PageDown"),
            class_name="steps",
        ),
        rx.el.button(
            t("Today"),
            type="button",
            on_click=AgendaState.today,
            class_name="sbtn sbtn--line",
            custom_attrs={"data-key": "t"},
        ),
        rx.el.span(class_name="sp"),
        rx.cond(
            AgendaState.week.therapists.length() > 1,
            rx.el.label(
                rx.el.span(t("Therapist"), class_name="vh"),
                rx.el.select(
                    rx.foreach(AgendaState.week.therapists, _therapist),
                    value=AgendaState.week.therapist,
                    on_change=AgendaState.choose_therapist,
                    class_name="input",
                ),
                class_name="whose",
            ),
        ),
        rx.cond(
            AgendaState.may_decide,
            rx.fragment(
                rx.el.a(
                    icon("ban"),
                    rx.el.span(t("Block time")),
                    href=address(t, "settings/time-off"),
                    title=t("Block time"),
                    class_name="sbtn sbtn--line wide block",
                ),
                new_appointment_button(t, BookingState.start("")),
            ),
        ),
        class_name="bar1 bar1--agenda",
    )


def _step(name: str, symbol: str, weeks: int, key: str) -> rx.Component:
    return rx.el.button(
        icon(symbol, size="18px"),
        type="button",
        aria_label=name,
        on_click=AgendaState.step(weeks),
        class_name="iconbtn sicon",
        custom_attrs={"data-key": key},
    )


def _therapist(one: rx.vars.ObjectVar[Option]) -> rx.Component:
    return rx.el.option(one.text, value=one.value)


def day_strip(t: Text) -> rx.Component:
    """The phone's week: a day a button, with dots for what it holds."""
    return rx.el.div(
        rx.foreach(AgendaState.days, _strip_day), class_name="wk", role="group", aria_label=t("Days of the week")
    )


def _strip_day(day: rx.vars.ObjectVar[DayView]) -> rx.Component:
    return rx.el.button(
        rx.el.span(day.letter, aria_hidden="true"),
        rx.el.b(day.number, aria_hidden="true"),
        rx.el.i(class_name=f"dots dots--{day.dots}", aria_hidden="true"),
        type="button",
        aria_label=day.label,
        aria_pressed=rx.cond(day.on == AgendaState.day, "true", "false"),
        aria_current=rx.cond(day.today, "date", "false"),
        on_click=AgendaState.choose_day(day.on),
        class_name=rx.cond(day.today, "wd is-today", "wd"),
    )


def week_grid(t: Text) -> rx.Component:
    """The days with their hours."""
    week = AgendaState.week
    return rx.el.div(
        rx.el.div(
            rx.el.div(rx.el.span(t("Hours"), class_name="vh"), role="columnheader"),
            rx.foreach(AgendaState.days, lambda day: _head(t, day)),
            class_name="week__head num",
            role="row",
        ),
        rx.el.div(
            rx.el.div(
                rx.foreach(week.hours, lambda mark: rx.el.span(mark.text, custom_attrs=properties(s=mark.hour))),
                rx.cond(
                    week.now != "",
                    rx.el.span(
                        week.now_text,
                        class_name="nowt",
                        custom_attrs=properties(s=week.now) | {"data-now": week.now, "data-clock": True},
                    ),
                ),
                class_name="hours",
                aria_hidden="true",
            ),
            rx.foreach(AgendaState.days, lambda day: _column(t, day)),
            class_name="week__body",
            role="row",
        ),
        class_name=rx.cond(week.shown == WEEK_DAYS, "week week--5", "week week--7"),
        role="grid",
        aria_label=week.label,
        aria_busy=rx.cond(AgendaState.loaded, "false", "true"),
        custom_attrs=properties(**{"from": week.first_hour, "rows": week.hours_shown, "days": week.shown}),
    )


def _head(t: Text, day: rx.vars.ObjectVar[DayView]) -> rx.Component:
    return rx.el.div(
        rx.el.button(
            rx.el.span(day.short),
            rx.el.b(day.number),
            rx.el.span(": ", t("What patients can ask for, and why not the rest"), class_name="vh"),
            icon("info", size="14px", class_name="i why__i"),
            type="button",
            title=t("What patients can ask for, and why not the rest"),
            on_click=WhyState.open(day.on),
            aria_haspopup="dialog",
            aria_expanded=rx.cond(WhyState.view.on == day.on, "true", "false"),
            data_testid="day-why",
            class_name="week__why",
        ),
        role="columnheader",
        aria_label=f"{day.short} {day.number}",
        aria_current=rx.cond(day.today, "date", "false"),
        class_name=_day_class("is-day", day),
    )


def _day_class(base: str, day: rx.vars.ObjectVar[DayView]) -> str:
    today = rx.cond(day.today, " is-today", "")
    weekend = rx.cond(day.weekend, " is-weekend", "")
    chosen = rx.cond(day.on == AgendaState.day, " is-chosen", "")
    return f"{base}{today}{weekend}{chosen}"


def _column(t: Text, day: rx.vars.ObjectVar[DayView]) -> rx.Component:
    return rx.el.div(
        rx.foreach(
            day.closed,
            lambda part: rx.el.i(
                class_name="closed", custom_attrs={"style": {"--s": part.s, "--e": part.e}}, aria_hidden="true"
            ),
        ),
        rx.foreach(day.events, event_shown),
        rx.cond(
            day.now != "",
            rx.el.div(
                class_name="now",
                aria_hidden="true",
                custom_attrs={"style": {"--s": day.now}, "data-now": day.now},
            ),
        ),
        rx.cond(day.nothing, rx.el.p(t("Nothing on this day."), class_name="col__none ink2")),
        rx.el.button(
            t("What patients can ask for, and why not the rest"),
            type="button",
            on_click=WhyState.open(day.on),
            aria_haspopup="dialog",
            class_name="sbtn sbtn--text col__why",
        ),
        role="gridcell",
        aria_label=day.label,
        class_name=_day_class("col", day),
    )
