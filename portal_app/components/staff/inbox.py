"""The inbox: its tabs, its lines, and the day beside it (AG-4)."""

from typing import Any

import reflex as rx

from portal_app.components.icons import icon
from portal_app.components.staff.keys import keys_button
from portal_app.components.staff.notices import empty, skeleton_rows
from portal_app.components.staff.shell import address, call_link
from portal_app.i18n.text import Text
from portal_app.presenters.staff.door_news import DoorNewsView
from portal_app.presenters.staff.inbox import InboxItemView, NoteView
from portal_app.presenters.staff.today import TodayRow
from portal_app.states.staff.decision import NO, DecisionState
from portal_app.states.staff.inbox import ALL, DOORS, PACKS, REQUESTS, InboxState

STATE = InboxState


def inbox_bar(t: Text) -> rx.Component:
    """The page's name, whose inbox it is where there are several, and the keys."""
    keys = ((("J", "K"), t("move")), (("A",), t("accept")), (("R",), t("answer no")))
    return rx.el.header(
        rx.el.h1(t("To do")),
        rx.el.span(class_name="sp"),
        rx.cond(
            STATE.therapists.length() > 0,
            rx.el.select(
                rx.foreach(STATE.therapists, lambda one: rx.el.option(one.text, value=one.value)),
                value=STATE.therapist,
                on_change=STATE.choose_therapist,
                aria_label=t("Therapist"),
                class_name="input whose",
            ),
        ),
        rx.el.span(
            *(rx.el.span(*(rx.el.kbd(name) for name in names), " ", does) for names, does in keys),
            class_name="xs ink3 keysline wide-b",
            aria_hidden="true",
        ),
        keys_button(t),
        class_name="bar1",
    )


def inbox_tabs(t: Text) -> rx.Component:
    """One kind of what waits, or everything."""
    counts = STATE.counts
    return rx.el.div(
        _tab(t("Everything"), ALL, counts.everything),
        _tab(t("Requests"), REQUESTS, counts.requests),
        _tab(t("Way in"), DOORS, counts.doors),
        _tab(t("Packs"), PACKS, counts.packs),
        class_name="tabs2 tabs2--b",
        role="group",
        aria_label=t("What to show"),
    )


def inbox_list(t: Text) -> rx.Component:
    """What waits, in its order; a calm word when nothing does."""
    of = STATE.kind
    nothing = (
        (STATE.items.length() == 0)
        & (STATE.doors.length() == 0)
        & (STATE.notes["packs"].length() == 0)
        & (STATE.notes["proposed"].length() == 0)
        & (STATE.notes["unanswered"].length() == 0)
    )
    return rx.cond(
        STATE.loaded,
        rx.fragment(
            rx.cond((of == ALL) | (of == REQUESTS), _requests(t)),
            rx.cond((of == ALL) | (of == DOORS), _doors(t)),
            rx.cond((of == ALL) | (of == PACKS), _notes(t, "packs", t("Packs that end"))),
            rx.cond(
                (of == ALL) | (of == REQUESTS),
                rx.fragment(
                    _notes(t, "proposed", t("Waiting for the patient"), action=_withdraw(t)),
                    _notes(t, "unanswered", t("Passed without an answer"), called=True),
                ),
            ),
            rx.cond(
                nothing | ((of == REQUESTS) & (STATE.items.length() == 0) & (STATE.notes["proposed"].length() == 0)),
                empty(t("All quiet"), t("When a patient asks for a time, it appears here.")),
            ),
        ),
        skeleton_rows(t),
    )


def today_panel(t: Text) -> rx.Component:
    """What is left of today."""
    view = STATE.today
    return rx.cond(
        view.heading != "",
        rx.el.aside(
            rx.el.h2(view.heading),
            rx.el.p(view.summary, class_name="xs ink2"),
            rx.el.ol(rx.foreach(view.rows, _hour)),
            rx.cond(
                view.free != "",
                rx.el.div(
                    rx.el.h3(t("Free today"), class_name="label"),
                    rx.el.p(view.free, class_name="sm ink2 num"),
                    class_name="freehours",
                ),
            ),
            aria_label=view.heading,
            class_name="todaypanel",
        ),
    )


def _hour(row: rx.vars.ObjectVar[TodayRow]) -> rx.Component:
    return rx.el.li(
        rx.el.span(row.time, class_name="num"),
        rx.cond(
            row.look == "nowl",
            rx.el.i(aria_hidden="true"),
            rx.el.b(row.name, rx.cond(row.online, icon("video", size="14px"))),
        ),
        class_name=row.look,
    )


def _tab(name: str, kind: str, number: rx.Var[str]) -> rx.Component:
    return rx.el.button(
        name,
        rx.cond(number != "", rx.el.span(number, class_name="n num")),
        type="button",
        aria_pressed=rx.cond(STATE.kind == kind, "true", "false"),
        on_click=STATE.choose_kind(kind),
        data_testid=f"kind-{kind}",
    )


