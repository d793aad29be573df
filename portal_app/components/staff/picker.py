"""The picker: who wants this time, longest wait first (WL-3)."""

import reflex as rx

from portal_app.components.icons import icon
from portal_app.components.staff.candidate import candidate
from portal_app.i18n.text import Text
from portal_app.states.staff.agenda import AgendaState


def picker_panel(t: Text) -> rx.Component:
    """The panel of the open group; it takes focus when it opens, and Escape returns it."""
    shown = AgendaState.picker
    return rx.cond(
        shown.key != "",
        rx.el.div(
            rx.el.header(
                rx.el.div(
                    rx.el.p(shown.day, class_name="xs ink2"),
                    rx.el.h2(shown.span, id="picker-title", class_name="num", tab_index=-1),
                    class_name="grow",
                ),
                rx.el.button(
                    icon("close", size="18px"),
                    type="button",
                    aria_label=t("Close"),
                    on_click=AgendaState.close_group,
                    class_name="iconbtn sicon",
                    custom_attrs={"data-close": True},
                ),
                class_name="pk",
            ),
            rx.el.p(rx.el.i(class_name="glyph glyph--wait", aria_hidden="true"), shown.count, class_name="pk__n"),
            rx.el.ol(
                rx.foreach(shown.candidates, lambda one: candidate(t, one, AgendaState.accept(one.request_id))),
                class_name="cands scroll",
            ),
            rx.el.footer(
                rx.cond(AgendaState.asking_none, _none_question(t), _promise(t)),
                class_name="pk__f",
            ),
            id="picker",
            role="dialog",
            aria_labelledby="picker-title",
            class_name="panel",
            custom_attrs={"data-group": shown.key},
        ),
    )


def _promise(t: Text) -> rx.Component:
    return rx.fragment(
        rx.el.p(
            t(
                "Accepting one person makes the appointment. Requests that overlap it become "
                "“not available”, with a kind word."
            ),
            class_name="xs ink2",
        ),
        rx.el.button(
            t("None of them suits"), type="button", on_click=AgendaState.ask_none, class_name="sbtn sbtn--text"
        ),
    )


def _none_question(t: Text) -> rx.Component:
    return rx.el.div(
        rx.el.p(AgendaState.picker.none_question, class_name="label"),
        rx.el.p(t("They read a kind word and the times that are still open."), class_name="xs ink2"),
        rx.el.div(
            rx.el.button(
                t("Answer no"),
                type="button",
                on_click=AgendaState.reject_all,
                data_testid="confirm-yes",
                class_name="sbtn sbtn--danger",
            ),
            rx.el.button(
                t("Not now"),
                type="button",
                on_click=AgendaState.keep_all,
                data_testid="confirm-no",
                class_name="sbtn sbtn--line",
                auto_focus=True,
            ),
            class_name="cand__a",
        ),
        role="group",
    )
