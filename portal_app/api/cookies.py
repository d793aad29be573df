"""The cookies: what each holds, how it is named and sealed, and how long it stays (ID-4).

On TLS the names begin with `__Host-`, which a browser lets nobody else set. Inside is a random secret and nothing of
value; what it opens, and whether it still does, the database knows.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from starlette.requests import cookie_parser
from starlette.responses import Response

from models.vocabulary import Locale, Theme
from portal_app import settings
from portal_app.domain.device_access import KNOWN_FOR, LONGEST
from portal_app.services import hashing
from portal_app.services.hashing import Seal

YEAR = timedelta(days=365)
DOOR_STAYS = timedelta(hours=2)
"""Between two steps at the door: long enough to see the longest countdown through."""

LANGUAGE = "lang"
THEME = "theme"
LONGEST_HEADER = 16_000


def on_the_wire(name: str) -> str:
    """A cookie's name in the browser."""
    return f"__Host-{name}" if settings.current().secure else name


@dataclass(frozen=True, slots=True)
class SealedCookie:
    """A cookie that no script can read and nobody but us can open."""

    name: str
    purpose: Seal
    stays: timedelta

    @property
    def wire_name(self) -> str:
        """Its name in the browser."""
        return on_the_wire(self.name)

    def read(self, cookies: Mapping[str, str]) -> str | None:
        """What is inside, or None."""
        sealed = cookies.get(self.wire_name)
        return hashing.unseal(self.purpose, sealed, ttl=int(self.stays.total_seconds())) if sealed else None

    def put(self, response: Response, clear: str) -> None:
        """Hand it to the browser."""
        _set(response, self.wire_name, hashing.seal(self.purpose, clear), self.stays, http_only=True)

    def drop(self, response: Response) -> None:
        """Take it back."""
        response.delete_cookie(
            self.wire_name, path="/", secure=settings.current().secure, httponly=True, samesite="lax"
        )


PATIENT_SESSION = SealedCookie("espai_session", Seal.PATIENT_COOKIE, LONGEST)
STAFF_SESSION = SealedCookie("espai_staff", Seal.STAFF_COOKIE, LONGEST)
DEVICE = SealedCookie("espai_device", Seal.DEVICE_COOKIE, KNOWN_FOR)
DOOR = SealedCookie("espai_door", Seal.DOOR_COOKIE, DOOR_STAYS)


def parse(cookie_header: str) -> dict[str, str]:
    """The cookies of a header."""
    return cookie_parser(cookie_header[:LONGEST_HEADER])


def read_patient_session(cookie_header: str) -> str | None:
    """The secret of the patient's session, for `devices.patient_of`."""
    return PATIENT_SESSION.read(parse(cookie_header))


def read_staff_session(cookie_header: str) -> str | None:
    """The secret of the staff session, for `devices.staff_of`."""
    return STAFF_SESSION.read(parse(cookie_header))


def read_device(cookie_header: str) -> str | None:
    """The device's token."""
    return DEVICE.read(parse(cookie_header))


def locale_of(cookies: Mapping[str, str]) -> Locale | None:
    """The language the person chose, if any."""
    chosen = cookies.get(on_the_wire(LANGUAGE))
    return Locale(chosen) if chosen in set(Locale) else None


def theme_of(cookies: Mapping[str, str]) -> Theme:
    """The theme the person chose."""
    chosen = cookies.get(on_the_wire(THEME))
    return Theme(chosen) if chosen in set(Theme) else Theme.SYSTEM


def put_locale(response: Response, locale: Locale) -> None:
    """Remember the language; scripts may read it."""
    _set(response, on_the_wire(LANGUAGE), locale.value, YEAR, http_only=False)


def put_theme(response: Response, theme: Theme) -> None:
    """Remember the theme; scripts may read it."""
    _set(response, on_the_wire(THEME), theme.value, YEAR, http_only=False)


def read_door(cookies: Mapping[str, str]) -> dict[str, Any]:
    """What the door's steps left for one another; empty when there is nothing."""
    inside = DOOR.read(cookies)
    return json.loads(inside) if inside else {}


def put_door(response: Response, notes: Mapping[str, Any]) -> None:
    """Leave something for the next step."""
    DOOR.put(response, json.dumps(notes))


def _set(response: Response, name: str, value: str, stays: timedelta, *, http_only: bool) -> None:
    response.set_cookie(
        name,
        value,
        max_age=int(stays.total_seconds()),
        path="/",
        secure=settings.current().secure,
        httponly=http_only,
        samesite="lax",
    )
