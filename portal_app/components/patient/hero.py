"""On top of the calendar: the next session, or how to come by one; beneath it, what waits."""

from typing import Any

import reflex as rx

from portal_app.components.icons import halves, icon, mark
from portal_app.components.patient.frame import outside, skeleton
from portal_app.components.patient.script import Whenever, reckon, settled
from portal_app.components.patient.words import filled, waiting_words
from portal_app.i18n.text import Text
from portal_app.states.patient.calendar import CalendarState
from portal_app.states.patient.page import PortalState


def next_session(t: Text) -> rx.Component:
    """The next session in one second's look (CA-5)."""
    return rx.cond(
        settled(CalendarState.loaded),
        rx.cond(CalendarState.hero.when != "", _hero(t), none_yet(t, CalendarState.is_new, CalendarState.asking)),
        skeleton("hero__sk", t("Loading your sessions")),
    )


def _hero(t: Text) -> rx.Component:
    hero = CalendarState.hero
    return rx.el.section(
        halves(),
        rx.el.p(t("Your next session"), class_name="sm"),
        rx.el.p(hero.when, class_name="h1"),
        rx.el.p(hero.date, rx.el.br(), hero.place, class_name="sm"),
        elsewhere(t),
        rx.el.div(
            ways(t, calendar_file=hero.calendar_file, address=hero.address, video=hero.video, look="btn--hero"),
            class_name="acts",
        ),
        class_name="hero",
        aria_label=t("Your next session"),
    )


def elsewhere(t: Text) -> rx.Component:
    """Whoever is in another time zone reads whose times these are."""
    there = reckon("clockThere", PortalState.portal.zone).to(str)
    return rx.cond(
        there != "",
        rx.el.p(
            filled(t("Times are the practice’s ({time} there now)."), time=there),
            data_testid="elsewhere",
            class_name="sm elsewhere",
        ),
    )


def ways(t: Text, *, calendar_file: rx.Var[str], address: rx.Var[str], video: rx.Var[str], look: str) -> rx.Component:
    """Keep the session in one's own calendar; find the place, or open the call."""
    return rx.fragment(
        outside(icon("calendar-plus"), t("Save the date"), href=calendar_file, download=True, class_name=f"btn {look}"),
        rx.cond(
            video != "",
            outside(
                icon("video"),
                t("Join the call"),
                href=video,
                target="_blank",
                rel="noopener noreferrer",
                class_name=f"btn {look}",
            ),
            rx.cond(
                address != "",
                outside(
                    icon("route"),
                    t("Directions"),
                    href=reckon("mapOf", address).to(str),
                    target="_blank",
                    rel="noopener noreferrer",
                    class_name=f"btn {look}",
                ),
            ),
        ),
    )


def none_yet(t: Text, is_new: rx.Var[bool], asking: rx.Var[bool]) -> rx.Component:
    """What to do where no session is ahead, or none ever was."""
    return rx.el.section(
        mark(),
        rx.el.div(
            rx.el.h2(
                rx.cond(is_new, t("You have no sessions yet"), t("You have no session ahead")),
                class_name="h3",
            ),
            rx.el.p(
                rx.cond(
                    asking,
                    rx.cond(
                        is_new,
                        t("Choose a day in the calendar and ask for your first time."),
                        t("Choose a day in the calendar and ask for a time."),
                    ),
                    t("Requests are closed for now. Write to your practice to find a time."),
                ),
                class_name="sm ink2",
            ),
            rx.cond(
                asking,
                rx.el.p(
                    t("Days in bold have open times. When you ask for one, you will see the answer here."),
                    class_name="sm ink2",
                ),
            ),
        ),
        key=rx.cond(is_new, "first", "next"),
        class_name="first card",
    )


def waiting_card(t: Text) -> rx.Component:
    """The times that wait for an answer, leading to the requests; what is confirmed meanwhile joins its halves."""
    waiting, joined, proposed = CalendarState.waiting, CalendarState.joined, PortalState.portal.proposed
    return rx.cond(
        settled(CalendarState.loaded),
        rx.el.div(
            rx.el.div(rx.cond(joined != "", _joined(t, waiting)), role="status", class_name="joined"),
            rx.cond((proposed > 0) & (joined == ""), _proposed(t)),
            rx.cond((waiting != "") & (joined == "") & (proposed == 0), _waits(t)),
            Whenever.of("keepRoom", waiting + joined),
            class_name="room",
        ),
        skeleton("wait__sk"),
    )


def _proposed(t: Text) -> rx.Component:
    """Before what waits, which is a line of it."""
    waiting = CalendarState.waiting
    return _to_requests(
        t,
        rx.el.b(t("A proposal is waiting for you")),
        rx.el.small(filled(t("{therapist} has another time for you."), therapist=PortalState.portal.therapist)),
        rx.cond(waiting != "", rx.el.small(reckon("waitingTitle", waiting, waiting_words(t)).to(str))),
        data_testid="proposal-card",
    )


def _waits(t: Text) -> rx.Component:
    waiting, said = CalendarState.waiting, waiting_words(t)
    return _to_requests(
        t,
        rx.el.b(reckon("waitingTitle", waiting, said).to(str)),
        rx.el.small(reckon("waitingTimes", waiting, said).to(str)),
    )


def _joined(t: Text, waiting: rx.Var[str]) -> rx.Component:
    """In the place of what waited: what waits still, or was answered with other times, is a line of it."""
    said = waiting_words(t)
    return _to_requests(
        t,
        rx.el.b(t("Session confirmed")),
        rx.el.small(reckon("waitingTimes", CalendarState.joined, said).to(str)),
        rx.cond(
            PortalState.portal.proposed > 0,
            rx.el.small(t("A proposal is waiting for you")),
            rx.cond(waiting != "", rx.el.small(reckon("waitingTitle", waiting, said).to(str))),
        ),
        sign=mark("mark mark--join"),
        look="waiting waiting--ok",
        key=CalendarState.joined,
        data_testid="session-joined",
    )


def _to_requests(
    t: Text, *lines: rx.Component, sign: rx.Component | None = None, look: str = "waiting", **given: Any
) -> rx.Component:
    return rx.el.a(
        sign or rx.el.i(class_name="glyph glyph--wait"),
        rx.el.span(*lines, class_name="grow"),
        icon("chevron-right", class_name="i chev"),
        href=f"/{t.locale.value}/requests",
        class_name=look,
        **given,
    )
