"""The patient's door without a script: forms, redirects, cookies."""

import re
from collections.abc import Callable
from datetime import date, timedelta

import httpx
import pytest
import sqlalchemy as sa

from models.tables import Patient, Practice
from models.vocabulary import Locale
from portal_app.api import threads
from portal_app.domain import lockout
from portal_app.services import transaction
from tests.api.conftest import HERE, Browser
from tests.builders import Cast
from tests.conftest import StandingClock
from tests.services.doors import ANA_CODE, BIEL_CODE, NOBODYS_CODE, PIN, WRONG_PIN, has_code, has_pin

SESSION, DEVICE, DOOR = "espai_session", "espai_device", "espai_door"


@pytest.fixture(autouse=True)
def _codes(cast: Cast) -> None:
    has_pin(cast.ana, ANA_CODE)
    has_code(cast.biel, BIEL_CODE)


async def _enter(browser: Browser, code: str = ANA_CODE, pin: str = PIN, lang: str = "ca") -> str:
    await browser.submit("/api/door/code", code=code, lang=lang)
    return (await browser.post("/api/door/pin", pin=pin, lang=lang)).headers["location"]


async def test_code_then_pin_lead_to_the_calendar(browser: Browser) -> None:
    assert 'data-testid="code-input"' in (await browser.get("/ca/")).text
    page = await browser.submit("/api/door/code", code="k7m 4qz", lang="ca")
    assert 'data-testid="pin-input"' in page.text
    sent = await browser.post("/api/door/pin", pin=PIN, lang="ca")
    assert (sent.status_code, sent.headers["location"]) == (303, "/ca/calendar")
    assert (await browser.get("/ca/calendar")).status_code == 200


async def test_a_pin_is_painted_with_its_keys(browser: Browser) -> None:
    pages = [await browser.submit("/api/door/code", code=ANA_CODE, lang="ca")]
    await browser.submit("/api/door/code", code=BIEL_CODE, lang="ca")
    pages.append(await browser.submit("/api/door/first-entry", accept="yes", lang="ca"))
    for page in pages:
        assert page.text.index('href="#send" blocking="render"') < page.text.index("<body")
        assert page.text.index('data-key="erase"') < page.text.index('id="send"')


async def test_a_pages_script_is_told_where_a_form_leads_and_given_the_same_cookies(
    browser: Browser, new_browser: Callable[[], Browser]
) -> None:
    by_script = {"origin": HERE, "accept": "application/json"}
    quick = new_browser()
    await quick.submit("/api/door/code", code=ANA_CODE, lang="ca")
    refused = await quick.post("/api/door/pin", pin=WRONG_PIN, lang="ca", headers=by_script)
    assert (refused.status_code, refused.json()) == (200, {"to": "/ca/"})
    assert "aria-invalid" in (await quick.get("/ca/")).text, "the door says the same as after a form"
    told = await quick.post("/api/door/pin", pin=PIN, lang="ca", headers=by_script)
    assert (told.status_code, told.json()) == (200, {"to": "/ca/calendar"})
    assert told.headers["cache-control"] == "no-store"

    await browser.submit("/api/door/code", code=ANA_CODE, lang="ca")
    sent = await browser.post("/api/door/pin", pin=PIN, lang="ca")

    def names(answer: httpx.Response) -> set[str]:
        return {line.partition("=")[0] for line in answer.headers.get_list("set-cookie")}

    assert names(told) == names(sent) > {SESSION, DEVICE}


async def test_a_foreign_page_is_told_nothing_by_script(browser: Browser) -> None:
    await browser.submit("/api/door/code", code=ANA_CODE, lang="ca")
    elsewhere = {"origin": "https://elsewhere.example", "accept": "application/json"}
    answer = await browser.post("/api/door/pin", pin=PIN, lang="ca", headers=elsewhere)
    assert answer.status_code == 403
    assert "set-cookie" not in answer.headers


