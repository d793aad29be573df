"""Where a person goes once they are inside: the page that led them to the door, or that was open until it ended."""

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import timedelta

from starlette.responses import Response

from portal_app import settings
from portal_app.api.cookies import on_the_wire

PATIENT_PAGES = ("/calendar", "/requests", "/packs", "/me", "/me/security", "/me/activity", "/me/pin")
SET_UP = ("services", "centres", "hours", "time-off", "holidays", "policies", "team", "messages", "import")
STAFF_PAGES = (
    "/staff/agenda",
    "/staff/inbox",
    "/staff/patients",
    "/staff/activity",
    "/staff/start",
    "/staff/settings",
    "/staff/access",
    *(f"/staff/settings/{section}" for section in SET_UP),
)
# The calendar with the next open day opened: what the home screen's second shortcut asks for.
TO_ASK = "/calendar?ask"
DESTINATIONS = (*PATIENT_PAGES, TO_ASK)
_FILE = re.compile(r"/staff/patients/[\w-]{1,40}")
COOKIE = "onward"
STAYS = timedelta(minutes=10)


@dataclass(frozen=True, slots=True)
class Onward:
    """A page's address after the language, empty for none; `ended`: it was open when its session ended."""

    page: str = ""
    ended: bool = False


def read(cookies: Mapping[str, str], pages: Collection[str]) -> Onward:
    """What the browser brings, if it is one of these pages: scripts write it too, so it is believed no further."""
    how, _, page = cookies.get(on_the_wire(COOKIE), "").partition(":")
    page = page.rstrip("/")
    is_one = page in pages or (pages is STAFF_PAGES and _FILE.fullmatch(page))
    return Onward(page, how == "ended") if is_one else Onward()


def put(response: Response, page: str) -> None:
    """Remember a page that was asked for at a closed door."""
    response.set_cookie(
        on_the_wire(COOKIE),
        f"asked:{page}",
        max_age=int(STAYS.total_seconds()),
        path="/",
        secure=settings.current().secure,
        samesite="lax",
    )


def drop(response: Response) -> None:
    """The person is there."""
    response.delete_cookie(on_the_wire(COOKIE), path="/", secure=settings.current().secure, samesite="lax")
