"""The migrations make the tables the code was written for, and what the database refuses, it refuses."""

import shutil
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory

from models.tables import Appointment, Practice, SlotRequest, metadata
from models.vocabulary import Action, AppointmentStatus, RequestStatus
from portal_app.domain.refs import NOWHERE
from portal_app.services import activity, patients, schema, transaction
from portal_app.services.transaction import Database
from tests.builders import Cast, appointment, at, slot_request


def address(database: Database) -> str:
    return database.url.render_as_string(hide_password=False)


def step(database: Database, way: Callable[..., None], revision: str) -> None:
    """One of Alembic's own steps, as a developer takes it."""
    config = schema._config(schema.MIGRATIONS)
    with database.engine.begin() as connection:
        config.attributes["connection"] = connection
        way(config, revision)


def test_the_migrated_tables_are_the_tables_of_the_code(database: Database) -> None:
    with database.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, metadata) == []


def test_a_migrated_database_is_current_and_migrating_again_changes_nothing(database: Database) -> None:
    url = address(database)
    assert schema.is_current(url)
    schema.upgrade(url)
    assert schema.current(url) == schema.newest()


def test_an_empty_database_is_not_current(empty: str) -> None:
    assert not schema.is_current(empty)


def test_a_failed_migration_leaves_the_old_state(cast: Cast, database: Database, tmp_path: Path) -> None:  # OP-3
    migrations = tmp_path / "migrations"
    shutil.copytree(schema.MIGRATIONS, migrations)
    (migrations / "versions" / "9999_broken.py").write_text(
        "from alembic import op\n"
        f"revision = '9999'\ndown_revision = {schema.newest()!r}\nbranch_labels = depends_on = None\n"
        "def upgrade():\n"
        "    op.execute('CREATE TABLE half_done (id INTEGER)')\n"
        "    op.execute('UPDATE practice SET name = name || name')\n"
        "    op.execute('DROP TABLE lease')\n"
        "    op.execute('SELECT * FROM nowhere')\n"
    )
    with pytest.raises(sa.exc.DBAPIError, match="nowhere"):
        schema.upgrade(address(database), migrations=migrations)
    assert schema.is_current(address(database))
    tables = sa.inspect(database.engine).get_table_names()
    assert "half_done" not in tables
    assert "lease" in tables
    with transaction.read() as db:
        assert db.scalar(sa.select(Practice.name).where(Practice.id == cast.practice_id)) == "Alba Psicologia"


def test_every_revision_can_be_taken_back_and_made_again(database: Database) -> None:  # OP-3
    revisions = ScriptDirectory.from_config(schema._config(schema.MIGRATIONS)).walk_revisions()
    for revision in revisions:
        step(database, command.downgrade, revision.down_revision or "base")
        assert schema.current(address(database)) == revision.down_revision
    assert set(sa.inspect(database.engine).get_table_names()) <= {"alembic_version"}
    schema.upgrade(address(database))
    test_the_migrated_tables_are_the_tables_of_the_code(database)


def test_a_practice_outlives_going_back_one_revision_and_forward_again(cast: Cast, database: Database) -> None:  # OP-3
    step(database, command.downgrade, "-1")
    schema.upgrade(address(database))
    appointment(cast, cast.ana, "2026-10-22 10:00")
    with pytest.raises(sa.exc.IntegrityError, match="appointments_overlap"):
        appointment(cast, cast.biel, "2026-10-22 10:30")


def test_patients_of_before_are_found_without_their_accents(cast: Cast, database: Database) -> None:  # AG-5
    step(database, command.downgrade, "0009")
    with database.engine.begin() as connection:
        connection.execute(sa.text("UPDATE patient SET name = 'Begoña Núñez' WHERE name = 'Biel Costa Vila'"))
    schema.upgrade(address(database))
    assert [one.name for one in patients.search(cast.olga, "begona nunez").patients] == ["Begoña Núñez"]


@pytest.mark.parametrize(
    ("starts", "minutes"), [("10:00", 50), ("9:30", 31), ("10:49", 10), ("10:10", 10), ("9:00", 180)]
)
def test_one_therapist_never_holds_two_overlapping_appointments(cast: Cast, starts: str, minutes: int) -> None:  # AV-4
    appointment(cast, cast.ana, "2026-10-22 10:00")
    begins = at(f"2026-10-22 {starts:0>5}")
    with pytest.raises(sa.exc.IntegrityError, match="appointments_overlap"):
        appointment(cast, cast.biel, begins, length=timedelta(minutes=minutes))


