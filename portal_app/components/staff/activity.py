"""The practice's trail: filters, days, lines (GD-1)."""

import reflex as rx

from portal_app.components.icons import icon
from portal_app.components.staff.notices import empty, skeleton_rows
from portal_app.components.staff.patients import TYPING_MS
from portal_app.components.staff.shell import address, outside
from portal_app.i18n.text import Text
from portal_app.presenters.staff.activity import ChoiceView, DayView, EntryView
from portal_app.states.staff.activity import LONGEST_QUERY, ActivityTrailState

VIEW = ActivityTrailState.view
ICONS = ("calendar", "key", "eye", "packs", "alert", "settings")


def download(t: Text) -> rx.Component:
    """The same as a file, for those who may take it along."""
    return rx.cond(
        VIEW.file != "",
        outside(
            icon("download"),
            t("Download"),
            rx.el.span(" ", t("as a sheet (CSV)"), class_name="vh"),
            href=VIEW.file,
            download=True,
            data_testid="activity-csv",
            class_name="sbtn sbtn--line",
        ),
    )


def filters(t: Text) -> rx.Component:
    """Whose, by whom, what, and when."""
    state = ActivityTrailState
    return rx.el.div(
        rx.cond(state.patient_id != "", _chosen(t), _patient_search(t)),
        _choice(t("Person"), state.who, VIEW.people, "who"),
        _choice(t("What"), state.kind, VIEW.kinds, "kind"),
        _day(t("From"), state.first_on, "first_on"),
        _day(t("To"), state.last_on, "last_on"),
        role="search",
        aria_label=t("Filter the activity"),
        class_name="trail__f",
    )


def _patient_search(t: Text) -> rx.Component:
    state = ActivityTrailState
    return rx.el.div(
        rx.el.label(
            rx.el.span(t("Patient"), class_name="label"),
            rx.el.input(
                type="search",
                default_value=state.query,
                on_change=state.search.debounce(TYPING_MS),
                placeholder=t("Anybody"),
                max_length=LONGEST_QUERY,
                auto_complete="off",
                spell_check=False,
                data_testid="activity-patient",
                custom_attrs={"data-key": "/"},
                class_name="input",
            ),
            class_name="field",
        ),
        rx.cond(
            state.found.length() > 0,
            rx.el.ul(
                rx.foreach(
                    state.found,
                    lambda one: rx.el.li(
                        rx.el.button(one.words, type="button", on_click=state.choose_patient(one.value)), key=one.value
                    ),
                ),
                aria_label=t("Patients found"),
                class_name="trail__found",
            ),
        ),
        class_name="trail__p",
    )


def _chosen(t: Text) -> rx.Component:
    return rx.el.div(
        rx.el.span(t("Patient"), class_name="label"),
        rx.el.button(
            rx.el.span(VIEW.patient),
            icon("close", size="1rem"),
            rx.el.span(" ", t("Show everybody’s"), class_name="vh"),
            type="button",
            on_click=ActivityTrailState.choose_patient(""),
            data_testid="activity-everybody",
            class_name="sbtn sbtn--soft",
        ),
        class_name="field trail__p",
    )


def _choice(name: str, value: rx.Var[str], choices: rx.Var[list[ChoiceView]], filter_: str) -> rx.Component:
    return rx.el.label(
        rx.el.span(name, class_name="label"),
        rx.el.select(
            rx.foreach(choices, lambda one: rx.el.option(one.words, value=one.value)),
            value=value,
            on_change=lambda chosen: ActivityTrailState.choose(filter_, chosen),
            data_testid=f"activity-{filter_}",
            class_name="input",
        ),
        class_name="field",
    )


def _day(name: str, value: rx.Var[str], filter_: str) -> rx.Component:
    return rx.el.label(
        rx.el.span(name, class_name="label"),
        rx.el.input(
            type="date",
            value=value,
            on_change=lambda chosen: ActivityTrailState.choose(filter_, chosen),
            data_testid=f"activity-{filter_}",
            class_name="input num",
        ),
        class_name="field",
    )


def trail(t: Text) -> rx.Component:
    """The days of this page of the trail, and the ways to the others."""
    state = ActivityTrailState
    return rx.cond(
        state.loaded,
        rx.cond(
            state.refused,
            empty(
                t("This activity is not for your role"), t("In a patient’s file you see what concerns that patient.")
            ),
            rx.fragment(
                rx.cond(
                    VIEW.days.length() > 0,
                    rx.foreach(VIEW.days, lambda day: _of_day(t, day)),
                    empty(t("Nothing found"), t("Widen the dates, or take a filter away.")),
                ),
                rx.el.nav(
                    rx.cond(state.later, _turn(t("Later"), "chevron-left", state.go_later, "activity-later")),
                    rx.cond(VIEW.earlier, _turn(t("Earlier"), "chevron-right", state.go_earlier, "activity-earlier")),
                    aria_label=t("Pages"),
                    class_name="trail__n",
                ),
            ),
        ),
        skeleton_rows(t, 10),
    )


def _turn(words: str, symbol: str, event: rx.event.EventSpec, testid: str) -> rx.Component:
    return rx.el.button(
        icon(symbol), words, type="button", on_click=event, data_testid=testid, class_name="sbtn sbtn--line"
    )


def _of_day(t: Text, day: rx.vars.ObjectVar[DayView]) -> rx.Component:
    return rx.el.section(
        rx.el.h2(day.title, class_name="label"),
        rx.el.ul(rx.foreach(day.lines, lambda entry: _entry(t, entry))),
        key=day.key,
        class_name="trail",
    )


def _entry(t: Text, entry: rx.vars.ObjectVar[EntryView]) -> rx.Component:
    return rx.el.li(
        rx.el.span(entry.time, class_name="num ink2"),
        rx.match(entry.icon, *((name, icon(name, size="1rem")) for name in ICONS), icon("file", size="1rem")),
        rx.el.span(
            rx.el.b(entry.what),
            rx.cond(entry.more != "", rx.el.span(" · ", entry.more, class_name="num")),
            class_name="trail__w",
        ),
        rx.el.span(entry.who, class_name="ink2 trail__by"),
        rx.cond(
            entry.patient_id != "",
            rx.el.a(entry.patient, href=f"{address(t, 'patients')}/{entry.patient_id}", class_name="trail__o"),
            rx.el.span(class_name="trail__o"),
        ),
        rx.el.small(entry.where, class_name="num ink3 trail__a"),
        key=entry.number,
        data_testid="activity-entry",
    )
