"""Addresses and files: what answers where."""

import json
import re
from pathlib import Path

import pytest
import sqlalchemy as sa

from models.tables import ActivityEntry
from models.vocabulary import Action
from portal_app.api import front_end
from portal_app.api.peer import origin_of
from portal_app.services import transaction
from tests.api.conftest import Browser
from tests.builders import Cast, appointment
from tests.services.doors import ANA_CODE, PIN, has_pin, marta_has_password


@pytest.fixture
async def ana(browser: Browser, cast: Cast) -> Browser:
    """Ana's browser, signed in."""
    has_pin(cast.ana, ANA_CODE)
    await browser.submit("/api/door/code", code=ANA_CODE, lang="ca")
    await browser.post("/api/door/pin", pin=PIN, lang="ca")
    return browser


@pytest.mark.parametrize(
    "path",
    ["/calendar", "/requests", "/packs", "/me", "/me/security", "/staff/agenda", "/staff/settings/hours"],
)
async def test_a_bare_address_leads_to_the_persons_language(browser: Browser, path: str) -> None:
    answer = await browser.get(f"{path}?day=2026-10-22", **{"accept-language": "en-GB,ca;q=0.5"})
    assert (answer.status_code, answer.headers["location"]) == (302, f"/en{path}?day=2026-10-22")


@pytest.mark.parametrize(("path", "door"), [("/ca/calendar", "/ca/"), ("/es/staff/agenda", "/es/staff")])
async def test_without_a_session_a_page_of_the_app_leads_to_its_door(browser: Browser, path: str, door: str) -> None:
    assert (await browser.get(path)).headers["location"] == door
    browser.client.cookies.set("espai_session", "invented")
    browser.client.cookies.set("espai_staff", "invented")
    assert (await browser.get(path)).headers["location"] == door


async def test_what_is_personal_is_never_kept(ana: Browser, cast: Cast) -> None:
    booked = appointment(cast, cast.ana, "2026-10-22 10:00")
    for path in ("/", "/ca/", "/ca/staff", f"/api/appointments/{booked}.ics", "/api/appointments/no.ics"):
        answer = await ana.get(path)
        assert answer.headers["cache-control"] in {"no-store", "no-cache"}
    assert (await ana.get(f"/api/appointments/{booked}.ics")).headers["cache-control"] == "no-store"
    assert (await ana.get("/en/privacy")).headers["cache-control"] == "no-store"


@pytest.mark.parametrize("path", ["/ping", "/_upload", "/_health", "/nowhere", "/es/nowhere", "/api/nowhere"])
async def test_what_is_not_there_is_said_in_words(browser: Browser, path: str) -> None:
    answer = await browser.get(path, **{"accept-language": "ca"})
    assert answer.status_code == 404
    assert "Aquesta pàgina no és aquí" in answer.text or "Esta página no está aquí" in answer.text


async def test_who_is_lost_may_change_language_and_look_there(browser: Browser) -> None:  # UX-1
    lost = (await browser.get("/es/nowhere/at-all", cookie="theme=dark")).text
    assert '<html lang="es" class="dark">' in lost
    assert 'href="/ca/nowhere/at-all"' in lost
    assert 'data-testid="theme-toggle"' in lost
    assert 'href="/ca/"' in (await browser.get("/api/nowhere")).text


async def test_a_refused_form_is_said_in_every_language_without_being_sent_again(browser: Browser) -> None:  # UX-1
    refused = await browser.post("/api/door/code", headers={"origin": "https://elsewhere.example"}, code="ABC234")
    assert refused.status_code == 403
    pages = refused.text.split("<main ")[1:]
    assert [page.partition('id="in-')[2][:2] for page in pages] == ["ca", "en", "es"], "the person's own comes last"
    for page, said in zip(pages, ("Això no", "That didn’t come", "Eso no"), strict=True):
        assert said in page
        assert [page.count(f'href="#in-{language}"') for language in ("es", "ca", "en")] == [1, 1, 1]
        assert 'data-testid="theme-toggle"' in page
        assert "data-language" not in page, "no page is fetched for its words"
    assert 'href="/ca/">' in pages[0]


async def test_who_is_lost_is_led_to_the_start_of_their_own_side(browser: Browser, cast: Cast) -> None:
    assert 'href="/">' in (await browser.get("/es/nowhere")).text
    assert 'href="/staff">' in (await browser.get("/api/staff/nowhere")).text
    marta_has_password(cast, "a calm lake at dawn")
    await browser.post("/api/staff/sign-in", email="marta@alba.example", password="a calm lake at dawn", lang="en")
    for path in ("/ca/staff/nowhere", "/es/nowhere"):
        assert 'href="/staff">' in (await browser.get(path)).text


