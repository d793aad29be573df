"""A staff member's own sessions, worded (ID-11)."""

from dataclasses import dataclass

from portal_app.i18n.text import Text
from portal_app.presenters.patient.agents import browser_and_system, is_phone
from portal_app.presenters.staff import words
from portal_app.services.own_access import OwnAccess


@dataclass(frozen=True, slots=True)
class SessionView:
    """A line: what it runs on, and since when."""

    name: str
    detail: str
    this_one: bool


def sessions(t: Text, read: OwnAccess) -> list[SessionView]:
    """The sessions, this one first."""
    return [
        SessionView(
            name=_name(t, one.user_agent, this_one=one.this_one),
            detail=" · ".join(
                (
                    browser_and_system(t, one.user_agent),
                    t("now")
                    if one.this_one
                    else t("used {when}", when=words.when(t, one.last_active_at, now=read.now, zone=read.zone)),
                )
            ),
            this_one=one.this_one,
        )
        for one in read.sessions
    ]


def _name(t: Text, user_agent: str, *, this_one: bool) -> str:
    phone = is_phone(user_agent)
    if this_one:
        return t("This phone") if phone else t("This computer")
    return t("Phone") if phone else t("Computer")
