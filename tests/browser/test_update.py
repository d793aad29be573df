"""A new version is served while pages of the old one are open: they say so, take over, and never stay white (UX-3)."""

import re
import shutil
from collections.abc import Iterator
from contextlib import ExitStack
from datetime import timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from portal_app.build import ensure_built
from tests.browser.conftest import PHONE, ROOT, Portal, enter, next_monday_at_nine, served, until
from tests.browser.test_patient import an_open_day, choose_a_time, next_month
from tests.ports import free_port

NEEDED = ("portal_app", "models", "assets", "locales", "rxconfig.py", "reflex.lock", "bunfig.toml", ".npmrc")
BUILT = (".build/pages/current",)
TYPED = "Escrito con la versión de ayer"


class Installation:
    """A copy of the sources with what was built of them, served at one address for as long as it is not stopped."""

    def __init__(self, folder: Path) -> None:
        self.root, self.data, self.port = folder / "espai", folder / "data", free_port()
        self.data.mkdir()
        self.running = ExitStack()
        self.versions = 1
        ensure_built()
        for name in (*NEEDED, *BUILT):
            source, copy = ROOT / name, self.root / name
            copy.parent.mkdir(parents=True, exist_ok=True)
            if source.is_dir():
                shutil.copytree(source, copy, ignore=shutil.ignore_patterns("__pycache__"))
            else:
                shutil.copy2(source, copy)

    def start(self, *, later: timedelta = timedelta()) -> Portal:
        now = next_monday_at_nine() + later
        return self.running.enter_context(served(self.data, root=self.root, port=self.port, ESPAI_NOW=now.isoformat()))

    def stop(self) -> None:
        self.running.close()

    def deploy(self) -> None:
        """The next version: every built script has another name, and none of the old ones is there any more."""
        self.versions += 1
        client = self.root / ".build/pages/current/build/client"
        for packed in (*client.rglob("*.br"), *client.rglob("*.gz")):
            packed.unlink()
        named = {path.name: f"v{self.versions}{path.name}" for path in (client / "assets").glob("*.js")}
        old = re.compile("|".join(map(re.escape, sorted(named, key=len, reverse=True))))
        for file in (*client.rglob("*.js"), *client.rglob("*.html")):
            text = file.read_text(encoding="utf-8")
            file.write_text(old.sub(lambda found: named[found[0]], text), encoding="utf-8")
        for name, new in named.items():
            (client / "assets" / name).rename(client / "assets" / new)


@pytest.fixture
def installation(tmp_path: Path) -> Iterator[Installation]:
    made = Installation(tmp_path)
    yield made
    made.stop()


def phone_of(browser: Browser, portal: Portal, number: int) -> Page:
    context = browser.new_context(**PHONE, base_url=portal.url, locale="es-ES", timezone_id="Europe/Madrid")
    context.add_cookies([{"name": "lang", "value": "es", "url": portal.url}])
    page = context.new_page()
    page.set_default_timeout(20_000)
    enter(page, portal.of_one_therapist()[number])
    expect(page.locator('[data-state~="open"]').first).to_be_visible()
    until(page, "Boolean(navigator.serviceWorker.controller && window.espaiSession)")
    return page


def scripts(page: Page) -> str:
    """The address of the page's first script."""
    return page.locator('link[rel="modulepreload"]').first.get_attribute("href") or ""


def test_open_pages_learn_of_a_new_version_and_recover(browser: Browser, installation: Installation) -> None:
    portal = installation.start()
    reading, writing, unaware = (phone_of(browser, portal, number) for number in range(3))
    next_month(writing)
    an_open_day(writing).click()
    choose_a_time(writing)
    writing.get_by_test_id("request-message").fill(TYPED)
    unaware.route("**/api/session*", lambda route: route.abort())

    installation.stop()
    installation.deploy()
    installation.start()
    for page in (reading, writing):
        expect(page.get_by_test_id("newer")).to_contain_text("Hay una versión nueva.")
    expect(writing.get_by_test_id("request-message")).to_have_value(TYPED)
    assert "/v2" not in scripts(reading)

    for page in (reading, unaware):
        page.locator(".tab[href$='/packs']").click()
    reading.wait_for_url("**/es/packs*")
    expect(reading.locator(".pack, .empty").first).to_be_visible()
    assert "/v2" in scripts(reading)
    until(unaware, "document.querySelector('link[rel=modulepreload]').href.includes('/v2')")
    expect(unaware.locator('[data-state~="open"], .pack, .empty').first).to_be_visible()

    writing.get_by_test_id("newer").get_by_role("button").click()
    expect(writing.get_by_test_id("day-sheet")).to_be_visible()
    writing.get_by_test_id("slot-review").click()
    expect(writing.get_by_test_id("request-message")).to_have_value(TYPED)
    assert "/v2" in scripts(writing)

    # A night later: the sessions are over, the server was started anew, and the version is another one again.
    installation.stop()
    installation.deploy()
    installation.start(later=timedelta(hours=13))
    reading.wait_for_url("**/es/")
    expect(reading.get_by_text("La página se cerró para cuidar los datos.")).to_be_visible()
    reading.get_by_test_id("pin-input").fill(portal.of_one_therapist()[0].pin or "")
    if "/packs" not in reading.url:
        reading.get_by_test_id("sign-in-submit").click()
    reading.wait_for_url("**/es/packs*")
    expect(reading.locator(".pack, .empty").first).to_be_visible()
    assert "/v3" in scripts(reading)
    for page in (reading, writing, unaware):
        page.context.close()
