"""The timeline that says why a day has nothing to offer (AV-9)."""

import reflex as rx

from portal_app.components.icons import icon
from portal_app.components.staff.fields import side_panel
from portal_app.i18n.text import Text
from portal_app.presenters.staff.agenda import Option
from portal_app.presenters.staff.why import StretchView
from portal_app.states.staff.booking import BookingState
from portal_app.states.staff.why import WhyState

VIEW = WhyState.view


def why_panel(t: Text) -> rx.Component:
    """The day, stretch by stretch."""
    return rx.cond(
        VIEW.key != "",
        side_panel(
            t,
            rx.el.div(
                rx.el.p(t("What patients can ask for that day, and why not the rest."), class_name="ink2"),
                rx.el.label(
                    rx.el.span(t("Service"), class_name="label"),
                    rx.el.select(
                        rx.foreach(VIEW.services, _option),
                        value=VIEW.service,
                        on_change=WhyState.choose_service,
                        class_name="input",
                    ),
                    class_name="field",
                ),
                class_name="form__top",
            ),
            rx.el.ol(rx.foreach(VIEW.stretches, lambda one: _stretch(t, one)), class_name="scroll why"),
            key=f"why-{VIEW.key}",
            over=VIEW.therapist,
            title=VIEW.day,
            on_close=WhyState.close,
        ),
    )


def _stretch(t: Text, one: rx.vars.ObjectVar[StretchView]) -> rx.Component:
    return rx.el.li(
        rx.el.span(one.span, class_name="why__t num"),
        rx.el.div(
            rx.el.b(one.words),
            rx.cond(one.detail != "", rx.el.p(one.detail, class_name="xs ink2")),
            class_name="grow",
        ),
        rx.cond(
            one.starts != "",
            rx.el.button(
                icon("plus", size="16px"),
                rx.el.span(t("New appointment"), ": ", one.span, class_name="vh"),
                type="button",
                title=t("New appointment"),
                on_click=BookingState.start(one.starts, VIEW.therapist_id),
                class_name="iconbtn sicon",
            ),
        ),
        class_name=f"why__s why__s--{one.kind}",
        data_testid="stretch",
        key=one.key,
    )


def _option(one: rx.vars.ObjectVar[Option]) -> rx.Component:
    return rx.el.option(one.text, value=one.value)