async def test_identity_is_in_sealed_http_only_cookies_alone(browser: Browser) -> None:  # ID-4
    await browser.submit("/api/door/code", code=ANA_CODE, lang="es")
    sent = await browser.post("/api/door/pin", pin=PIN, lang="es")
    put = {line.partition("=")[0]: line for line in sent.headers.get_list("set-cookie")}
    for name in (SESSION, DEVICE):
        assert "HttpOnly" in put[name]
        assert "SameSite=lax" in put[name]
        assert "Path=/" in put[name]
    assert "HttpOnly" not in put["lang"]
    kept = " ".join(put.values())
    assert ANA_CODE not in kept
    assert PIN not in kept
    assert DOOR not in browser.client.cookies


async def test_the_page_never_repeats_pin_or_session(browser: Browser) -> None:
    page = await browser.submit("/api/door/code", code=ANA_CODE, lang="es")
    page = await browser.submit("/api/door/pin", pin=WRONG_PIN, lang="es")
    assert WRONG_PIN not in page.text


async def test_before_the_pin_the_page_names_the_practice_alone(
    browser: Browser, new_browser: Callable[[], Browser]
) -> None:
    known = await browser.submit("/api/door/code", code=ANA_CODE, lang="es")
    for name in ("Ana", "Ribas", "Marta"):
        assert name not in known.text
    unknown = await new_browser().submit("/api/door/code", code=NOBODYS_CODE, lang="es")
    assert known.text == unknown.text.replace("ZZZ-ZZZ", "K7M-4QZ")


async def test_a_wrong_pin_is_said_and_the_last_tries_are_counted(browser: Browser) -> None:
    await browser.submit("/api/door/code", code=ANA_CODE, lang="en")
    for _ in range(2):
        page = await browser.submit("/api/door/pin", pin=WRONG_PIN, lang="en")
        assert "The code or the PIN doesn’t match. Check the code or ask for a new one." in page.text
    page = await browser.submit("/api/door/pin", pin=WRONG_PIN, lang="en")
    assert "No match. 2 tries left." in page.text
    assert "No coincide. Te quedan 2 intentos." in (await browser.get("/es/")).text


@pytest.mark.parametrize("code", [ANA_CODE, NOBODYS_CODE])
async def test_the_countdown_is_right_on_a_reload_and_in_another_tab(
    browser: Browser, standing_clock: StandingClock, code: str
) -> None:
    await browser.submit("/api/door/code", code=code, lang="es")
    for _ in range(4):
        await browser.submit("/api/door/pin", pin=WRONG_PIN, lang="es")
    standing_clock.shift(timedelta(seconds=40))
    page = await browser.submit("/api/door/pin", pin=WRONG_PIN, lang="es")
    assert 'data-testid="lockout-countdown"' in page.text
    assert "4:20" in page.text
    standing_clock.shift(timedelta(seconds=15))
    assert "4:05" in (await browser.get("/ca/")).text
    standing_clock.shift(timedelta(minutes=4, seconds=6))
    assert 'data-testid="pin-input"' in (await browser.get("/es/")).text


async def test_the_right_pin_during_the_lock_stays_outside(browser: Browser) -> None:
    await browser.submit("/api/door/code", code=ANA_CODE, lang="es")
    for _ in range(5):
        await browser.submit("/api/door/pin", pin=WRONG_PIN, lang="es")
    page = await browser.submit("/api/door/pin", pin=PIN, lang="es")
    assert 'data-testid="lockout-countdown"' in page.text
    assert SESSION not in browser.client.cookies


async def test_after_twenty_failures_the_page_says_who_can_help(
    browser: Browser, standing_clock: StandingClock
) -> None:
    await browser.submit("/api/door/code", code=ANA_CODE, lang="en")
    for wait in (lockout.WINDOW, lockout.LONG_WAIT, lockout.WINDOW, timedelta()):
        for _ in range(5):
            page = await browser.submit("/api/door/pin", pin=WRONG_PIN, lang="en")
        standing_clock.shift(wait + timedelta(seconds=1))
    assert "this code no longer works" in page.text


