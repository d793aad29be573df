"""Every address there is: none open that nobody needs, each for whom it is, each answered as it should be (R8, R9)."""

import json
import re

import pytest

from models.vocabulary import Locale
from portal_app.api.addresses import DOORS, PATIENT_PAGES, STAFF_PAGES
from portal_app.api.app import FORMS
from tests.hostile.client import Caller
from tests.hostile.practice import PASSWORD
from tests.hostile.server import Served

# What the framework brings: its socket, and two addresses that are closed from outside.
FRAMEWORK = {"/_event", "/ping", "/_health"}
ANYONES = {
    "/health/live", "/health/ready", "/manifest.webmanifest", "/sw.js", "/offline.html", "/api/language",
    "/api/session", "/api/undrawn", "/api/{rest:path}",
}  # fmt: skip
# Pages of the app that are plain HTML.
PLAIN = ("/me/pin", "/staff/access")
FILES = {"/api/appointments/{appointment_id}.ics", "/api/staff/activity.csv"}
LANGUAGES = tuple(locale.value for locale in Locale)
BARE = {*PATIENT_PAGES, *STAFF_PAGES, "/staff/patients/{patient_id}", "/staff/patients/{patient_id}/seen"}
FORGED = (
    "de", "ES", "es-ES", "../../en", "en'; Path=/", "<script>", "%3Cscript%3E", "a" * 3_000, "dark light",
    "", "javascript:alert(1)", "__proto__", "constructor",
)  # fmt: skip


def test_no_address_is_open_that_is_not_known_here(portal: Served) -> None:  # R9
    found = {str(route["path"]).rstrip("/") or "/" for route in portal.told["routes"]}
    doors = {door for door in DOORS if door != "/"} | {"/"}
    in_a_language = {f"/{code}{door}".rstrip("/") for code in LANGUAGES for door in (*DOORS, *PLAIN)}
    known = FRAMEWORK | ANYONES | FILES | FORMS | BARE | doors | in_a_language
    assert found - known == set(), "an address that no test knows: say here whose it is"
    assert known - found == set(), "an address that is not there any more"


def test_every_form_takes_a_form_and_every_page_only_reads(portal: Served) -> None:
    for route in portal.told["routes"]:
        if route["path"] in FORMS:
            assert route["methods"] == ["POST"], route
        elif route["path"] not in FRAMEWORK | {"/api/{rest:path}"}:
            assert route["methods"] == ["GET", "HEAD"], route


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_page_of_the_app_leads_to_the_door_whoever_may_not_see_it(
    language: str, portal: Served, callers: dict[str, Caller]
) -> None:
    for pages, theirs, door in (
        (PATIENT_PAGES, {"ana", "clara"}, f"/{language}/"),
        (STAFF_PAGES, {"marta", "ruth", "olga"}, f"/{language}/staff"),
    ):
        for page in pages:
            for role, caller in callers.items():
                answer = caller.http.get(f"/{language}{page}")
                if role in theirs:
                    assert answer.status_code != 302, (role, page)
                else:
                    assert (answer.status_code, answer.headers["location"]) == (302, door), (role, page)


def test_a_patients_file_is_for_its_patient_alone(portal: Served, callers: dict[str, Caller]) -> None:
    owners = {name: portal.told["people"][name]["appointments"][0] for name in ("ana", "clara")}
    owners["next door"] = portal.told["neighbour"]["appointment"]
    before = portal.refusals()
    refused = 0
    for owner, appointment in owners.items():
        for role, caller in callers.items():
            answer = caller.http.get(f"/api/appointments/{appointment}.ics")
            assert answer.status_code == (200 if role == owner else 403), (role, owner)
            assert role == owner or not any(canary in answer.text for canary in portal.told["neighbour"]["canaries"])
            refused += role != owner and role in {"ana", "clara"}
    assert portal.refusals() - before == refused


