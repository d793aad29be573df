"""Session packs: what is left, and nothing that sells (PK-1, PK-2)."""

import reflex as rx

from portal_app.components.icons import icon, mark
from portal_app.components.patient.frame import show_more, skeleton, surface_foot
from portal_app.components.patient.script import settled
from portal_app.components.patient.words import filled
from portal_app.i18n.text import Text
from portal_app.presenters.patient.packs import FinishedView, PackView
from portal_app.states.patient.packs import PacksState
from portal_app.states.patient.page import PortalState


def packs(t: Text) -> rx.Component:
    """The page's content, once it is there."""
    view = PacksState.view
    return rx.cond(
        settled(PacksState.loaded),
        rx.fragment(
            rx.cond(
                view.current.length() > 0,
                rx.el.div(rx.foreach(view.current, lambda pack: pack_card(t, pack)), class_name="stack"),
                _none(t),
            ),
            rx.cond(view.more_current, show_more(t, PacksState.show_more)),
            rx.cond(view.finished.length() > 0, _finished(t)),
            surface_foot(t),
        ),
        rx.el.div(skeleton("pack__sk", t("Loading your packs")), class_name="stack"),
    )


def pack_card(t: Text, pack: rx.vars.ObjectVar[PackView]) -> rx.Component:
    """A pack with its bar."""
    return rx.el.article(
        rx.el.header(rx.el.h2(pack.title, class_name="h3"), rx.el.p(pack.size, class_name="sm ink2")),
        rx.el.p(
            rx.el.b(pack.left, class_name="num"),
            " ",
            rx.el.span(pack.left_words),
            data_testid="pack-left",
            class_name="left",
        ),
        rx.el.div(
            rx.cond(
                pack.steps != "",
                rx.foreach(
                    pack.steps.split(),
                    lambda step: rx.el.i(class_name=rx.match(step, ("u", ""), ("b", "booked"), "free")),
                ),
                rx.fragment(
                    rx.el.i(style={"width": pack.used_share}),
                    rx.el.i(class_name="booked", style={"width": pack.booked_share}),
                ),
            ),
            role="progressbar",
            aria_valuemin=0,
            aria_valuemax=pack.total_sessions,
            aria_valuenow=pack.used_sessions,
            aria_label=pack.bar_words,
            class_name=rx.cond(pack.steps != "", "bar", "bar bar--one"),
        ),
        rx.el.p(rx.el.span(pack.used), rx.el.span(pack.total), class_name="sm ink2 ends"),
        rx.cond(pack.note != "", rx.el.div(icon("info"), rx.el.p(pack.note), class_name="note")),
        rx.el.dl(
            _fact(t("Total"), pack.price),
            _fact(t("Paid by"), pack.payment),
            _fact(t("Since"), pack.since),
            rx.cond(pack.expires != "", _fact(t("Valid until"), pack.expires)),
            class_name="dl",
        ),
        data_testid="pack-card",
        class_name="card pack",
    )


def _fact(name: str, value: rx.Var[str]) -> rx.Component:
    return rx.el.div(rx.el.dt(name), rx.el.dd(value, class_name="num"))


def _finished(t: Text) -> rx.Component:
    return rx.el.section(
        rx.el.h2(t("Finished"), class_name="label lab"),
        rx.el.div(rx.foreach(PacksState.view.finished, finished_row), class_name="card card--flush"),
        rx.cond(PacksState.view.more_finished, show_more(t, PacksState.show_more)),
        class_name="section",
    )


def finished_row(pack: rx.vars.ObjectVar[FinishedView]) -> rx.Component:
    """A pack that is over, in a line."""
    return rx.el.div(
        icon("packs"),
        rx.el.span(rx.el.b(pack.title), rx.el.small(pack.words), class_name="grow"),
        class_name="row",
    )


def _none(t: Text) -> rx.Component:
    return rx.el.div(
        mark(),
        rx.el.h2(t("No pack in use"), class_name="h2"),
        rx.el.p(
            filled(
                t("When you take a pack of sessions with {therapist}, you will see here how many are left."),
                therapist=PortalState.portal.therapist,
            ),
            class_name="body2",
        ),
        class_name="empty empty--page",
    )
