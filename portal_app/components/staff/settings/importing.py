"""Patients and agendas on their way in: choose a file, look at it, all of it or nothing (PR-4)."""

import reflex as rx

from portal_app.components.icons import icon
from portal_app.components.plain_form import plain_form
from portal_app.components.staff.settings.area import only_look
from portal_app.components.staff.settings.imports_made import imports_made
from portal_app.domain.imports.columns import Field
from portal_app.i18n.text import Text
from portal_app.presenters.staff.agenda import Option
from portal_app.presenters.staff.settings.importing import ColumnView, FlawView
from portal_app.states.staff.settings.importing import ImportState

STATE = ImportState


def import_desk(t: Text) -> rx.Component:
    """The file that is looked at, or the two ways to choose one; below, what was imported before."""
    return rx.el.div(
        only_look(STATE.may_change, t("Only an administrator can change this.")),
        rx.el.div(
            rx.cond(
                STATE.trouble != "",
                rx.el.div(icon("alert"), rx.el.p(STATE.trouble), class_name="note note--danger"),
            ),
            role="alert",
        ),
        rx.cond(
            STATE.may_change,
            rx.fragment(
                rx.cond(STATE.desk.kind == "", _choose(t), _look(t)),
                imports_made(t),
            ),
        ),
        class_name="scroll inner import",
    )


def _choose(t: Text) -> rx.Component:
    return rx.el.div(
        _sender(
            t,
            "patients",
            t("Patients from a spreadsheet"),
            t(
                "A CSV file, as Excel, Numbers or another program exports it. "
                "You see each problem before anything is written."
            ),
            t("Choose a CSV file"),
            ".csv,.txt,.tsv,text/csv",
        ),
        _sender(
            t,
            "agenda",
            t("An agenda from a calendar"),
            t(
                "An .ics file, as Google, Outlook or Apple export it. Where a patient is recognised it becomes a "
                "session; anything else, time off."
            ),
            t("Choose an .ics file"),
            ".ics,text/calendar",
        ),
        class_name="cards",
    )


def _sender(t: Text, kind: str, title: str, line: str, choose: str, accept: str) -> rx.Component:
    """A form of the browser's own. What is chosen is named by our button: a browser's speaks a language of its own."""
    return rx.el.section(
        rx.el.h2(title, class_name="h3"),
        rx.el.p(line, class_name="ink2"),
        plain_form(
            rx.el.input(type="hidden", name="kind", value=kind),
            rx.el.input(type="hidden", name="lang", value=t.locale.value),
            rx.el.label(
                icon("upload"),
                rx.el.span(choose, class_name="cut", custom_attrs={"data-chosen": ""}),
                rx.el.input(
                    type="file",
                    name="file",
                    accept=accept,
                    required=True,
                    class_name="vh",
                    data_testid=f"file-{kind}",
                ),
                class_name="sbtn sbtn--line filepick",
            ),
            rx.el.div(
                rx.el.button(
                    t("Look at it"), type="submit", class_name="sbtn sbtn--primary", data_testid=f"look-{kind}"
                ),
                class_name="acts",
            ),
            action="/api/staff/import",
            enc_type="multipart/form-data",
            class_name="form",
        ),
        class_name="card",
    )


