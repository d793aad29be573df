"""PostgreSQL is restarted, or freezes, under a running Espai: refused meanwhile, found again by itself (OP-6)."""

import os
import time

import pytest
import sqlalchemy as sa
from sqlmodel import col

from models.tables import Patient, SlotRequest
from portal_app.domain.problems import Busy
from portal_app.domain.refs import NOWHERE
from portal_app.services import activity, postgres, slot_requests
from portal_app.services.transaction import Database, read, write
from tests.builders import Cast, at
from tests.cluster import Cluster
from tests.conftest import POSTGRES


@pytest.fixture
def engine_name() -> str:
    return POSTGRES


def wish(cast: Cast) -> str:
    key = os.urandom(8).hex()
    return slot_requests.ask(
        cast.ana, at("2026-10-22 10:00"), centre_id=cast.gracia, message="", key=key, origin=NOWHERE
    )


def there(cast: Cast) -> tuple[list[str], int]:
    """The requests, and how many entries the trail has."""
    with read() as db:
        ids = db.scalars(sa.select(col(SlotRequest.id)).where(col(SlotRequest.practice_id) == cast.practice_id))
        return list(ids), activity.head(db, cast.practice_id)[0]


def test_one_that_is_stopped_refuses_in_words_and_is_found_again(cast: Cast, cluster: Cluster) -> None:
    assert there(cast) == ([], 0)
    cluster.engine.stop()
    with pytest.raises(Busy):
        wish(cast)
    cluster.engine.start()
    assert there(cast) == ([], 0)
    asked = wish(cast)
    assert there(cast) == ([asked], 1)


def test_one_that_dies_as_in_a_power_cut_keeps_what_was_acknowledged(cast: Cast, cluster: Cluster) -> None:
    asked = wish(cast)
    cluster.engine.kill()
    cluster.engine.start()
    assert there(cast) == ([asked], 1)


def test_one_that_freezes_is_not_waited_for_long_and_is_found_again(cast: Cast, cluster: Cluster) -> None:
    asked = wish(cast)
    cluster.engine.freeze()
    try:
        for most in (10, 5, 5):
            begun = time.monotonic()
            with pytest.raises(Busy):
                there(cast)
            assert time.monotonic() - begun < most
    finally:
        cluster.engine.thaw()
    time.sleep(postgres.AWAY_SECONDS)
    assert there(cast) == ([asked], 1)


def test_what_is_under_way_when_it_freezes_is_refused_and_not_done(cast: Cast, cluster: Cluster) -> None:
    begun = time.monotonic()
    with pytest.raises(Busy), write() as db:
        db.execute(sa.delete(SlotRequest))
        db.execute(sa.update(Patient).values(name="Nobody"))
        cluster.engine.freeze()
        try:
            db.scalar(sa.select(sa.func.count()).select_from(Patient))
        finally:
            cluster.engine.thaw()
    assert time.monotonic() - begun < postgres.PATIENCE_SECONDS + 3
    time.sleep(postgres.AWAY_SECONDS)
    with read() as db:
        assert "Nobody" not in db.scalars(sa.select(col(Patient.name))).all()


def test_a_statement_that_takes_too_long_is_ended_by_the_server_first(cast: Cast, database: Database) -> None:
    assert postgres.LONGEST_STATEMENT_SECONDS < postgres.PATIENCE_SECONDS
    with database.engine.connect() as connection:
        assert connection.exec_driver_sql("SHOW statement_timeout").scalar_one() == "10s"
