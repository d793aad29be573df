"""One served practice for all of these tests, and everybody who tries something in front of it."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from portal_app.states.gate import Who
from tests.browser.conftest import Portal, browser
from tests.browser.conftest import served as demo_served
from tests.hostile.client import Caller
from tests.hostile.server import Served, served

__all__ = ["browser"]

ROLES = ("nobody", "ana", "clara", "marta", "ruth", "olga")
"""Anonymous, a patient, a colleague's patient, the first one's therapist, reception, the admin."""
SIDE = dict.fromkeys(("marta", "ruth", "olga"), Who.STAFF) | dict.fromkeys(("ana", "clara"), Who.PATIENT)
SIDE["nobody"] = Who.ANYONE
LONG = os.environ.get("ESPAI_TEST_LONG") == "1"
OUTSIDE = "outside.txt"
IN_BROWSER = {"test_pages.py", "test_written.py"}


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Everything here tries one server, so one worker runs it all; pages are built and opened where others are."""
    for item in items:
        if Path(__file__).parent in item.path.parents:
            in_browser = item.path.name in IN_BROWSER
            item.add_marker(pytest.mark.xdist_group("browser" if in_browser else "hostile"))
            item.add_marker(pytest.mark.timeout(3_600 if LONG else 300))
            if in_browser:
                item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session")
def portal(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """The practice, open since nine on a Monday in October."""
    with served(tmp_path_factory.mktemp("hostile")) as opened:
        yield opened


@pytest.fixture(scope="session")
def callers(portal: Served) -> dict[str, Caller]:
    """Everybody, signed in once; tests that end a session sign in for themselves."""
    return {name: portal.stranger() if name == "nobody" else portal.enter(name) for name in ROLES}


@pytest.fixture(scope="session")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Portal]:
    """The demo practice with its pages, as `espai demo` serves it, on a machine that reaches no other (R16)."""
    folder = tmp_path_factory.mktemp("demo")
    with demo_served(folder, **without_a_way_out(folder)) as opened:
        yield opened


def without_a_way_out(folder: Path) -> dict[str, str]:
    """The environment of a Python that connects to nobody outside, and notes in `folder` what was tried."""
    path = os.pathsep.join([str(Path(__file__).parent / "guard"), str(Path(__file__).parents[2])])
    return {"PYTHONPATH": path, "ESPAI_TEST_OUTSIDE": str(folder / OUTSIDE)}
