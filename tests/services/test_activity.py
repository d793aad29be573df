"""The chain of the activity trail: whoever writes past the schema is found out, entry by entry (GD-1)."""

import pytest
import sqlalchemy as sa
from sqlmodel import col

from models.activity import ActivityEntry
from models.vocabulary import Action
from portal_app.domain.refs import Origin
from portal_app.services import activity, transaction
from portal_app.services.transaction import Database
from tests.builders import Cast, the_cast

HERE = Origin(address="192.0.2.7", user_agent="Tests")
ENTRIES = 12


@pytest.fixture
def trail(cast: Cast) -> Cast:
    """Twelve entries of Ana's and Marta's."""
    with transaction.write() as db:
        for number in range(ENTRIES):
            who = cast.ana if number % 2 else cast.marta
            activity.record(
                db,
                practice_id=cast.practice_id,
                action=Action.FILE_READ if number % 2 == 0 else Action.SIGNED_IN,
                actor=who,
                origin=HERE,
                patient_id=cast.ana.patient_id,
                turn=str(number),
            )
    return cast


def _past_the_schema(database: Database, *statements: str) -> None:
    """Somebody with the file in their hands, or with the rights of the tables' owner."""
    with database.engine.begin() as connection:
        if database.is_sqlite:
            for trigger in ("update", "delete"):
                connection.exec_driver_sql(f"DROP TRIGGER activity_is_append_only_{trigger}")
        else:
            connection.exec_driver_sql("ALTER TABLE activity_entry DISABLE TRIGGER ALL")
        for statement in statements:
            connection.exec_driver_sql(statement)


def _first_broken(cast: Cast) -> int | None:
    with transaction.read() as db:
        return activity.first_broken(db, cast.practice_id)


def test_what_nobody_touched_holds(trail: Cast) -> None:
    assert _first_broken(trail) is None


@pytest.mark.parametrize(
    "change",
    [
        "address = '10.0.0.9'",
        "user_agent = ''",
        "at = '2026-10-19 07:00:01.000000'",
        "action = 'signed_out'",
        "action = 'never heard of'",
        "actor_kind = 'system'",
        "actor_id = NULL",
        "patient_id = NULL",
        "detail = '{}'",
        "at = 'yesterday'",
        "previous_hash = hash",
        "hash = previous_hash",
    ],
)
def test_any_changed_field_is_found_at_its_entry(trail: Cast, database: Database, change: str) -> None:
    _past_the_schema(database, f"UPDATE activity_entry SET {change} WHERE number = 7")
    assert _first_broken(trail) == 7


@pytest.mark.only("sqlite")  # PostgreSQL takes nothing but JSON there, whoever writes it.
def test_what_is_no_value_at_all_is_found_at_its_entry(trail: Cast, database: Database) -> None:
    _past_the_schema(database, "UPDATE activity_entry SET detail = 'not even JSON' WHERE number = 7")
    assert _first_broken(trail) == 7


@pytest.mark.parametrize("number", [1, 5, 11])
def test_a_missing_entry_is_found_where_it_was(trail: Cast, database: Database, number: int) -> None:
    _past_the_schema(database, f"DELETE FROM activity_entry WHERE number = {number}")
    assert _first_broken(trail) == number


def test_a_missing_entry_is_found_although_those_after_it_were_numbered_anew(trail: Cast, database: Database) -> None:
    _past_the_schema(
        database,
        "DELETE FROM activity_entry WHERE number = 5",
        "UPDATE activity_entry SET number = -number WHERE number > 5",
        "UPDATE activity_entry SET number = -number - 1 WHERE number < 0",
    )
    assert _first_broken(trail) == 5


def test_two_entries_that_changed_places_are_found_at_the_first(trail: Cast, database: Database) -> None:
    _past_the_schema(
        database,
        "UPDATE activity_entry SET number = 99 WHERE number = 4",
        "UPDATE activity_entry SET number = 4 WHERE number = 9",
        "UPDATE activity_entry SET number = 9 WHERE number = 99",
    )
    assert _first_broken(trail) == 4


def test_an_entry_sealed_anew_no_longer_carries_the_next(trail: Cast, database: Database) -> None:
    with transaction.read() as db:
        entry = db.scalars(sa.select(ActivityEntry).where(col(ActivityEntry.number) == 6)).one()
        entry.address = "10.0.0.9"
        sealed = activity.digest(entry)
        db.expunge_all()
    change = f"UPDATE activity_entry SET address = '10.0.0.9', hash = '{sealed}' WHERE number = 6"
    _past_the_schema(database, change)
    assert _first_broken(trail) == 7


def test_an_entry_put_in_before_the_beginning_is_found(trail: Cast, database: Database) -> None:
    columns = "practice_id, at, action, actor_kind, actor_id, patient_id, detail, address, user_agent"
    _past_the_schema(
        database,
        f"INSERT INTO activity_entry (number, previous_hash, hash, {columns}) "
        f"SELECT 0, previous_hash, hash, {columns} FROM activity_entry WHERE number = 1",
    )
    assert _first_broken(trail) == 1


def test_a_cut_off_end_is_told_by_the_head_kept_elsewhere(trail: Cast, database: Database) -> None:
    with transaction.read() as db:
        number, kept = activity.head(db, trail.practice_id)
    assert number == ENTRIES
    _past_the_schema(database, f"DELETE FROM activity_entry WHERE number = {ENTRIES}")
    with transaction.read() as db:
        assert activity.head(db, trail.practice_id) != (number, kept)


def test_each_practice_has_a_chain_of_its_own(trail: Cast, database: Database) -> None:  # PR-5
    neighbours = the_cast(name="Riu", slug="riu")
    with transaction.write() as db:
        activity.record(
            db, practice_id=neighbours.practice_id, action=Action.SIGNED_IN, actor=neighbours.ana, origin=HERE
        )
    _past_the_schema(database, f"UPDATE activity_entry SET address = '' WHERE practice_id = '{trail.practice_id}'")
    assert _first_broken(trail) == 1
    assert _first_broken(neighbours) is None


def test_a_long_trail_is_read_in_parts(trail: Cast, database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(activity, "AT_ONCE", 5)
    assert _first_broken(trail) is None
    _past_the_schema(database, "UPDATE activity_entry SET action = 'never heard of' WHERE number = 11")
    assert _first_broken(trail) == 11
