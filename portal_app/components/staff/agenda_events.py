"""What stands in a day's column of the agenda: sessions, interest, blocks and what is free (AG-1, WL-2)."""

from typing import Any

import reflex as rx

from portal_app.components.icons import icon
from portal_app.i18n.text import Text
from portal_app.presenters.staff.agenda import ColumnView
from portal_app.presenters.staff.agenda_events import EventView
from portal_app.states.staff.agenda import AgendaState
from portal_app.states.staff.booking import BookingState
from portal_app.states.staff.card import CardState

# Shorter than this, in hours, there is room for one line.
ONE_LINE = 0.5

Event = rx.vars.ObjectVar[EventView]
Column = rx.vars.ObjectVar[ColumnView]


def event_shown(t: Text, event: Event, column: Column) -> Any:
    """One of them, each kind in its form."""
    return rx.match(
        event.kind,
        ("appointment", _appointment(t, event, column)),
        ("interest", _interest(event, column)),
        ("block", _block(event)),
        _free(event, column),
    )


def _placed(event: Event) -> dict[str, object]:
    return {"style": {"--s": event.s, "--e": event.e}}


def _spoken(event: Event, column: Column) -> str:
    return f"{event.title}, {column.day}, {event.span}"


def _appointment(t: Text, event: Event, column: Column) -> rx.Component:
    is_open = event.key == CardState.opened
    fill = rx.cond(event.past, "ev--past", rx.cond(event.hue == "", "ev--ok", "ev--ok ev--hue"))
    short = rx.cond(event.e.to(float) - event.s.to(float) < ONE_LINE, " ev--short", "")
    return rx.fragment(
        rx.el.button(
            rx.el.span(event.time, class_name="ev__t num", aria_hidden="true"),
            rx.el.b(event.title),
            rx.el.span(rx.cond(event.online, icon("video")), event.span, class_name="ev__s num"),
            rx.el.small(rx.cond(event.online, icon("video")), event.detail, class_name="ev__d num"),
            rx.cond(
                event.mark != "",
                rx.el.span(
                    rx.match(event.status, ("no_show", icon("ban")), ("confirmed", icon("clock")), icon("check")),
                    rx.el.span(event.mark),
                    class_name="ev__m",
                    title=event.mark,
                ),
            ),
            type="button",
            on_click=CardState.open(event.key),
            aria_label=f"{_spoken(event, column)}, {event.detail}{rx.cond(event.mark != '', f', {event.mark}', '')}",
            aria_haspopup="dialog",
            aria_expanded=rx.cond(is_open, "true", "false"),
            data_testid="agenda-event",
            data_starts=event.starts,
            data_status=event.status,
            class_name=f"ev {fill}{short}{rx.cond(event.status == 'no_show', ' ev--missed', '')}",
            custom_attrs={
                "style": {"--s": event.s, "--e": event.e, "--hue": event.hue},
                "data-id": event.key,
                "data-seen": event.sequence,
                "data-movable": rx.cond(column.may_decide & (event.status == "confirmed"), "yes", "no"),
            },
        ),
        rx.cond(
            event.to_mark & column.may_decide,
            rx.el.span(
                _mark(t("Attended"), "check", event, "attended"),
                _mark(t("Did not come"), "ban", event, "no_show"),
                class_name=f"marks{short}",
                custom_attrs=_placed(event),
            ),
        ),
        key=event.key,
    )


def _mark(name: str, symbol: str, event: Event, status: str) -> rx.Component:
    return rx.el.button(
        icon(symbol, size="1rem"),
        type="button",
        title=name,
        aria_label=f"{name}: {event.title}, {event.span}",
        on_click=CardState.mark_one(event.key, status, event.sequence),
        data_testid=f"mark-{status}",
        class_name="marks__b",
    )


def _interest(event: Event, column: Column) -> rx.Component:
    is_open = event.key == AgendaState.picker.key
    shown = (
        rx.el.span(event.time, class_name="ev__t num", aria_hidden="true"),
        rx.el.b(rx.el.i(class_name="glyph glyph--wait", aria_hidden="true"), event.title),
    )
    return rx.cond(
        column.may_decide,
        rx.el.button(
            *shown,
            icon("chevron-right", class_name="i chev"),
            type="button",
            aria_label=_spoken(event, column),
            aria_haspopup="dialog",
            aria_expanded=rx.cond(is_open, "true", "false"),
            on_click=AgendaState.open_group(event.key),
            data_testid="interest-group",
            data_starts=event.starts,
            data_count=event.count,
            class_name="ev ev--int",
            custom_attrs=_placed(event),
            key=event.key,
        ),
        rx.el.div(
            *shown,
            data_testid="interest-group",
            data_starts=event.starts,
            data_count=event.count,
            class_name="ev ev--int",
            custom_attrs=_placed(event),
            key=event.key,
        ),
    )


def _block(event: Event) -> rx.Component:
    return rx.el.div(*_told(event), class_name="ev ev--block", custom_attrs=_placed(event), key=event.key)


def _free(event: Event, column: Column) -> rx.Component:
    """The phone's list offers what is free, to put an appointment there."""
    return rx.cond(
        column.may_decide,
        rx.el.button(
            *_told(event, icon("plus")),
            type="button",
            on_click=BookingState.start(event.starts, column.therapist_id),
            aria_haspopup="dialog",
            class_name="ev ev--free",
            custom_attrs=_placed(event),
            key=event.key,
        ),
        rx.el.div(*_told(event), class_name="ev ev--free", custom_attrs=_placed(event), key=event.key),
    )


def _told(event: Event, *before: rx.Component) -> tuple[rx.Component, ...]:
    return (
        rx.el.span(event.time, class_name="ev__t num", aria_hidden="true"),
        rx.el.b(*before, event.title),
        rx.el.span(event.span, class_name="ev__s num"),
        rx.el.small(event.detail, class_name="ev__d num"),
    )
