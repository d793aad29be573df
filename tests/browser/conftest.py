"""The real server with the demo practice on it, and a real browser in front of it."""

import json
import os
import shutil
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Playwright, sync_playwright
from playwright.sync_api import Error as BrowserError

from tests.ports import free_port

ROOT = Path(__file__).parents[2]
BARCELONA = ZoneInfo("Europe/Madrid")
A_WEEK = timedelta(weeks=1)

PHONE: dict[str, Any] = {"viewport": {"width": 390, "height": 844}, "is_mobile": True, "has_touch": True}
SMALL_PHONE: dict[str, Any] = {"viewport": {"width": 360, "height": 740}, "is_mobile": True, "has_touch": True}
DESKTOP: dict[str, Any] = {"viewport": {"width": 1440, "height": 900}}

# Installing, building and making the demo practice happen in the first test that asks for them.
PATIENCE_SECONDS = 300


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Everything here drives one server, so one worker runs it all."""
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.browser)
            item.add_marker(pytest.mark.xdist_group("browser"))
            item.add_marker(pytest.mark.timeout(PATIENCE_SECONDS))


@dataclass(frozen=True, slots=True)
class Member:
    """Who can sign in at the staff door."""

    name: str
    email: str
    password: str
    role: str


@dataclass(frozen=True, slots=True)
class Person:
    """Who can sign in at the patients' door; `pin` None: has never entered."""

    name: str
    code: str
    pin: str | None
    locale: str
    therapist: str
    note: str


@dataclass(frozen=True, slots=True)
class Portal:
    """The demo practice, served. Its clock stands at nine on a Monday morning in Barcelona when it starts."""

    url: str
    data_dir: Path
    opened_at: datetime
    staff: tuple[Member, ...]
    patients: tuple[Person, ...]

    def therapist(self) -> Member:
        """Whose patients the most people with a PIN are."""
        return next(member for member in self.staff if member.name == self.of_one_therapist()[0].therapist)

    def of_one_therapist(self) -> list[Person]:
        """The patients with a PIN who share the busiest therapist, and may come in."""
        able = [patient for patient in self.patients if patient.pin is not None and not patient.note]
        names = [patient.therapist for patient in able]
        busiest = max(dict.fromkeys(names), key=names.count)
        return [patient for patient in able if patient.therapist == busiest]

    def to_be_signed_out(self) -> list[Person]:
        """Patients whom no other test signs in: after *sign out everywhere* their codes are dead."""
        shared = {patient.code for patient in self.of_one_therapist()}
        return [one for one in self.patients if one.pin is not None and not one.note and one.code not in shared]

    def never_entered(self) -> Person:
        """Somebody whose code was sent and who has no PIN yet."""
        return next(patient for patient in self.patients if patient.pin is None and patient.note == "never entered")


def next_monday_at_nine() -> datetime:
    """Ahead of the real time, so that no cookie is born old; a week before its month ends, so that it has open days."""
    today = datetime.now(BARCELONA).replace(hour=9, minute=0, second=0, microsecond=0)
    monday = today + timedelta(days=7 - today.weekday())
    return monday if (monday + A_WEEK).month == monday.month else monday + A_WEEK


@pytest.fixture(scope="session")
def portal(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Portal]:
    """The demo practice, served until the session ends."""
    with served(tmp_path_factory.mktemp("portal")) as portal:
        yield portal


