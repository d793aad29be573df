"""The panel of a group of requests: who wants the time, and every way to answer (WL-3, AG-4)."""

from typing import Any

import reflex as rx

from portal_app.components.icons import icon
from portal_app.components.staff.fields import form, select_field, side_panel, text_field, trouble
from portal_app.components.staff.plan import override_step
from portal_app.components.staff.shell import address, outside
from portal_app.i18n.text import Text
from portal_app.presenters.staff.decision import ROWS
from portal_app.presenters.staff.picker import CandidateView
from portal_app.states.staff.decision import CHANGE, LIST, NO, NONE, PROPOSE, DecisionState
from portal_app.states.staff.planning import OVERRIDE

STATE = DecisionState


def decision_panel(t: Text) -> rx.Component:
    """The list, or the form for one of it."""
    return rx.cond(
        STATE.group.key != "",
        side_panel(
            t,
            rx.match(
                STATE.step,
                (LIST, _list(t)),
                (OVERRIDE, override_step(t, STATE)),
                rx.match(STATE.doing, (CHANGE, _change(t)), (PROPOSE, _propose(t)), _answer(t)),
            ),
            key=f"decide-{STATE.group.key}-{STATE.step}-{STATE.doing}",
            over=rx.cond(STATE.step == LIST, STATE.group.day, STATE.one.phrase),
            title=rx.match(
                STATE.step,
                (LIST, STATE.group.span),
                (OVERRIDE, t("Is this meant?")),
                rx.match(
                    STATE.doing,
                    (CHANGE, t("Accept with changes")),
                    (PROPOSE, t("Propose another time")),
                    (NONE, STATE.group.none_question),
                    t("Answer no"),
                ),
            ),
            on_close=STATE.close,
        ),
    )


def _list(t: Text) -> rx.Component:
    return rx.fragment(
        rx.el.p(rx.el.i(class_name="glyph glyph--wait", aria_hidden="true"), STATE.group.count, class_name="pk__n"),
        rx.el.ol(rx.foreach(STATE.group.candidates, lambda one: _candidate(t, one)), class_name="cands scroll"),
        rx.el.footer(
            rx.el.div(
                rx.el.button(
                    icon("calendar"),
                    t("See in the agenda"),
                    type="button",
                    on_click=STATE.in_agenda,
                    class_name="sbtn sbtn--text",
                ),
                rx.cond(
                    STATE.group.candidates.length() > 1,
                    rx.el.button(
                        t("None of them suits"), type="button", on_click=STATE.none_suits, class_name="sbtn sbtn--text"
                    ),
                ),
                class_name="acts",
            ),
            class_name="pk__f",
        ),
    )


def _candidate(t: Text, one: rx.vars.ObjectVar[CandidateView]) -> rx.Component:
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
                    on_click=STATE.accept(one.request_id),
                    data_testid="interest-accept",
                    class_name=rx.cond(one.first, "sbtn sbtn--primary", "sbtn sbtn--soft"),
                ),
                rx.el.a(
                    t("See file"), href=f"{address(t, 'patients')}/{one.patient_id}", class_name="sbtn sbtn--ghost"
                ),
                call_link(t, one.phone, one.name, few=True),
                class_name="cand__a",
            ),
            other_answers(t, one),
            class_name="cand__b",
        ),
        class_name="cand",
        data_testid="interest-patient",
        key=one.request_id,
    )


def other_answers(t: Text, one: rx.vars.ObjectVar[CandidateView]) -> rx.Component:
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
                on_click=STATE.answer(way, one.request_id),
                data_testid=f"answer-{way}",
                class_name="sbtn sbtn--ghost",
            )
            for way, few, words in ways
        ),
        class_name="cand__more",
    )


def call_link(t: Text, phone: rx.Var[str] | str, name: rx.Var[str] | str, *, few: bool = False) -> rx.Component:
    """Calls the patient up; nothing where there is no number. In `few` words: on a desktop the icon alone."""
    return rx.cond(
        phone != "",
        outside(
            icon("phone"),
            rx.el.span(t("Call"), class_name="narrow" if few else "", aria_hidden="true"),
            rx.el.span(t("Call"), ": ", name, class_name="vh"),
            title=t("Call"),
            href=f"tel:{phone}",
            class_name="sbtn sbtn--ghost call",
        ),
    )


def _change(t: Text) -> rx.Component:
    return form(
        STATE,
        rx.el.div(
            rx.el.p(STATE.one.asked, class_name="ink2 num"),
            select_field(STATE, "service_id", t("Service"), STATE.services),
            text_field(STATE, "minutes", t("Minutes"), kind="number", max_length=4),
            select_field(STATE, "centre_id", t("Where"), STATE.centres),
            rx.el.p(
                t("The patient reads what it became. Requests that overlap it are answered with a kind word."),
                class_name="xs ink2",
            ),
            class_name="scroll form__body",
        ),
        _foot(t, t("Accept"), "sbtn--primary"),
        on_submit=STATE.submit,
        class_name="form form--panel",
    )


def _propose(t: Text) -> rx.Component:
    return form(
        STATE,
        rx.el.div(
            rx.el.p(
                t("One to three times, as long and in the same place. They take nothing away until one is chosen."),
                class_name="ink2",
            ),
            *(
                rx.el.div(
                    text_field(STATE, f"on{row}", t("Date"), kind="date"),
                    text_field(STATE, f"time{row}", t("Time"), kind="time", placeholder="10:00", max_length=5),
                    class_name="two",
                )
                for row in ROWS
            ),
            class_name="scroll form__body",
        ),
        _foot(t, t("Propose"), "sbtn--primary"),
        on_submit=STATE.submit,
        class_name="form form--panel",
    )


def _answer(t: Text) -> rx.Component:
    return form(
        STATE,
        rx.el.div(
            rx.el.p(t("They read a kind word and the times that are still open."), class_name="ink2"),
            text_field(
                STATE,
                "reply",
                t("A word to the patient"),
                hint=t("It can stay empty. Never say who has the time."),
                max_length=280,
                data_focus="true",
            ),
            class_name="scroll form__body",
        ),
        _foot(t, t("Answer no"), "sbtn--danger"),
        on_submit=STATE.submit,
        class_name="form form--panel",
    )


def _foot(t: Text, words: Any, look: str) -> rx.Component:
    return rx.el.footer(
        trouble(t, STATE),
        rx.el.div(
            rx.el.button(words, type="submit", data_testid="confirm-yes", class_name=f"sbtn {look}"),
            rx.el.button(
                t("Not now"),
                type="button",
                on_click=STATE.to_list,
                data_testid="confirm-no",
                class_name="sbtn sbtn--line",
            ),
            class_name="acts",
        ),
        class_name="pk__f",
    )
