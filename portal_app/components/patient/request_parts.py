"""What every card of a request is made of: its date, its time, what became of it, the next open times."""

import reflex as rx

from portal_app.components.icons import icon, mark
from portal_app.components.patient.script import do
from portal_app.i18n.text import Text
from portal_app.presenters.patient.request_views import OpeningView, ProposalView, RequestView
from portal_app.states.patient.day_sheet import DaySheetState
from portal_app.states.patient.requests import RequestsState

# How each state's tile and pill look, as the stylesheet names them.
LOOKS = {
    "pending": "wait",
    "proposed": "wait",
    "accepted": "ok",
    "rejected": "no",
    "past": "past",
    "expired": "past",
    "cancelled": "no",
}


def tile(one: rx.vars.ObjectVar[RequestView]) -> rx.Component:
    """Its date, in the form of its state: half is waiting, whole is confirmed."""
    return rx.el.div(
        rx.el.span(one.weekday),
        rx.el.b(one.day),
        rx.el.span(one.month),
        aria_hidden="true",
        class_name=f"tile num tile--{_look(one)}",
    )


def time_of_day(request: rx.vars.ObjectVar[RequestView]) -> rx.Component:
    """From when to when, which is the card's title."""
    return rx.el.h3(request.time, class_name="num")


def where(request: rx.vars.ObjectVar[RequestView]) -> rx.Component:
    """Its place with what else there is to say in a line."""
    return rx.el.p(request.words, class_name="sm ink2")


def pill(t: Text, one: rx.vars.ObjectVar[RequestView] | rx.vars.ObjectVar[ProposalView]) -> rx.Component:
    """What became of it, in a word."""
    words = rx.match(
        one.look,
        ("accepted", t("Confirmed")),
        ("rejected", t("Not available")),
        ("cancelled", t("Cancelled")),
        ("expired", t("Not answered")),
        t("Past"),
    )
    return rx.el.span(
        rx.cond(
            one.look == "accepted",
            rx.cond(RequestsState.joined.contains(one.key), mark("mark mark--join"), icon("check")),
        ),
        words,
        class_name=f"pill pill--{_look(one)}",
    )


def _look(one: rx.vars.ObjectVar[RequestView] | rx.vars.ObjectVar[ProposalView]) -> rx.Var[str]:
    return rx.match(one.look, *LOOKS.items(), "no")


def ways_on(t: Text) -> rx.Component:
    """The next three openings: a no comes with a way on."""
    return rx.cond(
        RequestsState.view.openings.length() > 0,
        rx.el.div(
            rx.foreach(RequestsState.view.openings, lambda slot: _opening(t, slot)),
            role="group",
            aria_label=t("Next open times"),
            class_name="req__ways",
        ),
    )


def _opening(t: Text, slot: rx.vars.ObjectVar[OpeningView]) -> rx.Component:
    return rx.el.button(
        slot.day,
        ", ",
        slot.time,
        type="button",
        on_click=[
            do("wantDay", slot.on, slot.key, slot.centre),
            DaySheetState.open(slot.on),
            rx.redirect(f"/{t.locale.value}/calendar"),
        ],
        data_testid="opening",
        key=slot.key,
        class_name="chip",
    )