@pytest.mark.parametrize("of", ["", "ana", "clara", "next door"])
def test_the_trails_file_is_for_those_who_may_read_it(of: str, portal: Served, callers: dict[str, Caller]) -> None:
    people = portal.told["people"]
    patient = portal.told["neighbour"]["patient"] if of == "next door" else people[of]["patient_id"] if of else ""
    may = {"": {"marta", "olga"}, "ana": {"marta", "olga"}, "clara": {"olga"}, "next door": set()}[of]
    for role, caller in callers.items():
        before = portal.refusals()
        answer = caller.http.get("/api/staff/activity.csv", params={"patient": patient, "lang": "es"})
        assert (answer.status_code == 200) is (role in may), (role, of, answer.status_code)
        assert answer.status_code in {200, 403}
        next_door = [canary for canary in portal.told["neighbour"]["canaries"] if canary != patient]
        assert [canary for canary in next_door if canary in answer.text] == [], role
        if role == "marta":
            assert people["clara"]["name"] not in answer.text
        if role in {"marta", "ruth", "olga"}:
            assert portal.refusals() - before == (role not in may), role


@pytest.mark.parametrize("forged", FORGED, ids=range(len(FORGED)))
def test_a_forged_language_or_theme_is_none(forged: str, portal: Served) -> None:  # R8
    raw = forged.encode("latin-1", "replace")
    header = b"lang=" + raw + b"; theme=" + raw
    for path in ("/", "/es/", "/staff", "/calendar", "/privacy", "/manifest.webmanifest", "/offline.html", "/nowhere"):
        answer = portal.stranger().http.get(path, headers={"cookie": header, "accept-language": "ca"})
        assert answer.status_code in {200, 302, 404}, path
        assert forged == "" or len(forged) < 3 or forged not in answer.text, path
        location = answer.headers.get("location", "/ca/")
        assert location.split("/")[1] in LANGUAGES, path
        assert '<html lang="ca"' in answer.text or '<html lang="es"' in answer.text or "<html" not in answer.text, path
        assert not re.search(r"<html[^>]*class=\"(?!light|dark|\")", answer.text), path


@pytest.mark.parametrize("forged", FORGED, ids=range(len(FORGED)))
def test_a_forged_choice_in_the_address_or_a_form_leads_nowhere_else(forged: str, portal: Served) -> None:  # R8
    http = portal.stranger().http
    for name in ("to", "back"):
        answer = http.get("/api/language", params={name: forged})
        assert answer.status_code == 303
        assert re.fullmatch(r"/(es|ca|en)/", answer.headers["location"]), answer.headers["location"]
        assert re.match(r"lang=(es|ca|en);", answer.headers["set-cookie"])
    for name in ("lang", "back"):
        answer = http.post("/api/theme", data={name: forged})
        assert answer.status_code == 303
        assert answer.headers["location"] == "/"
        assert re.match(r"theme=(light|dark);", answer.headers["set-cookie"])
    door = http.post("/api/door/code", data={"code": "K7M4QZ", "lang": forged})
    assert door.headers["location"] == "/"


ELSEWHERE = (
    "https://evil.example",
    "//evil.example",
    "/\\evil.example",
    "/es/../../evil",
    "\t//evil.example",
    "es//evil.example",
)


@pytest.mark.parametrize("target", ELSEWHERE)
def test_no_address_leads_to_another_site(target: str, portal: Served, callers: dict[str, Caller]) -> None:
    for path in ("/api/language", "/", "/es/", "/staff", "/calendar"):
        for name in ("to", "back", "next", "return", "redirect", "url"):
            location = portal.stranger().http.get(path, params={name: target}).headers.get("location", "/")
            assert location.startswith("/")
            assert not location.startswith(("//", "/\\"))
    for path in sorted(FORMS):
        form = {
            "lang": target,
            "back": target,
            "next": target,
            "code": "K7M4QZ",
            "email": "x@x.example",
            "password": PASSWORD,
        }
        location = portal.stranger().http.post(path, data=form).headers.get("location", "/")
        assert location.startswith("/")
        assert not location.startswith(("//", "/\\")), path


HIDDEN = (
    "/.git/HEAD", "/.git/config", "/.env", "/.states/", "/.web/", "/.build/lock", "/rxconfig.py", "/requirements.txt",
    "/pyproject.toml", "/espai.db", "/data/espai.db", "/portal_app/settings.py", "/assets/", "/icons/", "/styles/",
    "/../../../../etc/passwd", "/assets/../../../espai.db", "/assets/%2e%2e/%2e%2e/espai.db",
    "/%2e%2e/%2e%2e/etc/passwd", "/docs", "/redoc", "/openapi.json", "/metrics", "/admin", "/server-status",
    "/__debug__", "/_next/", "/.well-known/x",
)  # fmt: skip


