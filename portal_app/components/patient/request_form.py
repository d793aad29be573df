"""The steps after a time is chosen: look it over with a word to the therapist, and sent (CA-3)."""

from dataclasses import dataclass
from typing import Any

import reflex as rx

from portal_app.components.icons import icon
from portal_app.components.patient.frame import surface_foot
from portal_app.components.patient.script import do, held, hold, reckon, typed
from portal_app.components.patient.sending import send
from portal_app.components.patient.words import calendar_words, filled, ticket_words
from portal_app.domain.policies import LONGEST_MESSAGE
from portal_app.i18n.text import Text
from portal_app.presenters.patient.day import PlaceView
from portal_app.states.patient.day_sheet import DaySheetState
from portal_app.states.patient.page import PortalState
from portal_app.states.patient.undo import UndoState


@dataclass(frozen=True, slots=True)
class Ticket:
    """A date in three lines, as the page's script reckons it."""

    weekday: str
    day: str
    month: str


@dataclass(frozen=True, slots=True)
class Time:
    """A time that can be asked for, as the page's script reckons it (`times`).

    `clock` is HH:MM; `mine`: asked for already; `day` tells one on another date.
    """

    key: str
    on: str
    day: str
    clock: str
    time: str
    span: str
    centre: str
    online_too: bool
    mine: bool


def the_chosen(t: Text) -> rx.vars.ObjectVar[Time]:
    """The time that is chosen and still offered."""
    return reckon("chosen", held("slot"), of_the_day(t), the_nearest(t)).to(Time)


def of_the_day(t: Text) -> rx.Var[list[Time]]:
    """The open times of the day."""
    return _times(t, DaySheetState.times)


def the_nearest(t: Text) -> rx.Var[list[Time]]:
    """The free times nearest to one that went."""
    return _times(t, DaySheetState.nearest)


def _times(t: Text, sent: rx.Var[str]) -> rx.Var[list[Time]]:
    state = DaySheetState
    return reckon("times", state.on, sent, state.minutes, state.places, ticket_words(t)).to(list[Time])


def confirm_sheet(t: Text, close: list[Any]) -> rx.Component:
    """What is about to be sent, where, and a word with it."""
    chosen = the_chosen(t)
    therapist = PortalState.portal.therapist
    return rx.el.section(
        rx.el.header(
            rx.el.button(
                icon("arrow-left"),
                type="button",
                aria_label=t("Back to the times"),
                on_click=do("backToTimes"),
                class_name="iconbtn iconbtn--edge",
            ),
            rx.el.div(
                rx.el.h2(
                    t("Check your request"),
                    id="sheet-title",
                    tab_index=-1,
                    custom_attrs={"data-focus": ""},
                    class_name="h2",
                ),
                class_name="grow",
            ),
            rx.el.button(
                icon("close"),
                type="button",
                aria_label=t("Close"),
                custom_attrs={"data-close": ""},
                on_click=close,
                class_name="iconbtn",
            ),
            class_name="sheet__head",
        ),
        rx.el.div(
            _ticket(t, chosen),
            _places(t),
            _message(t, therapist),
            _problem(),
            surface_foot(t),
            class_name="sheet__body",
        ),
        rx.el.footer(
            send(t),
            rx.el.p(
                filled(t("It will be pending until {therapist} confirms it."), therapist=therapist),
                rx.el.br(),
                t("You can cancel it whenever you like."),
                class_name="xs ink3 after",
            ),
            class_name="sheet__foot",
        ),
        role="dialog",
        aria_modal="true",
        aria_labelledby="sheet-title",
        data_testid="day-sheet",
        class_name="sheet",
        key="confirm",
    )


def _ticket(t: Text, chosen: rx.vars.ObjectVar[Time]) -> rx.Component:
    ticket = reckon("ticket", chosen.on, ticket_words(t)).to(Ticket)
    return rx.el.div(
        rx.el.div(
            rx.el.span(ticket.weekday),
            rx.el.b(ticket.day),
            rx.el.span(ticket.month),
            class_name="ticket__d num",
        ),
        rx.el.div(
            rx.el.b(chosen.span, class_name="h2 num"),
            rx.el.p(
                filled(t("{n} min with {therapist}"), n=DaySheetState.minutes, therapist=PortalState.portal.therapist),
                class_name="sm ink2",
            ),
            class_name="ticket__t",
        ),
        class_name="ticket",
    )


