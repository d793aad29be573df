"""What stands over the days: which they are, whose, and the way to others (AG-1)."""

from typing import Any

import reflex as rx

from portal_app.components.icons import icon
from portal_app.components.staff.booking import new_appointment_button
from portal_app.components.staff.keys import keys_button
from portal_app.components.staff.shell import address
from portal_app.i18n.text import Text
from portal_app.presenters.staff.agenda import DAY, MONTH, WEEK, BesideView, Option
from portal_app.presenters.staff.agenda_days import StripDayView
from portal_app.states.staff.agenda import AgendaState
from portal_app.states.staff.booking import BookingState

VIEW = AgendaState.view


def agenda_bar(t: Text) -> rx.Component:
    """Which days it is, and the way to others."""
    return rx.el.header(
        rx.el.div(
            rx.cond(VIEW.view != MONTH, rx.el.p(VIEW.month, class_name="xs ink2 narrow")),
            rx.el.h1(
                # Nothing is known of the days yet: the page has its name.
                rx.cond(VIEW.title == "", rx.el.span(t("Agenda"), class_name="vh")),
                rx.cond(
                    VIEW.view == MONTH,
                    VIEW.title,
                    rx.fragment(
                        rx.el.span(VIEW.title, class_name="wide"),
                        rx.el.span(AgendaState.day_heading, class_name="narrow"),
                    ),
                ),
                class_name="num",
            ),
            class_name="bar1__title",
        ),
        rx.el.div(
            _step(
                (t("Previous day"), t("Previous week"), t("Previous month")),
                symbol="chevron-left",
                by=-1,
                key="PageUp",
            ),
            _step((t("Next day"), t("Next week"), t("Next month")), symbol="chevron-right", by=1, key="PageDown"),
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
        rx.cond(VIEW.therapists.length() > 1, rx.cond(VIEW.view == DAY, _beside(t), _whose(t))),
        _views(t),
        keys_button(t),
        rx.cond(
            VIEW.may_decide,
            rx.fragment(
                rx.el.a(
                    icon("ban"),
                    rx.el.span(t("Block time")),
                    href=address(t, "settings/time-off"),
                    title=t("Block time"),
                    class_name="sbtn sbtn--line wide block",
                ),
                new_appointment_button(t, BookingState.start("", "")),
            ),
        ),
        class_name="bar1 bar1--agenda",
    )


def _step(names: tuple[str, str, str], *, symbol: str, by: int, key: str) -> rx.Component:
    day, week, month = names
    return rx.el.button(
        icon(symbol, size="18px"),
        type="button",
        aria_label=rx.match(VIEW.view, (DAY, day), (MONTH, month), week),
        on_click=AgendaState.step(by),
        class_name="iconbtn sicon",
        custom_attrs={"data-key": key},
    )


def _views(t: Text) -> rx.Component:
    """Day, week or month; a phone has the list of a day and the month."""
    return rx.el.div(
        _view(t("Day"), DAY, pressed=VIEW.view == DAY, class_name="wide-b"),
        _view(t("Week"), WEEK, pressed=VIEW.view == WEEK, class_name="wide-b"),
        _view(t("List"), WEEK, pressed=VIEW.view != MONTH, class_name="narrow-b"),
        _view(t("Month"), MONTH, pressed=VIEW.view == MONTH),
        class_name="seg views",
        role="group",
        aria_label=t("View"),
    )


def _view(name: str, view: str, *, pressed: Any, class_name: str = "") -> rx.Component:
    return rx.el.button(
        name,
        type="button",
        on_click=AgendaState.choose_view(view),
        aria_pressed=rx.cond(pressed, "true", "false"),
        class_name=class_name,
        custom_attrs={"data-key": view[0]},
    )


def _whose(t: Text) -> rx.Component:
    return rx.el.label(
        rx.el.span(t("Therapist"), class_name="vh"),
        rx.el.select(
            rx.foreach(VIEW.therapists, _therapist),
            value=VIEW.therapist,
            on_change=AgendaState.choose_therapist,
            class_name="input",
        ),
        class_name="whose",
    )


def _therapist(one: rx.vars.ObjectVar[Option]) -> rx.Component:
    return rx.el.option(one.text, value=one.value)


def _beside(t: Text) -> rx.Component:
    """Whose day is shown: a list of boxes to tick."""
    return rx.el.details(
        rx.el.summary(
            icon("users"),
            VIEW.beside_count,
            icon("chevron-down", size="1rem"),
            class_name="sbtn sbtn--line",
        ),
        rx.el.fieldset(
            rx.el.legend(t("Side by side"), class_name="label"),
            rx.foreach(VIEW.beside, _beside_one),
            class_name="sides__l",
        ),
        class_name="whose sides",
        custom_attrs={"data-menu": True},
    )


def _beside_one(one: rx.vars.ObjectVar[BesideView]) -> rx.Component:
    return rx.el.label(
        rx.el.input(
            type="checkbox",
            checked=one.shown,
            on_change=lambda shown: AgendaState.set_beside(one.value, shown),
            class_name="box",
        ),
        rx.el.span(one.text),
        class_name="tick tick--box",
        key=one.value,
    )


def day_strip(t: Text) -> rx.Component:
    """The phone's week: a day a button, with dots for what it holds."""
    return rx.el.div(
        rx.foreach(AgendaState.strip, _strip_day), class_name="wk", role="group", aria_label=t("Days of the week")
    )


def _strip_day(day: rx.vars.ObjectVar[StripDayView]) -> rx.Component:
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
        key=day.on,
    )