async def test_what_cannot_be_a_code_keeps_what_was_typed(browser: Browser) -> None:
    page = await browser.submit("/api/door/code", code='0"><b>', lang="en")
    assert "A code has 6 letters and numbers" in page.text
    assert 'value="0&#34;&gt;&lt;b&gt;"' in page.text


async def test_a_known_device_is_asked_for_the_pin_alone(browser: Browser) -> None:
    await _enter(browser)
    del browser.client.cookies[SESSION]
    page = await browser.get("/ca/")
    assert 'data-testid="pin-input"' in page.text
    assert "K7M-4QZ" not in page.text
    assert (await browser.post("/api/door/pin", pin=PIN, lang="ca")).headers["location"] == "/ca/calendar"


async def test_somebody_else_may_use_the_browser(browser: Browser) -> None:
    await _enter(browser)
    del browser.client.cookies[SESSION]
    page = await browser.submit("/api/door/again", lang="ca")
    assert 'data-testid="code-input"' in page.text


async def test_with_a_living_session_the_door_leads_to_the_calendar(browser: Browser) -> None:
    await _enter(browser)
    opened = await browser.get("/")
    assert (opened.status_code, opened.headers["location"]) == (302, "/ca/calendar")


async def test_the_language_is_the_address_s_then_the_chosen_then_the_browser_s_then_the_file_s(
    browser: Browser, new_browser: Callable[[], Browser]
) -> None:
    assert '<html lang="ca"' in (await browser.get("/", **{"accept-language": "ca,es;q=0.8"})).text
    assert '<html lang="en"' in (await browser.get("/en/", **{"accept-language": "ca"})).text
    assert '<html lang="en"' in (await browser.get("/", **{"accept-language": "ca"})).text
    bare = new_browser()
    assert await _enter(bare, lang="") == "/ca/calendar"


async def test_the_door_speaks_the_languages_that_the_practice_offers(browser: Browser) -> None:  # PR-1
    with transaction.write() as db:
        db.execute(sa.update(Practice).values(languages="es ca", locale=Locale.CA))
    page = (await browser.get("/", **{"accept-language": "en,es;q=0.5"})).text
    assert '<html lang="es"' in page
    assert ('data-testid="language-ca"' in page, 'data-testid="language-en"' in page) == (True, False)
    assert '<html lang="ca"' in (await browser.get("/", **{"accept-language": "en"})).text


async def test_first_entry_is_notice_then_pin_twice(browser: Browser) -> None:  # ID-2, GD-4
    page = await browser.submit("/api/door/code", code=BIEL_CODE, lang="en")
    assert 'data-testid="notice-accept"' in page.text
    assert "checked" not in page.text.partition("</head>")[2]
    page = await browser.submit("/api/door/first-entry", lang="en")
    assert "read the consent and tick the box" in page.text
    page = await browser.submit("/api/door/first-entry", accept="yes", lang="en")
    assert 'data-testid="pin-repeat"' in page.text
    page = await browser.submit("/api/door/first-entry", pin=PIN, pin_again="7319", lang="en")
    assert "The two PINs are different" in page.text
    page = await browser.submit("/api/door/first-entry", pin="1234", pin_again="1234", lang="en")
    assert "Those digits follow one another" in page.text
    sent = await browser.post("/api/door/first-entry", pin=PIN, pin_again=PIN, lang="en")
    assert sent.headers["location"] == "/en/calendar"


async def test_a_pin_is_not_set_without_the_notice(browser: Browser) -> None:
    await browser.submit("/api/door/code", code=BIEL_CODE, lang="en")
    page = await browser.submit("/api/door/first-entry", pin=PIN, pin_again=PIN, lang="en")
    assert 'data-testid="notice-accept"' in page.text
    assert SESSION not in browser.client.cookies


async def test_a_notice_that_changed_meanwhile_is_shown_again(browser: Browser, cast: Cast) -> None:
    await browser.submit("/api/door/code", code=BIEL_CODE, lang="en")
    await browser.submit("/api/door/first-entry", accept="yes", lang="en")
    with transaction.write() as db:
        db.get_one(Practice, cast.practice_id).notice_version = "2.0"
    page = await browser.submit("/api/door/first-entry", pin=PIN, pin_again=PIN, lang="en")
    assert "Version 2.0" in page.text


