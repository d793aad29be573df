"""The cards that keep their place and size while the page is open: what waits, and what was proposed (AG-4, CA-8)."""

import reflex as rx

from portal_app.components.patient.request_parts import pill, tile, time_of_day, ways_on, where
from portal_app.components.patient.script import do, held
from portal_app.i18n.text import Text
from portal_app.presenters.patient.request_views import AnswerView, ProposalView, ProposedView, RequestView, WaitingView
from portal_app.states.patient.requests import RequestsState
from portal_app.states.patient.undo import UndoState

TOLD_BY_PILL = ["accepted", "cancelled", "expired", "past"]


def proposed_request(t: Text, one: rx.vars.ObjectVar[ProposalView]) -> rx.Component:
    """The times that the practice proposes, and what became of them."""
    return rx.el.article(
        rx.el.div(
            rx.el.h3(one.answer.words),
            rx.el.p(one.answer.more, class_name="sm ink2"),
            _times(t, one.key, one.answer, rx.cond(one.answer.over, pill(t, one))),
            class_name="req__b",
        ),
        tab_index=-1,
        data_testid=f"request-{one.look}",
        key=one.key,
        class_name="card req",
    )


def waiting_request(t: Text, one: rx.vars.ObjectVar[WaitingView]) -> rx.Component:
    """What waits, and what waited when the page was opened: as large as the larger of its two faces, always."""
    request = one.request
    is_told = rx.Var.create(TOLD_BY_PILL).contains(request.look)
    return rx.el.article(
        tile(request),
        rx.el.div(
            rx.el.div(
                rx.el.div(time_of_day(request), where(request), class_name="req__b"),
                _act(t, one),
                class_name=rx.cond(is_told, "req__f req__f--off", "req__f"),
            ),
            rx.el.div(
                rx.el.div(time_of_day(request), _room_for_pill(t, request, is_told), class_name="req__h"),
                where(request),
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
        rx.cond(is_told, pill(t, request)),
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
                rx.cond(answer.ways_on, ways_on(t)),
            ),
        ),
        class_name="req__more",
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