@pytest.mark.parametrize("path", HIDDEN)
def test_what_is_not_meant_to_be_served_is_not_there(path: str, portal: Served) -> None:
    answer = portal.stranger().http.get(path)
    assert answer.status_code in {400, 404}, path
    for secret in ("ref: refs", "ESPAI_", "root:x:", "SQLite format", "Index of", "import reflex", "Directory listing"):
        assert secret not in answer.text


@pytest.mark.parametrize(
    "path", ["/", "/es/", "/api/session", "/api/door/code", "/es/calendar", "/health/live", "/sw.js"]
)
@pytest.mark.parametrize("method", ["TRACE", "TRACK", "CONNECT", "PUT", "DELETE", "PATCH", "PROPFIND", "DEBUG"])
def test_no_other_method_is_answered(method: str, path: str, portal: Served) -> None:
    answer = portal.stranger().http.request(method, path, headers={"x-echo": "canary-echo"})
    assert answer.status_code in {400, 403, 404, 405, 501}
    assert "canary-echo" not in answer.text


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("/", "text/html; charset=utf-8"), ("/es/staff", "text/html; charset=utf-8"),
        ("/sw.js", "text/javascript; charset=utf-8"), ("/manifest.webmanifest", "application/manifest+json"),
        ("/offline.html", "text/html; charset=utf-8"), ("/health/ready", "application/json"),
        ("/api/session", "application/json"), ("/api/nothing", "text/html; charset=utf-8"),
    ],
)  # fmt: skip
def test_an_answer_says_what_it_is_and_in_which_letters(path: str, kind: str, portal: Served) -> None:
    """JSON and its kin are UTF-8 by their own definition (RFC 8259) and take no charset."""
    answer = portal.stranger().http.get(path)
    assert answer.headers["content-type"] == kind
    if "json" in kind:
        json.loads(answer.content.decode("utf-8"))


def test_a_question_changes_nothing(portal: Served, callers: dict[str, Caller]) -> None:
    """GET on every address by everybody leaves every table as it was; reading a file writes its entry, by intent."""
    before = portal.state_of_things()
    own = portal.told["people"]["ana"]["appointments"][0]
    for route in portal.told["routes"]:
        if "GET" in route["methods"] and "{rest" not in route["path"]:
            path = (
                route["path"]
                .replace("{appointment_id}", own)
                .replace("{patient_id}", portal.told["neighbour"]["patient"])
            )
            for caller in callers.values():
                caller.http.get(path, params={"code": "K7M4QZ", "pin": "7391", "password": PASSWORD, "side": "staff"})
    for path in sorted(FORMS):
        for caller in callers.values():
            assert caller.http.get(path, params={"code": "K7M4QZ", "pin": "7391"}).status_code == 405
    assert portal.state_of_things() == before


def test_what_a_form_needs_counts_in_its_body_alone(portal: Served) -> None:
    """Parameters in the address of a form are nobody's word; of a field sent twice one value is taken, never both."""
    ana, attempts = portal.told["people"]["ana"], len(portal.rows("sign_in_attempt"))
    http = portal.stranger().http
    answer = http.post("/api/staff/sign-in", params={"email": "marta@alba.example", "password": PASSWORD})
    assert "set-cookie" not in answer.headers or "espai_staff=" not in answer.headers["set-cookie"]
    http.post("/api/door/code", data={"code": ana["code"], "lang": "es"})
    answer = http.post("/api/door/pin", params={"pin": ana["pin"]}, data={"lang": "es"})
    assert "espai_session" not in answer.headers.get("set-cookie", "")
    answer = http.post(
        "/api/door/pin",
        content=f"pin=0000&pin={ana['pin']}&pin=1111&lang=es",
        headers={"content-type": "application/x-www-form-urlencoded"},
    )
    assert "espai_session" not in answer.headers.get("set-cookie", "")
    assert len(portal.rows("sign_in_attempt")) - attempts <= 6
