"""What stands on every answer: who may frame, run and keep it, and whose its cookies are."""

import base64
import dataclasses
import hashlib
from pathlib import Path

import httpx
import pytest
from starlette.responses import HTMLResponse, Response

from portal_app import settings
from portal_app.api import front_end, headers
from tests.api.conftest import Browser
from tests.builders import Cast
from tests.services.doors import ANA_CODE, has_pin

ASSETS = Path(__file__).parents[2] / "assets"


@pytest.mark.parametrize("path", ["/", "/es/", "/ca/staff", "/en/privacy", "/nowhere", "/offline.html", "/health/live"])
async def test_every_answer_says_who_may_frame_run_and_keep_it(browser: Browser, path: str) -> None:
    answer = await browser.get(path)
    policy = answer.headers["content-security-policy"]
    for rule in ("frame-ancestors 'none'", "base-uri 'none'", "object-src 'none'", "form-action 'self'"):
        assert rule in policy
    rules = dict(rule.split(" ", 1) for rule in policy.split("; "))
    assert rules.get("script-src", rules["default-src"]) == "'self'"
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["referrer-policy"] == "no-referrer"
    assert answer.headers["cross-origin-opener-policy"] == "same-origin"
    assert "strict-transport-security" not in answer.headers


@pytest.mark.parametrize(
    ("path", "query", "kept"),
    [
        ("/assets/entry.client-Bq3xYz12.js", "", headers.FOR_EVER),
        ("/styles/door.css", "v=0123456789", headers.FOR_EVER),
        ("/styles/door.css", "", headers.ASK_FIRST),
        ("/assets/plain.js", "", headers.ASK_FIRST),
        ("/icons/icon-192.png", "", headers.A_DAY),
        ("/sw.js", "", headers.ASK_FIRST),
        ("/api/language", "v=1", headers.NEVER),
    ],
)
def test_only_what_is_named_by_its_content_is_kept_for_ever(path: str, query: str, kept: str) -> None:
    assert headers.caching(path, query, "text/javascript") == kept


async def test_on_tls_cookies_are_the_hosts_own_and_browsers_stay_on_tls(
    browser: Browser, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    ours = dataclasses.replace(settings.current(), public_url="https://alba.example", mode=settings.Mode.PRODUCTION)
    monkeypatch.setattr(settings, "current", lambda: ours)
    has_pin(cast.ana, ANA_CODE)
    form = {"origin": "https://alba.example"}
    sent = await browser.post("/api/door/code", headers=form, code=ANA_CODE, lang="ca")
    assert sent.headers["set-cookie"].startswith("__Host-espai_door=")
    assert "Secure" in sent.headers["set-cookie"]
    assert "max-age" in sent.headers["strict-transport-security"]
    assert (await browser.post("/api/door/code", code=ANA_CODE)).status_code == 403
    chosen = [
        await browser.get("/api/language?to=ca"),
        await browser.post("/api/theme", headers=form, back="/", lang="ca"),
    ]
    for answer, kept in zip(chosen, ("__Host-lang=ca;", "__Host-theme=dark;"), strict=True):
        assert answer.headers["set-cookie"].startswith(kept)
        assert "Secure" in answer.headers["set-cookie"]
        assert "Path=/;" in answer.headers["set-cookie"]
    assert 'class="dark"' in (await browser.get("/ca/", cookie="__Host-theme=dark")).text
    assert 'class="dark"' not in (await browser.get("/ca/", cookie="theme=dark")).text, "anybody may have set that one"


@pytest.mark.parametrize("name", ["door.js", "espai.js"])
def test_what_a_script_keeps_is_named_as_the_server_names_it(name: str) -> None:
    written = (ASSETS / name).read_text(encoding="utf-8")
    assert 'location.protocol === "https:" ? ["__Host-", "; secure"]' in written
    assert written.count("document.cookie = `${host}${name}=") == 1 == written.count("document.cookie =")


def test_an_inline_script_of_a_built_page_is_named_by_its_hash(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(front_end, "CLIENT", tmp_path)
    built = tmp_path / "ca" / "calendar" / "index.html"
    built.parent.mkdir(parents=True)
    built.write_text(
        '<link rel="modulepreload" href="/assets/root-1.js"><link rel="stylesheet" href="/styles/p.css">'
        "<script>alert(1 && 2)</script><script src=/assets/a.js></script>"
    )
    page = front_end.page("/ca/calendar")
    wanted = base64.b64encode(hashlib.sha256(b"alert(1 && 2)").digest()).decode()
    assert page.script_hashes == (f"'sha256-{wanted}'",)
    assert page.files == ("/assets/root-1.js", "/styles/p.css", "/assets/a.js")
    assert page.script_hashes[0] in headers.policy(page.script_hashes)
    assert front_end.page("/../etc/passwd") == front_end.BuiltPage()


@pytest.mark.parametrize(
    ("path", "same"),
    [("/es/staff/patients/0123456789abcdef01234567", True), ("/es/calendar", True), ("/espai.js", False)],
)
async def test_a_page_that_is_not_modified_keeps_the_scripts_that_it_may_run(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, path: str, same: bool
) -> None:  # A browser puts these headers in the place of those it kept, also where an id stands in the address.
    monkeypatch.setattr(front_end, "CLIENT", tmp_path)
    (tmp_path / front_end.ANY_OTHER).write_text("<script>alert(1)</script>")

    async def policy_of(answer: Response) -> str:
        def in_words(_scope: object, _status: int) -> Response:
            return answer

        transport = httpx.ASGITransport(headers.Wrap(answer, in_words))
        async with httpx.AsyncClient(transport=transport, base_url="http://localhost") as visitor:
            return (await visitor.get(path)).headers["content-security-policy"]

    first, again = await policy_of(HTMLResponse("")), await policy_of(Response(status_code=304))
    assert "'sha256-" in first
    assert (again == first) is same
