"""The doctor names what is wrong around an installation, each next to its healthy twin (OP-4)."""

import shutil
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from models.vocabulary import Action
from portal_app import reach, settings
from portal_app.doctor import machine
from portal_app.domain.refs import NOWHERE
from portal_app.services import activity, transaction
from portal_app.services.transaction import Database
from portal_app.settings import Mode, Settings
from tests import engines
from tests.builders import Cast
from tests.conftest import StandingClock
from tests.ports import free_port


@pytest.fixture
def now(database: Database, tmp_path: Path) -> Settings:
    return replace(
        settings.read(),
        mode=Mode.PRODUCTION,
        public_url="https://portal.example",
        trusted_proxy_hops=1,
        data_dir=tmp_path,
        database_url=database.url.render_as_string(hide_password=False),
    )


@pytest.fixture(scope="module")
def redis() -> Iterator[engines.Engine]:
    with engines.redis() as engine:
        yield engine


def ills(now: Settings) -> list[str]:
    return [finding.name for finding in machine.examine(now) if not finding.well]


def test_a_healthy_machine_has_nothing_wrong(now: Settings, cast: Cast) -> None:
    assert ills(now) == []


def test_tls_without_a_trusted_proxy_is_found(now: Settings, cast: Cast) -> None:
    assert ills(replace(now, trusted_proxy_hops=0)) == ["proxy"]
    assert ills(replace(now, trusted_proxy_hops=0, public_url="http://localhost:8000")) == []


def test_redis_that_does_not_answer_is_found(now: Settings, redis: engines.Engine) -> None:
    assert "redis" not in ills(replace(now, redis_url=f"redis://127.0.0.1:{redis.port}/0"))
    assert ills(replace(now, redis_url=f"redis://127.0.0.1:{free_port()}/0")) == ["redis"]


@pytest.mark.parametrize(
    ("redis_url", "found"),
    [
        ("rediss://10.0.0.5", ["lines", "redis"]),
        ("redis://:secret@redis.invalid", ["lines", "redis"]),
        ("rediss://:secret@redis.invalid", ["redis"]),
    ],
)
def test_a_line_to_another_machine_that_is_open_is_found(
    now: Settings, cast: Cast, monkeypatch: pytest.MonkeyPatch, redis_url: str, found: list[str]
) -> None:
    monkeypatch.setattr(reach, "PATIENCE_SECONDS", 0.2)
    assert ills(replace(now, redis_url=redis_url)) == found


def test_a_full_disk_is_found(now: Settings, cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(machine, "LEAST_FREE_BYTES", shutil.disk_usage(now.data_dir).free + 10**12)
    assert ills(now) == ["disk"]


def test_a_clock_behind_what_was_written_is_found(now: Settings, cast: Cast, standing_clock: StandingClock) -> None:
    with transaction.write() as db:
        activity.record(db, practice_id=cast.practice_id, action=Action.SIGNED_IN, actor=cast.ana, origin=NOWHERE)
    assert ills(now) == []
    standing_clock.shift(-timedelta(hours=1))
    assert ills(now) == ["clock"]


def test_a_clock_apart_from_redis_is_found(
    now: Settings, cast: Cast, redis: engines.Engine, standing_clock: StandingClock
) -> None:
    # The tests' clock stands in October; Redis has the real one.
    assert ills(replace(now, redis_url=f"redis://127.0.0.1:{redis.port}/0")) == ["clock"]
