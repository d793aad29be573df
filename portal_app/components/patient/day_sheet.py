"""One day over the page: choose a time, look it over, sent (CA-2, CA-3). A dialog in the middle where there is room."""

from typing import Any

import reflex as rx

from portal_app.components.icons import icon, mark
from portal_app.components.patient.frame import outside, skeleton, surface_foot
from portal_app.components.patient.hero import elsewhere
from portal_app.components.patient.own_sessions import own_sessions
from portal_app.components.patient.request_form import (
    Time,
    confirm_sheet,
    of_the_day,
    sent_sheet,
    the_chosen,
    the_nearest,
)
from portal_app.components.patient.script import Whenever, do, held, peek, reckon, settled
from portal_app.components.patient.sending import is_sending, send_again
from portal_app.components.patient.words import AFTERNOON, calendar_words, filled, lead_words
from portal_app.i18n.text import Text
from portal_app.states.patient.calendar import CalendarState
from portal_app.states.patient.day_sheet import DaySheetState
from portal_app.states.patient.page import PortalState


def close() -> list[Any]:
    """What puts the sheet away."""
    return [do("closeDay"), DaySheetState.close()]


def day_sheet(t: Text) -> rx.Component:
    """The open day, at whichever step; nothing while none is open."""
    step = reckon(
        "sheetStep", held("day"), held("step"), held("attempt"), DaySheetState.answered, DaySheetState.said
    ).to(str)
    return rx.fragment(
        Whenever.of("sheetEntry", held("day")),
        *_asked_again(),
        rx.cond(
            held("day") != "",
            rx.fragment(
                rx.el.div(class_name="scrim", on_click=close()),
                rx.match(
                    step,
                    ("confirm", confirm_sheet(t, close())),
                    ("sent", sent_sheet(t, close())),
                    _times_sheet(t, step),
                ),
            ),
        ),
    )


def _asked_again() -> list[rx.Component]:
    """What a lost line may have swallowed: the open day, and a request on its way (UX-5)."""
    is_there = DaySheetState.on == held("day")
    return [
        Whenever.of("insist", (held("day") != "") & ~is_there, "day-again"),
        Whenever.of("insist", (held("day") != "") & is_there & is_sending(), "ask-again"),
        rx.el.button(type="button", hidden=True, on_click=DaySheetState.open(peek("day")), data_testid="day-again"),
        rx.el.button(type="button", hidden=True, on_click=send_again(), data_testid="ask-again"),
    ]


def _times_sheet(t: Text, step: rx.Var[str]) -> rx.Component:
    view = DaySheetState
    taken = step == "taken"
    room = rx.cond(CalendarState.asking, held("room"), reckon("roomOfClosed", held("room"))).to(str)
    is_past = reckon("isBefore", held("day"), CalendarState.today).to(bool)
    return rx.el.section(
        rx.el.header(
            rx.el.div(
                rx.el.h2(
                    reckon("dayTitle", held("day"), calendar_words(t)).to(str),
                    id="sheet-title",
                    tab_index=-1,
                    custom_attrs={"data-focus": ""},
                    class_name="h2",
                ),
                class_name="grow",
            ),
            close_button(t),
            class_name="sheet__head",
        ),
        rx.el.div(
            rx.cond(
                settled(view.on == held("day")),
                rx.fragment(
                    rx.cond(view.own.length() > 0, own_sessions(t)),
                    rx.cond(is_past, _past(t), rx.cond(view.asking, _open_times(t, taken), _closed(t))),
                    surface_foot(t),
                ),
                rx.el.div(
                    skeleton("slots__sk", t("Looking for open times")),
                    skeleton("slots__sk"),
                ),
            ),
            class_name="sheet__body",
        ),
        rx.cond(
            (view.on == held("day")) & ((view.times != "") | (view.nearest != "")),
            rx.el.footer(_ask_for(t), class_name="sheet__foot"),
        ),
        role="dialog",
        aria_modal="true",
        aria_labelledby="sheet-title",
        data_testid="day-sheet",
        class_name=f"sheet sheet--day sheet--{room}",
        key=rx.cond(taken, "taken", "pick"),
    )


def close_button(t: Text) -> rx.Component:
    """The cross; Escape presses it too."""
    return rx.el.button(
        icon("close"),
        type="button",
        aria_label=t("Close"),
        custom_attrs={"data-close": ""},
        on_click=close(),
        class_name="iconbtn",
    )


def _past(t: Text) -> rx.Component:
    return rx.cond(
        DaySheetState.own.length() == 0,
        rx.el.div(mark(), rx.el.p(t("You had nothing on this day"), class_name="h3"), class_name="empty"),
    )


def _closed(t: Text) -> rx.Component:
    return rx.fragment(
        rx.el.p(
            icon("info"),
            rx.el.span(t("Requests are closed for now. Write to your practice to find a time.")),
            class_name="note note--plain",
        ),
        _write(t),
    )


