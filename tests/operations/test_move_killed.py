"""A move to PostgreSQL that is killed among its rows leaves nothing there and nothing changed here (OP-3, OP-6)."""

import subprocess
import sys
from collections.abc import Iterator

import pytest
import sqlalchemy as sa

from models.tables import metadata
from portal_app.domain.refs import NOWHERE
from portal_app.services import imports, relocation
from portal_app.services.imports import read_patients_csv
from portal_app.services.transaction import Database
from tests.builders import Cast
from tests.cluster import Cluster
from tests.operations.house import ROOT, wait_until

pytestmark = pytest.mark.only("sqlite")
MOVE = "import sys; from portal_app.services import relocation; relocation.carry(sys.argv[1], sys.argv[2])"
COPIES = "SELECT count(*) FROM pg_stat_activity WHERE state <> 'idle' AND starts_with(query, 'INSERT INTO patient')"
OTHERS = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"


@pytest.fixture
def new(cluster: Cluster) -> Iterator[Database]:
    with cluster.fresh("template1") as url:
        opened = Database(url)
        yield opened
        opened.close()


def address(database: Database) -> str:
    return database.url.render_as_string(hide_password=False)


def counted(database: Database) -> dict[str, int]:
    with database.engine.connect() as connection:
        there = [table for table in metadata.sorted_tables if sa.inspect(connection).has_table(table.name)]
        return {t.name: connection.scalar(sa.select(sa.func.count()).select_from(t)) or 0 for t in there}


def asked(database: Database, question: str) -> int:
    with database.engine.connect() as connection:
        return connection.exec_driver_sql(question).scalar_one()


def test_killed_among_thousands_of_rows_it_can_be_done_again(cast: Cast, database: Database, new: Database) -> None:
    people = "Name\n" + "".join(f"Noa Serra {n}\n" for n in range(2_000))
    imports.import_patients(
        cast.olga,
        read_patients_csv(people.encode()),
        practice_id=cast.practice_id,
        therapist_id=cast.marta.staff_id,
        file_name="patients.csv",
        origin=NOWHERE,
    )
    before = counted(database)
    with subprocess.Popen([sys.executable, "-c", MOVE, address(database), address(new)], cwd=ROOT) as move:
        try:
            wait_until(lambda: asked(new, COPIES) > 0, most=30)
        finally:
            move.kill()
    wait_until(lambda: asked(new, OTHERS) == 0)
    assert set(counted(new).values()) == {0}
    assert counted(database) == before
    relocation.carry(address(database), address(new))
    assert counted(new) == before
