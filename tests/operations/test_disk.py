"""A disk that is full: writes are refused in words, what is there is read, and it goes on when there is room."""

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy import event
from sqlmodel import col

from models.tables import Patient, SlotRequest
from models.vocabulary import RequestStatus
from portal_app.domain.problems import Busy
from portal_app.domain.refs import NOWHERE
from portal_app.services import activity, imports, slot_requests
from portal_app.services.imports import read_patients_csv
from portal_app.services.transaction import Database, read
from tests.builders import Cast, at

NO_LIMIT = 2**30


@dataclass
class Disk:
    """As many pages as the database may take."""

    pages: int = NO_LIMIT


@pytest.fixture
def disk(database: Database) -> Iterator[Disk]:
    limit = Disk()

    def hold_to(connection: Any, *_: object) -> None:
        connection.execute(f"PRAGMA max_page_count = {limit.pages}")

    event.listen(database.engine, "checkout", hold_to)
    yield limit
    event.remove(database.engine, "checkout", hold_to)


def ask_and_take_back(cast: Cast, times: int) -> int:
    """How often that was refused for want of room."""
    refused = 0
    for number in range(times):
        try:
            asked = slot_requests.ask(
                cast.ana,
                at("2026-10-22 10:00"),
                centre_id=cast.gracia,
                message="x" * 250,
                key=f"tap {number} {times}",
                origin=NOWHERE,
            )
        except Busy:
            refused += 1
        else:
            slot_requests.cancel(cast.ana, asked, origin=NOWHERE)
    return refused


def counts(cast: Cast) -> tuple[int, int]:
    """How many requests there are, and how many entries tell of them."""
    with read() as db:
        assert activity.first_broken(db, cast.practice_id) is None
        of_practice = col(SlotRequest.practice_id) == cast.practice_id
        everyone = db.scalar(sa.select(sa.func.count()).where(of_practice)) or 0
        taken_back = db.scalar(
            sa.select(sa.func.count()).where(of_practice, col(SlotRequest.status) == RequestStatus.CANCELLED)
        )
        return everyone + (taken_back or 0), activity.head(db, cast.practice_id)[0]


def test_a_full_disk_refuses_what_is_written_and_nothing_is_half_done(
    cast: Cast, database: Database, disk: Disk
) -> None:
    with database.engine.connect() as connection:
        disk.pages = connection.exec_driver_sql("PRAGMA page_count").scalar_one() + 2
    # It may be full between the asking and the taking back.
    with suppress(Busy):
        assert ask_and_take_back(cast, 60) > 0
    done, told = counts(cast)
    assert done == told
    disk.pages = NO_LIMIT
    with database.engine.connect() as connection:
        assert connection.exec_driver_sql("PRAGMA integrity_check").scalar_one() == "ok"
    with read() as db:
        waiting = db.scalars(
            sa.select(col(SlotRequest.id)).where(
                col(SlotRequest.practice_id) == cast.practice_id, col(SlotRequest.status) == RequestStatus.PENDING
            )
        ).all()
    for one in waiting:
        slot_requests.cancel(cast.ana, one, origin=NOWHERE)
    assert ask_and_take_back(cast, 5) == 0
    done, told = counts(cast)
    assert done == told


def test_an_import_on_a_full_disk_brings_nobody_in_and_all_of_them_when_there_is_room(
    cast: Cast, database: Database, disk: Disk
) -> None:
    sheet = read_patients_csv(("Name\n" + "".join(f"Noa Serra {n}\n" for n in range(300))).encode())

    def bring_in() -> None:
        imports.import_patients(
            cast.olga,
            sheet,
            practice_id=cast.practice_id,
            therapist_id=cast.marta.staff_id,
            file_name="patients.csv",
            origin=NOWHERE,
        )

    before = _people(cast)
    with database.engine.connect() as connection:
        disk.pages = connection.exec_driver_sql("PRAGMA page_count").scalar_one() + 2
    with pytest.raises(Busy):
        bring_in()
    assert _people(cast) == before
    disk.pages = NO_LIMIT
    bring_in()
    assert _people(cast) == before + 300


def _people(cast: Cast) -> int:
    with read() as db:
        assert activity.first_broken(db, cast.practice_id) is None
        counted = sa.select(sa.func.count()).where(col(Patient.practice_id) == cast.practice_id)
        return db.scalar(counted) or 0
