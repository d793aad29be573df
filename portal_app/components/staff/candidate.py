"""One of those who want a time, in the picker and in the panel that answers (WL-3, AG-4)."""

import reflex as rx
from reflex.event import EventSpec

from portal_app.components.icons import icon
from portal_app.components.staff.shell import address, call_link
from portal_app.i18n.text import Text
from portal_app.presenters.staff.picker import CandidateView
from portal_app.states.staff.decision import CHANGE, NO, PROPOSE, DecisionState


def candidate(t: Text, one: rx.vars.ObjectVar[CandidateView], accept: EventSpec) -> rx.Component:
    """Somebody who wants the time, with the plain yes first; `accept` is what it does."""
    return rx.el.li(
        rx.el.span(one.initials, class_name="avatar", aria_hidden="true"),
        rx.el.div(
            rx.el.div(rx.el.b(one.name), rx.el.span(one.waited, class_name="xs ink3 num"), class_name="cand__h"),
            rx.el.p(one.asked, class_name="xs ink2 cand__m"),
            rx.el.p(one.last, class_name="xs ink2 cand__m"),
            rx.cond(one.message != "", rx.el.blockquote(one.message)),
            rx.el.div(
                rx.el.button(
                    icon("check"),
                    t("Accept"),
                    rx.el.span(": ", one.phrase, class_name="vh"),
                    type="button",
                    on_click=accept,
                    data_testid="interest-accept",
                    class_name=rx.cond(one.first, "sbtn sbtn--primary", "sbtn sbtn--soft"),
                ),
                rx.el.a(
                    t("See file"), href=f"{address(t, 'patients')}/{one.patient_id}", class_name="sbtn sbtn--ghost"
                ),
                call_link(t, one.phone, one.name, few=True),
                class_name="cand__a",
            ),
            _other_answers(t, one),
            class_name="cand__b",
        ),
        class_name="cand",
        data_testid="interest-patient",
        key=one.request_id,
    )


def _other_answers(t: Text, one: rx.vars.ObjectVar[CandidateView]) -> rx.Component:
    """Every answer but a plain yes, in a line of their own and in few words: the whole of them is in the title."""
    ways = (
        (CHANGE, t("Change"), t("Change and accept")),
        (PROPOSE, t("Another time"), t("Propose another time")),
        (NO, t("Answer no"), t("Answer no")),
    )
    return rx.el.div(
        *(
            rx.el.button(
                few,
                rx.el.span(": ", words, ", ", one.phrase, class_name="vh"),
                type="button",
                title=words,
                on_click=DecisionState.answer(way, one.request_id),
                data_testid=f"answer-{way}",
                class_name="sbtn sbtn--ghost",
            )
            for way, few, words in ways
        ),
        class_name="cand__more",
    )
