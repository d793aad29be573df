"""Every page in a real browser under the policy of its answer, and what is built for anyone to read (R3, R15, R16)."""

import http.client
import os
import re
import sqlite3
import subprocess
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

import httpx
import pytest
import sqlalchemy as sa
from playwright.sync_api import Browser, BrowserContext, Page, Request, Response
from sqlalchemy.exc import OperationalError

from portal_app import build
from portal_app.api.addresses import PATIENT_PAGES, STAFF_PAGES
from tests.browser.conftest import DESKTOP, PHONE, Member, Person, Portal, enter, enter_staff
from tests.hostile.conftest import OUTSIDE, without_a_way_out

LONG = os.environ.get("ESPAI_TEST_LONG") == "1"
LOOKS = (
    [(language, theme) for language in ("es", "ca", "en") for theme in ("light", "dark")]
    if LONG
    else [("es", "light"), ("ca", "dark"), ("en", "light")]
)
ROLES = ("therapist", "scheduler", "admin")
OPEN = ("/", "/staff", "/privacy")
ON_EVERY_ANSWER = {
    "content-security-policy", "x-content-type-options", "referrer-policy", "cache-control",
    "cross-origin-opener-policy", "cross-origin-resource-policy",
}  # fmt: skip
SETTLE_MS = 250

LISTEN = """
addEventListener("securitypolicyviolation", (event) => {
  console.error(`refused: ${event.violatedDirective} ${event.blockedURI} ${event.sourceFile}`);
});
"""


@dataclass
class Heard:
    """What a browser complained of, and where it went."""

    complaints: list[str] = field(default_factory=list)
    outside: list[str] = field(default_factory=list)
    bare: list[str] = field(default_factory=list)
    """Answers that came without one of the headers that stand on every one."""

    def listen_to(self, page: Page, host: str) -> None:
        """Note every error on the console and every request to another host."""
        page.on("pageerror", lambda error: self.complaints.append(f"{page.url}: {error}"))
        page.on(
            "console", lambda said: self.complaints.append(f"{page.url}: {said.text}") if said.type == "error" else None
        )
        page.on("request", lambda request: self._note(request, host))
        page.on("response", self._look_at)

    def _look_at(self, answer: Response) -> None:
        missing = ON_EVERY_ANSWER - answer.headers.keys()
        if missing and answer.url.startswith("http"):
            self.bare.append(f"{answer.status} {answer.url}: {sorted(missing)}")

    def _note(self, request: Request, host: str) -> None:
        parts = urlsplit(request.url)
        if parts.scheme in {"http", "https", "ws", "wss"} and parts.netloc != host:
            self.outside.append(request.url)


@pytest.fixture
def heard() -> Heard:
    """Nothing yet."""
    return Heard()


@pytest.fixture(params=LOOKS, ids="-".join)
def look(request: pytest.FixtureRequest) -> tuple[str, str]:
    """A language and a theme."""
    return request.param


@pytest.fixture
def person_on(browser: Browser, demo: Portal, look: tuple[str, str], heard: Heard) -> Iterator[BrowserContext]:
    """A browser of somebody's who has chosen that language and that theme."""
    language, theme = look
    context = browser.new_context(
        **(PHONE if theme == "light" else DESKTOP), base_url=demo.url, locale=language, timezone_id="Europe/Madrid"
    )
    chosen = [("lang", language), ("theme", theme)]
    context.add_cookies([{"name": name, "value": value, "url": demo.url} for name, value in chosen])
    context.add_init_script(LISTEN)
    yield context
    context.close()


def visit(context: BrowserContext, heard: Heard, demo: Portal, paths: list[str], sign_in: object = None) -> None:
    """Open each page and let it settle; nothing may have been refused and nobody else been asked."""
    page = context.new_page()
    page.set_default_timeout(20_000)
    heard.listen_to(page, urlsplit(demo.url).netloc)
    match sign_in:
        case Person():
            enter(page, sign_in)
        case Member():
            enter_staff(page, sign_in)
        case _:
            pass
    for path in paths:
        answer = page.goto(path, wait_until="load")
        assert answer is not None
        assert answer.status == 200, path
        page.wait_for_timeout(SETTLE_MS)
        assert urlsplit(page.url).path.rstrip("/") == path.rstrip("/"), "the page was left"
    assert heard.complaints == []
    assert heard.outside == []
    assert heard.bare == []


