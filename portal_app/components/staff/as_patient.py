"""The portal as the patient sees it, in the patient's own looks and with nothing to tap that would write (AG-9)."""

from collections.abc import Callable
from typing import Any

import reflex as rx

from portal_app.components.icons import icon, logo
from portal_app.components.patient.packs import finished_row, pack_card
from portal_app.components.staff.seen_calendar import calendar
from portal_app.components.staff.shell import outside
from portal_app.i18n.text import Text
from portal_app.presenters.patient.request_views import ProposalView, RequestView
from portal_app.states.staff.as_patient import CALENDAR, ME, PACKS, REQUESTS, SeenAsPatientState

STATE = SeenAsPatientState
VIEW = STATE.view
NOTHING = rx.Var("undefined")
TITLED = "top top--title"


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
    )


def portal(t: Text) -> rx.Component:
    """The page that is chosen."""
    return rx.el.main(
        rx.el.header(
            rx.match(
                STATE.tab,
                (REQUESTS, rx.el.h1(t("Requests"), class_name="h1 grow")),
                (PACKS, rx.el.h1(t("Session packs"), class_name="h1 grow")),
                rx.el.span(logo(), rx.el.span(VIEW.practice), class_name="brandline grow"),
            ),
            rx.cond(STATE.tab != ME, rx.el.span(VIEW.initials, class_name="avatar", aria_hidden="true")),
            class_name=rx.match(STATE.tab, (REQUESTS, TITLED), (PACKS, TITLED), "top"),
        ),
        rx.match(
            STATE.tab,
            (REQUESTS, _requests(t)),
            (PACKS, _packs(t)),
            (ME, _me(t)),
            calendar(t),
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


def _requests(t: Text) -> rx.Component:
    view = VIEW.requests
    return rx.fragment(
        rx.cond(
            (view.proposed.length() + view.pending.length() + view.answered.length()) > 0,
            rx.fragment(
                _listed(t("Your answer"), view.proposed, _proposal),
                _listed(t("Waiting for an answer"), view.pending, lambda one: _request(t, one.request)),
                _listed(t("Answered"), view.answered, lambda one: _request(t, one)),
            ),
            rx.el.p(t("Nothing waiting"), class_name="ink2"),
        ),
    )


def _listed(title: str, requests: Any, drawn: Callable[[Any], rx.Component]) -> rx.Component:
    return rx.cond(
        requests.length() > 0,
        rx.el.section(
            rx.el.h2(title, class_name="label lab"),
            rx.el.div(rx.foreach(requests, drawn), class_name="stack"),
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


def _proposal(one: rx.vars.ObjectVar[ProposalView]) -> rx.Component:
    return rx.el.article(
        rx.el.div(
            rx.el.h3(one.answer.words),
            rx.el.p(one.answer.more, class_name="sm ink2"),
            rx.el.div(
                rx.foreach(one.answer.times, lambda time: rx.el.span(time.day, ", ", time.time, class_name="chip")),
                class_name="req__ways",
            ),
            class_name="req__b",
        ),
        data_testid="seen-proposal",
        key=one.key,
        class_name="card req",
    )


def _packs(t: Text) -> rx.Component:
    return rx.fragment(
        rx.cond(
            VIEW.packs.current.length() > 0,
            rx.el.div(rx.foreach(VIEW.packs.current, lambda pack: pack_card(t, pack)), class_name="stack"),
            rx.el.p(t("No pack in use"), class_name="ink2"),
        ),
        rx.cond(
            VIEW.packs.finished.length() > 0,
            rx.el.section(
                rx.el.h2(t("Finished"), class_name="label lab"),
                rx.el.div(rx.foreach(VIEW.packs.finished, finished_row), class_name="card card--flush"),
                class_name="section",
            ),
        ),
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
