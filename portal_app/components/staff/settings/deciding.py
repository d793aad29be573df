"""The appointments that somebody has to decide about before a change is saved (AV-10)."""

import reflex as rx

from portal_app.components.staff.fields import side_panel, trouble
from portal_app.i18n.text import Text
from portal_app.presenters.staff.settings.deciding import CoveredView
from portal_app.states.staff.settings.deciding import DecidingPage

State = type[DecidingPage]


def deciding_panel(t: Text, state: State) -> rx.Component:
    """What a change of the hours leaves outside them, in a panel of its own."""
    return side_panel(
        t,
        deciding(t, state, outside_words(t)),
        key="deciding",
        title=t("Appointments outside the hours"),
        on_close=state.back,
    )


def outside_words(t: Text) -> str:
    """Why there is something to decide."""
    return t("With this, these appointments lie outside the hours. Say what becomes of each; nothing is saved before.")


def deciding(t: Text, state: State, words: str) -> rx.Component:
    """The appointments, each with what can become of it; `words` say why there is something to decide."""
    return rx.el.div(
        rx.el.div(
            rx.el.p(words, class_name="note note--plain"),
            rx.el.div(
                rx.el.button(
                    t("Keep all"), type="button", on_click=state.decide_all("keep"), class_name="sbtn sbtn--line"
                ),
                rx.el.button(
                    t("Cancel all"), type="button", on_click=state.decide_all("cancel"), class_name="sbtn sbtn--danger"
                ),
                class_name="acts",
            ),
            rx.el.ul(rx.foreach(state.covered, lambda one: _one(t, state, one)), class_name="setlist"),
            class_name="scroll form__body",
        ),
        rx.el.footer(
            trouble(t, state),
            rx.cond(
                state.undecided > 0,
                rx.el.p(state.undecided, " ", t("still to decide"), class_name="xs ink2 num", role="status"),
            ),
            rx.el.div(
                rx.el.button(
                    t("Save"),
                    type="button",
                    on_click=state.go_on,
                    disabled=state.undecided > 0,
                    class_name="sbtn sbtn--primary",
                ),
                rx.el.button(t("Back"), type="button", on_click=state.back, class_name="sbtn sbtn--line"),
                class_name="acts",
            ),
            class_name="pk__f",
        ),
        class_name="form form--panel",
    )


def _one(t: Text, state: State, one: rx.vars.ObjectVar[CoveredView]) -> rx.Component:
    def choice(decision: str, name: str) -> rx.Component:
        return rx.el.button(
            name,
            rx.el.span(": ", one.patient, class_name="vh"),
            type="button",
            aria_pressed=rx.cond(one.decision == decision, "true", "false"),
            on_click=state.decide(one.key, decision),
        )

    return rx.el.li(
        rx.el.div(
            rx.el.b(one.patient),
            rx.el.p(one.when, class_name="xs ink2 num"),
            rx.el.p(one.therapist, class_name="xs ink3"),
            class_name="grow",
        ),
        rx.el.div(choice("keep", t("Keep it")), choice("cancel", t("Cancel it")), class_name="seg", role="group"),
        class_name="setrow",
        data_testid="covered",
        key=one.key,
    )
