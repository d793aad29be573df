"""PostgreSQL and Redis that answer and take nobody in: what is wrong is named, and the setting, never a password."""

import time
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from click.testing import CliRunner, Result

from models.vocabulary import Locale
from portal_app import doctor, settings
from portal_app.cli import main
from portal_app.i18n.text import text
from portal_app.services import schema
from tests import engines
from tests.cluster import Cluster
from tests.ports import free_port

PASSWORD, WRONG = "sol-i-ombra-42", "pluja-i-vent-17"
# Who is trusted, who has to give a password, and nobody else.
DOORS = """
host all espai,gone 127.0.0.1/32 trust
host all ruth,unknown 127.0.0.1/32 scram-sha-256
"""


@pytest.fixture(scope="module")
def postgres() -> Iterator[engines.Engine]:
    """One that asks who is there, with Ruth's database in it."""
    with engines.postgres() as engine:
        made = Cluster(engine)
        made._run(f"CREATE ROLE ruth LOGIN PASSWORD '{PASSWORD}'")
        made._run("CREATE DATABASE lumen OWNER ruth TEMPLATE template0")
        made._run("CREATE DATABASE closed TEMPLATE template0")
        made._run("REVOKE CONNECT ON DATABASE closed FROM PUBLIC")
        (engine.folder / "data" / "pg_hba.conf").write_text(DOORS)
        made._run("SELECT pg_reload_conf()")
        address = f"postgresql://ruth:{WRONG}@127.0.0.1:{engine.port}/lumen"
        while _opens(address):
            time.sleep(0.05)
        schema.upgrade(address.replace(WRONG, PASSWORD))
        yield engine


def _opens(address: str) -> bool:
    try:
        psycopg.connect(address).close()
    except psycopg.OperationalError:
        return False
    return True


@pytest.fixture(scope="module")
def redis() -> Iterator[engines.Engine]:
    """One that asks for a password."""
    with engines.redis() as engine:
        engine.command += ["--requirepass", PASSWORD]
        engine.stop()
        engine.start()
        yield engine


@pytest.fixture(autouse=True)
def installation(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[None]:
    monkeypatch.setenv("ESPAI_DATA_DIR", str(tmp_path))
    monkeypatch.setenv("LC_ALL", "C")
    yield
    settings.forget()


def espai(*arguments: str) -> Result:
    settings.forget()
    return CliRunner().invoke(main, arguments)


def found(name: str) -> tuple[bool, str]:
    """What the doctor says of one thing."""
    settings.forget()
    (finding,) = [one for one in doctor.examine() if one.name == name]
    return finding.well, finding.sentence(text(Locale.EN))


@pytest.mark.parametrize(
    ("who", "database", "said"),
    [
        (f"ruth:{WRONG}", "lumen", "PostgreSQL does not let ruth in: correct the user or the password in "),
        ("ruth", "lumen", "PostgreSQL does not let ruth in: correct the user or the password in "),
        (f"unknown:{PASSWORD}", "lumen", "PostgreSQL does not let unknown in: correct the user or the password in "),
        ("gone", "lumen", "PostgreSQL does not let gone in: correct the user or the password in "),
        (f"ruth:{PASSWORD}", "lumem", "PostgreSQL has no database lumem: make it, or correct "),
        (f"ruth:{PASSWORD}", "closed", 'It says: permission denied for database "closed"'),
        (f"other:{PASSWORD}", "lumen", "It says: no pg_hba.conf entry for host"),
        (f"ruth:{PASSWORD}", "lumen?sslmode=require", "It says: server does not support SSL"),
    ],
)
def test_postgresql_that_takes_nobody_in_says_why_at_the_start_and_to_the_doctor(
    postgres: engines.Engine, monkeypatch: pytest.MonkeyPatch, who: str, database: str, said: str
) -> None:
    address = f"postgresql://{who}@127.0.0.1:{postgres.port}/{database}"
    monkeypatch.setenv("ESPAI_DATABASE_URL", address)
    started = espai("serve", f"--port={free_port()}")
    assert started.exit_code == 1
    (line,) = started.stderr.strip().splitlines()
    assert said in line
    assert "ESPAI_DATABASE_URL" in line
    assert found("database") == (False, line)
    monkeypatch.delenv("ESPAI_DATABASE_URL")
    moved = espai("db", "upgrade") and espai("db", "move", "--to", address)
    assert moved.exit_code == 1
    assert line.replace("ESPAI_DATABASE_URL", "--to") in moved.stderr
    assert PASSWORD not in line + moved.output
    assert WRONG not in line + moved.output


def test_postgresql_that_takes_us_in_is_well(postgres: engines.Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ESPAI_DATABASE_URL", f"postgresql://ruth:{PASSWORD}@127.0.0.1:{postgres.port}/lumen")
    assert found("database")[0]


@pytest.mark.parametrize(
    ("who", "database", "said"),
    [
        (f":{WRONG}@", 0, "Redis does not let us in: correct the user or the password in ESPAI_REDIS_URL."),
        (f"ruth:{PASSWORD}@", 0, "Redis does not let us in: correct the user or the password in ESPAI_REDIS_URL."),
        ("", 0, "Redis does not let us in: correct the user or the password in ESPAI_REDIS_URL."),
        (f":{PASSWORD}@", 99, "Redis refuses what ESPAI_REDIS_URL asks for. It says: DB index is out of range"),
    ],
)
def test_redis_that_takes_nobody_in_says_why_at_the_start_and_to_the_doctor(
    redis: engines.Engine, monkeypatch: pytest.MonkeyPatch, who: str, database: int, said: str
) -> None:
    monkeypatch.setenv("ESPAI_REDIS_URL", f"redis://{who}127.0.0.1:{redis.port}/{database}")
    espai("db", "upgrade")
    started = espai("serve", f"--port={free_port()}")
    assert started.exit_code == 1
    assert started.stderr.strip() == said
    assert found("redis") == (False, said)


def test_redis_that_takes_us_in_is_well(redis: engines.Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ESPAI_REDIS_URL", f"redis://:{PASSWORD}@127.0.0.1:{redis.port}/0")
    assert found("redis")[0]
