"""The staff door without a script."""

import pytest

from portal_app.domain import lockout
from tests.api.conftest import Browser
from tests.builders import Cast
from tests.conftest import StandingClock
from tests.services.doors import ANA_CODE, PIN, has_pin, marta_has_password

PASSWORD = "a calm lake at dawn"


@pytest.fixture(autouse=True)
def _password(cast: Cast) -> None:
    marta_has_password(cast, PASSWORD)


async def test_address_and_password_lead_to_the_agenda(browser: Browser) -> None:
    assert 'data-testid="staff-email"' in (await browser.get("/staff")).text
    sent = await browser.post("/api/staff/sign-in", email="marta@alba.example", password=PASSWORD, lang="en")
    assert sent.headers["location"] == "/en/staff/agenda"
    assert (await browser.get("/en/staff/agenda")).status_code == 200
    assert (await browser.get("/staff")).headers["location"] == "/en/staff/agenda"
    await browser.post("/api/staff/sign-out")
    assert (await browser.get("/en/staff/agenda")).headers["location"] == "/en/staff"


async def test_a_wrong_password_is_said_and_the_address_stays(browser: Browser) -> None:
    page = await browser.submit("/api/staff/sign-in", email="marta@alba.example", password="wrong", lang="en")
    assert (
        "The email or the password doesn’t match. Check both, or ask an administrator for a new password." in page.text
    )
    assert 'value="marta@alba.example"' in page.text
    assert "wrong" not in page.text


@pytest.mark.parametrize("email", ["marta@alba.example", "nobody@alba.example"])
async def test_five_failures_count_down(browser: Browser, email: str) -> None:
    for _ in range(5):
        page = await browser.submit("/api/staff/sign-in", email=email, password="wrong", lang="en")
    assert 'data-testid="lockout-countdown"' in page.text
    assert "You can try again in 5:00" in page.text
    sent = await browser.post("/api/staff/sign-in", email=email, password=PASSWORD, lang="en")
    assert sent.headers["location"] == "/en/staff"


async def test_a_crowd_at_the_staff_door_is_told_apart_from_a_lock(  # ID-3
    browser: Browser, monkeypatch: pytest.MonkeyPatch, standing_clock: StandingClock
) -> None:
    monkeypatch.setattr(lockout, "BRAKE_TRIES", 1)
    await browser.submit("/api/staff/sign-in", email="nobody@alba.example", password="wrong", lang="en")
    page = await browser.submit("/api/staff/sign-in", email="marta@alba.example", password=PASSWORD, lang="en")
    assert "It’s nothing to do with you: try again in 1:00." in page.text
    assert 'value="marta@alba.example"' in page.text
    standing_clock.shift(lockout.BRAKE_WINDOW)
    assert "lockout-countdown" not in (await browser.get("/en/staff")).text
    sent = await browser.post("/api/staff/sign-in", email="marta@alba.example", password=PASSWORD, lang="en")
    assert sent.headers["location"] == "/en/staff/agenda"


async def test_a_patient_is_sent_to_the_staff_door(browser: Browser, cast: Cast) -> None:
    has_pin(cast.ana, ANA_CODE)
    await browser.submit("/api/door/code", code=ANA_CODE, lang="ca")
    await browser.post("/api/door/pin", pin=PIN, lang="ca")
    assert (await browser.get("/ca/calendar")).status_code == 200
    assert (await browser.get("/ca/staff/agenda")).headers["location"] == "/ca/staff"