@pytest.mark.parametrize("path", ["/api/door/code", "/api/door/pin", "/api/sign-out", "/api/staff/sign-in"])
async def test_a_form_s_address_opened_by_hand_says_so(browser: Browser, path: str) -> None:
    answer = await browser.get(path, **{"accept-language": "en"})
    assert answer.status_code == 405
    assert "This address doesn’t do that" in answer.text


async def test_a_failure_tells_a_reference_and_no_trace(browser: Browser) -> None:  # UX-6
    answer = await browser.get("/broken", **{"accept-language": "en"})
    assert answer.status_code == 500
    assert "Something failed on our side" in answer.text
    assert "secret" not in answer.text
    assert "Traceback" not in answer.text
    assert "content-security-policy" in answer.headers


async def test_the_language_switch_without_scripts_goes_nowhere_else(browser: Browser) -> None:
    answer = await browser.get("/api/language?to=ca&back=/calendar")
    assert (answer.status_code, answer.headers["location"]) == (303, "/ca/calendar")
    assert browser.client.cookies["lang"] == "ca"
    for back in ("https://elsewhere.example", "//elsewhere.example", "/api/sign-out", "/../x"):
        assert (await browser.get(f"/api/language?to=en&back={back}")).headers["location"] == "/en/"
    assert (await browser.get("/api/language?to=xx")).headers["location"] == "/en/"


async def test_the_theme_switch_without_scripts(browser: Browser) -> None:
    page = await browser.submit("/api/theme", lang="ca", back="/staff")
    assert '<html lang="ca" class="dark"' in page.text
    page = await browser.submit("/api/theme", lang="ca", back="/staff")
    assert '<html lang="ca" class="light"' in page.text


async def test_the_server_says_that_it_lives_and_is_ready(browser: Browser) -> None:  # OP-4
    assert (await browser.get("/health/live")).json() == {"status": "live"}
    assert (await browser.get("/health/ready")).json() == {"status": "ready"}
    with transaction.write() as db:
        db.connection().exec_driver_sql("ALTER TABLE practice RENAME TO gone")
    assert (await browser.get("/health/ready")).status_code == 503
    assert (await browser.get("/health/live")).status_code == 200


async def test_a_patient_takes_their_own_appointment_along(ana: Browser, cast: Cast) -> None:  # CA-5
    booked = appointment(cast, cast.ana, "2026-10-22 10:00")
    answer = await ana.get(f"/api/appointments/{booked}.ics")
    assert answer.headers["content-type"].startswith("text/calendar")
    text = answer.text.replace("\r\n ", "")
    assert "DTSTART:20261022T080000Z" in text
    assert "DTEND:20261022T085000Z" in text
    assert "Carrer de Verdi 28" in text
    assert "SUMMARY:Sessió a Alba Psicologia" in text


async def test_anothers_appointment_is_refused_and_leaves_a_trace(ana: Browser, cast: Cast) -> None:  # ID-7
    clara_s = appointment(cast, cast.clara, "2026-10-22 10:00")
    for appointment_id in (clara_s, "0" * 24):
        assert (await ana.get(f"/api/appointments/{appointment_id}.ics")).status_code == 403
    with transaction.read() as db:
        denied = sa.select(ActivityEntry.actor_id).where(ActivityEntry.action == Action.ACCESS_DENIED)
        assert db.scalars(denied).all() == [cast.ana.patient_id] * 2


async def test_an_appointment_needs_a_session(browser: Browser, cast: Cast) -> None:
    booked = appointment(cast, cast.ana, "2026-10-22 10:00")
    assert (await browser.get(f"/api/appointments/{booked}.ics")).status_code == 403


@pytest.mark.parametrize(
    ("hops", "forwarded", "address"),
    [
        (0, "198.51.100.1", "203.0.113.7"),
        (1, "198.51.100.1", "198.51.100.1"),
        (1, "10.0.0.1, 198.51.100.1", "198.51.100.1"),
        (2, "10.9.9.9, 198.51.100.1, 192.0.2.1", "198.51.100.1"),
        (2, "198.51.100.1", "203.0.113.7"),
        (1, "not an address", ""),
        (1, "[2001:db8::1]:443", "2001:db8::1"),
        (1, "::ffff:198.51.100.1", "198.51.100.1"),
        (1, "198.51.100.1:5050", "198.51.100.1"),
    ],
)
def test_only_trusted_proxies_say_who_the_peer_is(hops: int, forwarded: str, address: str) -> None:  # GD-5
    scope = {"client": ("203.0.113.7", 4000), "headers": [(b"x-forwarded-for", forwarded.encode())]}
    assert origin_of(scope, hops).address == address


