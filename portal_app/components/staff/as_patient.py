"""The portal as the patient sees it, in the patient's own looks and with nothing to tap that would write (AG-9)."""

from typing import Any

import reflex as rx

from portal_app.components.icons import halves, icon, logo, mark
from portal_app.components.staff.shell import outside
from portal_app.i18n.text import Text
from portal_app.presenters.patient.day import OwnView
from portal_app.presenters.patient.packs import FinishedView, PackView
from portal_app.presenters.patient.requests import RequestView
from portal_app.presenters.staff.as_patient import CellView, WeekView
from portal_app.states.staff.as_patient import CALENDAR, ME, PACKS, REQUESTS, SeenAsPatientState

STATE = SeenAsPatientState
VIEW = STATE.view
NOTHING = rx.Var("undefined")


def notice_bar(t: Text) -> rx.Component:
    """Whose eyes these are, that nothing can be changed, and the one tap that ends it."""
    return rx.el.header(
        icon("eye"),
        rx.el.p(
            rx.el.b(t("You see this as the patient does")),
            rx.el.span(t("Only to look: nothing here can be changed. The patient reads that you looked.")),
        ),
        outside(t("Back to the file"), href=STATE.back, data_testid="seen-end", class_name="btn btn--line btn--sm"),
        class_name="seenbar",
        role="note",
    )


def portal(t: Text) -> rx.Component:
    """The page that is chosen."""
    return rx.el.main(
        rx.el.header(
            rx.el.span(logo(), rx.el.span(VIEW.practice), class_name="brandline grow"),
            rx.el.span(VIEW.initials, class_name="avatar", aria_hidden="true"),
            class_name="top",
        ),
        rx.match(
            STATE.tab,
            (REQUESTS, _requests(t)),
            (PACKS, _packs(t)),
            (ME, _me(t)),
            _calendar(t),
        ),
        class_name="app",
        id="main",
    )


def tabs(t: Text) -> rx.Component:
    """The patient's four pages."""
    return rx.el.footer(
        rx.el.nav(
            _tab("calendar", CALENDAR, t("Calendar")),
            _tab("requests", REQUESTS, t("Requests")),
            _tab("packs", PACKS, t("Packs")),
            _tab("user", ME, t("My space")),
            class_name="tabs",
            aria_label=t("Main"),
        ),
        class_name="dock",
    )


def _tab(symbol: str, tab: str, name: str) -> rx.Component:
    return rx.el.button(
        icon(symbol),
        rx.el.span(name, class_name="tl"),
        type="button",
        on_click=STATE.show(tab),
        aria_current=rx.cond(STATE.tab == tab, "page", NOTHING),
        data_testid=f"seen-{tab}",
        class_name="tab",
    )


def _calendar(t: Text) -> rx.Component:
    return rx.fragment(
        rx.cond(
            VIEW.hero.when != "",
            rx.el.section(
                halves(),
                rx.el.p(t("Your next session"), class_name="sm"),
                rx.el.p(VIEW.hero.when, class_name="h1"),
                rx.el.p(VIEW.hero.date, rx.el.br(), VIEW.hero.place, class_name="sm"),
                class_name="hero",
            ),
            rx.el.section(
                mark(),
                rx.el.h2(
                    rx.cond(VIEW.is_new, t("You have no sessions yet"), t("You have no session ahead")),
                    class_name="h3",
                ),
                class_name="first card",
            ),
        ),
        rx.el.section(
            rx.el.div(
                rx.el.h2(VIEW.month, id="month", class_name="grow", aria_live="polite", data_testid="month-title"),
                _turn("chevron-left", t("Previous month"), -1),
                rx.el.button(t("Today"), type="button", on_click=STATE.turn(0), class_name="btn btn--text btn--sm"),
                _turn("chevron-right", t("Next month"), 1),
                class_name="monthbar",
            ),
            rx.el.table(
                rx.el.thead(
                    rx.el.tr(
                        *(
                            rx.el.th(rx.el.abbr(narrow.rstrip(".").upper(), title=name), scope="col")
                            for narrow, name in zip(t.weekdays("narrow"), t.weekdays(), strict=True)
                        )
                    )
                ),
                rx.el.tbody(rx.foreach(VIEW.weeks, _week)),
                aria_labelledby="month",
                class_name="cal",
            ),
        ),
        rx.cond(STATE.day.title != "", _day(t)),
    )


def _turn(symbol: str, name: str, by: int) -> rx.Component:
    return rx.el.button(icon(symbol), type="button", aria_label=name, on_click=STATE.turn(by), class_name="iconbtn")


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


