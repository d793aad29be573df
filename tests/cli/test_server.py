"""What stops a start: one clear sentence, before anybody waits for anything."""

import resource
import socket
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from portal_app import server, settings
from portal_app.services import schema
from portal_app.settings import CannotGoOn, Mode, Settings
from tests.ports import free_port


@pytest.fixture
def now(tmp_path: Path) -> Settings:
    return replace(settings.read(), data_dir=tmp_path, database_url=f"sqlite:///{tmp_path / 'espai.db'}")


def test_a_port_in_use_is_named(now: Settings) -> None:
    with socket.create_server((server.LOOPBACK, 0)) as other:
        port = other.getsockname()[1]
        with pytest.raises(CannotGoOn, match=str(port)):
            server.check(now, host=server.LOOPBACK, port=port, workers=1)


def test_a_free_port_is_taken(now: Settings) -> None:
    server.check(now, host=server.LOOPBACK, port=free_port(), workers=1)


def test_a_data_folder_that_is_none_is_named(now: Settings, tmp_path: Path) -> None:
    (tmp_path / "data").write_text("in the way")
    with pytest.raises(CannotGoOn, match=str(tmp_path / "data")):
        server.check_writable(tmp_path / "data")


def test_several_workers_need_redis(now: Settings) -> None:
    with pytest.raises(CannotGoOn, match="ESPAI_REDIS_URL"):
        server.check(now, host=server.LOOPBACK, port=free_port(), workers=2)
    with_redis = replace(now, redis_url="redis://localhost")
    server.check(with_redis, host=server.LOOPBACK, port=free_port(), workers=2)


def test_a_data_folder_is_served_by_one_alone_unless_redis_joins_them(now: Settings) -> None:
    taken = (
        "import fcntl, sys, time; "
        "file = open(sys.argv[1], 'w'); fcntl.flock(file, fcntl.LOCK_EX); print('held', flush=True); time.sleep(60)"
    )
    with subprocess.Popen(
        [sys.executable, "-c", taken, str(now.data_dir / server.LOCK)], stdout=subprocess.PIPE, text=True
    ) as other:
        assert other.stdout is not None
        assert other.stdout.readline() == "held\n"
        with pytest.raises(CannotGoOn, match=str(now.data_dir)):
            server.hold(now)
        server.hold(replace(now, redis_url="redis://localhost"))
        other.kill()
    server.hold(now)
    server._held.pop().close()


def test_production_insists_on_its_address(now: Settings) -> None:
    with pytest.raises(CannotGoOn, match="ESPAI_PUBLIC_URL"):
        server.check(
            replace(now, mode=Mode.PRODUCTION, public_url=""), host=server.LOOPBACK, port=free_port(), workers=1
        )


@pytest.mark.parametrize(
    ("database", "redis", "named"),
    [
        ("postgresql://espai:x@db.example/espai", None, "ESPAI_DATABASE_URL"),
        ("postgresql://espai:x@10.0.0.7/espai?sslmode=require", None, "ESPAI_DATABASE_URL"),
        ("postgresql://espai:x@db.example/espai?sslmode=verify-full", "redis://:x@cache.example", "ESPAI_REDIS_URL"),
        ("sqlite:///x.db", "rediss://cache.example", "a password"),
        ("sqlite:///x.db", "rediss://:x@cache.example?ssl_cert_reqs=none", "ESPAI_REDIS_URL"),
        ("postgresql://espai:x@localhost/espai", "redis://127.0.0.1", ""),
        ("postgresql:///espai?host=/run/postgresql", "unix:///run/valkey.sock", ""),
        ("postgresql://espai:x@db.example/espai?sslmode=verify-full", "rediss://:x@cache.example", ""),
    ],
)
def test_a_line_to_another_machine_is_hidden_or_said_to_be_ours(
    now: Settings, database: str, redis: str | None, named: str
) -> None:
    served = replace(now, mode=Mode.PRODUCTION, public_url="https://a.example", database_url=database, redis_url=redis)
    if named:
        with pytest.raises(CannotGoOn, match=named):
            server.check(served, host=server.LOOPBACK, port=free_port(), workers=1)
        served = replace(served, private_network=True, redis_url=(redis or "").replace("//cache", "//:x@cache") or None)
    server.check(served, host=server.LOOPBACK, port=free_port(), workers=1)


def test_a_database_of_another_version_is_not_served(now: Settings) -> None:
    with pytest.raises(CannotGoOn, match="espai db upgrade"):
        server.check_database(now)
    schema.upgrade(now.database_url)
    server.check_database(now)


def test_there_is_room_for_more_connections_than_a_system_gives_at_first() -> None:
    before = resource.getrlimit(resource.RLIMIT_NOFILE)
    try:
        resource.setrlimit(resource.RLIMIT_NOFILE, (256, before[1]))
        server.allow_connections()
        allowed, most = resource.getrlimit(resource.RLIMIT_NOFILE)
        assert allowed == most or allowed > server.MOST_CONNECTIONS
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, before)
