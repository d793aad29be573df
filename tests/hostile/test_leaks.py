"""What can be read without being anybody: routes, logs, disk, hydration, failures (R3, R7, R9 to R13)."""

import json
import re
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from portal_app.api.app import FORMS
from portal_app.services.agenda import View
from tests.hostile.client import Caller, delta
from tests.hostile.conftest import ROLES
from tests.hostile.pages import hydrate
from tests.hostile.practice import PASSWORD
from tests.hostile.server import Served
from tests.hostile.test_roles import foreign_canaries
from tests.hostile.test_sockets import FOREIGN

POSTS = tuple(sorted(FORMS))
GETS = ("/", "/es/", "/es/staff", "/es/calendar", "/health/live", "/manifest.webmanifest", "/sw.js", "/api/nothing")
CLOSED = ("/ping", "/_health", "/_upload", "/_all_routes", "/auth-codespace", "/ping/", "/_upload/")
# How an agenda can be looked at, and which part of a portal: words of ours.
VIEWS = (*View, "calendar")
ANYTHING_ELSE = "/api/{rest:path}"
FORM = {"code": "K7M4QZ", "pin": "7391", "email": "marta@alba.example", "password": PASSWORD}


@pytest.mark.parametrize("path", POSTS)
@pytest.mark.parametrize("origin", [*FOREIGN.values(), None], ids=[*FOREIGN, "none"])
def test_a_form_from_elsewhere_does_nothing(path: str, origin: str | None, portal: Served) -> None:
    stranger, before = portal.stranger(), portal.rows("sign_in_attempt")
    del stranger.http.headers["origin"]
    answer = stranger.http.post(path, data=FORM, headers={"origin": origin} if origin is not None else {})
    assert answer.status_code == 403
    assert "set-cookie" not in answer.headers
    assert portal.rows("sign_in_attempt") == before


def test_every_route_that_takes_a_form_is_among_those(portal: Served) -> None:
    assert {route["path"] for route in portal.told["routes"] if "POST" in route["methods"]} - {ANYTHING_ELSE} == set(
        POSTS
    )


@pytest.mark.parametrize("path", [*POSTS, *GETS])
@pytest.mark.parametrize("method", ["GET", "POST", "OPTIONS"])
def test_no_answer_may_be_read_by_another_site(path: str, method: str, portal: Served) -> None:
    asking = {"origin": "https://evil.example", "access-control-request-method": "POST"}
    answer = portal.stranger().http.request(method, path, headers=asking)
    assert answer.headers.get("access-control-allow-origin") is None


@pytest.mark.parametrize("path", CLOSED)
@pytest.mark.parametrize("method", ["GET", "POST", "PUT", "HEAD"])
def test_what_the_framework_would_answer_is_not_there(path: str, method: str, portal: Served) -> None:
    files: Any = {"files": ("x.txt", b"x")} if method == "POST" else None
    assert portal.stranger().http.request(method, path, files=files).status_code in {404, 405}


@pytest.mark.parametrize("path", [*GETS, "/_upload", "/nowhere"])
def test_every_answer_says_who_may_frame_run_and_keep_it(path: str, portal: Served) -> None:
    headers = portal.stranger().http.get(path).headers
    policy = headers["content-security-policy"]
    assert "frame-ancestors 'none'" in policy
    assert "unsafe-eval" not in policy
    scripts = next((part for part in policy.split("; ") if part.startswith("script-src")), "")
    assert "unsafe-inline" not in scripts
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "no-referrer"
    assert "cache-control" in headers


def test_another_patients_calendar_file_is_refused_and_traced(portal: Served, callers: dict[str, Caller]) -> None:
    own, other = (portal.told["people"][name]["appointments"][0] for name in ("ana", "clara"))
    before = portal.refusals()
    assert callers["ana"].http.get(f"/api/appointments/{own}.ics").status_code == 200
    for name in ("ana", "marta", "nobody"):
        assert callers[name].http.get(f"/api/appointments/{other}.ics").status_code == 403
    assert portal.refusals() == before + 1


@pytest.mark.parametrize(
    ("role", "page"), [("nobody", "/es/calendar"), ("nobody", "/es/staff/agenda"), ("ana", "/es/me")]
)
def test_what_is_sent_at_first_holds_nothing_of_the_staffs(
    role: str, page: str, portal: Served, callers: dict[str, Caller]
) -> None:
    with callers[role].socket(page) as socket:
        sent = delta(hydrate(socket))
    staff = {state: values for state, values in sent.items() if state in portal.states_of("staff")}
    assert len(staff) > 4
    for state, values in staff.items():
        assert is_empty(values), (state, values)
    if role == "nobody":
        ours = {state: values for state, values in sent.items() if state in portal.states_of("patient")}
        assert not any(person["name"] in json.dumps(ours) for person in portal.told["people"].values())


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize(
    "page", ["/es/calendar", "/es/me/security", "/es/staff/agenda", "/es/staff/settings/team", "/no"]
)
def test_what_is_sent_at_first_names_nobody_who_is_not_theirs(
    role: str, page: str, portal: Served, callers: dict[str, Caller]
) -> None:
    with callers[role].socket(page) as socket:
        sent = "\n".join(hydrate(socket))
    assert [canary for canary in foreign_canaries(portal, role) if canary in sent] == []