@contextmanager
def served(data_dir: Path, *, root: Path = ROOT, port: int = 0, **environment: str) -> Iterator[Portal]:
    """`espai demo` in a process group of its own, ended with the context; at a free port unless at this one."""
    port, opened_at = port or free_port(), next_monday_at_nine()
    url = f"http://localhost:{port}"
    kept = {name: value for name, value in os.environ.items() if not name.startswith("ESPAI_")}
    log_path = data_dir / "server.log"
    with log_path.open("w") as log:
        server = subprocess.Popen(
            [sys.executable, "-m", "portal_app.cli", "demo", "--port", str(port), "--data", str(data_dir), "--no-open"],
            cwd=root,
            env={**kept, "PYTHONPATH": str(root), "ESPAI_NOW": opened_at.isoformat(), "LANG": "C", **environment},
            stdout=log,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    try:
        _wait_for(f"{url}/health/live", server, log_path)
        told = json.loads((data_dir / "demo.json").read_text(encoding="utf-8"))
        yield Portal(
            url=url,
            data_dir=data_dir,
            opened_at=opened_at,
            staff=tuple(Member(**one) for one in told["staff"]),
            patients=tuple(Person(**one) for one in told["patients"]),
        )
    finally:
        os.killpg(server.pid, signal.SIGTERM)
        try:
            server.wait(timeout=15)
        except subprocess.TimeoutExpired:
            os.killpg(server.pid, signal.SIGKILL)
            server.wait()


def _wait_for(url: str, server: subprocess.Popen[bytes], log_path: Path) -> None:
    deadline = time.monotonic() + PATIENCE_SECONDS - 30
    while time.monotonic() < deadline:
        if server.poll() is not None:
            break
        try:
            with urllib.request.urlopen(url, timeout=30):
                return
        except urllib.error.HTTPError as answer:
            pytest.fail(f"{url} answered {answer.code}\n{log_path.read_text()[-4000:]}")
        except OSError:
            time.sleep(0.2)
    pytest.fail(f"The server did not come up.\n{log_path.read_text()[-4000:]}")


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Chromium. It lives as long as a module's tests: its loop would be in the way of asynchronous tests after it."""
    with sync_playwright() as playwright:
        try:
            chromium = launch(playwright)
        except BrowserError as error:
            reason = f"No browser could be started: {str(error).splitlines()[0]}. Set CHROMIUM, or install chromium."
            if "browser" in os.environ.get("ESPAI_TEST_REQUIRE", "").split(","):
                pytest.fail(reason)
            pytest.skip(reason)
        yield chromium
        chromium.close()


def launch(playwright: Playwright) -> Browser:
    """The Chromium that is there: `CHROMIUM`, the system's, or Playwright's own."""
    arguments = ["--no-sandbox"] if os.geteuid() == 0 else []
    found = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("google-chrome")
    if found:
        return playwright.chromium.launch(executable_path=found, args=arguments)
    if not Path(playwright.chromium.executable_path).exists():
        subprocess.run([sys.executable, "-m", "playwright", "install", "chromium"], check=False, timeout=240)
    return playwright.chromium.launch(args=arguments)


OpenPage = Callable[..., Page]


@pytest.fixture
def open_page(browser: Browser, portal: Portal) -> Iterator[OpenPage]:
    """`open_page(PHONE, locale="ca-ES")`: a page in a browser profile of its own, as another person's machine is.

    A script's failure or a refusal of the content security policy on any of the pages fails the test.
    """
    contexts: list[BrowserContext] = []
    failures: list[str] = []

    def open_one(
        screen: dict[str, Any] = PHONE,
        *,
        locale: str = "es-ES",
        theme: str = "light",
        zone: str = "Europe/Madrid",
        **more: Any,
    ) -> Page:
        context = browser.new_context(
            **screen,
            locale=locale,
            color_scheme="dark" if theme == "dark" else "light",
            timezone_id=zone,
            base_url=portal.url,
            **more,
        )
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(15_000)
        page.on("pageerror", lambda error: failures.append(str(error)))
        page.on("console", lambda said: _note(said.text, failures) if said.type == "error" else None)
        return page

    yield open_one
    for context in contexts:
        context.close()
    assert not failures, failures


def _note(text: str, failures: list[str]) -> None:
    if "Content Security Policy" in text or "React error" in text or "Minified React" in text:
        failures.append(text)


@pytest.fixture
def phone(open_page: OpenPage) -> Page:
    """A page on a phone, in Spanish."""
    return open_page(PHONE)


@pytest.fixture
def desktop(open_page: OpenPage) -> Page:
    """A page on a desktop, in Spanish."""
    return open_page(DESKTOP)


def enter(page: Page, patient: Person) -> None:
    """Sign a patient in at the door; the calendar is on the screen afterwards."""
    page.goto("/")
    sign_in(page, patient)


def sign_in(page: Page, patient: Person) -> None:
    """The same, from the door that is open."""
    assert patient.pin is not None
    page.get_by_test_id("code-input").fill(patient.code)
    page.get_by_test_id("sign-in-submit").click()
    page.get_by_test_id("pin-input").fill(patient.pin)
    submit = page.get_by_test_id("sign-in-submit")
    if "/calendar" not in page.url and submit.count():
        submit.click()
    page.wait_for_url("**/calendar*")
    page.get_by_test_id("month-title").wait_for()


def step_back(page: Page) -> None:
    """Back from an open day or question."""
    has_its_entry(page)
    page.go_back()


def has_its_entry(page: Page) -> None:
    """Wait for the entry in the history of an open day or question: it comes a moment after it is seen."""
    until(page, "Boolean(history.state?.day)")


def until(page: Page, said: str) -> None:
    """Wait for something that only the page knows; a policy of ours keeps it from being told a text to watch."""
    for _ in range(100):
        with suppress(BrowserError):
            if page.evaluate(said):
                return
        page.wait_for_timeout(200)
    pytest.fail(f"Never: {said}")


def enter_staff(page: Page, member: Member) -> None:
    """Sign a staff member in at their door; the agenda is on the screen afterwards."""
    page.goto("/staff")
    page.get_by_test_id("staff-email").fill(member.email)
    page.get_by_test_id("staff-password").fill(member.password)
    page.get_by_test_id("staff-submit").click()
    page.wait_for_url("**/staff/agenda*")
