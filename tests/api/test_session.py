"""The end of an idle session as an open page learns of it (ID-4)."""

from datetime import timedelta

import pytest

from tests.api.conftest import Browser
from tests.builders import Cast
from tests.conftest import StandingClock
from tests.services.doors import ANA_CODE, BIEL_CODE, PIN, has_pin, marta_has_password

PASSWORD = "a calm lake at dawn"
HALF_AN_HOUR = 30 * 60


async def _enter(browser: Browser, code: str = ANA_CODE) -> None:
    await browser.submit("/api/door/code", code=code, lang="es")
    await browser.post("/api/door/pin", pin=PIN, lang="es")


@pytest.fixture
async def ana(browser: Browser, cast: Cast) -> Browser:
    has_pin(cast.ana, ANA_CODE)
    await _enter(browser)
    return browser


async def _left(browser: Browser, side: str = "patient") -> int:
    answer = await browser.get(f"/api/session?side={side}")
    assert answer.headers["cache-control"] == "no-store"
    return int(answer.json()["left"]) if answer.status_code == 200 else -answer.status_code


async def test_asking_how_long_there_is_does_not_make_it_longer(ana: Browser, standing_clock: StandingClock) -> None:
    assert await _left(ana) == HALF_AN_HOUR
    standing_clock.shift(timedelta(minutes=20))
    assert await _left(ana) == 600
    standing_clock.shift(timedelta(minutes=9, seconds=59))
    assert await _left(ana) == 1
    standing_clock.shift(timedelta(seconds=1))
    assert await _left(ana) == -401


async def test_staying_begins_the_half_hour_anew(ana: Browser, standing_clock: StandingClock) -> None:
    standing_clock.shift(timedelta(minutes=29, seconds=30))
    stayed = await ana.post("/api/session/stay", side="patient")
    assert (stayed.status_code, stayed.json()["left"]) == (200, HALF_AN_HOUR)
    standing_clock.shift(timedelta(minutes=29))
    assert await _left(ana) == 60


async def test_what_another_tab_does_is_seen_by_all_of_them(ana: Browser, standing_clock: StandingClock) -> None:
    standing_clock.shift(timedelta(minutes=29))
    await ana.get("/es/calendar")
    assert await _left(ana) == HALF_AN_HOUR


async def test_nobody_stays_after_the_end(ana: Browser, standing_clock: StandingClock) -> None:
    standing_clock.shift(timedelta(minutes=30))
    assert (await ana.post("/api/session/stay", side="patient")).status_code == 401
    assert await _left(ana) == -401


async def test_twelve_hours_are_announced_as_what_no_staying_puts_off(
    ana: Browser, standing_clock: StandingClock
) -> None:
    for _ in range(12 * 3 - 1):
        standing_clock.shift(timedelta(minutes=20))
        assert (await ana.post("/api/session/stay", side="patient")).status_code == 200
    told = (await ana.get("/api/session?side=patient")).json()
    assert (told["left"], told["stay"]) == (20 * 60, False)


async def test_another_sites_page_keeps_no_session_alive(ana: Browser, standing_clock: StandingClock) -> None:
    standing_clock.shift(timedelta(minutes=20))
    refused = await ana.post("/api/session/stay", headers={"origin": "https://elsewhere.example"}, side="patient")
    assert refused.status_code == 403
    assert await _left(ana) == 600


async def test_staff_have_a_half_hour_of_their_own(browser: Browser, cast: Cast, standing_clock: StandingClock) -> None:
    marta_has_password(cast, PASSWORD)
    await browser.post("/api/staff/sign-in", email="marta@alba.example", password=PASSWORD, lang="es")
    assert await _left(browser) == -401
    standing_clock.shift(timedelta(minutes=25))
    assert await _left(browser, "staff") == 300
    assert (await browser.post("/api/session/stay", side="staff")).json()["left"] == HALF_AN_HOUR


async def test_the_same_person_is_known_again_and_nobody_by_it(ana: Browser, cast: Cast) -> None:
    whose = (await ana.get("/api/session")).json()["whose"]
    assert cast.ana.patient_id not in whose
    await ana.post("/api/sign-out", lang="es")
    await _enter(ana)
    assert (await ana.get("/api/session")).json()["whose"] == whose
    has_pin(cast.biel, BIEL_CODE)
    await ana.post("/api/sign-out", lang="es")
    await _enter(ana, BIEL_CODE)
    assert (await ana.get("/api/session")).json()["whose"] != whose
