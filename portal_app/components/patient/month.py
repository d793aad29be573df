"""The month as a grid or as a list, on an equal footing (CA-1, CA-9)."""

from dataclasses import dataclass
from typing import Any

import reflex as rx

from portal_app.components.icons import icon
from portal_app.components.patient.frame import skeleton
from portal_app.components.patient.script import do, held, peek, reckon, settled
from portal_app.components.patient.words import calendar_words
from portal_app.i18n.text import Text
from portal_app.presenters.patient.calendar import EntryView
from portal_app.states.patient.calendar import CalendarState

NOTHING = rx.Var("undefined")


@dataclass(frozen=True, slots=True)
class Cell:
    """A day of the grid, as the page's script reckons it (`weeks`)."""

    on: str
    number: str
    look: str
    states: str
    label: str
    out: bool
    today: bool
    stop: bool
    room: str


@dataclass(frozen=True, slots=True)
class Week:
    """Seven days from Monday."""

    days: list[Cell]


@dataclass(frozen=True, slots=True)
class Line:
    """A day of the list, as the page's script reckons it (`listed`)."""

    on: str
    title: str
    look: str
    states: str
    open: str
    today: bool
    room: str


def month(t: Text) -> rx.Component:
    """The month on the screen. Turning to another answers at once; the server fills in behind."""
    return rx.el.div(
        _bar(t),
        rx.cond(held("view") == "list", _list(t), _grid(t)),
        _underneath(t),
        class_name="month",
        custom_attrs={"data-swipe": ""},
        on_mount=CalendarState.show_as(peek("view")),
    )


def _today() -> Any:
    """The practice's date; until the server says it, the device's."""
    return rx.cond(CalendarState.today != "", CalendarState.today, held("here"))


def _cells(sent: rx.Var[str], which: int) -> rx.Var[str]:
    """The days as they are now: what was sent, and what changed since."""
    return reckon("patched", sent, CalendarState.changes, which).to(str)


def _turn(by: int) -> list[Any]:
    first = reckon("otherMonth", held("month"), _today(), by).to(str)
    return [do("hold", {"month": first}), CalendarState.look(first)]


def _bar(t: Text) -> rx.Component:
    title = reckon("monthTitle", held("month"), _today(), calendar_words(t)).to(str)
    return rx.el.div(
        rx.el.h2(title, id="month", aria_live="polite", data_testid="month-title", class_name="h2"),
        rx.cond(
            held("view") == "list",
            _switch("grid", "calendar", t("See as a month")),
            _switch("list", "list", t("See as a list")),
        ),
        rx.el.button(
            icon("chevron-left"),
            type="button",
            aria_label=t("Previous month"),
            data_testid="month-prev",
            on_click=_turn(-1),
            class_name="iconbtn",
        ),
        rx.el.button(
            icon("chevron-right"),
            type="button",
            aria_label=t("Next month"),
            data_testid="month-next",
            on_click=_turn(1),
            class_name="iconbtn iconbtn--last",
        ),
        class_name="monthbar",
    )


def _switch(view: str, name: str, words: str) -> rx.Component:
    return rx.el.button(
        icon(name),
        type="button",
        aria_label=words,
        data_testid=f"view-{view}",
        on_click=[do("setView", view), CalendarState.show_as(view)],
        class_name="iconbtn",
    )


def _grid(t: Text) -> rx.Component:
    weeks = reckon(
        "weeks",
        held("month"),
        _today(),
        CalendarState.first_on,
        _cells(CalendarState.days, 0),
        _cells(CalendarState.counts, 1),
        CalendarState.waiting,
        held("focus"),
        calendar_words(t),
    ).to(list[Week])
    return rx.el.div(
        _table(t, weeks),
        class_name="cal__room",
    )


def _table(t: Text, weeks: rx.Var[list[Week]]) -> rx.Component:
    return rx.el.table(
        rx.el.thead(
            rx.el.tr(
                *(
                    rx.el.th(rx.el.abbr(narrow.removesuffix("."), title=name), scope="col", role="columnheader")
                    for narrow, name in zip(t.weekdays("narrow"), t.weekdays(), strict=True)
                ),
                role="row",
            )
        ),
        rx.el.tbody(rx.foreach(weeks, _week)),
        role="grid",
        aria_labelledby="month",
        aria_busy=rx.cond(CalendarState.loaded, "false", "true"),
        class_name="cal",
    )


