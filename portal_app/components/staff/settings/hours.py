"""The editor of working hours (AV-2, mock-up 16)."""

from typing import Any

import reflex as rx

from portal_app.components.icons import icon
from portal_app.components.staff.fields import error_of, option, trouble
from portal_app.i18n.text import Text
from portal_app.presenters.staff.settings.hours import BarView, PeriodView, WeekdayView
from portal_app.states.staff.settings.hours import HoursState


def whose_hours(t: Text) -> rx.Component:
    """Which therapist's."""
    return rx.cond(
        HoursState.therapists.length() > 1,
        rx.el.label(
            rx.el.span(t("Therapist"), class_name="vh"),
            rx.el.select(
                rx.foreach(HoursState.therapists, option),
                value=HoursState.therapist,
                on_change=HoursState.choose_therapist,
                class_name="input",
            ),
            class_name="whose",
        ),
    )


def save_hours(t: Text) -> rx.Component:
    """That something is not saved, and the two ways from there."""
    return rx.cond(
        HoursState.changed,
        rx.fragment(
            rx.el.span(t("Unsaved changes"), class_name="xs ink2", role="status"),
            rx.el.button(t("Discard"), type="button", on_click=HoursState.discard, class_name="sbtn sbtn--ghost"),
            rx.el.button(t("Save changes"), type="button", on_click=HoursState.save, class_name="sbtn sbtn--primary"),
        ),
    )


def week_editor(t: Text) -> rx.Component:
    """Monday to Sunday."""
    return rx.el.fieldset(
        rx.el.legend(t("Weekly hours"), class_name="h3"),
        rx.el.div(rx.foreach(HoursState.days, lambda day: _weekday(t, day)), class_name="hrs"),
        disabled=~HoursState.may_change,
        class_name="plainset",
    )


def _weekday(t: Text, day: rx.vars.ObjectVar[WeekdayView]) -> rx.Component:
    return rx.el.div(
        rx.el.label(
            rx.el.input(
                type="checkbox",
                role="switch",
                checked=day.open,
                on_change=lambda value: HoursState.toggle(day.weekday, value),
                class_name="switch",
            ),
            rx.el.b(day.name),
            class_name="hr__d",
        ),
        rx.el.div(rx.foreach(day.bars, _bar), class_name="trk", aria_hidden="true"),
        rx.el.div(
            rx.cond(
                day.open,
                rx.foreach(day.periods, lambda one: period(t, one, day.name)),
                rx.el.span(t("Closed"), class_name="ink3 hr__c"),
            ),
            class_name="rngs",
        ),
        rx.cond(
            HoursState.may_change,
            rx.el.div(
                tool("plus", t("Add hours"), day.name, HoursState.add(day.weekday)),
                tool(
                    "copy",
                    t("Copy to other days"),
                    day.name,
                    HoursState.ask_copy(day.weekday),
                    aria_expanded=rx.cond(HoursState.copying == day.weekday, "true", "false"),
                ),
                class_name="hr__t",
            ),
        ),
        rx.cond(HoursState.copying == day.weekday, _copy(t, day)),
        rx.cond(
            day.theirs != "",
            rx.el.p(
                icon("edit", size="14px"),
                rx.el.span(HoursState.saved_now, " ", rx.el.b(day.theirs)),
                class_name="xs theirs num",
            ),
        ),
        class_name=rx.cond(day.changed, "hr is-changed", "hr"),
        role="group",
        aria_label=day.name,
        data_testid="weekday",
    )


def _bar(bar: rx.vars.ObjectVar[BarView]) -> rx.Component:
    return rx.el.i(custom_attrs={"style": {"left": bar.left, "width": bar.width}})


def tool(symbol: str, name: str, of: Any, on_click: Any, **more: Any) -> rx.Component:
    """A small button, named whole for those who do not see the row that it stands in."""
    return rx.el.button(
        icon(symbol, size="16px"),
        rx.el.span(name, ": ", of, class_name="vh"),
        type="button",
        title=name,
        on_click=on_click,
        class_name="iconbtn sicon",
        **more,
    )