def test_appointments_may_touch(cast: Cast) -> None:
    appointment(cast, cast.ana, "2026-10-22 10:00")
    appointment(cast, cast.biel, "2026-10-22 10:50")
    appointment(cast, cast.biel, "2026-10-22 09:10")


def test_another_therapist_may_work_at_the_same_time(cast: Cast) -> None:
    appointment(cast, cast.ana, "2026-10-22 10:00")
    appointment(cast, cast.clara, "2026-10-22 10:00")


@pytest.mark.parametrize("status", [AppointmentStatus.CANCELLED_BY_PATIENT, AppointmentStatus.CANCELLED_BY_PRACTICE])
def test_a_cancelled_appointment_gives_its_time_back(cast: Cast, status: AppointmentStatus) -> None:
    appointment(cast, cast.ana, "2026-10-22 10:00", status=status)
    appointment(cast, cast.biel, "2026-10-22 10:00")


def test_moving_an_appointment_onto_another_is_refused(cast: Cast) -> None:  # AV-4
    appointment(cast, cast.ana, "2026-10-22 10:00")
    moved = appointment(cast, cast.biel, "2026-10-22 12:00")
    with pytest.raises(sa.exc.IntegrityError, match="appointments_overlap"), transaction.write() as db:
        starts_at = at("2026-10-22 10:30")
        change = {"starts_at": starts_at, "ends_at": starts_at + timedelta(minutes=50)}
        db.execute(sa.update(Appointment).where(Appointment.id == moved).values(change))


def test_a_cancelled_appointment_does_not_come_back_onto_another(cast: Cast) -> None:  # AV-4
    gone = appointment(cast, cast.ana, "2026-10-22 10:00", status=AppointmentStatus.CANCELLED_BY_PATIENT)
    appointment(cast, cast.biel, "2026-10-22 10:00")
    with pytest.raises(sa.exc.IntegrityError, match="appointments_overlap"), transaction.write() as db:
        db.execute(sa.update(Appointment).where(Appointment.id == gone).values(status=AppointmentStatus.CONFIRMED))


def _five_pending(cast: Cast) -> None:
    for day in range(20, 25):
        slot_request(cast, cast.ana, f"2026-10-{day} 10:00")


def test_no_more_requests_are_pending_than_the_practice_allows(cast: Cast) -> None:  # CA-3
    _five_pending(cast)
    with pytest.raises(sa.exc.IntegrityError, match="too_many_pending"):
        slot_request(cast, cast.ana, "2026-10-26 10:00")


def test_the_limit_is_each_patients_own(cast: Cast) -> None:
    _five_pending(cast)
    slot_request(cast, cast.biel, "2026-10-26 10:00")


def test_a_practice_may_allow_more(cast: Cast) -> None:
    _five_pending(cast)
    with transaction.write() as db:
        db.execute(sa.update(Practice).values(most_pending=6))
    slot_request(cast, cast.ana, "2026-10-26 10:00")


@pytest.mark.parametrize(
    ("was", "comes_back"),
    [(RequestStatus.CANCELLED, False), (RequestStatus.REJECTED, True), (RequestStatus.ACCEPTED, True)],
)
def test_only_what_staff_take_back_passes_the_limit(cast: Cast, was: RequestStatus, comes_back: bool) -> None:  # WL-4
    decided = slot_request(cast, cast.ana, "2026-10-26 10:00", status=was)
    _five_pending(cast)
    pending_again = sa.update(SlotRequest).where(SlotRequest.id == decided).values(status=RequestStatus.PENDING)
    if comes_back:
        with transaction.write() as db:
            db.execute(pending_again)
        return
    with pytest.raises(sa.exc.IntegrityError, match="too_many_pending"), transaction.write() as db:
        db.execute(pending_again)


@pytest.mark.parametrize("statement", ["UPDATE activity_entry SET address = '10.0.0.9'", "DELETE FROM activity_entry"])
def test_the_activity_trail_is_only_added_to(cast: Cast, statement: str) -> None:  # GD-1
    with transaction.write() as db:
        activity.record(db, practice_id=cast.practice_id, action=Action.SIGNED_IN, actor=cast.ana, origin=NOWHERE)
    with pytest.raises(sa.exc.IntegrityError, match="activity_is_append_only"), transaction.write() as db:
        db.execute(sa.text(statement))
