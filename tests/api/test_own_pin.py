"""The page where a patient changes the PIN, without a script."""

from datetime import timedelta

import pytest

from tests.api.conftest import Browser
from tests.builders import Cast
from tests.conftest import StandingClock
from tests.services.doors import ANA_CODE, PIN, WRONG_PIN, has_pin

NEW_PIN = "8053"
SESSION, DEVICE = "espai_session", "espai_device"


@pytest.fixture
async def ana(browser: Browser, cast: Cast) -> Browser:
    has_pin(cast.ana, ANA_CODE)
    await browser.submit("/api/door/code", code=ANA_CODE, lang="en")
    await browser.post("/api/door/pin", pin=PIN, lang="en")
    return browser


async def _change(browser: Browser, old: str = PIN, pin: str = NEW_PIN, again: str = NEW_PIN) -> str:
    return (await browser.submit("/api/pin", old=old, pin=pin, pin_again=again, lang="en")).text


async def test_the_form_changes_the_pin_and_the_browser_gets_new_secrets(ana: Browser) -> None:  # ID-2
    page = await ana.get("/en/me/pin")
    assert page.headers["cache-control"] == "no-store"
    assert "Your other devices will ask for the new PIN at once." in page.text
    before = {name: ana.client.cookies[name] for name in (SESSION, DEVICE)}
    assert "New PIN saved" in await _change(ana)
    assert all(ana.client.cookies[name] != before[name] for name in before)
    assert (await ana.get("/en/calendar")).status_code == 200
    assert 'data-testid="pin-old"' in (await ana.get("/en/me/pin")).text


async def test_nothing_typed_comes_back_in_the_page(ana: Browser) -> None:
    page = await _change(ana, old=WRONG_PIN)
    assert "That’s not your PIN." in page
    assert all(typed not in page for typed in (WRONG_PIN, NEW_PIN, ANA_CODE))


async def test_each_refusal_says_why(ana: Browser) -> None:
    assert "Those digits follow one another" in await _change(ana, pin="1234", again="1234")
    assert "The two PINs are different." in await _change(ana, again="8054")
    assert "That’s the PIN you have now." in await _change(ana, pin=PIN, again=PIN)
    assert "A PIN has 4 digits." in await _change(ana, old="")


async def test_too_many_wrong_ones_show_the_countdown_here_and_at_the_door(
    ana: Browser, standing_clock: StandingClock
) -> None:  # ID-3
    pages = [await _change(ana, old=WRONG_PIN) for _ in range(5)]
    assert "No match. 2 tries left." in pages[2]
    assert 'data-testid="lockout-countdown"' in pages[4]
    assert 'href="/en/me/security"' in pages[4]
    standing_clock.shift(timedelta(minutes=1))
    assert "4:00" in (await ana.get("/es/me/pin")).text
    assert "4:00" in await _change(ana)
    standing_clock.shift(timedelta(minutes=4, seconds=1))
    assert "New PIN saved" in await _change(ana)


async def test_the_page_and_the_form_are_for_who_is_in(browser: Browser) -> None:
    for path in ("/me/pin", "/me/pin/"):
        assert (await browser.get(path)).headers["location"].endswith("/me/pin")
    for path in ("/ca/me/pin", "/ca/me/pin/"):
        assert (await browser.get(path)).headers["location"] == "/ca/"
    sent = await browser.post("/api/pin", old=PIN, pin=NEW_PIN, pin_again=NEW_PIN, lang="ca")
    assert (sent.status_code, sent.headers["location"]) == (303, "/ca/")


@pytest.mark.parametrize("origin", ["https://elsewhere.example", "null", ""])
async def test_a_form_from_elsewhere_changes_nothing(ana: Browser, origin: str) -> None:
    headers = {"origin": origin} if origin else {"accept": "text/html"}
    sent = await ana.post("/api/pin", headers=headers, old=PIN, pin=NEW_PIN, pin_again=NEW_PIN, lang="en")
    assert sent.status_code == 403
    assert "New PIN saved" in await _change(ana)


async def test_what_was_refused_inside_says_nothing_at_the_door(ana: Browser, standing_clock: StandingClock) -> None:
    await _change(ana, old=WRONG_PIN)
    standing_clock.shift(timedelta(minutes=31))
    page = (await ana.get("/en/")).text
    assert 'data-testid="pin-input"' in page
    assert 'id="news"' not in page
