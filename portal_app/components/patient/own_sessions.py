"""The patient's own sessions and requests on the open day (CA-2)."""

import reflex as rx

from portal_app.components.icons import icon
from portal_app.components.patient.hero import ways
from portal_app.components.patient.words import filled
from portal_app.i18n.text import Text
from portal_app.presenters.patient.day import OwnView
from portal_app.states.patient.day_sheet import DaySheetState
from portal_app.states.patient.undo import UndoState


def own_sessions(t: Text) -> rx.Component:
    """The patient's own of the open day, with what can be done about each."""
    return rx.el.section(
        rx.el.h3(t("Your sessions on this day"), class_name="label"),
        rx.foreach(DaySheetState.own, lambda own: _mine(t, own)),
        class_name="own",
    )


def _mine(t: Text, own: rx.vars.ObjectVar[OwnView]) -> rx.Component:
    return rx.match(
        own.look,
        (
            "pending",
            rx.el.div(
                rx.el.i(class_name="glyph glyph--wait big"),
                rx.el.div(
                    rx.el.b(own.time, class_name="num"),
                    rx.el.small(t("Pending"), " · ", own.place),
                    class_name="grow",
                ),
                rx.el.button(
                    t("Cancel"),
                    type="button",
                    aria_label=filled(t("Cancel the request for {time}"), time=own.time),
                    on_click=UndoState.cancel(own.key),
                    data_testid="request-cancel",
                    class_name="btn btn--text btn--sm",
                ),
                data_testid="request-pending",
                class_name="mine",
            ),
        ),
        (
            "past",
            rx.el.div(
                icon("clock"),
                rx.el.div(
                    rx.el.b(own.time, class_name="num"),
                    rx.el.small(t("Past"), " · ", own.place),
                    class_name="grow",
                ),
                class_name="mine mine--past",
            ),
        ),
        rx.fragment(
            rx.el.div(
                icon("check"),
                rx.el.div(
                    rx.el.b(own.time, class_name="num"),
                    rx.el.small(t("Confirmed"), " · ", own.place),
                    class_name="grow",
                ),
                data_testid="request-accepted",
                class_name="mine mine--ok",
            ),
            rx.el.div(
                ways(
                    t,
                    calendar_file=own.calendar_file,
                    address=own.address,
                    video=own.video,
                    look="btn--soft btn--sm",
                ),
                class_name="acts2",
            ),
        ),
    )