def those_of(look: tuple[str, str], pages: Sequence[str]) -> list[str]:
    """All of them in the long run; else each page in one of the looks."""
    some = pages if LONG else pages[LOOKS.index(look) :: len(LOOKS)]
    return [f"/{look[0]}{page}" for page in some]


def test_no_open_page_breaks_the_policy(
    person_on: BrowserContext, heard: Heard, demo: Portal, look: tuple[str, str]
) -> None:
    visit(person_on, heard, demo, [f"/{look[0]}{page}" for page in OPEN] + ["/offline.html"])


def test_no_patients_page_breaks_the_policy(
    person_on: BrowserContext, heard: Heard, demo: Portal, look: tuple[str, str]
) -> None:
    visit(person_on, heard, demo, those_of(look, PATIENT_PAGES), demo.of_one_therapist()[0])


@pytest.mark.parametrize("role", ROLES if LONG else ROLES[:1])
def test_no_staff_page_breaks_the_policy(
    role: str, person_on: BrowserContext, heard: Heard, demo: Portal, look: tuple[str, str]
) -> None:
    """In the short run each look is one role's, and each page is opened once."""
    role = role if LONG else ROLES[LOOKS.index(look)]
    member = next(one for one in demo.staff if one.role == role)
    pages = (*STAFF_PAGES, f"/staff/patients/{a_patient(demo)}", f"/staff/patients/{a_patient(demo)}/seen")
    visit(person_on, heard, demo, those_of(look, pages), member)


def a_patient(demo: Portal) -> str:
    """The id of somebody whose therapist is the one who signs in here."""
    with sqlite3.connect(f"file:{demo.data_dir / 'espai.db'}?mode=ro", uri=True) as db:
        name = demo.of_one_therapist()[0].name
        return str(db.execute("SELECT id FROM patient WHERE name = ?", (name,)).fetchone()[0])


@pytest.mark.parametrize(
    "path", ["/es/", "/sw.js", "/espai.js", "/icons/icon-192.png", "/favicon.ico", "{asset}", "/no"]
)
def test_what_was_not_changed_and_what_is_not_there_carry_the_headers_too(path: str, demo: Portal) -> None:
    asset = next((build.CLIENT / "assets").glob("*.js")).name
    address = demo.url + path.replace("{asset}", f"/assets/{asset}")
    first = httpx.get(address)
    again = httpx.get(address, headers={"if-none-match": first.headers.get("etag", '"x"')})
    ranged = httpx.get(address, headers={"range": "bytes=9999999-"})
    assert "etag" not in first.headers or again.status_code == 304
    for answer in (first, again, ranged, httpx.head(address), httpx.post(address, content=b"x")):
        assert ON_EVERY_ANSWER - answer.headers.keys() == set(), (answer.request.method, answer.status_code)
        assert "unsafe-eval" not in answer.headers["content-security-policy"]


@pytest.mark.parametrize(
    "path",
    [
        "/assets/",
        "/icons/",
        "/styles/",
        "/assets/../index.html",
        "/assets/%2e%2e/%2e%2e/STAMP",
        "/%2e%2e/espai-build.json",
        "/..%2f..%2fpyproject.toml",
        "/assets/..%5c..%5cespai-build.json",
        "/.git/HEAD",
    ],
)
def test_the_built_files_are_served_and_nothing_around_them(path: str, demo: Portal) -> None:
    host = urlsplit(demo.url)
    line = http.client.HTTPConnection(host.hostname or "", host.port, timeout=20)
    line.request("GET", path)
    answer = line.getresponse()
    said = answer.read().decode("utf-8", "replace")
    line.close()
    assert answer.status in {400, 404} or said.startswith("<!DOCTYPE html>") or "<html" in said
    assert not any(word in said for word in ("sources", "[project]", "ref: refs", "Index of"))