async def test_signing_out_leaves_nothing_and_keeps_the_look(browser: Browser) -> None:  # ID-5
    await _enter(browser)
    device = browser.client.cookies[DEVICE]
    browser.client.cookies.set("theme", "dark", domain="localhost.local", path="/")
    sent = await browser.post("/api/sign-out")
    assert sent.headers["location"] == "/ca/?theme=dark"
    assert '"cookies"' in sent.headers["clear-site-data"]
    assert not {SESSION, DEVICE} & set(browser.client.cookies)
    page = await browser.get(sent.headers["location"])
    assert 'class="dark"' in page.text or "theme=dark" in page.headers["set-cookie"]
    browser.client.cookies.set(DEVICE, device, domain="localhost.local", path="/")
    assert 'data-testid="code-input"' in (await browser.get("/ca/")).text


async def test_signing_out_after_the_session_is_over_ends_the_device_too(
    browser: Browser, standing_clock: StandingClock
) -> None:
    await _enter(browser)
    device = browser.client.cookies[DEVICE]
    standing_clock.shift(timedelta(minutes=31))
    await browser.post("/api/sign-out")
    browser.client.cookies.set(DEVICE, device, domain="localhost.local", path="/")
    assert 'data-testid="code-input"' in (await browser.get("/ca/")).text


async def test_signing_out_twice_is_no_failure(browser: Browser) -> None:
    await _enter(browser)
    for _ in range(2):
        assert (await browser.post("/api/sign-out")).status_code == 303


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"origin": "https://elsewhere.example"},
        {"origin": "http://localhost:8001"},
        {"origin": "https://localhost:8000"},
        {"origin": "http://localhost.elsewhere.example:8000"},
        {"origin": "null"},
        {"origin": "null", "sec-fetch-site": "cross-site"},
    ],
)
@pytest.mark.parametrize("path", ["/api/door/code", "/api/door/pin", "/api/door/first-entry", "/api/sign-out"])
async def test_a_form_from_elsewhere_is_refused(browser: Browser, path: str, headers: dict[str, str]) -> None:
    sent = await browser.post(path, headers={"accept": "text/html", **headers}, code=ANA_CODE)
    assert sent.status_code == 403
    assert "set-cookie" not in sent.headers
    assert "access-control-allow-origin" not in sent.headers


async def test_a_page_that_sends_no_referrer_may_still_send_its_form(browser: Browser) -> None:
    sent = await browser.post("/api/sign-out", headers={"origin": "null", "sec-fetch-site": "same-origin"})
    assert sent.status_code == 303


@pytest.mark.parametrize(
    ("body", "kind", "status"),
    [
        ("code=" + "A" * 100_000, "application/x-www-form-urlencoded", 413),
        ('{"code":"K7M4QZ"}', "application/json", 415),
        ("&".join(f"f{n}=1" for n in range(500)), "application/x-www-form-urlencoded", 400),
        (b"code=\xff\xfe", "application/x-www-form-urlencoded", 400),
    ],
)
async def test_a_body_that_is_no_form_of_ours_is_refused_in_words(
    browser: Browser, body: str | bytes, kind: str, status: int
) -> None:
    answer = await browser.client.post(
        "/api/door/code",
        content=body,
        headers={"origin": HERE, "content-type": kind, "accept": "text/html", "accept-language": "ca"},
    )
    assert answer.status_code == status
    assert re.search(r"No s’ha canviat res", answer.text)


async def test_a_door_for_no_practice_says_what_to_do(database: transaction.Database, browser: Browser) -> None:
    with transaction.write() as db:
        for table in ("access_code", "patient_access", "session_pack", "patient", "working_hours", "service", "centre"):
            db.connection().exec_driver_sql(f"DELETE FROM {table}")
        db.connection().exec_driver_sql("DELETE FROM staff_member")
        db.connection().exec_driver_sql("DELETE FROM practice")
    page = await browser.get("/en/")
    assert page.status_code == 503
    assert "espai init" in page.text


