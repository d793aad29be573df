"""The watch over the services' queries sees what it should (PR-5); `tests/conftest.py` sets it on every database."""

import pytest
import sqlalchemy as sa

from models.tables import Patient
from portal_app.services import access
from portal_app.services.transaction import Database, read
from tests.builders import Cast
from tests.scope import Watch, unscoped


@pytest.mark.parametrize(
    "statement",
    [
        "SELECT patient.name FROM patient",
        "SELECT patient.name FROM patient WHERE patient.id = ?",
        "SELECT p.practice_id FROM lease JOIN patient AS p ON p.name = lease.holder WHERE p.name = ?",
    ],
)
def test_a_query_that_could_read_another_practice_is_seen(statement: str) -> None:
    assert unscoped(statement)


@pytest.mark.parametrize(
    "statement",
    [
        "SELECT patient.name FROM patient WHERE patient.practice_id = ? AND patient.name = ?",
        "SELECT device_session.id FROM device_session WHERE device_session.secret_hash = ?",
        "SELECT lease.holder FROM lease WHERE lease.name = ?",
        "UPDATE patient SET name=? WHERE patient.id = ?",
    ],
)
def test_a_query_that_is_bound_passes(statement: str) -> None:
    assert not unscoped(statement)


def test_only_what_services_ask_is_looked_at(database: Database, cast: Cast) -> None:
    watch = Watch(database)
    with read() as db:
        db.scalars(sa.select(Patient)).all()
        access.patient_row(db, cast.ana)
    assert watch.found == set()