def _requests(t: Text) -> rx.Component:
    view = VIEW.requests
    return rx.fragment(
        rx.el.h1(t("Requests"), class_name="h1"),
        rx.cond(
            (view.pending.length() + view.answered.length()) > 0,
            rx.fragment(
                _listed(t, t("Waiting for an answer"), view.pending),
                _listed(t, t("Answered"), view.answered),
            ),
            rx.el.p(t("Nothing waiting"), class_name="ink2"),
        ),
    )


def _listed(t: Text, title: str, requests: Any) -> rx.Component:
    return rx.cond(
        requests.length() > 0,
        rx.el.section(
            rx.el.h2(title, class_name="label lab"),
            rx.el.div(rx.foreach(requests, lambda one: _request(t, one)), class_name="stack"),
            class_name="section section--first",
        ),
    )


def _request(t: Text, one: rx.vars.ObjectVar[RequestView]) -> rx.Component:
    tile = rx.match(one.look, ("pending", "wait"), ("accepted", "ok"), ("past", "past"), ("expired", "past"), "no")
    words = rx.match(
        one.look,
        ("pending", t("Pending")),
        ("accepted", t("Confirmed")),
        ("rejected", t("Not available")),
        ("cancelled", t("Cancelled")),
        ("expired", t("Not answered")),
        t("Past"),
    )
    return rx.el.article(
        rx.el.div(
            rx.el.span(one.weekday),
            rx.el.b(one.day),
            rx.el.span(one.month),
            aria_hidden="true",
            class_name=f"tile num tile--{tile}",
        ),
        rx.el.div(
            rx.el.div(
                rx.el.h3(one.time, class_name="num"),
                rx.el.span(words, class_name=f"pill pill--{tile}"),
                class_name="req__h",
            ),
            rx.el.p(one.words, class_name="sm ink2"),
            class_name="req__b",
        ),
        rx.cond(one.message != "", rx.el.blockquote(one.message)),
        key=one.key,
        class_name="card req",
    )


def _packs(t: Text) -> rx.Component:
    return rx.fragment(
        rx.el.h1(t("Packs"), class_name="h1"),
        rx.cond(
            VIEW.packs.current.length() > 0,
            rx.el.div(rx.foreach(VIEW.packs.current, _pack), class_name="stack"),
            rx.el.p(t("No pack in use"), class_name="ink2"),
        ),
        rx.cond(
            VIEW.packs.finished.length() > 0,
            rx.el.section(
                rx.el.h2(t("Finished"), class_name="label lab"),
                rx.el.div(rx.foreach(VIEW.packs.finished, _finished), class_name="card card--flush"),
                class_name="section",
            ),
        ),
    )


def _pack(pack: rx.vars.ObjectVar[PackView]) -> rx.Component:
    return rx.el.article(
        rx.el.header(rx.el.h2(pack.title, class_name="h3"), rx.el.p(pack.size, class_name="sm ink2")),
        rx.el.p(rx.el.b(pack.left, class_name="num"), " ", rx.el.span(pack.left_words), class_name="left"),
        rx.el.p(rx.el.span(pack.used), rx.el.span(pack.total), class_name="sm ink2 ends"),
        rx.cond(pack.note != "", rx.el.div(icon("info"), rx.el.p(pack.note), class_name="note")),
        rx.el.p(pack.price, " · ", pack.payment, " · ", pack.since, class_name="sm ink2 num"),
        class_name="card pack",
    )


def _finished(pack: rx.vars.ObjectVar[FinishedView]) -> rx.Component:
    return rx.el.div(
        icon("packs"), rx.el.span(rx.el.b(pack.title), rx.el.small(pack.words), class_name="grow"), class_name="row"
    )


def _me(t: Text) -> rx.Component:
    view = VIEW.me
    return rx.fragment(
        rx.el.div(
            rx.el.span(VIEW.initials, class_name="avatar me__a", aria_hidden="true"),
            rx.el.div(
                rx.el.h1(VIEW.name, class_name="h1"),
                rx.el.p(view.with_whom, class_name="sm ink2 me__with"),
                class_name="grow",
            ),
            class_name="me",
        ),
        rx.el.dl(
            _figure(view.sessions_words, view.sessions),
            _figure(view.upcoming_words, view.upcoming),
            _figure(t("of therapy"), view.hours, " ", t("h")),
            class_name="card stats",
        ),
    )


def _figure(name: str | rx.Var[str], value: rx.Var[str], *more: str) -> rx.Component:
    return rx.el.div(rx.el.dt(name), rx.el.dd(value, *more, class_name="num"), class_name="stat")
