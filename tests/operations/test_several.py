"""Several processes, one practice: whichever answers, it is the same portal (OP-6)."""

import asyncio
import json
import os
import pickle
import signal
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import httpx
import psutil
import pytest
import redis as redis_client
import sqlalchemy as sa
from sqlmodel import col

from models.activity import ActivityEntry
from models.agenda import SlotRequest
from models.practice import Lease
from models.vocabulary import Action
from portal_app.services import transaction
from tests import engines
from tests.bench.furnish_crowd import FILE as CROWD
from tests.cluster import Cluster
from tests.hostile.client import Socket, delta
from tests.hostile.pages import fired, is_sent_away
from tests.operations.dying import ask_while_one_dies, caddy
from tests.operations.house import ROOT, House, house, wait_until

WORKERS = 3
PAGES = 9
ASKING = 50


@pytest.fixture(scope="module")
def redis() -> Iterator[engines.Engine]:
    with engines.redis() as engine:
        yield engine


@pytest.fixture(scope="module")
def practice(cluster: Cluster, redis: engines.Engine, tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """On PostgreSQL and Redis, served by three."""
    folder, redis_url = tmp_path_factory.mktemp("several"), f"redis://127.0.0.1:{redis.port}/0"
    with (
        cluster.fresh("template1") as url,
        house(folder, database_url=url, redis_url=redis_url, workers=WORKERS) as one,
    ):
        one.start()
        yield one


def nudged(page: Socket, *, within: float = 2.0) -> bool:
    """Whether the page is told to look again."""
    return any(".refresh" in frame for frame in page.frames(until=lambda frame: ".refresh" in frame, most=within))


def leaves(page: Socket) -> bool:
    """Whether the page goes to its door."""
    return is_sent_away(page.frames(until=lambda frame: is_sent_away([frame]), most=5.0))


def held_by(practice: House) -> dict[int, int]:
    """How many sockets each worker holds."""
    return {
        pid: sum(
            one.laddr.port == practice.port and one.status == "ESTABLISHED"
            for one in psutil.Process(pid).net_connections(kind="tcp")
        )
        for pid in practice.worker_pids()
    }


def test_news_reaches_the_pages_it_concerns_at_every_worker(practice: House) -> None:  # CA-8
    first, other = practice.patient(0), practice.patient(1)
    pages = [practice.page(first, "/es/me/security") for _ in range(PAGES)]
    elsewhere = practice.page(other, "/es/me/security")
    assert sum(count > 0 for count in held_by(practice).values()) > 1
    fired(pages[0], practice.event("security_state.sign_out_others"), {})
    assert all(nudged(page) for page in pages[1:])
    assert not nudged(elsewhere, within=0.5)


def test_signing_out_everywhere_ends_the_pages_at_every_worker(practice: House) -> None:  # ID-5
    leaving = practice.patient(2)
    pages = [practice.page(leaving, "/es/me/security") for _ in range(PAGES)]
    pages[0].fire(practice.event("security_state.sign_out_everywhere"))
    assert all(nudged(page) for page in pages[1:])
    for page in pages[1:]:
        page.fire(practice.event("security_state.refresh"))
    assert all(leaves(page) for page in pages)


def test_a_page_that_comes_back_at_another_worker_shows_what_it_showed(practice: House) -> None:
    someone = practice.patient(4)
    before = delta(practice.page(someone, "/es/packs").heard)
    for _ in range(2 * WORKERS):
        assert delta(practice.page(someone, "/es/packs").heard).keys() == before.keys()


def test_what_is_in_redis_says_nothing_of_anybody(practice: House, redis: engines.Engine) -> None:  # GD-6
    staff = practice.member("therapist")
    practice.page(staff, "/es/staff/patients")
    practice.page(practice.patient(5), "/es/me")
    kept = b"".join(_everything_in(redis.port))
    assert kept.count(b"_reflex___state____stategAAAA") >= 2, "both pages are kept, sealed"
    names = [one["name"] for one in practice.people["patients"]] + [one["name"] for one in practice.people["staff"]]
    secrets = [one[what] for one in practice.people["patients"] for what in ("code", "pin") if one[what]]
    cookies = [value for value in staff.http.cookies.values() if len(value) > 20]
    cookies.append(practice.environment["ESPAI_SECRET_KEY"])
    assert [said for said in (*names, *cookies) if said.encode() in kept] == []
    assert [code for code in secrets if len(code) > 4 and code.encode() in kept] == []


def test_a_state_that_somebody_else_put_into_redis_is_not_loaded(practice: House, redis: engines.Engine) -> None:
    page = practice.page(practice.patient(6), "/es/packs")
    with redis_client.Redis(port=redis.port) as client:
        for key in client.scan_iter("*"):
            if client.type(key) == b"string" and b"lock" not in key and b"socket_record" not in key:
                client.set(key, pickle.dumps(("schema", Tripwire())))
    fired(page, practice.event("security_state.refresh"), {})
    assert not (practice.data_dir / "tripped").exists()
    practice.page(practice.patient(6), "/es/packs")


class Tripwire:
    """What a hostile pickle does when it is loaded."""

    def __reduce__(self) -> tuple[object, tuple[str]]:
        return os.mkdir, ("tripped",)


def _everything_in(port: int) -> Iterator[bytes]:
    with redis_client.Redis(port=port) as client:
        for key in client.scan_iter("*"):
            yield key
            match client.type(key):
                case b"string":
                    yield client.get(key) or b""
                case b"hash":
                    yield from client.hgetall(key).values()
                case _:
                    pass


def test_one_process_at_a_time_does_the_jobs(practice: House) -> None:  # WL-5
    with practice.database(), transaction.read() as db:
        assert len(db.scalars(sa.select(col(Lease.holder)).where(col(Lease.name) == "jobs")).all()) == 1


def test_while_postgresql_is_frozen_pages_say_so_and_go_on_when_it_thaws(practice: House, cluster: Cluster) -> None:
    someone = practice.patient(9)
    page = practice.page(someone, "/es/me/security")
    cluster.engine.freeze()
    try:
        page.fire(practice.event("security_state.refresh"))
        frames = page.frames(until=lambda frame: "failure_rx_state_" in frame, most=15.0)
        assert "vuelve a probar" in frames[-1]
        waits = httpx.get(f"{practice.url}/health/ready", timeout=10)
        assert (waits.status_code, waits.json()["waits_for"]) == (503, "database")
    finally:
        cluster.engine.thaw()
    wait_until(practice.is_ready)
    assert "failure" not in str(fired(page, practice.event("security_state.refresh"), {})[:-1])
    # Each process finds out by itself.
    wait_until(lambda: "security_state" in str(delta(practice.page(someone, "/es/me/security").heard)))


def test_a_worker_that_is_killed_takes_nothing_with_it(practice: House) -> None:  # OP-6
    someone = practice.patient(7)
    pages = [practice.page(someone, "/es/me/security") for _ in range(PAGES)]
    victim = max(held_by(practice).items(), key=lambda one: one[1])[0]
    os.kill(victim, signal.SIGKILL)
    wait_until(lambda: victim not in practice.worker_pids() and len(practice.worker_pids()) == WORKERS)
    wait_until(practice.is_ready)
    gone = [page for page in pages if page.is_cut]
    assert 0 < len(gone) < PAGES
    for page in gone:
        assert delta(practice.page(someone, page.page, token=page.token).heard)
    for page in pages:
        if page not in gone:
            assert not is_sent_away(fired(page, practice.event("security_state.refresh"), {}))
    assert practice.run("audit", "verify").returncode == 0


def test_a_worker_that_is_killed_each_time_it_is_back_ends_nothing(practice: House) -> None:  # OP-6
    for _ in range(3):
        victim = max(practice.worker_pids())
        os.kill(victim, signal.SIGKILL)
        wait_until(lambda gone=victim: gone not in practice.worker_pids() and len(practice.worker_pids()) == WORKERS)
    wait_until(practice.is_ready)
    assert delta(practice.page(practice.patient(7), "/es/me/security").heard)


@pytest.mark.timeout(240)
def test_fifty_ask_while_a_worker_dies_and_each_asks_once(practice: House, tmp_path: Path) -> None:  # OP-6, UX-5
    furnished = [sys.executable, "-m", "tests.bench.furnish_crowd", str(ASKING + ASKING // 2), "0"]
    subprocess.run(furnished, cwd=ROOT, env=practice.environment, check=True)
    crowd = json.loads((practice.data_dir / CROWD).read_text(encoding="utf-8"))
    victim = practice.worker_pids()[0]
    with caddy(practice, tmp_path) as through:
        asking = ask_while_one_dies(practice, through, [one["cookies"] for one in crowd], victim)
        asked, cut = asyncio.run(asking)
    assert len(asked) >= ASKING
    assert 0 < cut < len(asked)
    wait_until(lambda: victim not in practice.worker_pids() and len(practice.worker_pids()) == WORKERS)
    with practice.database(), transaction.read() as db:
        made = db.execute(
            sa.select(col(SlotRequest.idempotency_key), col(SlotRequest.id)).where(
                col(SlotRequest.idempotency_key).in_([one.tap for one in asked])
            )
        ).all()
        entries = db.scalars(sa.select(ActivityEntry).where(col(ActivityEntry.action) == Action.REQUEST_MADE)).all()
    assert sorted(map(tuple, made)) == sorted((one.tap, one.request_id) for one in asked)
    told = Counter(entry.detail["request_id"] for entry in entries)
    assert {one.request_id: told[one.request_id] for one in asked} == {one.request_id: 1 for one in asked}
    assert practice.run("audit", "verify").returncode == 0


def test_all_of_them_stop_when_asked(practice: House) -> None:  # OP-4
    page = practice.page(practice.patient(8))
    assert practice.stop() == 0
    assert page.is_cut
    practice.start()
