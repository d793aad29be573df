"""The inbox's lines (AG-4)."""

import reflex as rx

from portal_app.components.icons import icon
from portal_app.components.staff.notices import empty, skeleton_rows
from portal_app.components.staff.shell import address
from portal_app.i18n.text import Text
from portal_app.presenters.staff.door_news import DoorNewsView
from portal_app.presenters.staff.inbox import InboxItemView
from portal_app.states.staff.inbox import InboxState


def inbox_list(t: Text) -> rx.Component:
    """Groups first, then the longest wait; a calm word when nothing waits."""
    return rx.cond(
        InboxState.loaded,
        rx.cond(
            InboxState.items.length() > 0,
            rx.el.section(
                rx.el.h2(t("Requests for a time")),
                rx.el.ul(rx.foreach(InboxState.items, lambda item, number: _item(t, item, number))),
            ),
            rx.cond(
                InboxState.doors.length() > 0,
                rx.fragment(),
                empty(t("Nothing waits"), t("When a patient asks for a time, it appears here.")),
            ),
        ),
        skeleton_rows(t),
    )


def door_list(t: Text) -> rx.Component:
    """Who is shut out of the portal, with the way to what mends it; and who came in for the first time (ID-12)."""
    return rx.cond(
        InboxState.doors.length() > 0,
        rx.el.section(
            rx.el.h2(t("Way into the portal")),
            rx.el.ul(rx.foreach(InboxState.doors, lambda news: _door(t, news))),
        ),
    )


def _door(t: Text, news: rx.vars.ObjectVar[DoorNewsView]) -> rx.Component:
    return rx.el.li(
        rx.el.span(news.initials, class_name="avatar", aria_hidden="true"),
        rx.el.div(rx.el.b(news.name), rx.el.p(news.what), class_name="it__b"),
        rx.el.div(
            rx.el.a(
                rx.cond(news.blocked, t("Mend it"), t("Open the file")),
                rx.el.span(": ", news.name, class_name="vh"),
                href=f"{address(t, 'patients')}/{news.patient_id}",
                class_name=rx.cond(news.blocked, "sbtn sbtn--soft", "sbtn sbtn--ghost"),
            ),
            class_name="it__a",
        ),
        class_name="it",
        data_testid=rx.cond(news.blocked, "door-blocked", "door-first"),
        key=news.patient_id,
    )


def _item(t: Text, item: rx.vars.ObjectVar[InboxItemView], number: rx.Var[int]) -> rx.Component:
    return rx.el.li(
        rx.el.span(rx.el.i(item.weekday), rx.el.b(item.number), class_name="dt dt--wait num", aria_hidden="true"),
        rx.el.div(
            rx.el.b(rx.el.span(item.label, class_name="vh"), rx.el.span(item.title, aria_hidden="true")),
            rx.el.p(item.detail),
            class_name="it__b",
        ),
        rx.cond(
            item.single,
            rx.el.div(
                rx.el.button(
                    t("Answer no"),
                    rx.el.span(": ", item.phrase, class_name="vh"),
                    type="button",
                    on_click=InboxState.reject(item.request_id),
                    class_name="sbtn sbtn--ghost",
                ),
                rx.el.button(
                    icon("check"),
                    t("Accept"),
                    rx.el.span(": ", item.phrase, class_name="vh"),
                    type="button",
                    on_click=InboxState.accept(item.request_id),
                    data_testid="interest-accept",
                    class_name="sbtn sbtn--soft",
                ),
                class_name="it__a",
            ),
            rx.el.div(
                rx.el.span(
                    rx.foreach(item.faces, lambda face: rx.el.span(face, class_name="avatar", aria_hidden="true")),
                    class_name="stackav",
                ),
                rx.el.button(
                    t("Choose"),
                    rx.el.span(": ", item.label, class_name="vh"),
                    type="button",
                    on_click=InboxState.choose(item.request_id),
                    class_name=rx.cond(number == 0, "sbtn sbtn--primary", "sbtn sbtn--soft"),
                ),
                class_name="it__a",
            ),
        ),
        class_name="it",
        data_testid="interest-patient",
        key=item.request_id,
    )
