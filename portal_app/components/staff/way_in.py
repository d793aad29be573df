"""The way into the portal: the code, how it stands, and the one button that mends it (ID-6, ID-12, AG-6)."""

from typing import Any

import reflex as rx

from portal_app.components import client
from portal_app.components.icons import icon
from portal_app.components.staff.patient_file import FILE, facts
from portal_app.components.staff.shell import outside
from portal_app.domain.access_codes import LENGTH
from portal_app.i18n.text import Text
from portal_app.states.staff.patient_file import PatientFileState

HALF = LENGTH // 2


def way_in_card(t: Text) -> rx.Component:
    """The code stays hidden until somebody asks; each look is in the trail."""
    return rx.el.section(
        rx.el.div(
            rx.el.h2(t("Way into the portal"), class_name="h3"),
            rx.el.span(FILE.standing, class_name=f"pill pill--{FILE.tone}"),
            class_name="ch",
        ),
        rx.cond(
            FILE.mend != "",
            rx.el.p(icon("key", size="1.125rem"), rx.el.span(FILE.mend), class_name="note note--plain mend"),
        ),
        rx.cond(FILE.has_code, _code(t), rx.cond(FILE.discharged, rx.fragment(), _first_code(t))),
        rx.el.p(PatientFileState.notice, class_name="xs ink2 said", role="status"),
        facts(FILE.way_in),
        rx.cond(
            FILE.devices.length() > 0,
            rx.fragment(
                rx.el.h3(t("Devices"), class_name="label sub"),
                facts(FILE.devices),
                rx.el.button(
                    icon("logout"),
                    t("Sign all of them out"),
                    type="button",
                    on_click=PatientFileState.ask_close_devices,
                    aria_haspopup="dialog",
                    data_testid="devices-close",
                    class_name="sbtn sbtn--text",
                ),
            ),
        ),
        class_name="card way-in",
    )


def _code(t: Text) -> rx.Component:
    shown = PatientFileState.code != ""
    return rx.fragment(
        rx.el.div(
            rx.cond(shown, _clear(), _hidden(t)),
            rx.cond(
                shown,
                rx.el.button(
                    icon("eye-off"),
                    t("Hide"),
                    type="button",
                    on_click=PatientFileState.hide,
                    data_testid="code-reveal",
                    class_name="sbtn sbtn--text",
                ),
                rx.el.button(
                    icon("eye"),
                    t("Show"),
                    rx.el.span(" ", t("the code"), class_name="vh"),
                    type="button",
                    on_click=PatientFileState.reveal,
                    data_testid="code-reveal",
                    class_name="sbtn sbtn--text",
                ),
            ),
            class_name="codebox",
        ),
        rx.el.div(
            rx.cond(FILE.dial != "", _send(t)),
            rx.cond(
                shown,
                rx.el.button(
                    icon("copy"),
                    t("Copy"),
                    type="button",
                    on_click=client.call("copy", PatientFileState.code),
                    data_testid="copy",
                    class_name="sbtn sbtn--line",
                ),
            ),
            rx.el.button(
                icon("refresh"),
                t("New code"),
                type="button",
                on_click=PatientFileState.ask_new_code,
                aria_haspopup="dialog",
                data_testid="code-regenerate",
                class_name=rx.cond(FILE.renew, "sbtn sbtn--primary", "sbtn sbtn--line"),
            ),
            class_name="acc",
        ),
        rx.cond(
            FILE.dial == "",
            rx.el.p(t("There is no phone in this file: the code can be read out or printed."), class_name="xs ink2"),
        ),
    )


def _first_code(t: Text) -> rx.Component:
    return rx.el.button(
        icon("key"),
        t("Make a code"),
        type="button",
        on_click=PatientFileState.ask_new_code,
        aria_haspopup="dialog",
        data_testid="code-regenerate",
        class_name="sbtn sbtn--primary",
    )


def _hidden(t: Text) -> rx.Component:
    dots = [rx.el.i(aria_hidden="true") for _ in range(HALF)]
    return rx.el.div(
        rx.el.span(t("Hidden code"), class_name="vh"),
        *dots,
        rx.el.s(aria_hidden="true"),
        *dots,
        class_name="cc",
        data_testid="patient-code",
    )


def _clear() -> rx.Component:
    code = PatientFileState.code.to(str)
    signs = [rx.el.b(code[number], aria_hidden="true") for number in range(LENGTH)]
    return rx.el.div(
        rx.el.span(code, class_name="vh"),
        *signs[:HALF],
        rx.el.s(aria_hidden="true"),
        *signs[HALF:],
        class_name="cc num",
        data_testid="patient-code",
    )


def _send(t: Text) -> rx.Component:
    """One click: with the code shown it is a plain link; before, the page fetches the message and goes there."""
    look = {
        "target": "_blank",
        "rel": "noopener noreferrer",
        "data_testid": "code-whatsapp",
        "class_name": rx.cond(FILE.renew, "sbtn sbtn--line", "sbtn sbtn--wa"),
    }
    label = (icon("whatsapp"), t("Send"), rx.el.span(" ", t("by WhatsApp"), class_name="vh"))
    return rx.cond(
        PatientFileState.whatsapp != "",
        outside(*label, href=PatientFileState.whatsapp, on_click=PatientFileState.mark_sent, **look),
        outside(*label, href=FILE.chat, on_click=PatientFileState.send_code.prevent_default, **look),
    )


def new_code_dialog(t: Text) -> rx.Component:
    """Asks first, with what it ends; the way out has the focus."""
    return _question(
        t,
        PatientFileState.asking,
        title=t("Make a new code?"),
        body=rx.cond(
            FILE.has_code,
            rx.el.ul(
                rx.el.li(t("The code there is now stops working.")),
                rx.el.li(t("The PIN is deleted: the patient chooses another one.")),
                rx.el.li(t("Every device is signed out at once.")),
                rx.el.li(t("Sessions, requests and packs stay as they are.")),
                class_name="body2 ends",
            ),
            rx.el.p(t("With it the patient enters the portal for the first time."), class_name="body2"),
        ),
        yes=t("Make a new code"),
        on_yes=PatientFileState.regenerate,
    )


def close_devices_dialog(t: Text) -> rx.Component:
    """The same for signing every device out."""
    return _question(
        t,
        PatientFileState.closing,
        title=t("Sign every device out?"),
        body=rx.el.ul(
            rx.el.li(t("Whoever is in the portal just now is out of it at once.")),
            rx.el.li(t("The code and the PIN stay: with them the patient enters again.")),
            class_name="body2 ends",
        ),
        yes=t("Sign all of them out"),
        on_yes=PatientFileState.close_devices,
    )


def _question(t: Text, asked: rx.Var[bool], *, title: str, body: rx.Component, yes: str, on_yes: Any) -> rx.Component:
    return rx.cond(
        asked,
        rx.fragment(
            rx.el.div(class_name="scrim", on_click=PatientFileState.keep_code),
            rx.el.div(
                rx.el.h2(title, id="asked", class_name="h2"),
                body,
                rx.el.div(
                    rx.el.button(
                        yes, type="button", on_click=on_yes, data_testid="confirm-yes", class_name="btn btn--danger"
                    ),
                    rx.el.button(
                        t("Not now"),
                        type="button",
                        on_click=PatientFileState.keep_code,
                        data_testid="confirm-no",
                        class_name="btn btn--line",
                        custom_attrs={"data-focus": True, "data-close": True},
                    ),
                    class_name="dialog__acts",
                ),
                role="dialog",
                aria_modal="true",
                aria_labelledby="asked",
                class_name="dialog",
            ),
        ),
    )
