"""Through the door and back to the page that led there (UX-3, UX-5)."""

import pytest

from tests.api.conftest import Browser
from tests.builders import Cast
from tests.services.doors import ANA_CODE, PIN, has_pin

SAID = "The page was closed to protect the data."


@pytest.fixture
def ana(browser: Browser, cast: Cast) -> Browser:
    has_pin(cast.ana, ANA_CODE)
    return browser


async def _enter(browser: Browser) -> str:
    await browser.submit("/api/door/code", code=ANA_CODE, lang="ca")
    return (await browser.post("/api/door/pin", pin=PIN, lang="ca")).headers["location"]


@pytest.mark.parametrize("page", ["/calendar", "/calendar?ask", "/requests", "/me/security"])
async def test_the_door_leads_on_to_the_page_that_was_asked_for_once(ana: Browser, page: str) -> None:
    assert (await ana.get(f"/ca{page}")).headers["location"] == "/ca/"
    assert SAID not in (await ana.get("/en/")).text
    assert await _enter(ana) == f"/ca{page}"
    await ana.post("/api/sign-out", lang="ca")
    assert await _enter(ana) == "/ca/calendar"


@pytest.mark.parametrize(
    "invented", ["asked:https://elsewhere.example", "asked://elsewhere.example", "asked:/staff/agenda", ""]
)
async def test_nowhere_else(ana: Browser, invented: str) -> None:
    ana.client.cookies.set("onward", invented)
    assert await _enter(ana) == "/ca/calendar"


@pytest.mark.parametrize(("page", "door"), [("/me", "/en/"), ("/staff/inbox", "/en/staff")])
async def test_the_door_says_that_a_page_was_closed(browser: Browser, cast: Cast, page: str, door: str) -> None:
    assert SAID not in (await browser.get(door)).text
    browser.client.cookies.set("onward", f"ended:{page}")
    assert SAID in (await browser.get(door)).text
