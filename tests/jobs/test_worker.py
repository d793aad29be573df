"""The worker loop: what has to happen happens once, whoever's process does it."""

import asyncio
import threading
from datetime import timedelta

import pytest
import sqlalchemy as sa
from sqlmodel import col

from models.practice import Lease
from models.tables import SlotRequest
from models.vocabulary import RequestStatus
from portal_app.jobs import worker
from portal_app.jobs.worker import Job
from portal_app.services import leases, transaction
from tests.builders import Cast, at, slot_request
from tests.conftest import StandingClock


def status_of(request_id: str) -> RequestStatus:
    with transaction.read() as db:
        return db.scalars(sa.select(col(SlotRequest.status)).where(col(SlotRequest.id) == request_id)).one()


def test_a_request_whose_time_has_passed_expires(cast: Cast, standing_clock: StandingClock) -> None:  # WL-5
    early = slot_request(cast, cast.ana, "2026-10-20 10:00")
    late = slot_request(cast, cast.ana, "2026-10-21 10:00")
    standing_clock.move_to(at("2026-10-20 10:01"))
    assert worker.one_round("this process")
    assert status_of(early) is RequestStatus.EXPIRED
    assert status_of(late) is RequestStatus.PENDING


def test_only_one_process_does_the_jobs(cast: Cast) -> None:
    assert worker.one_round("this process")
    assert not worker.one_round("another")
    assert worker.one_round("this process")


def test_a_job_that_fails_keeps_no_other_from_running(
    cast: Cast, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    done: list[str] = []

    def fail() -> int:
        raise RuntimeError

    monkeypatch.setattr(worker, "JOBS", (Job("broken", fail), Job("sound", lambda: done.append("sound") or 0)))
    assert worker.one_round("this process")
    assert done == ["sound"]
    assert "broken" in caplog.text


async def test_a_stop_in_the_middle_of_a_round_gives_the_lease_back_when_it_is_over(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:  # OP-4
    begun, goes_on, taken = threading.Event(), threading.Event(), threading.Event()
    take = leases.take

    def take_late(name: str, *, holder: str, lasting: timedelta) -> bool:
        begun.set()
        goes_on.wait(5)
        is_ours = take(name, holder=holder, lasting=lasting)
        taken.set()
        return is_ours

    monkeypatch.setattr(leases, "take", take_late)
    jobs = asyncio.create_task(worker.run())
    await asyncio.to_thread(begun.wait, 5)
    jobs.cancel()
    await asyncio.sleep(0.1)
    goes_on.set()
    with pytest.raises(asyncio.CancelledError):
        await jobs
    await asyncio.to_thread(taken.wait, 5)
    with transaction.read() as db:
        assert db.scalars(sa.select(col(Lease.holder)).where(col(Lease.name) == worker.LEASE)).all() == []
