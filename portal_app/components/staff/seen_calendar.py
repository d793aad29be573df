"""The patient's calendar as staff see it: next session, month, list and day, with nothing that writes (AG-9, CA-9)."""

import reflex as rx

from portal_app.components.icons import halves, icon
from portal_app.components.patient.hero import none_yet
from portal_app.components.patient.month import legend
from portal_app.i18n.text import Text
from portal_app.presenters.patient.calendar import EntryView
from portal_app.presenters.patient.day import OwnView
from portal_app.presenters.staff.as_patient import CellView, LineView, WeekView
from portal_app.states.staff.as_patient import SeenAsPatientState

STATE = SeenAsPatientState
VIEW = STATE.view
NOTHING = rx.Var("undefined")


def calendar(t: Text) -> rx.Component:
    """What comes next, the month on a grid or as a list (CA-9), and the day that is open."""
    return rx.fragment(
        rx.el.h1(t("Calendar"), class_name="vh"),
        rx.cond(
            VIEW.hero.when != "",
            rx.el.section(
                halves(),
                rx.el.p(t("Your next session"), class_name="sm"),
                rx.el.p(VIEW.hero.when, class_name="h1"),
                rx.el.p(VIEW.hero.date, rx.el.br(), VIEW.hero.place, class_name="sm"),
                class_name="hero",
            ),
            none_yet(t, VIEW.is_new, VIEW.asking),
        ),
        rx.el.section(
            rx.el.div(
                rx.el.h2(VIEW.month, id="month", class_name="h2", aria_live="polite", data_testid="month-title"),
                rx.cond(
                    STATE.listed,
                    _switch("calendar", t("See as a month"), listed=False),
                    _switch("list", t("See as a list"), listed=True),
                ),
                _turn("chevron-left", t("Previous month"), -1),
                _turn("chevron-right", t("Next month"), 1, look="iconbtn iconbtn--last"),
                class_name="monthbar",
            ),
            rx.cond(STATE.listed, _list(t), _grid(t)),
            rx.el.div(
                legend(t),
                rx.el.button(t("Today"), type="button", on_click=STATE.turn(0), class_name="btn btn--text btn--sm"),
                class_name="underneath",
            ),
        ),
        rx.cond(STATE.day.title != "", _day(t)),
    )


def _grid(t: Text) -> rx.Component:
    return rx.el.table(
        rx.el.thead(
            rx.el.tr(
                *(
                    rx.el.th(rx.el.abbr(narrow.removesuffix("."), title=name), scope="col")
                    for narrow, name in zip(t.weekdays("narrow"), t.weekdays(), strict=True)
                )
            )
        ),
        rx.el.tbody(rx.foreach(VIEW.weeks, _week)),
        aria_labelledby="month",
        class_name="cal",
    )


def _switch(symbol: str, name: str, *, listed: bool) -> rx.Component:
    return rx.el.button(
        icon(symbol),
        type="button",
        aria_label=name,
        title=name,
        on_click=STATE.as_list(listed),
        data_testid="seen-switch",
        class_name="iconbtn",
    )


def _list(t: Text) -> rx.Component:
    return rx.el.div(
        rx.cond(
            VIEW.lines.length() > 0,
            rx.el.ul(rx.foreach(VIEW.lines, lambda line: _line(t, line)), class_name="card card--flush"),
            rx.el.p(t("Nothing on this month’s days."), class_name="sm ink3 list__none"),
        ),
        aria_labelledby="month",
        role="group",
        class_name="list",
    )


def _line(t: Text, line: rx.vars.ObjectVar[LineView]) -> rx.Component:
    return rx.el.li(
        rx.el.button(
            rx.el.i(class_name=f"glyph glyph--{line.look}"),
            rx.el.span(
                rx.el.b(line.title),
                rx.foreach(line.own, lambda entry: _entry(t, entry)),
                rx.cond(line.open != "", rx.el.small(line.open, class_name="list__open")),
                class_name="grow",
            ),
            icon("chevron-right", class_name="i chev"),
            type="button",
            on_click=STATE.open_day(line.on),
            data_testid=f"day-{line.on}",
            class_name="row",
        ),
        key=line.on,
    )


def _entry(t: Text, entry: rx.vars.ObjectVar[EntryView]) -> rx.Component:
    state = rx.match(entry.look, ("pending", t("Pending")), ("past", t("Past")), t("Confirmed"))
    return rx.fragment(
        rx.el.small(rx.el.span(entry.time, class_name="num"), " · ", state, class_name="list__time"),
        rx.el.small(entry.words),
    )


def _turn(symbol: str, name: str, by: int, *, look: str = "iconbtn") -> rx.Component:
    return rx.el.button(icon(symbol), type="button", aria_label=name, on_click=STATE.turn(by), class_name=look)


def _week(week: rx.vars.ObjectVar[WeekView]) -> rx.Component:
    return rx.el.tr(rx.foreach(week.days, _cell), key=week.key)


def _cell(cell: rx.vars.ObjectVar[CellView]) -> rx.Component:
    return rx.el.td(
        rx.cond(
            cell.look == "out",
            rx.el.span(rx.el.span(cell.number), class_name="day day--out", aria_hidden="true"),
            rx.el.button(
                rx.el.span(cell.number),
                type="button",
                aria_label=cell.label,
                aria_current=rx.cond(VIEW.today == cell.on, "date", NOTHING),
                on_click=STATE.open_day(cell.on),
                data_testid=f"day-{cell.on}",
                class_name=f"day day--{cell.look}",
            ),
        ),
        key=cell.on,
    )


def _day(t: Text) -> rx.Component:
    return rx.el.section(
        rx.el.h2(STATE.day.title, class_name="h2"),
        rx.foreach(STATE.day.own, lambda one: _own(t, one)),
        rx.cond(
            STATE.day.asking,
            rx.fragment(
                rx.el.h3(t("Open times"), class_name="label lab"),
                rx.cond(
                    STATE.day.times.length() > 0,
                    rx.el.ul(
                        rx.foreach(STATE.day.times, lambda time: rx.el.li(time, class_name="slot num")),
                        class_name="slots seenslots",
                    ),
                    rx.el.p(t("This day is full"), class_name="sm ink2"),
                ),
            ),
        ),
        class_name="section seenday",
        data_testid="seen-day",
    )


def _own(t: Text, one: rx.vars.ObjectVar[OwnView]) -> rx.Component:
    state = rx.match(one.look, ("pending", t("Pending")), ("past", t("Past")), t("Confirmed"))
    return rx.el.article(
        rx.el.div(rx.el.b(one.time, class_name="num"), rx.el.p(one.place, class_name="sm ink2"), class_name="grow"),
        rx.el.span(
            state,
            class_name=rx.match(one.look, ("pending", "pill pill--wait"), ("past", "pill pill--past"), "pill pill--ok"),
        ),
        class_name="card seenrow",
        key=one.key,
    )