def _places(t: Text) -> rx.Component:
    places = reckon("placesOf", the_chosen(t), DaySheetState.places, t("Online")).to(list[PlaceView])
    return rx.cond(
        places.length() > 1,
        rx.el.fieldset(
            rx.el.legend(t("How would you like the session?"), class_name="label"),
            rx.el.div(
                rx.foreach(places, _place),
                role="radiogroup",
                aria_label=t("How would you like the session?"),
                class_name="seg two",
            ),
            class_name="how",
        ),
    )


def _place(place: rx.vars.ObjectVar[PlaceView]) -> rx.Component:
    is_this = held("place") == place.key
    return rx.el.button(
        rx.cond(place.online, icon("video", size="18px"), icon("pin", size="18px")),
        place.name,
        type="button",
        role="radio",
        aria_checked=rx.cond(is_this, "true", "false"),
        tab_index=rx.cond(is_this, 0, -1),
        on_click=hold(place=place.key),
        key=place.key,
    )


def _message(t: Text, therapist: rx.Var[str]) -> rx.Component:
    return rx.el.label(
        rx.el.span(
            filled(t("Message for {therapist}"), therapist=therapist),
            rx.el.span(" ", t("(optional)"), class_name="optional"),
            class_name="label",
        ),
        rx.el.textarea(
            default_value=held("message"),
            on_change=typed("message"),
            rows="3",
            max_length=LONGEST_MESSAGE,
            aria_describedby="message-hint",
            data_testid="request-message",
            class_name="input",
        ),
        rx.el.span(
            rx.el.span(t("No clinical details, please.")),
            rx.el.span(held("message").length(), f"/{LONGEST_MESSAGE}", class_name="num"),
            id="message-hint",
            class_name="hint",
        ),
        class_name="field",
    )


def _problem() -> rx.Component:
    """What stood in the way, when it is not the time itself."""
    said = reckon("outcome", held("attempt"), DaySheetState.answered, DaySheetState.said).to(str)
    return rx.cond(
        said != "",
        rx.el.p(icon("alert"), rx.el.span(DaySheetState.said_words), role="alert", class_name="error refused"),
    )


def sent_sheet(t: Text, close: list[Any]) -> rx.Component:
    """One half is there; the other is the therapist's, and joins it as soon as it is confirmed."""
    is_whole = DaySheetState.said == "confirmed"
    therapist = PortalState.portal.therapist
    moment = reckon("momentTitle", held("slot"), calendar_words(t)).to(str)
    return rx.el.section(
        rx.el.div(
            rx.el.svg(
                rx.el.path(d="M57 8a42 42 0 0 0 0 84z", class_name="sa"),
                rx.el.path(d="M63.5 20a42 42 0 0 1 0 84z", class_name="sb"),
                view_box="0 0 120 112",
                aria_hidden="true",
            ),
            rx.el.div(
                rx.el.h2(
                    rx.cond(is_whole, t("Session confirmed"), t("Request sent")),
                    id="sheet-title",
                    tab_index=-1,
                    custom_attrs={"data-focus": ""},
                    class_name="h1",
                ),
                rx.el.div(
                    rx.el.p(moment, "."),
                    rx.el.p(
                        rx.cond(
                            is_whole,
                            filled(t("{therapist} has confirmed it. See you then."), therapist=therapist),
                            filled(
                                t("Now the other half is missing: we’ll tell you when {therapist} confirms it."),
                                therapist=therapist,
                            ),
                        )
                    ),
                    class_name="body2",
                ),
                role="status",
                data_testid=rx.cond(is_whole, "request-accepted", "request-pending"),
                class_name="sent__said",
            ),
            class_name=rx.cond(is_whole, "sheet__body sent is-whole", "sheet__body sent"),
        ),
        rx.el.footer(
            rx.el.button(
                t("Done"),
                type="button",
                custom_attrs={"data-close": ""},
                on_click=close,
                data_testid="request-done",
                class_name="btn btn--primary btn--wide",
            ),
            rx.cond(
                ~is_whole,
                rx.el.button(
                    t("Cancel request"),
                    type="button",
                    on_click=[UndoState.cancel(DaySheetState.sent_key), *close],
                    data_testid="request-cancel",
                    class_name="btn btn--text btn--wide",
                ),
            ),
            class_name="sheet__foot sheet__foot--plain",
        ),
        role="dialog",
        aria_modal="true",
        aria_labelledby="sheet-title",
        data_testid="day-sheet",
        class_name="sheet",
        key="sent",
    )
