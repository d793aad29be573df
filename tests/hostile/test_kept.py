"""What a browser keeps is what its owner, or a script of theirs, wrote there: nobody becomes somebody by it (R8)."""

import json
from collections.abc import Callable

import pytest
from cryptography.fernet import Fernet

from portal_app.api import cookies
from portal_app.api.cookies import SealedCookie
from tests.hostile.client import Caller
from tests.hostile.pages import hydrate
from tests.hostile.server import Served

SEALED = (cookies.PATIENT_SESSION, cookies.STAFF_SESSION, cookies.DEVICE, cookies.DOOR)
NAMES = [cookie.name for cookie in SEALED]
PAGES = {"/es/calendar": "/es/", "/es/me/security": "/es/", "/es/staff/agenda": "/es/staff"}
# What browsers are known to be given besides: names the app, its framework or another one on the same host would read.
OTHERS = ("token", "theme", "lang", "session", "sid", "user", "role", "is_hydrated", "patient_id", "staff_id", "_rx")
A_KEY_OF_THEIRS = Fernet(Fernet.generate_key())

FORGED: dict[str, Callable[[dict[str, str], str], str]] = {
    "clear text": lambda _own, _name: json.dumps({"patient_id": "x", "step": "new_pin", "code": "U26RSU"}),
    "a key of theirs": lambda _own, _name: A_KEY_OF_THEIRS.encrypt(b'{"step": "new_pin", "code": "K7M4QZ"}').decode(),
    "another cookie's seal": lambda own, name: next(value for other, value in own.items() if other != name),
    "cut short": lambda own, name: own.get(name, "x" * 140)[:-4],
    "one sign changed": lambda own, name: own.get(name, "x" * 140)[:60] + "-" + own.get(name, "x" * 140)[61:],
    "twice": lambda own, name: own.get(name, "x") * 2,
    "large": lambda _own, _name: "A" * 12_000,
    "odd": lambda _own, _name: "%00%0d%0a\\..\\",
    "nothing": lambda _own, _name: "",
}


@pytest.fixture(scope="module")
def own(portal: Served) -> dict[str, str]:
    """The real cookies of one who is in, and knows them by heart."""
    ana = portal.enter("ana")
    door = portal.stranger()
    door.http.post("/api/door/code", data={"code": portal.told["people"]["clara"]["code"], "lang": "es"})
    return {**ana.http.cookies, **door.http.cookies}


def bearer(portal: Served, kept: dict[str, str]) -> Caller:
    """Somebody whose browser holds this."""
    caller = portal.stranger()
    caller.http.headers["cookie"] = "; ".join(f"{name}={value}" for name, value in kept.items())
    return caller


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("forged", FORGED.values(), ids=FORGED.keys())
def test_a_forged_cookie_is_nobodys(
    name: str, forged: Callable[[dict[str, str], str], str], own: dict[str, str], portal: Served
) -> None:
    kept = {name: forged(own, name)}
    caller = bearer(portal, kept)
    for side in ("patient", "staff"):
        assert caller.http.get("/api/session", params={"side": side}).status_code == 401
    for page, door in PAGES.items():
        assert caller.http.get(page).headers.get("location") == door
    assert 'data-testid="code-input"' in caller.http.get("/es/").text
    for path, form in (("/api/door/pin", {"pin": "7391"}), ("/api/door/first-entry", {"pin": "7391", "accept": "yes"})):
        answer = caller.http.post(path, data={**form, "lang": "es"})
        assert (answer.status_code, answer.headers["location"]) == (303, "/es/")
        assert "espai_session" not in answer.headers.get("set-cookie", "")


@pytest.mark.parametrize("name", NAMES)
def test_a_forged_cookie_opens_no_socket_of_anybodys(name: str, own: dict[str, str], portal: Served) -> None:
    for forged in FORGED.values():
        caller = bearer(portal, {})
        with caller.socket(headers={"Cookie": f"{name}={forged(own, name)[:4_000]}"}) as socket:
            said = "\n".join(hydrate(socket))
        assert not any(person["name"] in said for person in portal.told["people"].values())


def test_nothing_else_a_browser_keeps_says_who_somebody_is(own: dict[str, str], portal: Served) -> None:
    """Every other name with the real secrets in it, as a script or another server of the same host could write it."""
    caller = bearer(portal, dict.fromkeys(OTHERS, own["espai_session"]))
    assert caller.http.get("/api/session").status_code == 401
    assert caller.http.get("/es/calendar").headers["location"] == "/es/"


def test_the_real_one_does(own: dict[str, str], portal: Served) -> None:
    caller = bearer(portal, {"espai_session": own["espai_session"], **dict.fromkeys(OTHERS, "forged")})
    assert caller.http.get("/api/session").status_code == 200
    with caller.socket(headers={"Cookie": f"espai_session={own['espai_session']}"}) as socket:
        assert "Ana Ribas Font" in "\n".join(hydrate(socket))


def test_signing_out_leaves_nothing_of_it_good(portal: Served) -> None:
    """Whoever copied all that the browser kept holds nothing, from the moment the answer is there."""
    ana = portal.enter("ana")
    copied = dict(ana.http.cookies)
    ana.http.post("/api/sign-out", data={"lang": "es"})
    thief = bearer(portal, copied)
    assert thief.http.get("/api/session").status_code == 401
    answer = thief.http.post("/api/door/pin", data={"pin": portal.told["people"]["ana"]["pin"], "lang": "es"})
    assert "espai_session" not in answer.headers.get("set-cookie", "")
    assert 'data-testid="code-input"' in thief.http.get("/es/").text


def test_these_are_all_the_cookies_there_are(portal: Served, own: dict[str, str]) -> None:
    named = {value.name for value in vars(cookies).values() if isinstance(value, SealedCookie)}
    assert named == set(NAMES)
    assert set(own) == {*NAMES, cookies.LANGUAGE} - {cookies.STAFF_SESSION.name}