def _copy(t: Text, day: rx.vars.ObjectVar[WeekdayView]) -> rx.Component:
    """The days that can be like this one."""
    return rx.el.div(
        rx.el.span(t("Make these days the same:"), class_name="xs ink2"),
        rx.foreach(
            HoursState.days,
            lambda other: rx.cond(
                other.weekday == day.weekday,
                rx.fragment(),
                rx.el.button(
                    other.short,
                    type="button",
                    aria_label=other.name,
                    on_click=HoursState.copy_to(other.weekday),
                    class_name="sbtn sbtn--line",
                ),
            ),
        ),
        rx.el.button(
            t("Monday to Friday"), type="button", on_click=HoursState.copy_to(-1), class_name="sbtn sbtn--soft"
        ),
        rx.el.button(t("Done"), type="button", on_click=HoursState.ask_copy(-1), class_name="sbtn sbtn--text"),
        class_name="hr__copy",
        role="group",
        aria_label=t("Copy to other days"),
    )


def period(t: Text, one: rx.vars.ObjectVar[PeriodView], of: Any, *, of_a_date: bool = False) -> rx.Component:
    """From when to when and where; the rest unfolds: those of a date hold on it alone."""

    def moment(name: str, value: Any, said: str) -> rx.Component:
        return rx.el.input(
            type="text",
            input_mode="numeric",
            max_length=5,
            auto_complete="off",
            default_value=value,
            on_change=lambda typed: HoursState.set_period(one.key, name, typed),
            aria_label=f"{of}, {said}",
            aria_invalid=rx.cond(one.error != "", "true", "false"),
            aria_describedby=f"{one.key}-error",
            class_name="input num",
            custom_attrs={"data-held": f"{one.key}-{name}"},
        )

    return rx.el.div(
        rx.el.div(
            moment("starts", one.starts, t("from")),
            rx.el.span("–", aria_hidden="true"),
            moment("ends", one.ends, t("to")),
            rx.el.select(
                rx.foreach(HoursState.centres, option),
                default_value=one.centre_id,
                on_change=lambda value: HoursState.set_period(one.key, "centre_id", value),
                aria_label=f"{of}, {t('centre')}",
                class_name="input",
                custom_attrs={"data-held": f"{one.key}-centre"},
            ),
            rx.cond(HoursState.may_change, tool("trash", t("Remove these hours"), of, HoursState.remove(one.key))),
            class_name="rng",
        ),
        rx.el.details(
            rx.el.summary(one.more, class_name="xs ink2 num"),
            rx.el.div(
                rx.el.label(
                    rx.el.input(
                        type="checkbox",
                        role="switch",
                        default_checked=one.online_too,
                        on_change=lambda value: HoursState.set_online(one.key, value),
                        class_name="switch",
                        custom_attrs={"data-held": f"{one.key}-online"},
                    ),
                    rx.el.span(t("Also by video call")),
                    class_name="tick",
                ),
                rx.fragment()
                if of_a_date
                else rx.fragment(
                    _validity(one, "valid_from", one.valid_from, t("Valid from")),
                    _validity(one, "valid_to", one.valid_to, t("Valid until")),
                ),
                class_name="rng__m",
            ),
        ),
        rx.cond(
            one.error != "",
            rx.el.p(icon("alert"), rx.el.span(one.error), id=f"{one.key}-error", class_name="error", role="alert"),
        ),
        key=one.key,
        data_testid="period",
    )


def _validity(one: rx.vars.ObjectVar[PeriodView], name: str, value: Any, said: str) -> rx.Component:
    return rx.el.label(
        rx.el.span(said, class_name="xs ink2"),
        rx.el.input(
            type="date",
            default_value=value,
            on_change=lambda typed: HoursState.set_period(one.key, name, typed),
            class_name="input num",
            custom_attrs={"data-held": f"{one.key}-{name}"},
        ),
        class_name="mini",
    )


def week_trouble(t: Text) -> rx.Component:
    """Why the week was not saved."""
    return rx.cond(
        HoursState.opened == "",
        rx.fragment(trouble(t, HoursState, discard=HoursState.discard), error_of(HoursState, "week")),
    )