def _week(week: rx.vars.ObjectVar[Week]) -> rx.Component:
    return rx.el.tr(rx.foreach(week.days, _day), role="row")


def _day(cell: rx.vars.ObjectVar[Cell]) -> rx.Component:
    # Known by its place and not by its date: another month fills the cells that are there, which is quicker.
    return rx.el.td(
        rx.cond(
            cell.out,
            rx.el.span(rx.el.span(cell.number), class_name="day day--out", aria_hidden="true"),
            rx.el.button(
                rx.el.span(cell.number),
                type="button",
                aria_label=cell.label,
                aria_current=rx.cond(cell.today, "date", NOTHING),
                tab_index=rx.cond(cell.stop, 0, -1),
                data_testid=f"day-{cell.on}",
                custom_attrs={"data-day": cell.on, "data-state": cell.states},
                on_click=do("openDay", cell.on, cell.room),
                class_name=f"day day--{cell.look}",
            ),
        ),
        role="gridcell",
        aria_selected=rx.cond(held("focus") == cell.on, "true", "false"),
    )


def _list(t: Text) -> rx.Component:
    lines = reckon(
        "listed",
        held("month"),
        _today(),
        CalendarState.first_on,
        _cells(CalendarState.days, 0),
        _cells(CalendarState.counts, 1),
        calendar_words(t),
    ).to(list[Line])
    return rx.el.div(
        rx.cond(
            lines.length() > 0,
            rx.el.ul(rx.foreach(lines, lambda line: _line(t, line)), class_name="card card--flush"),
            rx.cond(
                settled(CalendarState.loaded),
                rx.el.p(t("Nothing on this month’s days."), class_name="sm ink3 list__none"),
                skeleton("list__sk", t("Loading your sessions")),
            ),
        ),
        aria_labelledby="month",
        role="group",
        class_name="list",
    )


def _line(t: Text, line: rx.vars.ObjectVar[Line]) -> rx.Component:
    own = reckon("onDay", CalendarState.entries, line.on).to(list[EntryView])
    return rx.el.li(
        rx.el.button(
            rx.el.i(class_name=f"glyph glyph--{line.look}"),
            rx.el.span(
                rx.el.b(line.title),
                rx.foreach(own, lambda entry: _entry(t, entry)),
                rx.cond(line.open != "", rx.el.small(line.open, class_name="list__open")),
                class_name="grow",
            ),
            icon("chevron-right", class_name="i chev"),
            type="button",
            aria_current=rx.cond(line.today, "date", NOTHING),
            data_testid=f"day-{line.on}",
            custom_attrs={"data-state": line.states},
            on_click=do("openDay", line.on, line.room),
            class_name="row",
        ),
        key=line.on,
    )


def _entry(t: Text, entry: rx.vars.ObjectVar[EntryView]) -> rx.Component:
    state = rx.match(
        entry.look, ("confirmed", t("Confirmed")), ("pending", t("Pending")), ("past", t("Past")), t("Confirmed")
    )
    return rx.fragment(
        rx.el.small(rx.el.span(entry.time, class_name="num"), " · ", state, class_name="list__time"),
        rx.el.small(entry.words),
    )


def _underneath(t: Text) -> rx.Component:
    return rx.el.div(
        legend(t),
        rx.cond(
            (held("month") != "") & (reckon("otherMonth", "", _today(), 0).to(str) != held("month")),
            rx.el.button(
                t("Today"),
                type="button",
                on_click=do("hold", {"month": "", "focus": ""}),
                data_testid="month-today",
                class_name="btn btn--text btn--sm",
            ),
        ),
        class_name="underneath",
    )


def legend(t: Text) -> rx.Component:
    """What the days' forms say."""
    return rx.el.ul(
        rx.el.li(rx.el.i(class_name="glyph glyph--ok"), t("Confirmed")),
        rx.el.li(rx.el.i(class_name="glyph glyph--wait"), t("Pending")),
        rx.el.li(rx.el.i(class_name="glyph glyph--past"), t("Past")),
        class_name="legend",
        aria_label=t("Legend"),
    )
