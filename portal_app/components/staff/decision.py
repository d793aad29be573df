"""The panel of a group of requests: who wants the time, and every way to answer (WL-3, AG-4)."""

from typing import Any

import reflex as rx

from portal_app.components.icons import icon
from portal_app.components.staff.candidate import candidate
from portal_app.components.staff.fields import form, select_field, side_panel, text_field, trouble
from portal_app.components.staff.plan import override_step
from portal_app.i18n.text import Text
from portal_app.presenters.staff.decision import ROWS
from portal_app.states.staff.decision import CHANGE, LIST, NONE, PROPOSE, DecisionState
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
        rx.el.ol(
            rx.foreach(STATE.group.candidates, lambda one: candidate(t, one, STATE.accept(one.request_id))),
            class_name="cands scroll",
        ),
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
