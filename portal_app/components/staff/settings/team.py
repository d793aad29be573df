"""The team: the fields of one, and the first password that lets them in (PR-1, ID-8)."""

import reflex as rx

from portal_app.components.icons import icon
from portal_app.components.plain_form import plain_form
from portal_app.components.staff.fields import LANGUAGES, select_field, switch_field, text_field
from portal_app.components.staff.settings.listing import listing, new_button
from portal_app.i18n.text import Text
from portal_app.states.staff.settings.team import TeamState

STATE = TeamState


def team_list(t: Text) -> rx.Component:
    """The people, and the form of one."""
    return listing(
        t,
        STATE,
        text_field(STATE, "name", t("Name and surnames"), max_length=120),
        text_field(STATE, "email", t("E-mail"), kind="email", hint=t("They sign in with it."), max_length=200),
        select_field(
            STATE,
            "role",
            t("Role"),
            (("therapist", t("Therapist")), ("scheduler", t("Reception")), ("admin", t("Administration"))),
            hint=t(
                "Therapists see their own agenda and patients; reception, everybody’s agenda and contact data; "
                "administration, everything."
            ),
        ),
        switch_field(
            STATE, "holds_agenda", t("Holds an agenda"), hint=t("For administrators who see patients as well.")
        ),
        rx.el.div(
            text_field(STATE, "licence", t("Licence number"), max_length=30),
            text_field(STATE, "whatsapp", "WhatsApp", kind="tel", max_length=30),
            class_name="two",
        ),
        select_field(STATE, "locale", t("Language"), LANGUAGES),
        nothing=(t("Nobody yet"), t("Who works here appears here.")),
        new=t("New team member"),
        instead=t("Their patients go to"),
        retire=t("They no longer work here"),
        beside=_first_password(t),
    )


def new_member(t: Text) -> rx.Component:
    """Begins a new one."""
    return new_button(STATE, t("New team member"))


def _first_password(t: Text) -> rx.Component:
    """A page of its own shows it, once: a password never passes through what a page keeps."""
    return rx.cond(
        STATE.oneself | ~STATE.may_change,
        rx.fragment(),
        plain_form(
            rx.el.input(type="hidden", name="lang", value=t.locale.value),
            rx.el.input(type="hidden", name="staff_id", value=STATE.opened),
            rx.el.p(
                icon("lock"),
                rx.el.span(
                    t("A first password is for handing over: it ends the one they have, and their open pages with it.")
                ),
                class_name="note note--plain",
            ),
            rx.el.button(
                t("Give a first password"), type="submit", class_name="sbtn sbtn--line", data_testid="give-password"
            ),
            action="/api/staff/team/password",
            class_name="form beside",
        ),
    )