def _look(t: Text) -> rx.Component:
    desk = STATE.desk
    return rx.el.div(
        rx.el.section(
            rx.el.div(
                rx.el.h2(desk.file_name, class_name="h3"),
                rx.el.button(
                    t("Choose another file"),
                    type="button",
                    on_click=STATE.put_away,
                    class_name="sbtn sbtn--text",
                ),
                class_name="ch",
            ),
            rx.el.div(
                rx.el.p(desk.count, class_name="import__n", data_testid="import-count"),
                rx.cond(desk.detail != "", rx.el.p(desk.detail, class_name="ink2 num")),
                rx.cond(
                    desk.flawed != "",
                    rx.el.p(
                        icon("alert"),
                        rx.el.span(desk.flawed),
                        class_name="note note--danger",
                        data_testid="import-flawed",
                    ),
                ),
                aria_live="polite",
            ),
            rx.cond(STATE.therapists.length() > 0, _whose(t)),
            rx.cond(
                desk.kind == "patients",
                _tick(
                    "duplicates",
                    t("Take those too who share a name or a telephone"),
                    t("Brothers and sisters share a telephone, and two people may share a name."),
                ),
                _tick(
                    "patients_only",
                    t("Only take what names a patient"),
                    t("Otherwise the rest comes in as time off."),
                ),
            ),
            rx.cond(desk.skippable, _tick("skip", t("Leave out what has problems"), t("The others are imported."))),
            rx.el.div(
                rx.el.button(
                    desk.button,
                    type="button",
                    on_click=STATE.carry_out,
                    disabled=~desk.ready,
                    class_name="sbtn sbtn--primary",
                    data_testid="import-carry-out",
                ),
                class_name="acts",
            ),
            class_name="card form",
        ),
        rx.cond(STATE.columns.length() > 0, _columns(t)),
        rx.cond(STATE.flaws.length() > 0, _flaws(t)),
        class_name="import__desk",
    )


def _whose(t: Text) -> rx.Component:
    def option(one: rx.vars.ObjectVar[Option]) -> rx.Component:
        return rx.el.option(one.text, value=one.value)

    return rx.el.label(
        rx.el.span(
            rx.cond(
                STATE.desk.kind == "agenda", t("Whose agenda it is"), t("Whose they are, where the file does not say")
            ),
            class_name="label",
        ),
        rx.el.select(
            rx.foreach(STATE.therapists, option),
            value=STATE.chosen["therapist"],
            on_change=STATE.give_to,
            class_name="input",
        ),
        class_name="field",
    )


def _tick(name: str, label: str, hint: str) -> rx.Component:
    return rx.el.label(
        rx.el.input(
            type="checkbox",
            role="switch",
            checked=STATE.ticked.contains(name),
            on_change=lambda value: STATE.tick(name, value),
            class_name="switch",
        ),
        rx.el.span(label, rx.el.small(hint)),
        class_name="tick",
        key=name,
    )


def _columns(t: Text) -> rx.Component:
    names = _fields(t)

    def column(one: rx.vars.ObjectVar[ColumnView]) -> rx.Component:
        return rx.el.li(
            rx.el.div(rx.el.b(one.title), rx.el.p(one.samples, class_name="xs ink2"), class_name="grow"),
            rx.el.select(
                *(rx.el.option(name, value=value) for value, name in names),
                value=one.field,
                on_change=lambda value: STATE.hold(one.place, value),
                aria_label=one.title,
                class_name="input",
            ),
            class_name="setrow import__c",
            key=one.place.to(str),
        )

    return rx.el.section(
        rx.el.h2(t("What the columns hold"), class_name="h3"),
        rx.el.ul(rx.foreach(STATE.columns, column), class_name="setlist"),
        class_name="card",
    )


def _fields(t: Text) -> list[tuple[str, str]]:
    return [
        ("", t("Left out")),
        (Field.NAME.value, t("Full name")),
        (Field.GIVEN_NAME.value, t("First name")),
        (Field.SURNAMES.value, t("Surnames")),
        (Field.PHONE.value, t("Phone")),
        (Field.EMAIL.value, t("E-mail")),
        (Field.BIRTH_DATE.value, t("Date of birth")),
        (Field.LOCALE.value, t("Language")),
        (Field.THERAPIST.value, t("Therapist")),
        (Field.SINCE.value, t("Patient since")),
    ]


def _flaws(t: Text) -> rx.Component:
    def flaw(one: rx.vars.ObjectVar[FlawView]) -> rx.Component:
        return rx.el.li(
            rx.el.b(one.where, class_name="num"),
            rx.el.span(one.words, class_name="grow"),
            class_name="import__f",
            data_testid="import-flaw",
            key=one.key,
        )

    return rx.el.section(
        rx.el.h2(t("What is wrong"), class_name="h3"),
        rx.el.ul(rx.foreach(STATE.flaws, flaw)),
        rx.cond(STATE.desk.more != "", rx.el.p(STATE.desk.more, class_name="ink2")),
        class_name="card",
    )
