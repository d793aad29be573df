"""What breaks around Espai: what was acknowledged is there, nothing is half, nobody gets in, and it goes on (OP-6).

Ten kills; two hundred with `ESPAI_TEST_LONG=1`.
"""

import multiprocessing
import os
import random
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from multiprocessing.process import BaseProcess
from pathlib import Path

import pytest
import sqlalchemy as sa
from sqlmodel import col

from models.activity import ActivityEntry
from models.tables import SlotRequest
from models.vocabulary import Action, RequestStatus
from portal_app.domain.door_problems import Locked
from portal_app.domain.problems import Busy, Problem, SignedOut
from portal_app.domain.refs import NOWHERE, PatientRef
from portal_app.services import activity, devices, sign_in, slot_requests
from portal_app.services.transaction import Database, read
from tests.builders import Cast, at, slot_request
from tests.conftest import POSTGRES, SQLITE, StandingClock
from tests.operations.asker import ask_over_and_over
from tests.operations.house import wait_until
from tests.services.doors import ANA_CODE, STRANGER, WRONG_PIN, ana_enters, has_pin
from tests.services.test_two_at_once import patients

KILLS = 200 if os.environ.get("ESPAI_TEST_LONG") else 10
ASKERS = 2


@pytest.fixture(params=[SQLITE, POSTGRES])
def engine_name(request: pytest.FixtureRequest) -> str:
    return request.param


@pytest.mark.timeout(1_800)
def test_killed_at_any_moment_nothing_acknowledged_is_lost_and_nothing_is_half(
    cast: Cast, database: Database, tmp_path: Path
) -> None:
    people, chance = patients(cast, ASKERS), random.Random(7)
    for number in range(KILLS // ASKERS):
        askers = [
            _ask(tmp_path / f"{number}-{position}.said", database, cast, who, f"2026-10-22 {10 + position}:00")
            for position, who in enumerate(people)
        ]
        try:
            wait_until(lambda number=number: _have_begun(tmp_path, number), most=30)
            # At any moment of a transaction.
            time.sleep(chance.random() * 0.4)
        finally:
            for asker in askers:
                asker.kill()
                asker.join()
    said = [line.split() for path in tmp_path.glob("*.said") for line in path.read_text().splitlines()]
    made = {what for word, what in said if word == "made"}
    cancelled = {what for word, what in said if word == "cancelled"}
    assert len(made) >= KILLS, said[:10]
    # Two who write without a pause may keep each other waiting too long.
    assert {code for word, code in said if word == "refused"} <= {Busy.code}
    with read() as db:
        rows = {
            row.id: row.status
            for row in db.execute(
                sa.select(col(SlotRequest.id), col(SlotRequest.status)).where(
                    col(SlotRequest.practice_id) == cast.practice_id
                )
            )
        }
        entries = Counter(
            (entry.action, entry.detail["request_id"])
            for entry in db.scalars(sa.select(ActivityEntry).where(col(ActivityEntry.practice_id) == cast.practice_id))
        )
        assert activity.first_broken(db, cast.practice_id) is None
    assert made <= rows.keys()
    assert {one for one in cancelled if rows[one] is not RequestStatus.CANCELLED} == set()
    assert {one: entries[Action.REQUEST_MADE, one] for one in rows} == dict.fromkeys(rows, 1)
    was_cancelled = {one for one, status in rows.items() if status is RequestStatus.CANCELLED}
    assert {one for action, one in entries if action is Action.REQUEST_CANCELLED} == was_cancelled


def _have_begun(folder: Path, number: int) -> bool:
    return sum("made" in path.read_text() for path in folder.glob(f"{number}-*.said")) == ASKERS


def _ask(said: Path, database: Database, cast: Cast, patient: PatientRef, starts: str) -> BaseProcess:
    # A clean process that has imported everything is forked for each: up in some milliseconds.
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["tests.operations.asker"])
    what = {"practice_id": cast.practice_id, "patient_id": patient.patient_id, "centre_id": cast.gracia}
    url = database.url.render_as_string(hide_password=False)
    process = context.Process(target=ask_over_and_over, args=(said, url), kwargs={**what, "starts": starts})
    process.start()
    return process


