"""What every test may ask for: a migrated database of its own, the cast, a clock that stands still."""

import os
import shutil
import tempfile
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest
import time_machine

# Before anything of ours is imported: nothing of the developer's own settings may leak into a test.
for _name in [name for name in os.environ if name.startswith("ESPAI_") and not name.startswith("ESPAI_TEST_")]:
    del os.environ[_name]
os.environ["ESPAI_MODE"] = "demo"
os.environ["ESPAI_DATA_DIR"] = tempfile.mkdtemp(prefix="espai-test-")
os.environ["ESPAI_SECRET_KEY"] = "the tests' own secret, of no use anywhere else"

from portal_app.services import hashing, schema, transaction
from portal_app.services.transaction import Database
from tests.builders import NOW, Cast, the_cast
from tests.scope import Watch


@pytest.fixture(autouse=True)
def _quick_hashes() -> Iterator[None]:
    """The slow hash, made quick: how slow it is in earnest has a test of its own."""
    hashing.use_keys(b"the tests' own secret, of no use anywhere else", rounds=4)
    yield
    hashing.forget_keys()


@pytest.fixture(scope="session")
def migrated(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An empty database made by the migrations, to be copied."""
    path = tmp_path_factory.mktemp("template") / "espai.db"
    schema.upgrade(f"sqlite:///{path}")
    return path


@pytest.fixture
def database(migrated: Path, tmp_path: Path) -> Iterator[Database]:
    """A fresh database with every table and trigger; services use it."""
    path = tmp_path / "espai.db"
    shutil.copyfile(migrated, path)
    fresh = Database(f"sqlite:///{path}")
    transaction.use(fresh)
    watch = Watch(fresh)
    yield fresh
    fresh.close()
    assert watch.found == set(), "a service reads a practice's table without saying which practice"


class StandingClock:
    """Real time, held still until a test moves it."""

    def __init__(self, traveller: time_machine.Traveller) -> None:
        self._traveller = traveller

    def move_to(self, instant: datetime) -> None:
        """It is now `instant`."""
        self._traveller.move_to(instant)

    def shift(self, by: timedelta) -> None:
        """Let some time pass."""
        self._traveller.shift(by)


@pytest.fixture
def standing_clock() -> Iterator[StandingClock]:
    """It is Monday 19 October 2026, 9:00 in Barcelona, until the test says otherwise."""
    with time_machine.travel(NOW, tick=False) as traveller:
        yield StandingClock(traveller)


@pytest.fixture
def cast(database: Database, standing_clock: StandingClock) -> Cast:
    """Alba Psicologia and everybody in it, on a clock that stands still."""
    return the_cast()
