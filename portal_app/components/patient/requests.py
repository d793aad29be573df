"""What was asked for: what waits, what was answered (CA-4, WL-6)."""

import reflex as rx

from portal_app.components.icons import icon, mark
from portal_app.components.patient.frame import show_more, skeleton, surface_foot
from portal_app.components.patient.script import do, held, settled
from portal_app.components.patient.words import filled
from portal_app.i18n.text import Text
from portal_app.presenters.patient.requests import (
    AnswerView,
    OpeningView,
    ProposalView,
    ProposedView,
    RequestView,
    WaitingView,
)
from portal_app.states.patient.day_sheet import DaySheetState
from portal_app.states.patient.page import PortalState
from portal_app.states.patient.requests import RequestsState
from portal_app.states.patient.undo import UndoState

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
TOLD_BY_PILL = ["accepted", "cancelled", "expired", "past"]


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
        rx.el.div(rx.foreach(RequestsState.view.pending, lambda one: _waited(t, one)), class_name="stack"),
        aria_labelledby="waiting",
        class_name="section section--first",
    )


def _proposed(t: Text) -> rx.Component:
    title = rx.cond(RequestsState.view.your_turn, t("Your answer"), t("Answered"))
    return rx.el.section(
        rx.el.h2(title, id="proposed", class_name="label lab"),
        rx.el.div(rx.foreach(RequestsState.view.proposed, lambda one: _proposal(t, one)), class_name="stack"),
        aria_labelledby="proposed",
        class_name="section section--first",
    )


def _proposal(t: Text, one: rx.vars.ObjectVar[ProposalView]) -> rx.Component:
    return rx.el.article(
        rx.el.div(
            rx.el.h3(one.answer.words),
            rx.el.p(one.answer.more, class_name="sm ink2"),
            _times(t, one.key, one.answer, rx.cond(one.answer.over, _pill(t, one))),
            class_name="req__b",
        ),
        tab_index=-1,
        data_testid=f"request-{one.look}",
        key=one.key,
        class_name="card req",
    )


def _times(
    t: Text, request: rx.Var[str], answer: rx.vars.ObjectVar[AnswerView], became: rx.Component | None = None
) -> rx.Component:
    """The times to choose from; once one is taken or all are declined, what they were, in the same room."""
    return rx.fragment(
        rx.el.div(
            rx.foreach(answer.times, lambda time: rx.cond(answer.over, _gone(time), _time_to_take(time))),
            role="group",
            aria_label=answer.words,
            class_name="req__ways",
        ),
        rx.cond(
            answer.over,
            rx.el.div(became, class_name="req__over"),
            rx.el.button(
                t("None of these"),
                type="button",
                aria_label=answer.decline_words,
                on_click=UndoState.cancel(request),
                data_testid="proposal-decline",
                class_name="btn btn--text btn--sm req__x",
            ),
        ),
    )


def _time_to_take(time: rx.vars.ObjectVar[ProposedView]) -> rx.Component:
    return rx.el.button(
        time.day,
        ", ",
        time.time,
        type="button",
        on_click=RequestsState.take(time.key),
        data_testid="proposal-take",
        key=time.key,
        class_name="chip",
    )


def _gone(time: rx.vars.ObjectVar[ProposedView]) -> rx.Component:
    look = rx.cond(time.taken, "chip chip--taken", "chip chip--gone")
    return rx.el.span(time.day, ", ", time.time, key=time.key, class_name=look)


def _waited(t: Text, one: rx.vars.ObjectVar[WaitingView]) -> rx.Component:
    """What waits, and what waited when the page was opened: as large as the larger of its two faces, always."""
    request = one.request
    is_told = rx.Var.create(TOLD_BY_PILL).contains(request.look)
    return rx.el.article(
        _tile(request),
        rx.el.div(
            rx.el.div(
                rx.el.div(_time(request), _where(request), class_name="req__b"),
                _act(t, one),
                class_name=rx.cond(is_told, "req__f req__f--off", "req__f"),
            ),
            rx.el.div(
                rx.el.div(_time(request), _room_for_pill(t, request, is_told), class_name="req__h"),
                _where(request),
                class_name=rx.cond(is_told, "req__f req__f--told", "req__f req__f--told req__f--off"),
            ),
            class_name="req__faces",
        ),
        rx.cond(request.message != "", rx.el.blockquote(request.message)),
        rx.cond((one.answer.words != "") & _is_read(request), _answer(t, one)),
        tab_index=-1,
        data_testid=f"request-{request.look}",
        key=request.key,
        class_name="card req",
    )


