"""PostgreSQL is restarted under a running Espai: refused meanwhile, found again by itself (OP-6)."""

import os

import pytest
import sqlalchemy as sa
from sqlmodel import col

from models.tables import SlotRequest
from portal_app.domain.problems import Busy
from portal_app.domain.refs import NOWHERE
from portal_app.services import activity, slot_requests
from portal_app.services.transaction import read
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
