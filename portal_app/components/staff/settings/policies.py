"""How patients may ask, with the words they read (AV-1, AV-6)."""

import reflex as rx

from portal_app.components.staff.fields import form, group, save_foot, select_field, switch_field, text_field
from portal_app.components.staff.settings.area import only_look
from portal_app.domain.set_up import INTERVALS
from portal_app.i18n.text import Text
from portal_app.presenters.staff.settings.policies import TherapistRow
from portal_app.states.staff.settings.policies import PoliciesState

STATE = PoliciesState


def policies_form(t: Text) -> rx.Component:
    """The choices."""
    return rx.el.section(
        only_look(STATE.may_change, t("Only an administrator can change this.")),
        form(
            STATE,
            rx.el.fieldset(
                group(
                    t("Requests of patients"),
                    select_field(
                        STATE,
                        "who_may_ask",
                        t("Who sees open times and may ask"),
                        (
                            ("all", t("All patients")),
                            ("consented", t("Patients whose file allows it")),
                            ("nobody", t("Nobody")),
                        ),
                    ),
                    rx.el.div(
                        text_field(STATE, "notice_hours", t("Least notice, in hours"), kind="number"),
                        text_field(STATE, "horizon_days", t("Open times ahead, in days"), kind="number"),
                        class_name="two",
                    ),
                    rx.el.div(
                        select_field(
                            STATE,
                            "interval_minutes",
                            t("An open time every"),
                            [(str(minutes), t("{n} min", n=minutes)) for minutes in INTERVALS],
                        ),
                        text_field(STATE, "most_pending", t("Most waiting requests per patient"), kind="number"),
                        class_name="two",
                    ),
                ),
                group(
                    t("Packs and codes"),
                    switch_field(STATE, "no_show_uses_pack", t("A missed session uses up one of the pack")),
                    text_field(
                        STATE, "code_lapses_days", t("A code that nobody used lapses after, in days"), kind="number"
                    ),
                    switch_field(
                        STATE,
                        "asks_birth_date",
                        t("Ask for the date of birth at the first entry"),
                        hint=t("So that the code alone is not enough. Patients whose file has no date are not asked."),
                    ),
                ),
                group(
                    t("Team"),
                    switch_field(
                        STATE,
                        "therapists_see_all",
                        t("Therapists see all patients and agendas"),
                        hint=t("Otherwise only their own."),
                    ),
                ),
                save_foot(t, STATE),
                disabled=~STATE.may_change,
                class_name="plainset",
            ),
            on_submit=STATE.save,
        ),
        class_name="card",
    )


def promise_card(t: Text) -> rx.Component:
    """What patients read because of it."""
    return rx.el.section(
        rx.el.h2(t("What your patients read"), class_name="h3 first"),
        rx.el.ul(rx.foreach(STATE.promise, rx.el.li), class_name="promise", aria_live="polite"),
        class_name="card",
    )


def therapists_card(t: Text) -> rx.Component:
    """Whose open times patients see."""
    return rx.cond(
        STATE.therapists.length() > 0,
        rx.el.section(
            rx.el.h2(t("Whose open times patients see"), class_name="h3 first"),
            rx.foreach(STATE.therapists, _therapist),
            class_name="card",
        ),
    )


def _therapist(row: rx.vars.ObjectVar[TherapistRow]) -> rx.Component:
    return rx.el.label(
        rx.el.input(
            type="checkbox",
            role="switch",
            checked=row.visible,
            on_change=lambda value: STATE.show_therapist(row.staff_id, value),
            class_name="switch",
        ),
        rx.el.span(row.name),
        class_name="tick",
        key=row.staff_id,
    )
