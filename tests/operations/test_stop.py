"""Stopping: what runs is finished, the lines are closed so that pages come back, and it is over soon (OP-4)."""

import time
from pathlib import Path

import httpx
import pytest
import sqlalchemy as sa
from sqlmodel import col

from models.practice import Lease
from portal_app.services import transaction
from tests.operations.house import House, house, wait_until


@pytest.fixture
def practice(tmp_path: Path):
    with house(tmp_path) as one:
        one.start()
        yield one


def test_a_stop_closes_every_line_gives_the_jobs_back_and_ends_well(practice: House) -> None:
    pages = [
        practice.page(practice.patient()),
        practice.page(practice.member("therapist"), "/es/staff/agenda"),
    ]
    begun = time.monotonic()
    assert practice.stop() == 0
    assert time.monotonic() - begun < 5
    assert all(page.is_cut for page in pages)
    with practice.database(), transaction.read() as db:
        assert db.scalar(sa.select(sa.func.count()).select_from(Lease).where(col(Lease.name) == "jobs")) == 0
    with pytest.raises(httpx.ConnectError):
        httpx.get(f"{practice.url}/health/live")
    assert "rror" not in practice.log()
    practice.start()
    practice.page(practice.patient())


def test_a_first_process_that_is_killed_alone_leaves_nobody_behind_and_starts_again(practice: House) -> None:  # OP-6
    page = practice.page(practice.patient())
    practice.kill_the_first()
    wait_until(lambda: page.is_cut, most=5)
    practice.start()
    practice.page(practice.patient())