def is_empty(value: Any) -> bool:
    """Whether there is nothing to read in it: no text, and nothing in any list. A grid's measures are nobody's."""
    match value:
        case dict():
            return all(is_empty(inside) for inside in value.values())
        case _:
            return value in ("", [], None, *VIEWS) or isinstance(value, int)


@contextmanager
def broken_practice(portal: Served) -> Iterator[str]:
    """A row that makes services fail with its own content in the message of the error."""
    canary = "Canary/In-The-Message"
    with row_changed(portal.data_dir / "espai.db", "timezone", canary):
        yield canary


@contextmanager
def row_changed(path: Path, column: str, value: str) -> Iterator[None]:
    """The practice's row, changed behind the server's back and put right again."""
    db = sqlite3.connect(path, timeout=10)
    before = db.execute(f"SELECT {column} FROM practice").fetchone()[0]
    db.execute(f"UPDATE practice SET {column} = ?", (value,))
    db.commit()
    try:
        yield
    finally:
        db.execute(f"UPDATE practice SET {column} = ?", (before,))
        db.commit()
        db.close()


@pytest.mark.parametrize(
    ("role", "page"),
    [
        ("ana", "/es/calendar"), ("ana", "/es/requests"), ("ana", "/es/packs"), ("ana", "/es/me"),
        ("ana", "/es/me/security"), ("marta", "/es/staff/agenda"), ("marta", "/es/staff/inbox"),
    ],
)  # fmt: skip
def test_a_failure_is_said_in_words_with_a_reference_that_the_log_knows(
    role: str, page: str, portal: Served, callers: dict[str, Caller]
) -> None:
    with broken_practice(portal) as canary, callers[role].socket(page) as socket:
        frames = hydrate(socket)
        failure = next(
            (values["failure_rx_state_"] for values in delta(frames).values() if values.get("failure_rx_state_")), ""
        )
    assert canary not in "\n".join(frames)
    assert "Traceback" not in "\n".join(frames)
    reference = failure.rpartition("(")[2].rstrip(")")
    assert len(reference) == 8
    assert reference in portal.logs()
    assert canary not in portal.logs()


def test_nothing_of_anybody_is_in_the_logs(portal: Served, callers: dict[str, Caller]) -> None:
    for role, page in (("ana", "/es/calendar"), ("olga", "/es/staff/patients")):
        with callers[role].socket(page) as socket:
            hydrate(socket)
    log = portal.logs()
    for person in portal.told["people"].values():
        assert [canary for canary in person["canaries"] if canary in log] == []
        assert not re.search(rf"(?<!\d){person['pin']}(?!\d)", log)
    assert PASSWORD not in log
    for caller in callers.values():
        assert not any(value in log for name, value in caller.http.cookies.items() if name.startswith("espai"))


def test_no_code_pin_password_or_token_is_on_disk_in_clear(portal: Served, callers: dict[str, Caller]) -> None:
    from portal_app.services.hashing import Seal  # the tests' own process has another key

    secrets = [person["code"] for person in portal.told["people"].values()] + [PASSWORD]
    secrets += [value for caller in callers.values() for value in caller.http.cookies.values() if len(value) > 40]
    assert Seal.ACCESS_CODE
    for file in portal.data_dir.rglob("*"):
        if file.is_file() and file.name != "told.json":
            content = file.read_bytes()
            assert [secret for secret in secrets if secret.encode() in content] == [], file.name
            assert file.suffix not in {".pkl", ".pickle"}


def test_no_state_is_written_to_disk(portal: Served, callers: dict[str, Caller]) -> None:
    root = Path(__file__).parents[2]
    before = {file for file in root.joinpath(".states").rglob("*") if file.is_file()}
    with callers["ana"].socket() as socket:
        hydrate(socket)
    assert {file for file in root.joinpath(".states").rglob("*") if file.is_file()} <= before
    assert portal.url


def test_the_server_calls_nobody_outside(portal: Served, callers: dict[str, Caller]) -> None:
    with callers["ana"].socket() as socket:
        hydrate(socket)
    assert portal.hatch()["outside"] == []


def test_no_hash_is_made_on_the_loop(portal: Served) -> None:
    portal.hatch("forget")
    portal.enter("ana")
    portal.enter("ruth")
    seen = portal.hatch()
    assert seen["hashes"] == 2
    assert seen["hashes_on_a_loop"] == 0
    assert "MainThread" not in seen["hashing_threads"]