def _room_for_pill(t: Text, request: rx.vars.ObjectVar[RequestView], is_told: rx.Var[bool]) -> rx.Component:
    """As wide as the widest that may come."""
    return rx.el.div(
        rx.cond(is_told, _pill(t, request)),
        custom_attrs={"data-or": t("Confirmed"), "data-else": t("Not answered")},
        class_name="req__p",
    )


def _act(t: Text, one: rx.vars.ObjectVar[WaitingView]) -> rx.Component:
    """What can be done: take it back, or see what was answered, which is opened and folded again here."""
    request = one.request
    return rx.el.div(
        rx.cond(
            request.look == "pending",
            rx.el.button(
                t("Cancel"),
                type="button",
                aria_label=one.cancel_words,
                on_click=UndoState.cancel(request.key),
                data_testid="request-cancel",
                class_name="btn btn--text btn--sm req__x",
            ),
        ),
        rx.cond(
            (one.answer.words != "") & ~one.answer.over,
            rx.el.button(
                t("Answer"),
                type="button",
                aria_label=one.answer_words,
                aria_expanded=_is_read(request),
                on_click=do("readAnswer", request.key),
                data_testid="request-answer",
                class_name="btn btn--soft btn--sm req__x",
            ),
        ),
        custom_attrs={"data-or": t("Cancel"), "data-else": t("Answer")},
        class_name="req__act",
    )


def _is_read(request: rx.vars.ObjectVar[RequestView]) -> rx.vars.BooleanVar:
    return held("read").contains(request.key)


def _answer(t: Text, one: rx.vars.ObjectVar[WaitingView]) -> rx.Component:
    """A no with the practice's own words under ours, or who proposes what."""
    answer = one.answer
    return rx.el.div(
        rx.cond(
            answer.times.length() > 0,
            rx.fragment(
                rx.el.p(rx.el.b(answer.words), class_name="sm"),
                rx.el.p(answer.more, class_name="sm ink2"),
                _times(t, one.request.key, answer),
            ),
            rx.fragment(
                rx.el.p(answer.words, class_name="sm ink2"),
                rx.cond(answer.more != "", rx.el.p(answer.more, class_name="sm")),
                rx.cond(answer.ways_on, _ways_on(t)),
            ),
        ),
        class_name="req__more",
    )


def _time(request: rx.vars.ObjectVar[RequestView]) -> rx.Component:
    return rx.el.h3(request.time, class_name="num")


def _where(request: rx.vars.ObjectVar[RequestView]) -> rx.Component:
    return rx.el.p(request.words, class_name="sm ink2")


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
        _tile(one),
        rx.el.div(
            rx.el.div(_time(one), _pill(t, one), class_name="req__h"),
            _where(one),
            rx.cond(one.message != "", rx.el.p(one.message, class_name="sm")),
            class_name="req__b",
        ),
        rx.cond(one.ways_on, _ways_on(t)),
        data_testid=f"request-{one.look}",
        key=one.key,
        class_name="card req",
    )


def _pill(t: Text, one: rx.vars.ObjectVar[RequestView] | rx.vars.ObjectVar[ProposalView]) -> rx.Component:
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


def _ways_on(t: Text) -> rx.Component:
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


def _look(one: rx.vars.ObjectVar[RequestView] | rx.vars.ObjectVar[ProposalView]) -> rx.Var[str]:
    return rx.match(one.look, *LOOKS.items(), "no")


def _tile(one: rx.vars.ObjectVar[RequestView]) -> rx.Component:
    return rx.el.div(
        rx.el.span(one.weekday),
        rx.el.b(one.day),
        rx.el.span(one.month),
        aria_hidden="true",
        class_name=f"tile num tile--{_look(one)}",
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
