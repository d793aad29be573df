"""What was asked for: what waits, what was answered (CA-4, WL-6)."""

import reflex as rx

from portal_app.components.icons import mark
from portal_app.components.patient.frame import show_more, skeleton, surface_foot
from portal_app.components.patient.request_cards import proposed_request, waiting_request
from portal_app.components.patient.request_parts import pill, tile, time_of_day, ways_on, where
from portal_app.components.patient.script import settled
from portal_app.components.patient.words import filled
from portal_app.i18n.text import Text
from portal_app.presenters.patient.request_views import RequestView
from portal_app.states.patient.page import PortalState
from portal_app.states.patient.requests import RequestsState


def requests(t: Text) -> rx.Component:
    """The page's content, once it is there."""
    view = RequestsState.view
    return rx.cond(
        settled(RequestsState.loaded),
        rx.fragment(
            rx.el.p(view.news, role="status", class_name="vh"),
            rx.cond(
                (view.proposed.length() + view.pending.length() + view.answered.length()) > 0,
                rx.fragment(
                    rx.cond(view.proposed.length() > 0, _proposed(t)),
                    rx.cond(view.pending.length() > 0, _waiting(t)),
                    rx.cond(view.answered.length() > 0, _answered(t)),
                ),
                _none(t),
            ),
            surface_foot(t),
        ),
        rx.el.div(skeleton("req__sk", t("Loading your requests")), skeleton("req__sk"), class_name="stack"),
    )


def _waiting(t: Text) -> rx.Component:
    return rx.el.section(
        rx.el.h2(t("Waiting for an answer"), id="waiting", class_name="label lab"),
        rx.el.div(rx.foreach(RequestsState.view.pending, lambda one: waiting_request(t, one)), class_name="stack"),
        aria_labelledby="waiting",
        class_name="section section--first",
    )


def _proposed(t: Text) -> rx.Component:
    title = rx.cond(RequestsState.view.your_turn, t("Your answer"), t("Answered"))
    return rx.el.section(
        rx.el.h2(title, id="proposed", class_name="label lab"),
        rx.el.div(rx.foreach(RequestsState.view.proposed, lambda one: proposed_request(t, one)), class_name="stack"),
        aria_labelledby="proposed",
        class_name="section section--first",
    )


def _answered(t: Text) -> rx.Component:
    return rx.el.section(
        rx.el.h2(t("Answered"), id="answered", class_name="label lab"),
        rx.el.div(rx.foreach(RequestsState.view.answered, lambda one: _one_answered(t, one)), class_name="stack"),
        rx.cond(RequestsState.view.more, show_more(t, RequestsState.show_more)),
        aria_labelledby="answered",
        class_name="section section--first",
    )


def _one_answered(t: Text, one: rx.vars.ObjectVar[RequestView]) -> rx.Component:
    return rx.el.article(
        tile(one),
        rx.el.div(
            rx.el.div(time_of_day(one), pill(t, one), class_name="req__h"),
            where(one),
            rx.cond(one.message != "", rx.el.p(one.message, class_name="sm")),
            class_name="req__b",
        ),
        rx.cond(one.ways_on, ways_on(t)),
        data_testid=f"request-{one.look}",
        key=one.key,
        class_name="card req",
    )


def _none(t: Text) -> rx.Component:
    return rx.el.div(
        mark(),
        rx.el.h2(t("Nothing waiting"), class_name="h2"),
        rx.el.p(
            filled(
                t("When you ask for a time, you will see it here until {therapist} confirms it."),
                therapist=PortalState.portal.therapist,
            ),
            class_name="body2",
        ),
        rx.el.a(t("Find a time"), href=f"/{t.locale.value}/calendar", class_name="btn btn--primary"),
        class_name="empty empty--page",
    )
