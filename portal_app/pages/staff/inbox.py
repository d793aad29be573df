"""/staff/inbox: what waits for an answer (AG-4)."""

import reflex as rx

from portal_app.components.staff.inbox import door_list, inbox_list
from portal_app.components.staff.notices import toast
from portal_app.components.staff.shell import shell
from portal_app.i18n.text import Text
from portal_app.states.staff.inbox import InboxState


def build(t: Text) -> rx.Component:
    """The page."""
    return shell(
        t,
        rx.el.header(rx.el.h1(t("To do")), class_name="bar1"),
        rx.el.div(inbox_list(t), rx.cond(InboxState.loaded, door_list(t)), class_name="scroll list edge"),
        toast(t, InboxState),
        current="inbox",
    )