def _requests(t: Text) -> rx.Component:
    return rx.cond(
        STATE.items.length() > 0,
        rx.el.section(
            rx.el.div(
                rx.el.h2(t("Requests for a time")),
                rx.el.p(STATE.summary, class_name="xs ink3"),
                class_name="list__h",
            ),
            rx.el.ul(
                rx.foreach(STATE.items, lambda item, number: _item(t, item, number)), custom_attrs={"data-rows": True}
            ),
            rx.cond(STATE.which != "", _pages(t)),
        ),
    )


def _pages(t: Text) -> rx.Component:
    def turn(by: int, name: str, symbol: str) -> rx.Component:
        return rx.el.button(
            icon(symbol), type="button", aria_label=name, on_click=STATE.turn(by), class_name="iconbtn sicon"
        )

    return rx.el.nav(
        turn(-1, t("The page before"), "chevron-left"),
        rx.el.span(STATE.which, class_name="sm ink2 num", role="status"),
        turn(1, t("The next page"), "chevron-right"),
        aria_label=t("Pages"),
        class_name="pages",
    )


def _doors(t: Text) -> rx.Component:
    """Who is shut out of the portal, with the way to what mends it; and who came in for the first time (ID-12)."""
    return rx.cond(
        STATE.doors.length() > 0,
        rx.el.section(
            rx.el.h2(t("Way into the portal")),
            rx.el.ul(rx.foreach(STATE.doors, lambda news: _door(t, news))),
        ),
    )


def _notes(t: Text, kind: str, title: str, *, action: Any = None, called: bool = False) -> rx.Component:
    def line(one: rx.vars.ObjectVar[NoteView]) -> rx.Component:
        return rx.el.li(
            rx.el.span(one.initials, class_name="avatar", aria_hidden="true"),
            rx.el.div(rx.el.b(one.name), rx.el.p(one.what), class_name="it__b"),
            rx.el.div(
                call_link(t, one.phone, one.name) if called else rx.fragment(),
                action(one) if action else rx.fragment(),
                rx.el.a(
                    t("Open the file"),
                    rx.el.span(": ", one.name, class_name="vh"),
                    href=f"{address(t, 'patients')}/{one.patient_id}",
                    class_name="sbtn sbtn--ghost",
                ),
                class_name="it__a",
            ),
            class_name="it",
            data_testid=f"note-{kind}",
            key=one.key,
        )

    listed = STATE.notes[kind]
    return rx.cond(listed.length() > 0, rx.el.section(rx.el.h2(title), rx.el.ul(rx.foreach(listed, line))))


def _withdraw(t: Text) -> Any:
    return lambda one: rx.el.button(
        t("Take back"),
        rx.el.span(": ", one.name, class_name="vh"),
        type="button",
        on_click=STATE.withdraw(one.key),
        class_name="sbtn sbtn--ghost",
    )


def _door(t: Text, news: rx.vars.ObjectVar[DoorNewsView]) -> rx.Component:
    return rx.el.li(
        rx.cond(
            news.blocked,
            rx.el.span(icon("lock", size="16px"), class_name="avatar av--bad", aria_hidden="true"),
            rx.el.span(news.initials, class_name="avatar", aria_hidden="true"),
        ),
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
        rx.el.button(
            rx.el.b(rx.el.span(item.label, class_name="vh"), rx.el.span(item.title, aria_hidden="true")),
            rx.cond(item.soon != "", rx.el.span(item.soon, class_name="pill pill--wait num")),
            rx.el.p(item.detail),
            type="button",
            on_click=DecisionState.open(item.request_id),
            aria_haspopup="dialog",
            aria_expanded=rx.cond(DecisionState.group.key == item.request_id, "true", "false"),
            data_testid="inbox-open",
            class_name="it__b it__open",
            custom_attrs={"data-row": True},
        ),
        rx.cond(
            item.single,
            rx.el.div(
                rx.el.button(
                    t("Answer no"),
                    rx.el.span(": ", item.phrase, class_name="vh"),
                    type="button",
                    on_click=DecisionState.answer(NO, item.request_id),
                    class_name="sbtn sbtn--ghost",
                    custom_attrs={"data-do": "r"},
                ),
                rx.el.button(
                    icon("check"),
                    t("Accept"),
                    rx.el.span(": ", item.phrase, class_name="vh"),
                    type="button",
                    on_click=STATE.accept(item.request_id),
                    data_testid="interest-accept",
                    class_name="sbtn sbtn--soft",
                    custom_attrs={"data-do": "a"},
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
                    on_click=DecisionState.open(item.request_id),
                    class_name=rx.cond(number == 0, "sbtn sbtn--primary", "sbtn sbtn--soft"),
                    custom_attrs={"data-do": "a"},
                ),
                class_name="it__a",
            ),
        ),
        class_name=rx.cond(DecisionState.group.key == item.request_id, "it is-sel", "it"),
        data_testid="interest-patient",
        key=item.request_id,
    )
