"""A staff member's own access over plain HTTP (ID-8, ID-11)."""

from collections.abc import Callable

import pytest

from portal_app.domain import lockout
from tests.api.conftest import Browser
from tests.builders import Cast
from tests.services.doors import marta_has_password

OLD, NEW = "a calm lake at dawn", "seven quiet herons"
PAGE = "/en/staff/access"


@pytest.fixture(autouse=True)
def _password(cast: Cast) -> None:
    marta_has_password(cast, OLD)


async def _in(browser: Browser, password: str = OLD) -> Browser:
    sent = await browser.post("/api/staff/sign-in", email="marta@alba.example", password=password, lang="en")
    assert sent.headers["location"] in {"/en/staff/agenda", PAGE}, "in, or back where the door was met"
    return browser


async def test_a_new_password_keeps_this_browser_in_and_no_other(
    browser: Browser, new_browser: Callable[[], Browser]
) -> None:
    there = await _in(new_browser())
    await _in(browser)
    assert (await browser.get(PAGE)).text.count('data-testid="own-session"') == 2
    page = await browser.submit("/api/staff/password", old=OLD, password=NEW, again=NEW, lang="en")
    assert "Your password is changed, and you’re signed out everywhere else." in page.text
    assert page.text.count('data-testid="own-session"') == 1
    assert (await there.get(PAGE)).headers["location"] == "/en/staff"
    await _in(there, NEW)


async def test_what_was_wrong_is_said_beside_the_field_and_nothing_typed_comes_back(browser: Browser) -> None:
    await _in(browser)
    page = await browser.submit("/api/staff/password", old="some other words", password=NEW, again=NEW, lang="en")
    assert "That’s not your password." in page.text
    assert NEW not in page.text
    page = await browser.submit("/api/staff/password", old=OLD, password="short", again="short", lang="en")
    assert "The password is too short: 12 characters at least." in page.text
    page = await browser.submit("/api/staff/password", old=OLD, password=NEW, again="seven", lang="en")
    assert "The two passwords are different." in page.text
    for _ in range(lockout.TRIES - 1):
        page = await browser.submit("/api/staff/password", old="some other words", password=NEW, again=NEW, lang="en")
    assert 'data-testid="lockout-countdown"' in page.text
    assert "You can try again in" in page.text


async def test_the_other_sessions_end_and_this_one_stays(browser: Browser, new_browser: Callable[[], Browser]) -> None:
    there = await _in(new_browser())
    await _in(browser)
    page = await browser.submit("/api/staff/sign-out-others", lang="en")
    assert "signed out everywhere else." in page.text
    assert (await browser.get(PAGE)).status_code == 200
    assert (await there.get(PAGE)).headers["location"] == "/en/staff"


async def test_who_is_not_in_is_sent_to_the_staff_door(browser: Browser) -> None:
    assert (await browser.get(PAGE)).headers["location"] == "/en/staff"
    for form in ("/api/staff/password", "/api/staff/sign-out-others"):
        assert (await browser.post(form, lang="en")).headers["location"] == "/en/staff"
        assert (await browser.post(form, headers={"origin": "https://evil.example"}, lang="en")).status_code == 403
