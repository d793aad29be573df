"""The first steps of a practice, one under the other (PR-1)."""

import reflex as rx

from portal_app.components.icons import icon, mark
from portal_app.components.staff.notices import empty, skeleton_rows
from portal_app.components.staff.shell import address
from portal_app.i18n.text import Text
from portal_app.presenters.staff.guide import StepView
from portal_app.states.staff.guide import GuideState

STATE = GuideState


def guide_steps(t: Text) -> rx.Component:
    """What is done and what comes next."""
    return rx.cond(
        STATE.loaded,
        rx.cond(
            STATE.steps.length() > 0,
            rx.el.div(
                rx.el.p(
                    t("Five short steps, in any order. Everything can be changed later in the settings."),
                    class_name="ink2",
                ),
                rx.el.ol(rx.foreach(STATE.steps, lambda step, number: _step(t, step, number)), class_name="setlist"),
                rx.el.div(
                    rx.cond(STATE.all_done, rx.el.p(mark("mark"), t("That is all: your portal is ready."))),
                    rx.el.button(
                        rx.cond(STATE.all_done, t("Close the guide"), t("I can manage without the guide")),
                        type="button",
                        on_click=STATE.put_away,
                        class_name=rx.cond(STATE.all_done, "sbtn sbtn--primary", "sbtn sbtn--text"),
                        data_testid="guide-close",
                    ),
                    class_name="guide__end",
                    role="status",
                ),
                class_name="scroll inner guide",
            ),
            empty(t("The guide is closed"), t("Everything it speaks of is in the settings.")),
        ),
        rx.el.div(skeleton_rows(t), class_name="inner"),
    )


def _step(t: Text, step: rx.vars.ObjectVar[StepView], number: rx.vars.NumberVar[int]) -> rx.Component:
    return rx.el.li(
        rx.el.span(
            rx.cond(step.done, icon("check", size="1rem"), number + 1),
            class_name=rx.cond(step.done, "guide__n is-done num", "guide__n num"),
            aria_hidden="true",
        ),
        rx.el.div(
            rx.el.b(step.title),
            rx.cond(step.done, rx.el.span(" · ", t("Done"), class_name="vh")),
            rx.el.p(step.line, class_name="xs ink2"),
            class_name="grow",
        ),
        rx.el.div(
            rx.cond(
                step.confirmable,
                rx.el.button(
                    t("It is right as it is"),
                    rx.el.span(": ", step.title, class_name="vh"),
                    type="button",
                    on_click=STATE.find_right(step.key),
                    class_name="sbtn sbtn--text",
                ),
            ),
            rx.el.a(
                rx.cond(step.done, t("Look"), t("Go there")),
                rx.el.span(": ", step.title, class_name="vh"),
                href=f"{address(t, '')}{step.page}",
                class_name=rx.cond(step.done, "sbtn sbtn--ghost", "sbtn sbtn--line"),
            ),
            class_name="it__a",
        ),
        class_name="setrow",
        data_testid="guide-step",
        custom_attrs={"data-done": step.done},
        key=step.key,
    )
