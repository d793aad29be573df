"""What a new and a changed appointment share: the dates of a series, and whether it is meant (AG-3, AV-10)."""

import reflex as rx

from portal_app.components.icons import icon
from portal_app.components.staff.fields import trouble
from portal_app.i18n.text import Text
from portal_app.presenters.staff.planned import PlannedView
from portal_app.states.staff.planning import DATES, FORM_STEP, PlanPage


def dates_step(t: Text, state: type[PlanPage]) -> rx.Component:
    """Every date before it is written, with what stands against it and a way to leave it out."""
    return rx.fragment(
        rx.el.div(
            rx.cond(
                state.conflicts != "",
                rx.el.div(
                    icon("alert"),
                    rx.el.div(
                        rx.el.p(state.conflicts),
                        rx.el.button(
                            t("Skip these"),
                            type="button",
                            on_click=state.skip_conflicts,
                            class_name="sbtn sbtn--line",
                            data_testid="skip-conflicts",
                        ),
                        class_name="grow",
                    ),
                    class_name="note note--plain",
                    role="status",
                ),
            ),
            rx.el.ol(rx.foreach(state.planned, lambda one: _date(t, state, one)), class_name="setlist"),
            class_name="scroll form__body",
        ),
        rx.el.footer(
            trouble(t, state),
            rx.el.div(
                rx.cond(
                    state.to_make != "",
                    rx.el.button(state.to_make, type="button", on_click=state.make, class_name="sbtn sbtn--primary"),
                ),
                _back(t, state, FORM_STEP),
                class_name="acts",
            ),
            class_name="pk__f",
        ),
    )


def override_step(t: Text, state: type[PlanPage]) -> rx.Component:
    """What stands against it, and whether it is meant all the same."""
    return rx.fragment(
        rx.el.div(
            rx.cond(state.wanted != "", rx.el.p(state.wanted, class_name="label num")),
            rx.el.div(
                icon("alert"),
                rx.el.div(
                    rx.el.p(t("This stands against it:"), class_name="label"),
                    rx.el.ul(rx.foreach(state.reasons, rx.el.li), class_name="ends"),
                    class_name="grow",
                ),
                class_name="note note--danger",
                role="alert",
            ),
            rx.el.p(t("You can go on knowingly; the activity will say so."), class_name="ink2"),
            class_name="scroll form__body",
        ),
        rx.el.footer(
            trouble(t, state),
            rx.el.div(
                rx.el.button(
                    t("Make it all the same"),
                    type="button",
                    on_click=state.confirm,
                    data_testid="confirm-yes",
                    class_name="sbtn sbtn--danger",
                ),
                rx.cond(
                    state.planned.length() > 0,
                    _back(t, state, DATES, first=True),
                    _back(t, state, FORM_STEP, first=True),
                ),
                class_name="acts",
            ),
            class_name="pk__f",
        ),
    )


def _back(t: Text, state: type[PlanPage], step: str, *, first: bool = False) -> rx.Component:
    """`first`: it has the focus when the step opens."""
    return rx.el.button(
        t("Back"),
        type="button",
        on_click=state.back(step),
        data_testid="confirm-no",
        class_name="sbtn sbtn--line",
        custom_attrs={"data-focus": True} if first else {},
    )


def _date(t: Text, state: type[PlanPage], one: rx.vars.ObjectVar[PlannedView]) -> rx.Component:
    wrong = rx.cond(one.taken, "xs plan__no", "xs plan__but")
    return rx.el.li(
        rx.el.div(
            rx.el.b(one.day, " · ", one.span, class_name="num"),
            rx.cond(
                one.wrong != "",
                rx.el.p(one.wrong, class_name=wrong),
                rx.el.p(t("Free"), class_name="xs ink3"),
            ),
            class_name="grow",
        ),
        rx.el.label(
            rx.el.input(
                type="checkbox",
                checked=one.skipped,
                on_change=lambda value: state.skip(one.key, value),
                class_name="box",
            ),
            rx.el.span(t("Skip"), rx.el.span(": ", one.day, class_name="vh")),
            class_name="tick tick--box",
        ),
        class_name=rx.cond(one.skipped, "setrow is-past", "setrow"),
        data_testid="planned",
        key=one.key,
    )
