"""/staff/inbox: what waits for an answer (AG-4)."""

import reflex as rx

from portal_app.components.staff.decision import decision_panel
from portal_app.components.staff.inbox import inbox_bar, inbox_list, inbox_tabs, today_panel
from portal_app.components.staff.keys import keys_sheet
from portal_app.components.staff.notices import toast
from portal_app.components.staff.shell import shell
from portal_app.components.staff.shortcuts import INBOX
from portal_app.i18n.text import Text
from portal_app.states.staff.decision import DecisionState
from portal_app.states.staff.inbox import InboxState


def build(t: Text) -> rx.Component:
    """The page."""
    return shell(
        t,
        inbox_bar(t),
        inbox_tabs(t),
        rx.el.div(
            rx.el.div(inbox_list(t), class_name="scroll list edge"),
            rx.cond(DecisionState.group.key != "", decision_panel(t), today_panel(t)),
            class_name="agenda inbox",
        ),
        keys_sheet(t, page=INBOX),
        toast(t, InboxState),
        current="inbox",
    )
