"""A patient's file: header, sessions, packs, contact, activity (AG-5)."""

import reflex as rx

from portal_app.components.icons import icon
from portal_app.components.staff.booking import new_appointment_button
from portal_app.components.staff.shell import address, outside
from portal_app.i18n.text import Text
from portal_app.presenters.staff.patient_file import AppointmentView, FactView, PackView
from portal_app.presenters.staff.trail import TrailView
from portal_app.states.staff.booking import BookingState
from portal_app.states.staff.pack_form import PackFormState
from portal_app.states.staff.patient_details import PatientDetailsState
from portal_app.states.staff.patient_file import PatientFileState

FILE = PatientFileState.file
TRAIL_ICONS = ("calendar", "key", "eye", "packs", "alert")


def file_header(t: Text) -> rx.Component:
    """Who it is, since when, the next session, and the way to another."""
    return rx.el.header(
        rx.el.span(FILE.initials, class_name="avatar big", aria_hidden="true"),
        rx.el.div(rx.el.h1(FILE.name), rx.el.p(FILE.headline, class_name="xs ink2 num")),
        rx.el.span(class_name="sp"),
        rx.cond(
            FILE.discharged,
            rx.el.span(t("Discharged"), class_name="pill pill--past"),
            rx.fragment(
                outside(
                    icon("eye"),
                    rx.el.span(t("See as the patient")),
                    href=FILE.seen_at,
                    data_testid="see-as-patient",
                    title=t("See as the patient"),
                    class_name="sbtn sbtn--line seeas",
                ),
                new_appointment_button(t, BookingState.start_for_patient),
            ),
        ),
        class_name="bar1 ph",
    )


def sessions_card(t: Text) -> rx.Component:
    """What comes, pending requests among it, and the latest that were."""
    return rx.el.section(
        rx.el.div(
            rx.el.h2(t("Appointments"), class_name="h3"),
            rx.el.span(FILE.held, class_name="xs ink2 num"),
            class_name="ch",
        ),
        rx.cond(
            FILE.coming.length() > 0,
            rx.el.ul(rx.foreach(FILE.coming, _appointment), class_name="appts"),
            rx.el.p(t("No session ahead"), class_name="ink2"),
        ),
        rx.cond(FILE.more_coming != "", rx.el.p(FILE.more_coming, class_name="xs ink2 num")),
        rx.cond(
            FILE.past.length() > 0,
            rx.fragment(
                rx.el.h3(t("Past appointments"), class_name="label sub"),
                rx.el.ul(rx.foreach(FILE.past, _appointment), class_name="appts"),
                rx.cond(
                    FILE.more_past != "",
                    rx.el.button(
                        FILE.more_past,
                        type="button",
                        on_click=PatientFileState.show_earlier,
                        class_name="sbtn sbtn--text",
                        data_testid="show-earlier",
                    ),
                ),
            ),
        ),
        class_name="card",
    )


def _appointment(one: rx.vars.ObjectVar[AppointmentView]) -> rx.Component:
    return rx.el.li(
        rx.el.span(one.day, class_name="num"),
        rx.el.b(one.time, class_name="num"),
        rx.el.small(one.state),
        class_name=f"ap ap--{one.kind}",
    )


def packs_card(t: Text) -> rx.Component:
    """The packs with what is left, counted (PK-1)."""
    return rx.el.section(
        rx.el.div(
            rx.el.h2(t("Packs"), class_name="h3"),
            rx.el.button(
                icon("plus"),
                t("New pack"),
                type="button",
                on_click=PackFormState.start,
                aria_haspopup="dialog",
                class_name="sbtn sbtn--text",
                data_testid="pack-new",
            ),
            class_name="ch",
        ),
        rx.cond(
            FILE.packs.length() > 0,
            rx.el.div(rx.foreach(FILE.packs, lambda one: _pack(t, one)), class_name="packs"),
            rx.el.p(t("No packs: each session is paid by itself."), class_name="ink2"),
        ),
        rx.cond(
            FILE.old_packs_title != "",
            rx.el.details(
                rx.el.summary(FILE.old_packs_title, class_name="sm"),
                rx.el.div(rx.foreach(FILE.old_packs, lambda one: _pack(t, one)), class_name="packs"),
                class_name="older",
            ),
        ),
        class_name="card",
    )


