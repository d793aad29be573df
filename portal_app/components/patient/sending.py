"""A request on its way: sent by one tap, and once, whatever the line does (CA-3, UX-5)."""

from typing import Any

import reflex as rx

from portal_app.components.icons import mark
from portal_app.components.patient.script import held, peek, reckon
from portal_app.i18n.text import Text
from portal_app.states.patient.day_sheet import DaySheetState
from portal_app.states.presence import Presence


def is_sending() -> rx.vars.BooleanVar:
    """Whether a request is on its way and unanswered."""
    return reckon("isSending", held("attempt"), DaySheetState.answered, Presence.failure).to(bool)


def send_again() -> list[Any]:
    """What sends the same request once more: the key of the tap makes it one."""
    return [DaySheetState.ask(peek("slot"), peek("place"), peek("message"), peek("tap"), peek("attempt"))]


def send(t: Text) -> rx.Component:
    """The button that sends it, and says that it does."""
    sending = is_sending()
    return rx.el.button(
        rx.cond(sending, rx.fragment(mark("mark mark--wait"), t("Sending")), t("Send request")),
        type="button",
        disabled=sending,
        aria_busy=rx.cond(sending, "true", "false"),
        on_click=DaySheetState.ask(
            peek("slot"), peek("place"), peek("message"), peek("tap"), reckon("newAttempt").to(str)
        ),
        data_testid="request-send",
        class_name="btn btn--primary btn--wide",
    )