async def test_a_crowd_at_the_door_is_told_apart_from_a_lock(  # ID-3
    browser: Browser, new_browser: Callable[[], Browser], monkeypatch: pytest.MonkeyPatch, standing_clock: StandingClock
) -> None:
    phone = new_browser()
    await _enter(phone)
    await browser.submit("/api/door/code", code=ANA_CODE, lang="en")
    monkeypatch.setattr(lockout, "BRAKE_TRIES", 1)
    await browser.submit("/api/door/pin", pin=WRONG_PIN, lang="en")
    page = await browser.submit("/api/door/pin", pin=PIN, lang="en")
    assert 'data-testid="lockout-countdown"' in page.text
    assert "It’s nothing to do with you or your code" in page.text
    assert "they will give you a new code" not in page.text
    standing_clock.shift(timedelta(seconds=1))
    assert 'data-seconds="60"' in (await browser.get("/ca/")).text
    assert "no és per tu" in (await browser.get("/ca/")).text.lower()
    await phone.post("/api/door/again", lang="ca")
    phone.client.cookies.delete(SESSION)
    assert (await phone.post("/api/door/pin", pin=PIN, lang="ca")).headers["location"] == "/ca/calendar"
    standing_clock.shift(lockout.BRAKE_WINDOW)
    assert 'data-testid="pin-input"' in (await browser.get("/en/")).text
    assert (await browser.post("/api/door/pin", pin=PIN, lang="en")).headers["location"] == "/en/calendar"


async def test_a_full_line_of_strangers_sends_the_next_away_for_a_moment_and_nobody_who_is_known(
    browser: Browser, new_browser: Callable[[], Browser], monkeypatch: pytest.MonkeyPatch
) -> None:
    phone = new_browser()
    await _enter(phone)
    phone.client.cookies.delete(SESSION)
    await browser.submit("/api/door/code", code=ANA_CODE, lang="en")
    monkeypatch.setattr(threads.strangers, "longest", 0)
    page = await browser.submit("/api/door/pin", pin=PIN, lang="en")
    assert f'data-seconds="{int(lockout.LINE_WAIT.total_seconds())}"' in page.text
    assert (await phone.post("/api/door/pin", pin=PIN, lang="ca")).headers["location"] == "/ca/calendar"
    monkeypatch.setattr(threads.strangers, "longest", 1)
    assert (await browser.post("/api/door/pin", pin=PIN, lang="en")).headers["location"] == "/en/calendar"
    assert threads.strangers.waiting == 0


async def test_the_date_of_birth_comes_before_the_notice_where_the_practice_asks(  # ID-2
    browser: Browser, cast: Cast
) -> None:
    with transaction.write() as db:
        db.get_one(Practice, cast.practice_id).asks_birth_date = True
        db.get_one(Patient, cast.biel.patient_id).birth_date = date(1987, 4, 23)
    page = await browser.submit("/api/door/code", code=BIEL_CODE, lang="en")
    assert "Step 1 of 3" in page.text
    page = await browser.submit("/api/door/birth-date", day="31", month="4", year="1987", lang="en")
    assert "That’s not a date." in page.text
    assert 'value="1987"' in page.text
    page = await browser.submit("/api/door/birth-date", day="24", month="4", year="1987", lang="en")
    assert "That’s not the date of birth in your file." in page.text
    page = await browser.submit("/api/door/first-entry", accept="yes", lang="en")
    page = await browser.submit("/api/door/first-entry", pin="7391", pin_again="7391", lang="en")
    assert "Write your date of birth first." in page.text
    page = await browser.submit("/api/door/birth-date", day="23", month="4", year="1987", lang="en")
    assert "Step 2 of 3" in page.text
    page = await browser.submit("/api/door/first-entry", accept="yes", lang="en")
    assert "Step 3 of 3" in page.text
    sent = await browser.post("/api/door/first-entry", pin="7391", pin_again="7391", lang="en")
    assert sent.headers["location"] == "/en/calendar"
