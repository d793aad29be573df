"""What stands in a day's column of the agenda: sessions, interest, blocks and what is free (AG-1, WL-2)."""

from typing import Any

import reflex as rx

from portal_app.components.icons import icon
from portal_app.presenters.staff.agenda_events import EventView
from portal_app.states.staff.agenda import AgendaState
from portal_app.states.staff.booking import BookingState
from portal_app.states.staff.card import CardState


def event_shown(event: rx.vars.ObjectVar[EventView]) -> Any:
    """One of them, each kind in its form."""
    return rx.match(
        event.kind,
        ("appointment", _appointment(event)),
        ("interest", _interest(event)),
        ("block", _block(event)),
        _free(event),
    )


def _placed(event: rx.vars.ObjectVar[EventView]) -> dict[str, object]:
    return {"style": {"--s": event.s, "--e": event.e}}


def _appointment(event: rx.vars.ObjectVar[EventView]) -> rx.Component:
    is_open = event.key == CardState.opened
    return rx.el.button(
        rx.el.span(event.time, class_name="ev__t num", aria_hidden="true"),
        rx.el.b(event.title),
        rx.el.span(rx.cond(event.online, icon("video")), event.span, class_name="ev__s num"),
        rx.el.small(rx.cond(event.online, icon("video")), event.detail, class_name="ev__d num"),
        rx.cond(event.mark != "", rx.el.span(event.mark)),
        type="button",
        on_click=CardState.open(event.key),
        aria_label=event.label,
        aria_haspopup="dialog",
        aria_expanded=rx.cond(is_open, "true", "false"),
        data_testid="agenda-event",
        data_starts=event.starts,
        data_status=event.status,
        class_name=rx.cond(event.past, "ev ev--past", rx.cond(event.hue == "", "ev ev--ok", "ev ev--ok ev--hue")),
        custom_attrs={"style": {"--s": event.s, "--e": event.e, "--hue": event.hue}},
    )


def _interest(event: rx.vars.ObjectVar[EventView]) -> rx.Component:
    is_open = event.key == AgendaState.picker.key
    shown = (
        rx.el.span(event.time, class_name="ev__t num", aria_hidden="true"),
        rx.el.b(rx.el.i(class_name="glyph glyph--wait", aria_hidden="true"), event.title),
    )
    return rx.cond(
        AgendaState.may_decide,
        rx.el.button(
            *shown,
            icon("chevron-right", class_name="i chev"),
            type="button",
            aria_label=event.label,
            aria_haspopup="dialog",
            aria_expanded=rx.cond(is_open, "true", "false"),
            on_click=AgendaState.open_group(event.key),
            data_testid="interest-group",
            data_starts=event.starts,
            data_count=event.count,
            class_name="ev ev--int",
            custom_attrs=_placed(event),
        ),
        rx.el.div(
            *shown,
            data_testid="interest-group",
            data_starts=event.starts,
            data_count=event.count,
            class_name="ev ev--int",
            custom_attrs=_placed(event),
        ),
    )


def _block(event: rx.vars.ObjectVar[EventView]) -> rx.Component:
    return rx.el.div(*_told(event), class_name="ev ev--block", custom_attrs=_placed(event))


def _free(event: rx.vars.ObjectVar[EventView]) -> rx.Component:
    """The phone's list offers what is free, to put an appointment there."""
    return rx.cond(
        AgendaState.may_decide,
        rx.el.button(
            *_told(event, icon("plus")),
            type="button",
            on_click=BookingState.start(event.starts),
            aria_haspopup="dialog",
            class_name="ev ev--free",
            custom_attrs=_placed(event),
        ),
        rx.el.div(*_told(event), class_name="ev ev--free", custom_attrs=_placed(event)),
    )


def _told(event: rx.vars.ObjectVar[EventView], *before: rx.Component) -> tuple[rx.Component, ...]:
    return (
        rx.el.span(event.time, class_name="ev__t num", aria_hidden="true"),
        rx.el.b(*before, event.title),
        rx.el.span(event.span, class_name="ev__s num"),
        rx.el.small(event.detail, class_name="ev__d num"),
    )