@pytest.mark.parametrize(
    ("lang", "next_session"),
    [("es", "Tu próxima sesión"), ("ca", "La teva propera sessió"), ("en", "Your next session")],
)
async def test_the_manifest_speaks_the_pages_language_and_names_the_practice(
    browser: Browser, lang: str, next_session: str
) -> None:  # UX-3
    answer = await browser.get(f"/manifest.webmanifest?lang={lang}")
    assert answer.headers["content-type"] == "application/manifest+json"
    manifest = answer.json()
    assert manifest["name"] == "Alba Psicologia"
    assert manifest["lang"] == lang
    assert manifest["shortcuts"][0]["name"] == next_session
    assert [one["url"] for one in manifest["shortcuts"]] == [f"/{lang}/calendar", f"/{lang}/calendar?ask"]
    assert {icon["purpose"] for icon in manifest["icons"]} == {"any", "maskable"}
    for icon in manifest["icons"]:
        assert (Path(front_end.__file__).parents[2] / "assets" / icon["src"].strip("/")).is_file()


def _built(client: Path, files: dict[str, int]) -> None:
    """A built calendar in three languages that loads files of these sizes."""
    for lang in ("es", "ca", "en"):
        page = client / lang / "calendar" / "index.html"
        page.parent.mkdir(parents=True)
        links = "".join(f'<link rel="modulepreload" href="/assets/{name}">' for name in files)
        page.write_text(f'{links}<link rel="modulepreload" href="/assets/{lang}.js">')
    (client / "assets").mkdir()
    for name, size in files.items():
        (client / "assets" / name).write_bytes(b"x" * size * 3)
        (client / "assets" / f"{name}.br").write_bytes(b"x" * size)


async def test_the_door_fetches_ahead_what_comes_next_and_no_more_than_a_slow_line_bears(
    browser: Browser, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(front_end, "CLIENT", tmp_path)
    _built(tmp_path, {"react.js": 60_000, "photo.js": 90_000, "small.js": 20_000})
    page = (await browser.get("/ca/")).text
    assert re.findall(r'data-ahead="([^"]+)"', page) == ["/assets/photo.js /assets/small.js /assets/ca.js"]


async def test_only_what_is_fetched_ahead_comes_without_a_session(browser: Browser) -> None:
    ahead = await browser.get("/ca/calendar", **{"sec-purpose": "prefetch"})
    assert (ahead.status_code, ahead.headers["cache-control"]) == (200, "private, max-age=60")
    for purpose in ("", "prefetch;prerender"):
        assert (await browser.get("/ca/calendar", **{"sec-purpose": purpose})).headers["location"] == "/ca/"
    assert (await browser.get("/ca/staff/agenda", **{"sec-purpose": "prefetch"})).headers["location"] == "/ca/staff"


async def test_the_worker_keeps_what_every_language_loads(
    browser: Browser, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(front_end, "CLIENT", tmp_path)
    before = (await browser.get("/sw.js")).text
    _built(tmp_path, {"react.js": 60_000})
    after = (await browser.get("/sw.js")).text
    assert '"/assets/react.js"' in after
    assert '"/assets/ca.js"' not in after
    assert before.splitlines()[0] != after.splitlines()[0]


@pytest.mark.parametrize("path", ["/sw.js", "/manifest.webmanifest?lang=ca"])
async def test_what_is_asked_after_at_each_visit_is_sent_once_until_it_changes(
    browser: Browser, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, path: str
) -> None:
    first = await browser.get(path)
    assert (first.headers["cache-control"], first.headers["content-encoding"]) == ("no-cache", "gzip")
    known = {"if-none-match": first.headers["etag"]}
    again = await browser.get(path, **known)
    assert (again.status_code, again.content) == (304, b"")
    assert again.headers["etag"] == first.headers["etag"]
    plain = await browser.get(path, **known, **{"accept-encoding": "identity"})
    assert (plain.status_code, plain.text) == (200, first.text), "another form of it is not the one that is known"

    monkeypatch.setattr(front_end, "CLIENT", tmp_path)
    _built(tmp_path, {"react.js": 60_000})
    later = await browser.get(path, **known)
    assert later.status_code == (200 if path == "/sw.js" else 304)


async def test_the_worker_keeps_the_shell_and_nothing_personal(browser: Browser) -> None:
    answer = await browser.get("/sw.js")
    assert answer.headers["cache-control"] == "no-cache"
    kept = json.loads(answer.text.split("const KEPT = ")[1].split(";\n")[0])
    assert kept[0] == "/offline.html"
    assert not [name for name in kept if name.startswith("/api") or ("calendar" in name and name.endswith(".html"))]


async def test_the_offline_page_has_the_practices_telephone_in_three_languages(browser: Browser) -> None:
    page = (await browser.get("/offline.html")).text
    assert page.count('href="tel:+34931234567"') == 3
    for words in ("Ahora no hay conexión", "Ara no hi ha connexió", "There’s no connection now"):
        assert words in page
    for language, said in (("es", "Idioma"), ("ca", "Idioma"), ("en", "Language")):
        shown = page.partition(f'<main class="app app--bare off" lang="{language}"')[2].partition("</main>")[0]
        assert f'aria-label="{said}"' in shown
        assert f'data-testid="language-{language}" data-language="{language}" aria-current="true"' in shown
