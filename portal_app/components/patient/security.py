"""Devices, what happened lately, and the ways to sign out (ID-5, ID-11, GD-1)."""

import reflex as rx

from portal_app.components.icons import icon
from portal_app.components.patient.activity import trace
from portal_app.components.patient.frame import outside, show_more, skeleton
from portal_app.components.patient.script import Whenever, held, hold, settled
from portal_app.components.patient.words import filled
from portal_app.i18n.text import Text
from portal_app.presenters.patient.security import DeviceView
from portal_app.states.patient.page import PortalState
from portal_app.states.patient.security import SecurityState


def devices(t: Text) -> rx.Component:
    """Where one is signed in, and the mild way out of all the others."""
    view = SecurityState.view
    return rx.el.section(
        rx.el.h2(t("Your devices"), id="devices", class_name="label lab"),
        rx.cond(
            settled(SecurityState.loaded),
            rx.fragment(
                rx.el.div(rx.foreach(view.devices, lambda one: _device(t, one)), class_name="card card--flush"),
                rx.cond(view.more_devices, show_more(t, SecurityState.show_more)),
                rx.cond(view.others > 0, _others(t)),
            ),
            skeleton("rows__sk", t("Loading your devices")),
        ),
        aria_labelledby="devices",
    )


def _others(t: Text) -> rx.Component:
    return rx.fragment(
        rx.el.button(
            t("Sign out the other devices"),
            type="button",
            on_click=SecurityState.sign_out_others,
            aria_describedby="others",
            data_testid="sign-out-others",
            class_name="btn btn--soft btn--sm btn--wide others",
        ),
        rx.el.p(
            t("Your code and your PIN stay the same: the devices you sign out will ask for both again."),
            id="others",
            class_name="sm ink2 means",
        ),
    )


def _device(t: Text, one: rx.vars.ObjectVar[DeviceView]) -> rx.Component:
    return rx.el.div(
        rx.cond(one.phone, icon("mobile"), icon("laptop")),
        rx.el.span(rx.el.b(one.name), rx.el.small(one.words), class_name="grow"),
        rx.cond(
            one.this_one,
            rx.el.span(icon("check"), t("Active"), class_name="pill pill--good"),
            rx.el.button(
                t("Sign out"),
                type="button",
                aria_label=one.sign_out_words,
                on_click=SecurityState.sign_out_device(one.key),
                class_name="btn btn--text btn--sm rowbtn",
            ),
        ),
        key=one.key,
        class_name="row",
    )


def way_in(t: Text) -> rx.Component:
    """The PIN and the notice: when they came to be, and where to change the one and read the other."""
    view = SecurityState.view
    return rx.el.section(
        rx.el.div(
            _lead(f"/{t.locale.value}/me/pin", "key", t("Change the PIN"), view.pin),
            rx.cond(
                view.notice != "",
                _lead(f"/{t.locale.value}/privacy", "file", t("Consent to use the portal"), view.notice),
            ),
            class_name="card card--flush",
        ),
        class_name="section",
    )


def _lead(address: str, name: str, title: str, words: rx.Var[str]) -> rx.Component:
    """A row that leads to a plain page of the server's."""
    return outside(
        icon(name),
        rx.el.span(rx.el.b(title), rx.el.small(words), class_name="grow"),
        icon("chevron-right", class_name="i chev"),
        href=address,
        class_name="row",
    )


def latest(t: Text) -> rx.Component:
    """The latest of one's own trail, and the way to all of it."""
    view = SecurityState.view
    return rx.cond(
        view.latest.length() > 0,
        rx.el.section(
            rx.el.div(
                rx.el.h2(t("Recent activity"), id="activity", class_name="label"),
                rx.el.a(
                    t("See all"),
                    rx.el.span(" ", t("your activity"), class_name="vh"),
                    href=f"/{t.locale.value}/me/activity",
                    data_testid="activity-all",
                    class_name="btn btn--text btn--sm seeall",
                ),
                class_name="sectionhead sectionhead--tight",
            ),
            rx.el.ul(rx.foreach(view.latest, trace), class_name="card logs"),
            aria_labelledby="activity",
            class_name="section",
        ),
    )


def everywhere(t: Text) -> rx.Component:
    """The strong way out, saying before the tap what it takes."""
    return rx.el.section(
        rx.el.h2(t("Sign out everywhere"), id="everywhere", class_name="h3"),
        rx.el.p(
            filled(
                t(
                    "If you have lost your phone or think that somebody has your code. Everything is closed at once "
                    "and {therapist} will have to give you a new code."
                ),
                therapist=PortalState.portal.therapist,
            ),
            class_name="sm ink2",
        ),
        rx.el.button(
            icon("logout"),
            t("Sign out everywhere"),
            type="button",
            on_click=hold(asking="everywhere"),
            data_testid="sign-out-everywhere",
            class_name="btn btn--danger-soft btn--wide",
        ),
        aria_labelledby="everywhere",
        class_name="section danger",
    )


def confirmation(t: Text) -> rx.Component:
    """Asks once more; «not now» has the focus."""
    return rx.fragment(
        Whenever.of("sheetEntry", held("asking")),
        rx.cond(held("asking") == "everywhere", _question(t)),
    )


def _question(t: Text) -> rx.Component:
    return rx.fragment(
        rx.el.div(class_name="scrim scrim--dialog", on_click=hold(asking="")),
        rx.el.div(
            rx.el.h2(t("Sign out everywhere?"), id="question", class_name="h2"),
            rx.el.p(t("This can’t be undone. At once:"), id="consequences", class_name="body2"),
            rx.el.ul(
                rx.el.li(icon("mobile"), SecurityState.view.ends),
                rx.el.li(icon("ban"), t("Your present code will stop working.")),
                rx.el.li(icon("key"), t("Your PIN will be deleted.")),
                class_name="cons",
            ),
            rx.el.p(
                filled(
                    t("To come back in, ask {therapist} for a new code, by WhatsApp or at the practice."),
                    therapist=PortalState.portal.therapist,
                ),
                class_name="sm ink2",
            ),
            rx.el.div(
                rx.el.button(
                    t("Yes, sign out everywhere"),
                    type="button",
                    on_click=[hold(asking=""), SecurityState.sign_out_everywhere],
                    data_testid="confirm-yes",
                    class_name="btn btn--danger btn--wide",
                ),
                rx.el.button(
                    t("Not now"),
                    type="button",
                    on_click=hold(asking=""),
                    custom_attrs={"data-close": "", "data-focus": ""},
                    data_testid="confirm-no",
                    class_name="btn btn--text btn--wide",
                ),
                class_name="dialog__acts",
            ),
            role="alertdialog",
            aria_modal="true",
            aria_labelledby="question",
            aria_describedby="consequences",
            class_name="dialog",
        ),
    )
