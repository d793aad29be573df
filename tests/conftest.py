"""What every test may ask for: a migrated database of its own, the cast, a clock that stands still."""

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
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
from tests import engines
from tests.builders import NOW, Cast, the_cast
from tests.cluster import Cluster
from tests.scope import Watch

SQLITE, POSTGRES = "sqlite", "postgres"


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


@pytest.fixture(scope="session")
def cluster() -> Iterator[Cluster]:
    """A PostgreSQL with a migrated database in it, to be copied."""
    with engines.postgres() as engine:
        yield Cluster(engine)


@pytest.fixture
def engine_name() -> str:
    """On which kind of database a test runs; the services' tests run on both."""
    return SQLITE


@pytest.fixture
def database(engine_name: str, request: pytest.FixtureRequest) -> Iterator[Database]:
    """A fresh database with every table and trigger; services use it."""
    with _copied(engine_name, request) as url:
        fresh = Database(url)
        transaction.use(fresh)
        watch = Watch(fresh)
        yield fresh
        fresh.close()
    assert watch.found == set(), "a service reads a practice's table without saying which practice"


@pytest.fixture
def empty(engine_name: str, request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The address of a database with nothing in it."""
    if engine_name == SQLITE:
        yield f"sqlite:///{tmp_path / 'empty.db'}"
        return
    cluster: Cluster = request.getfixturevalue("cluster")
    with cluster.fresh("template1") as url:
        yield url


@contextmanager
def _copied(engine_name: str, request: pytest.FixtureRequest) -> Iterator[str]:
    if engine_name == POSTGRES:
        cluster: Cluster = request.getfixturevalue("cluster")
        with cluster.fresh() as url:
            yield url
        return
    path: Path = request.getfixturevalue("tmp_path") / "espai.db"
    shutil.copyfile(request.getfixturevalue("migrated"), path)
    yield f"sqlite:///{path}"


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