def _pack(t: Text, one: rx.vars.ObjectVar[PackView]) -> rx.Component:
    return rx.el.div(
        rx.el.p(
            rx.el.b(one.name),
            rx.cond(one.mark != "", rx.el.span(one.mark, class_name="pill pill--past")),
            rx.el.span(one.left, class_name="ink2 num"),
            class_name="pk2",
        ),
        rx.el.div(
            rx.cond(
                one.steps.length() > 0,
                rx.foreach(one.steps, lambda taken: rx.el.i(class_name=rx.cond(taken, "", "free"))),
                rx.el.i(class_name="share", custom_attrs={"style": {"width": one.share}}),
            ),
            class_name=rx.cond(one.steps.length() > 0, "bar", "bar bar--share"),
            role="progressbar",
            aria_valuemin=0,
            aria_valuemax=one.total,
            aria_valuenow=one.taken,
            aria_label=one.label,
        ),
        rx.el.p(
            one.detail,
            rx.el.button(
                t("Correct"),
                rx.el.span(" ", one.name, class_name="vh"),
                type="button",
                on_click=PackFormState.open(one.pack_id),
                aria_haspopup="dialog",
                class_name="sbtn sbtn--text",
                data_testid="pack-correct",
            ),
            class_name="xs ink2 num pk3",
        ),
        key=one.pack_id,
        data_testid="pack-card",
    )


def contact_card(t: Text) -> rx.Component:
    """How to reach the patient, and with whom they are."""
    return rx.el.section(
        rx.el.div(
            rx.el.h2(t("Contact"), class_name="h3"),
            rx.el.button(
                icon("edit"),
                t("Change"),
                rx.el.span(" ", t("the contact data"), class_name="vh"),
                type="button",
                on_click=PatientDetailsState.start,
                aria_haspopup="dialog",
                class_name="sbtn sbtn--text",
                data_testid="details-change",
            ),
            class_name="ch",
        ),
        rx.el.dl(
            rx.cond(FILE.calls != "", _fact(t("Called"), FILE.calls)),
            rx.cond(
                FILE.phone != "",
                _fact(t("Mobile"), outside(FILE.phone, href=f"tel:{FILE.dial}", class_name="num")),
            ),
            rx.cond(FILE.email != "", _fact(t("E-mail"), outside(FILE.email, href=f"mailto:{FILE.email}"))),
            rx.cond(FILE.birth_date != "", _fact(t("Date of birth"), FILE.birth_date)),
            _fact(t("Language"), FILE.language),
            _fact(t("Therapist"), FILE.therapist),
            _fact(t("Service"), FILE.service),
            _fact(t("Centre"), FILE.centre),
            class_name="kv",
        ),
        class_name="card",
    )


def _fact(name: str, value: rx.Component | rx.Var[str]) -> rx.Component:
    return rx.el.div(rx.el.dt(name), rx.el.dd(value))


def facts(listed: rx.Var[list[FactView]]) -> rx.Component:
    """Names and what they say."""
    return rx.el.dl(
        rx.foreach(listed, lambda one: rx.el.div(rx.el.dt(one.name), rx.el.dd(one.value, class_name="num"))),
        class_name="kv",
    )


def activity_card(t: Text) -> rx.Component:
    """The latest of the trail (GD-1)."""
    return rx.el.section(
        rx.el.div(
            rx.el.h2(t("Activity"), class_name="h3"),
            rx.el.a(
                t("See all"),
                rx.el.span(" ", t("the activity"), class_name="vh"),
                href=f"{address(t, 'activity')}?patient={FILE.patient_id}",
                data_testid="activity-all",
                class_name="sbtn sbtn--text",
            ),
            class_name="ch",
        ),
        rx.cond(
            FILE.activity.length() > 0,
            rx.el.ul(rx.foreach(FILE.activity, _trail), class_name="act"),
            rx.el.p(t("Nothing yet."), class_name="ink2"),
        ),
        class_name="card",
    )


def _trail(one: rx.vars.ObjectVar[TrailView]) -> rx.Component:
    return rx.el.li(
        rx.match(one.icon, *((name, icon(name, size="16px")) for name in TRAIL_ICONS), icon("file", size="16px")),
        rx.el.span(one.what, rx.el.small(one.detail, class_name="num")),
    )