def test_a_database_that_is_locked_for_a_second_is_waited_for(cast: Cast, database: Database) -> None:
    with _locked(database, cast, for_seconds=1.0):
        asked = _wish(cast)
    assert _requests(cast) == [asked]


def test_a_database_that_is_locked_for_long_refuses_in_time_and_half_does_nothing(
    cast: Cast, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    with _locked(database, cast, for_seconds=10.0):
        begun = time.perf_counter()
        with pytest.raises(Busy):
            _wish(cast)
        assert time.perf_counter() - begun < 9
        assert _requests(cast) == []
    asked = _wish(cast)
    assert (_requests(cast), _entries(cast)) == ([asked], 1)


@contextmanager
def _locked(database: Database, cast: Cast, *, for_seconds: float) -> Iterator[None]:
    """Somebody else keeps the database, or what a wish needs of it, for so long."""
    held, enough = threading.Event(), threading.Event()

    def hold() -> None:
        with database.engine.connect() as connection:
            if database.is_sqlite:
                connection.exec_driver_sql("BEGIN IMMEDIATE")
            else:
                connection.exec_driver_sql("LOCK TABLE staff_member, slot_request IN ROW EXCLUSIVE MODE")
                connection.exec_driver_sql("SELECT id FROM staff_member FOR UPDATE")
            held.set()
            enough.wait(for_seconds)
            connection.rollback()

    thread = threading.Thread(target=hold)
    thread.start()
    held.wait()
    try:
        yield
    finally:
        enough.set()
        thread.join()


def test_a_clock_put_back_an_hour_lets_nobody_in_who_was_out(cast: Cast, standing_clock: StandingClock) -> None:
    has_pin(cast.ana, ANA_CODE)
    secret = ana_enters().opened.session_secret
    patient = devices.patient_of(secret)
    devices.sign_out(patient, secret, origin=STRANGER)
    refused = _fail_until_shut()
    for _ in range(2):
        with pytest.raises(SignedOut):
            devices.patient_of(secret)
        with pytest.raises(type(refused)):
            sign_in.enter(ANA_CODE, "7391", device_token=None, origin=STRANGER)
        standing_clock.shift(-timedelta(hours=1))


def test_a_clock_put_forward_an_hour_ends_what_was_idle_and_nothing_else(
    cast: Cast, standing_clock: StandingClock
) -> None:
    has_pin(cast.ana, ANA_CODE)
    secret = ana_enters().opened.session_secret
    soon, later = slot_request(cast, cast.biel, "2026-10-19 09:30"), slot_request(cast, cast.biel, "2026-10-19 12:00")
    standing_clock.shift(timedelta(hours=1))
    with pytest.raises(SignedOut):
        devices.patient_of(secret)
    assert slot_requests.expire(at("2026-10-19 10:00")) == 1
    assert _requests(cast) == [later]
    assert _requests(cast, RequestStatus.EXPIRED) == [soon]
    assert ana_enters()


def _fail_until_shut() -> Problem:
    for _ in range(6):
        try:
            sign_in.enter(ANA_CODE, WRONG_PIN, device_token=None, origin=STRANGER)
        except Locked as problem:
            return problem
        except Problem:
            pass
    raise AssertionError


def _wish(cast: Cast) -> str:
    return slot_requests.ask(
        cast.ana,
        at("2026-10-22 10:00"),
        centre_id=cast.gracia,
        message="",
        key=os.urandom(8).hex(),
        origin=NOWHERE,
    )


def _requests(cast: Cast, status: RequestStatus = RequestStatus.PENDING) -> list[str]:
    with read() as db:
        chosen = sa.select(col(SlotRequest.id)).where(
            col(SlotRequest.practice_id) == cast.practice_id, col(SlotRequest.status) == status
        )
        return list(db.scalars(chosen))


def _entries(cast: Cast) -> int:
    with read() as db:
        return activity.head(db, cast.practice_id)[0]
