"""A practice that grew: from SQLite to PostgreSQL with every row, or not at all (OP-3)."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa
from alembic import command
from sqlmodel import col

from models.tables import Patient, Practice, ProposedTime, SlotRequest, StaffMember, metadata
from models.vocabulary import Action, RequestStatus
from portal_app import demo
from portal_app.domain.refs import NOWHERE
from portal_app.services import activity, leases, relocation, schema, transaction
from portal_app.services.relocation import CannotCarry, Obstacle
from portal_app.services.transaction import Database
from tests.builders import NOW, Cast, appointment, slot_request
from tests.cluster import Cluster
from tests.conftest import StandingClock
from tests.services.test_schema import step

pytestmark = pytest.mark.only("sqlite")


@pytest.fixture
def new(cluster: Cluster) -> Iterator[str]:
    """The address of a PostgreSQL database with nothing in it."""
    with cluster.fresh("template1") as url:
        yield url


def old(database: Database) -> str:
    return database.url.render_as_string(hide_password=False)


def rows(url: str) -> dict[str, list[tuple[object, ...]]]:
    """Everything in a database."""
    looked_at = Database(url)
    with looked_at.engine.connect() as connection:
        found = {
            table.name: sorted((tuple(row) for row in connection.execute(sa.select(table))), key=repr)
            for table in metadata.sorted_tables
        }
    looked_at.close()
    return found


def test_a_practice_of_half_a_year_is_the_same_there_to_the_last_row(
    database: Database, standing_clock: StandingClock, new: str, tmp_path: Path
) -> None:
    demo.build("http://localhost", today=NOW.date(), data_dir=tmp_path)
    before = rows(old(database))
    carried = relocation.carry(old(database), new)
    assert rows(new) == before == rows(old(database))
    assert carried.rows == {name: len(found) for name, found in before.items() if name != "lease"}
    assert sum(carried.rows.values()) > 1_000


def test_what_is_done_there_goes_on_where_it_was_left(cast: Cast, database: Database, new: str) -> None:  # GD-1, AV-4
    appointment(cast, cast.ana, "2026-10-22 10:00")
    _record(cast)
    relocation.carry(old(database), new)
    moved = Database(new)
    transaction.use(moved)
    _record(cast)
    with transaction.read() as db:
        assert activity.first_broken(db, cast.practice_id) is None
        assert activity.head(db, cast.practice_id)[0] == 2
    with pytest.raises(sa.exc.IntegrityError, match="appointments_overlap"):
        appointment(cast, cast.biel, "2026-10-22 10:30")
    with pytest.raises(sa.exc.IntegrityError, match="activity_is_append_only"), transaction.write() as db:
        db.execute(sa.text("UPDATE activity_entry SET address = ''"))
    moved.close()


def test_what_the_rules_of_today_would_refuse_is_carried_all_the_same(
    cast: Cast, database: Database, new: str
) -> None:  # CA-3
    for day in range(20, 25):
        slot_request(cast, cast.ana, f"2026-10-{day} 10:00")
    with transaction.write() as db:
        db.execute(sa.update(Practice).where(col(Practice.id) == cast.practice_id).values(most_pending=1))
    relocation.carry(old(database), new)
    waiting = [row for row in rows(new)["slot_request"] if RequestStatus.PENDING in row]
    assert len(waiting) == 5


def test_a_target_that_holds_rows_is_refused_and_left_alone(cast: Cast, database: Database, new: str) -> None:
    relocation.carry(old(database), new)
    before = rows(new)
    with transaction.write() as db:
        db.execute(sa.update(Practice).where(col(Practice.id) == cast.practice_id).values(name="Changed since"))
    assert _obstacle(database, new) is Obstacle.NEW_HOLDS_ROWS
    assert rows(new) == before


def test_a_target_with_somebody_elses_tables_is_refused(cast: Cast, database: Database, new: str) -> None:
    others = Database(new)
    with others.engine.begin() as connection:
        connection.exec_driver_sql("CREATE TABLE invoices (id INTEGER)")
    assert _obstacle(database, new) is Obstacle.NEW_HOLDS_ROWS
    assert sa.inspect(others.engine).get_table_names() == ["invoices"]
    others.close()


def test_one_row_that_does_not_fit_and_nothing_is_carried_until_it_is_mended(
    cast: Cast, database: Database, new: str
) -> None:
    named = sa.update(Patient).where(col(Patient.practice_id) == cast.practice_id)
    with transaction.write() as db:
        db.execute(named.values(given_name="A\x00B"))
    with pytest.raises(CannotCarry) as refused:
        relocation.carry(old(database), new)
    assert (refused.value.obstacle, refused.value.table) == (Obstacle.REFUSED, "patient")
    assert all(found == [] for found in rows(new).values())
    with transaction.write() as db:
        db.execute(named.values(given_name="Mended"))
    relocation.carry(old(database), new)
    assert rows(new) == rows(old(database))


def test_what_is_read_back_differently_is_not_kept(cast: Cast, database: Database, new: str) -> None:
    schema.upgrade(new)
    there = Database(new)
    with there.engine.begin() as connection:
        # The kind of damage nobody would look for: a rule, for triggers are off while rows are carried.
        connection.exec_driver_sql(
            "CREATE RULE lost AS ON INSERT TO staff_member WHERE NEW.given_name = 'Marta' DO INSTEAD NOTHING"
        )
        connection.exec_driver_sql("ALTER TABLE working_hours DROP CONSTRAINT working_hours_therapist_id_fkey")
        connection.exec_driver_sql("ALTER TABLE patient DROP CONSTRAINT patient_therapist_id_fkey")
    there.close()
    assert _obstacle(database, new) is Obstacle.DIFFERENT
    assert rows(new)[StaffMember.__tablename__] == []


def test_while_espai_runs_nothing_is_carried(cast: Cast, database: Database, new: str) -> None:
    assert leases.take("jobs", holder="a server", lasting=timedelta(minutes=2))
    assert _obstacle(database, new) is Obstacle.OLD_IS_SERVED
    leases.give_back("jobs", holder="a server")
    relocation.carry(old(database), new)


def test_an_older_practice_is_brought_to_this_version_first(empty: str, new: str) -> None:
    schema.upgrade(empty, revision="0004")
    with pytest.raises(CannotCarry) as refused:
        relocation.carry(empty, new)
    assert refused.value.obstacle is Obstacle.OLD_IS_ANOTHER_VERSION
    schema.upgrade(empty)
    relocation.carry(empty, new)


def test_a_filled_practice_of_an_older_version_is_upgraded_with_everything_in_it(
    database: Database, standing_clock: StandingClock, tmp_path: Path
) -> None:  # OP-3
    demo.build("http://localhost", today=NOW.date(), data_dir=tmp_path)
    with transaction.write() as db:
        # The older version had no word for what is proposed: it has none of it to keep.
        db.execute(sa.delete(ProposedTime))
        waiting = col(SlotRequest.status) == RequestStatus.PROPOSED
        db.execute(sa.update(SlotRequest).where(waiting).values(status=RequestStatus.EXPIRED))
    copied = tmp_path / "copied.db"
    with database.engine.connect() as connection:
        connection.exec_driver_sql(f"VACUUM INTO '{copied}'")
    older = Database(f"sqlite:///{copied}")
    step(older, command.downgrade, "0004")
    older.close()
    schema.upgrade(old(older))
    before, after = rows(old(database)), rows(old(older))
    # Counted from then on: it says nothing of what was before.
    assert before.pop("times_version") != after.pop("times_version")
    assert after == before


def test_a_database_that_does_not_answer_is_named_so(cast: Cast, database: Database) -> None:
    assert _obstacle(database, "postgresql://espai@127.0.0.1:1/espai") is Obstacle.NOT_THERE


def _obstacle(database: Database, new: str) -> Obstacle:
    with pytest.raises(CannotCarry) as refused:
        relocation.carry(old(database), new)
    return refused.value.obstacle


def _record(cast: Cast) -> None:
    with transaction.write() as db:
        activity.record(db, practice_id=cast.practice_id, action=Action.SIGNED_IN, actor=cast.ana, origin=NOWHERE)