def test_a_script_that_is_not_ours_does_not_run(browser: Browser, demo: Portal, heard: Heard) -> None:
    """The policy is in force, and these tests hear of it: the proof that the others could fail."""
    context = browser.new_context(base_url=demo.url)
    context.add_init_script(LISTEN)
    page = context.new_page()
    heard.listen_to(page, urlsplit(demo.url).netloc)
    page.goto("/es/")
    page.evaluate("document.body.append(Object.assign(document.createElement('script'), {text: 'window.ran = 1'}))")
    page.wait_for_timeout(SETTLE_MS)
    assert page.evaluate("window.ran") is None
    assert any("script-src" in complaint for complaint in heard.complaints)
    context.close()


def test_signing_out_everywhere_brings_the_other_page_to_the_door(browser: Browser, demo: Portal) -> None:  # ID-5
    """Two devices of one person; the one that looks on does nothing and is not loaded again by hand."""
    person = demo.of_one_therapist()[1]
    contexts = [browser.new_context(**PHONE, base_url=demo.url, locale="es") for _ in range(2)]
    acting, looking_on = (context.new_page() for context in contexts)
    for page in (acting, looking_on):
        enter(page, person)
    acting.goto(re.sub(r"/calendar.*", "/me/security", acting.url))
    acting.get_by_test_id("sign-out-everywhere").click()
    acting.get_by_test_id("confirm-yes").click()
    # Its address changes while it is on its way: the door's own field says that it is there.
    looking_on.get_by_test_id("code-input").wait_for(timeout=2_000)
    assert person.name not in looking_on.content()
    acting.wait_for_url(re.compile(r"/(es|ca|en)/(\?.*)?$"))
    for context in contexts:
        context.close()


def test_what_is_built_holds_nothing_of_anybody(demo: Portal) -> None:
    secrets = [text for person in demo.patients for text in (person.name, person.code)]
    secrets += [text for member in demo.staff for text in (member.email, member.password, member.name)]
    built = [file for file in build.CLIENT.rglob("*") if file.suffix in {".js", ".html", ".json", ".css", ".txt"}]
    assert len(built) > 20
    any_of_them = re.compile(rf"\b(?:{'|'.join(map(re.escape, secrets))})\b")
    assert [(file.name, found[0]) for file in built if (found := any_of_them.search(file.read_text("utf-8")))] == []


def test_what_serves_these_pages_asks_nobody_outside(demo: Portal, tmp_path: Path) -> None:  # R16
    """The server's whole start and every page that was opened; and the guard, were anybody asked, would tell."""
    assert httpx.get(f"{demo.url}/es/").status_code == 200
    assert not (demo.data_dir / OUTSIDE).exists()
    asking = "import socket; socket.create_connection(('192.0.2.1', 80), 1)"
    tried = subprocess.run(
        [sys.executable, "-c", asking],
        env={**os.environ, **without_a_way_out(tmp_path)},
        capture_output=True,
        check=False,
    )
    assert tried.returncode != 0
    assert "192.0.2.1" in (tmp_path / OUTSIDE).read_text(encoding="utf-8")


def test_the_build_is_told_to_tell_nobody_and_fetches_no_tool() -> None:  # R16
    """What it is told; that nothing else goes out is tried in `tests/operations/test_build_alone.py`."""
    given = build._environment()
    assert given["REFLEX_TELEMETRY_ENABLED"] == given["REFLEX_CHECK_LATEST_VERSION"] == "false"
    assert given["DO_NOT_TRACK"] == "1"
    config = (build.ROOT / "rxconfig.py").read_text(encoding="utf-8")
    assert "telemetry_enabled=False" in config
    assert 'sysconfig.get_path("scripts")) / "bun"' in config, "no tool is fetched by the framework"


def test_a_build_has_no_database_and_no_secret(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ESPAI_SECRET_KEY", "canary-secret")
    monkeypatch.setenv("ESPAI_DATABASE_URL", "postgresql://canary")
    given = build._environment()
    assert not any("canary" in value for value in given.values())
    with pytest.raises(OperationalError):
        sa.create_engine(given["ESPAI_DATABASE_URL"]).connect()


def test_no_state_is_left_on_the_disk(demo: Portal) -> None:
    states = [file for file in (build.ROOT / ".states").rglob("*.pkl") if file.stat().st_mtime > demo_began(demo)]
    assert states == []


def demo_began(demo: Portal) -> float:
    """When the demo was made, on the machine's own clock."""
    return (demo.data_dir / "demo.json").stat().st_mtime