def _write(t: Text) -> rx.Component:
    """The way on where no time can be asked for: the bubble is behind the sheet."""
    portal = PortalState.portal
    return rx.cond(
        portal.whatsapp != "",
        outside(
            icon("whatsapp"),
            filled(t("Message {therapist} on WhatsApp"), therapist=portal.therapist),
            href=portal.whatsapp,
            target="_blank",
            rel="noopener noreferrer",
            class_name="btn btn--line btn--sm",
        ),
    )


def _open_times(t: Text, taken: rx.Var[bool]) -> rx.Component:
    has_nearest = DaySheetState.nearest != ""
    return rx.el.section(
        rx.el.h3(t("Open times"), class_name="label"),
        rx.cond(
            DaySheetState.times != "",
            rx.fragment(
                rx.el.p(_lead(t), class_name="sm ink3"),
                elsewhere(t),
                rx.cond(taken & has_nearest, _nearest(t), _all_times(t, taken)),
            ),
            rx.fragment(
                rx.cond(taken, _note()),
                rx.cond(taken & has_nearest, _nearest_only(t), _full(t)),
            ),
        ),
        class_name="openings",
    )


def _lead(t: Text) -> rx.Var[str]:
    state = DaySheetState
    return reckon("lead", of_the_day(t), state.minutes, state.places, lead_words(t)).to(str)


def _note() -> rx.Component:
    return rx.el.p(
        icon("info"), rx.el.span(DaySheetState.said_words), role="status", class_name="note note--plain taken"
    )


def _nearest(t: Text) -> rx.Component:
    """The time went: the nearest ones, and the way back to all of the day's."""
    return rx.fragment(
        _note(),
        _nearest_only(t),
        rx.el.button(
            t("See all the day’s times"),
            type="button",
            on_click=do("backToTimes"),
            class_name="btn btn--text btn--sm btn--wide",
        ),
    )


def _nearest_only(t: Text) -> rx.Component:
    return rx.el.div(
        rx.el.p(icon("clock"), t("Nearest"), class_name="label"),
        rx.el.div(rx.foreach(the_nearest(t), lambda slot: _slot(t, slot)), class_name="slots slots--near"),
        role="group",
        aria_label=t("Nearest"),
        class_name="slotgroup",
    )


def _all_times(t: Text, taken: rx.Var[bool]) -> rx.Component:
    times, noon = of_the_day(t), AFTERNOON[t.locale]
    morning = reckon("until", noon, times).to(list[Time])
    afternoon = reckon("since", noon, times).to(list[Time])
    return rx.fragment(
        rx.cond(taken, _note()),
        rx.cond(morning.length() > 0, _group(t, "sun", t("Morning"), morning)),
        rx.cond(afternoon.length() > 0, _group(t, "sunset", t("Afternoon"), afternoon)),
    )


def _group(t: Text, name: str, words: str, slots: rx.Var[list[Time]]) -> rx.Component:
    return rx.el.div(
        rx.el.p(icon(name), words, class_name="label"),
        rx.el.div(rx.foreach(slots, lambda slot: _slot(t, slot)), class_name="slots"),
        role="group",
        aria_label=words,
        class_name="slotgroup",
    )


def _slot(t: Text, slot: rx.vars.ObjectVar[Time]) -> rx.Component:
    return rx.cond(
        slot.mine,
        rx.el.button(
            slot.time,
            rx.el.span(", ", t("Pending"), class_name="vh"),
            type="button",
            disabled=True,
            key=slot.key,
            class_name="slot slot--wait",
        ),
        rx.el.button(
            rx.cond(slot.day != "", rx.el.small(slot.day)),
            slot.time,
            type="button",
            aria_pressed=rx.cond(held("slot") == slot.key, "true", "false"),
            on_click=do("chooseSlot", slot.key, slot.centre),
            data_testid=f"slot-{slot.clock}",
            key=slot.key,
            class_name="slot",
        ),
    )


def _full(t: Text) -> rx.Component:
    view = DaySheetState
    next_day = reckon("spoken", view.next_on, calendar_words(t)).to(str)
    return rx.el.div(
        mark(),
        rx.el.p(t("This day is full"), class_name="h3"),
        rx.cond(
            view.next_on != "",
            rx.fragment(
                rx.el.p(t("The days in bold do have open times."), class_name="sm ink2"),
                rx.el.button(
                    filled(t("See {day}"), day=next_day),
                    type="button",
                    on_click=[do("wantDay", view.next_on, "", ""), DaySheetState.open(view.next_on)],
                    data_testid="next-open-day",
                    class_name="btn btn--line btn--sm",
                ),
            ),
            rx.fragment(
                rx.el.p(t("There are no open times in the next weeks. Write to your practice."), class_name="sm ink2"),
                _write(t),
            ),
        ),
        class_name="empty empty--day",
    )


def _ask_for(t: Text) -> rx.Component:
    chosen = the_chosen(t)
    return rx.cond(
        reckon("isChosen", chosen).to(bool),
        rx.el.button(
            filled(t("Ask for {time}"), time=chosen.time),
            type="button",
            on_click=do("review"),
            data_testid="slot-review",
            class_name="btn btn--primary btn--wide",
        ),
        rx.el.button(t("Choose a time"), type="button", aria_disabled="true", class_name="btn btn--primary btn--wide"),
    )
