"""Every form of the server, sent by everybody with the ids of somebody else in it (ID-7, ID-8)."""

import httpx
import pytest

from models.vocabulary import Locale
from portal_app.api.app import FORMS
from tests.hostile.client import Caller
from tests.hostile.conftest import ROLES
from tests.hostile.server import Served
from tests.hostile.test_roles import aims, foreign_canaries

PATIENTS, STAFF, ADMIN = {"ana", "clara"}, {"marta", "ruth", "olga"}, {"olga"}
# Forms that open, close or dress a door: whoever sends them, they are about that browser alone.
ANYBODYS = {
    "/api/door/code", "/api/door/birth-date", "/api/door/pin", "/api/door/first-entry", "/api/door/again",
    "/api/staff/sign-in", "/api/staff/own-password", "/api/theme",
}  # fmt: skip
LEAVING = {"/api/sign-out", "/api/staff/sign-out"}
# Whose each of the others is, and where it leads them; what all the rest are answered.
OF_SOMEBODY: dict[str, tuple[set[str], str]] = {
    "/api/pin": (PATIENTS, "/es/me/pin"),
    "/api/staff/password": (STAFF, "/es/staff/access"),
    "/api/staff/sign-out-others": (STAFF, "/es/staff/access"),
    "/api/staff/import": (ADMIN, "/es/staff/settings/import"),
    "/api/staff/team/password": (ADMIN, ""),
}
STAY = "/api/session/stay"
REFUSED = {f"/{locale}{door}" for locale in Locale for door in ("/", "/staff")}


def test_these_are_all_the_forms_there_are() -> None:
    assert {*ANYBODYS, *LEAVING, *OF_SOMEBODY, STAY} == set(FORMS)


def send(portal: Served, caller: Caller, role: str, path: str, *, next_door: bool) -> httpx.Response:
    """The form with every field it knows, and whatever else might name somebody."""
    named = aims(portal, role, next_door=next_door)
    if path == "/api/staff/import":
        return caller.http.post(path, data={"lang": "es", "kind": "agenda"}, files={"file": ("x.csv", b"")})
    fields = {"lang": "es", "code": "ZZZZZZ", "pin": "12", "old": "12", "password": "x", "again": "y"}
    others = {name: named[name] for name in ("patient_id", "staff_id", "device", "appointment_id")}
    return caller.http.post(path, data={**fields, **others, "email": "nobody@alba.example"})


@pytest.mark.parametrize("path", sorted(OF_SOMEBODY))
@pytest.mark.parametrize("role", ROLES)
def test_a_form_is_for_whom_it_is(path: str, role: str, portal: Served, callers: dict[str, Caller]) -> None:
    theirs, leads = OF_SOMEBODY[path]
    before, refusals = portal.state_of_things(), portal.refusals()
    answer = send(portal, callers[role], role, path, next_door=True)
    assert [canary for canary in foreign_canaries(portal, role) if canary in answer.text] == []
    if role in theirs and leads:
        assert (answer.status_code, answer.headers["location"]) == (303, leads)
        return
    assert answer.status_code == 403 or answer.headers["location"] in REFUSED, (answer.status_code, answer.headers)
    assert portal.state_of_things() == before
    is_staffs = path.startswith("/api/staff/") and role in STAFF
    assert portal.refusals() - refusals == is_staffs, "who is known and may not leaves a trace"


@pytest.mark.parametrize("path", sorted(ANYBODYS))
@pytest.mark.parametrize("role", ROLES)
def test_a_form_of_a_door_is_about_nobody_else(
    path: str, role: str, portal: Served, callers: dict[str, Caller]
) -> None:
    before = portal.state_of_things()
    answer = send(portal, callers[role], role, path, next_door=False)
    assert answer.status_code == 303
    assert [canary for canary in foreign_canaries(portal, role) if canary in answer.text] == []
    assert not any(name in answer.headers.get("set-cookie", "") for name in ("espai_session=", "espai_staff="))
    assert portal.state_of_things() == before


@pytest.mark.parametrize("side", ["patient", "staff"])
@pytest.mark.parametrize("role", ROLES)
def test_staying_is_for_a_session_of_ones_own(side: str, role: str, portal: Served, callers: dict[str, Caller]) -> None:
    answer = callers[role].http.post(STAY, data={"side": side, "patient_id": "x"})
    assert (answer.status_code == 200) is (role in (STAFF if side == "staff" else PATIENTS))
    assert answer.json()["left"] == 0 or answer.status_code == 200
    assert portal.url


@pytest.mark.parametrize("path", sorted(LEAVING))
@pytest.mark.parametrize("role", ROLES)
def test_signing_out_ends_ones_own_session_and_no_other(
    path: str, role: str, portal: Served, callers: dict[str, Caller]
) -> None:
    """Each with a session of their own for it; those that others hold go on."""
    if role == "nobody":
        portal.stranger().http.post(path, data={"lang": "es"})
    else:
        portal.enter(role).http.post(path, data={"lang": "es", "patient_id": "x", "device": "x"})
    for other, caller in callers.items():
        side = "staff" if other in STAFF else "patient"
        expected = 401 if other == "nobody" else 200
        assert caller.http.get("/api/session", params={"side": side}).status_code == expected, other
