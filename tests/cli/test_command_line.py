"""The `espai` command: what it answers, and with which exit code."""

import fcntl
import json
import os
import re
import secrets
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from models.vocabulary import Locale
from portal_app import server, settings
from portal_app.cli import main
from portal_app.demo.build import FILE_NAME
from portal_app.i18n.text import text
from portal_app.services import hashing
from tests.cluster import Cluster
from tests.ports import free_port

OPENING = [
    "init",
    "--name=Consulta Lumen",
    "--timezone=Europe/Madrid",
    "--admin-name=Olga Ferrer",
    "--admin-email=olga@lumen.example",
    "--admin-password=sol-i-ombra-42",
]


@pytest.fixture(autouse=True)
def installation(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[Path]:
    """A folder of its own, in production, with nothing in it."""
    usual, environment = os.umask(0o022), dict(os.environ)
    folder = tmp_path / "data"
    monkeypatch.setenv("ESPAI_MODE", "production")
    monkeypatch.setenv("ESPAI_DATA_DIR", str(folder))
    monkeypatch.setenv("LC_ALL", "C")
    monkeypatch.delenv("ESPAI_SECRET_KEY")
    settings.forget()
    yield folder
    settings.forget()
    os.umask(usual)
    # What a command says to the processes it starts must not speak to the next test.
    os.environ.clear()
    os.environ.update(environment)


def espai(*arguments: str) -> Result:
    settings.forget()
    return CliRunner().invoke(main, arguments)


@pytest.mark.parametrize(
    "command",
    [
        [],
        ["demo"],
        ["init"],
        ["serve"],
        ["build"],
        ["db"],
        ["db", "upgrade"],
        ["audit", "verify"],
        ["doctor"],
        ["import", "patients"],
        ["import", "agenda"],
    ],
)
def test_every_command_explains_itself(command: list[str]) -> None:
    answer = espai(*command, "--help")
    assert answer.exit_code == 0
    assert "Usage:" in answer.output


def test_it_says_which_version_it_is() -> None:
    assert re.fullmatch(r"espai \d+\.\d+\.\d+\n", espai("--version").output)


@pytest.mark.parametrize(
    "wrong",
    [
        ["nonsense"],
        ["bench", "nonsense"],
        ["bench", "availability", "--sessions=5"],
        ["demo", "--port=0"],
        ["init", "--timezone=Europe/Gràcia", "--name=A"],
    ],
)
def test_called_wrongly_it_exits_with_two(wrong: list[str]) -> None:
    assert espai(*wrong).exit_code == 2


@pytest.mark.parametrize(
    "command", [["serve", f"--port={free_port()}"], ["db", "check"], ["db", "upgrade"], ["audit", "verify"], OPENING]
)
@pytest.mark.parametrize("address", ["postgresql://espai:a-password@127.0.0.1:1/espai", "sqlite:////nowhere/espai.db"])
def test_a_database_that_cannot_be_reached_is_told_in_one_sentence(
    command: list[str], address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ESPAI_SECRET_KEY", secrets.token_urlsafe(48))
    monkeypatch.setenv("ESPAI_PUBLIC_URL", "https://portal.example")
    monkeypatch.setenv("ESPAI_DATABASE_URL", address)
    answer = espai(*command)
    assert answer.exit_code == 1, answer.output
    assert "ESPAI_DATABASE_URL" in answer.stderr.strip().splitlines()[-1]
    assert "a-password" not in answer.output


def test_init_opens_a_practice_once(installation: Path) -> None:
    first = espai(*OPENING)
    assert first.exit_code == 0, first.output
    assert "Consulta Lumen" in first.output
    assert "sol-i-ombra" not in first.output
    second = espai(*OPENING)
    assert second.exit_code == 1
    assert len(second.stderr.strip().splitlines()) == 1
    assert espai("db", "check").exit_code == 0
    assert espai("audit", "verify").exit_code == 0
    assert [path.name for path in (installation, *installation.iterdir()) if path.stat().st_mode & 0o077] == []


@pytest.mark.parametrize("password", ["short", "password1234"])
def test_init_refuses_a_weak_password_and_opens_nothing(installation: Path, password: str) -> None:
    answer = espai(*OPENING[:-1], f"--admin-password={password}")
    assert answer.exit_code == 1
    assert not installation.exists()
    assert espai(*OPENING).exit_code == 0


def test_whoever_answers_init_with_a_weak_password_is_asked_for_that_again() -> None:
    settings.forget()
    asked = ["Consulta Lumen", "", "Olga Ferrer", "olga@lumen.example"]
    typed = "\n".join([*asked, "short", "short", "sol-i-ombra-42", "sol-i-ombra-42", ""])
    answer = CliRunner().invoke(main, ["init"], input=typed)
    assert answer.exit_code == 0, answer.output
    assert answer.output.count("The practice’s name") == 1


def test_init_asks_in_the_language_of_the_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LC_ALL", "ca_ES.UTF-8")
    settings.forget()
    assert "Nom de la consulta: " in CliRunner().invoke(main, ["init"], input="").output


def test_a_database_that_is_not_there_is_not_current() -> None:
    espai(*OPENING)
    settings.current()
    assert json.loads(espai("db", "check", "--json").stdout)["current"] is True


def test_a_changed_trail_is_found_out(installation: Path) -> None:  # GD-1
    espai(*OPENING)
    with sqlite3.connect(installation / "espai.db") as database:
        database.execute("DROP TRIGGER activity_is_append_only_update")
        database.execute("UPDATE activity_entry SET address = '10.0.0.9'")
    database.close()
    answer = espai("audit", "verify", "--json")
    assert answer.exit_code == 1
    told = json.loads(answer.stdout)
    assert (told["whole"], told["broken"]) == (False, {"Consulta Lumen": 1})
    assert "Consulta Lumen" in answer.stderr


def test_a_whole_trail_says_where_it_ends_so_that_a_cut_can_be_found_out() -> None:  # GD-1
    espai(*OPENING)
    told = json.loads(espai("audit", "verify", "--json").stdout)
    assert (told["whole"], told["broken"]) == (True, {})
    assert told["last"]["Consulta Lumen"]["entry"] == 1
    assert told["last"]["Consulta Lumen"]["hash"] in espai("audit", "verify").stdout


def test_serving_without_an_address_is_refused_in_the_language_of_the_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    espai(*OPENING)
    monkeypatch.setenv("LC_ALL", "ca_ES.UTF-8")
    answer = espai("serve")
    assert answer.exit_code == 1
    assert answer.stderr.strip() == text(Locale.CA)(
        "ESPAI_PUBLIC_URL is missing: say where people reach Espai, such as https://portal.example."
    )


@pytest.mark.parametrize("told_by", ["environment", "file"])
def test_a_demo_has_no_place_in_production(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, told_by: str) -> None:
    if told_by == "file":
        monkeypatch.delenv("ESPAI_MODE")
        (tmp_path / "espai.env").write_text("ESPAI_MODE=production\n")
        monkeypatch.setenv("ESPAI_ENV_FILE", str(tmp_path / "espai.env"))
    answer = espai("demo", "--no-open")
    assert answer.exit_code == 1
    assert "ESPAI_MODE" in answer.stderr


def test_a_demo_that_runs_is_not_begun_again_under_its_feet(
    monkeypatch: pytest.MonkeyPatch, installation: Path
) -> None:  # OP-1, CA-8
    monkeypatch.setenv("ESPAI_MODE", "demo")
    installation.mkdir()
    kept = installation / FILE_NAME
    kept.write_text("{}")
    with (installation / server.LOCK).open("w") as running:
        fcntl.flock(running, fcntl.LOCK_EX)
        answer = espai("demo", "--no-open", "--reset", f"--port={free_port()}")
    assert answer.exit_code == 1
    assert str(installation) in answer.stderr
    assert kept.read_text() == "{}"


def test_the_doctor_finds_what_is_missing() -> None:
    espai(*OPENING)
    answer = espai("doctor", "--json")
    found = {finding["name"]: finding["well"] for finding in json.loads(answer.stdout)}
    assert answer.exit_code == 1
    assert found["database"] is True
    assert found["address"] is False


def test_the_doctor_finds_time_off_whose_rule_cannot_be_read(installation: Path) -> None:  # docs/decisions/0010
    espai(*OPENING)
    found = {one["name"]: one["well"] for one in json.loads(espai("doctor", "--json").stdout)}
    with sqlite3.connect(installation / "espai.db") as db:
        db.execute(
            "INSERT INTO time_off (id, practice_id, title, first_on, last_on, rrule)"
            " SELECT 'a', id, '', '2026-10-22', '2026-10-22', 'FREQ=SOMETIMES' FROM practice"
        )
    found_then = {one["name"]: one["well"] for one in json.loads(espai("doctor", "--json").stdout)}
    assert (found["absences"], found_then["absences"]) == (True, False)


def test_the_doctor_says_when_not_even_the_settings_make_sense(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ESPAI_LOG", "xml")
    answer = espai("doctor")
    assert answer.exit_code == 1
    assert re.search(r"✗ .*ESPAI_LOG", answer.output)


def test_a_practice_is_made_from_a_spreadsheet(tmp_path: Path) -> None:  # PR-4
    espai(*OPENING)
    sheet = tmp_path / "patients.csv"
    sheet.write_text("Nombre;Teléfono\nAna Ribas Font;600 000 001\nBiel Costa Vila;600 000 002\n", encoding="latin-1")
    answer = espai("import", "patients", str(sheet))
    assert answer.exit_code == 0, answer.output
    assert espai("audit", "verify").exit_code == 0


def test_a_bad_row_is_told_by_its_number_and_nothing_is_written(tmp_path: Path) -> None:  # PR-4
    espai(*OPENING)
    sheet = tmp_path / "patients.csv"
    sheet.write_text("Nombre;Teléfono\nAna Ribas Font;600 000 001\n;not a number\n", encoding="utf-8")
    assert espai("import", "patients", str(sheet)).exit_code == 1
    sheet.write_text("Nombre;Teléfono\nAna Ribas Font;600 000 001\n", encoding="utf-8")
    assert espai("import", "patients", str(sheet)).exit_code == 0


def test_the_doctor_says_whether_an_older_secret_is_still_needed(installation: Path) -> None:  # GD-6
    espai(*OPENING)
    rotation = {finding["name"]: finding for finding in json.loads(espai("doctor", "--json").stdout)}
    assert "rotation" not in rotation
    keys = installation / settings.SECRET_FILE
    keys.write_text(f"{secrets.token_urlsafe(48)}\n{keys.read_text()}")
    hashing.use_keys(b"the next secret of the tests", *(one.value for one in hashing.keys().secrets), rounds=4)
    found = {finding["name"]: finding for finding in json.loads(espai("doctor", "--json").stdout)}
    assert found["rotation"]["well"] is True
    assert "1 passwords" in found["rotation"]["sentence"]
    hashing.use_keys(b"the next secret of the tests", rounds=4)
    found = {finding["name"]: finding for finding in json.loads(espai("doctor", "--json").stdout)}
    assert found["secret"]["well"] is False


def test_a_practice_moves_to_postgresql_once(installation: Path, cluster: Cluster) -> None:  # OP-3
    espai(*OPENING)
    assert espai("db", "move", "--to", "mysql://there/espai").exit_code == 2
    with cluster.fresh("template1") as url:
        moved = espai("db", "move", "--to", url, "--json")
        assert (moved.exit_code, json.loads(moved.stdout)["rows"]["practice"]) == (0, 1)
        again = espai("db", "move", "--to", url)
        assert again.exit_code == 1
        assert "not empty" in again.stderr
        os.environ["ESPAI_DATABASE_URL"] = url
        assert espai("audit", "verify").exit_code == 0
        assert "already" in espai("db", "move", "--to", url).stderr


def test_a_database_of_no_known_letters_is_refused_in_a_sentence(installation: Path, cluster: Cluster) -> None:  # OP-3
    bare = "ENCODING 'SQL_ASCII' LC_COLLATE 'C' LC_CTYPE 'C'"
    with cluster.fresh("template0", bare) as url:
        espai(*OPENING)
        moved = espai("db", "move", "--to", url)
        os.environ["ESPAI_DATABASE_URL"] = url
        for refused in (moved, espai("db", "upgrade")):
            assert (refused.exit_code, "ENCODING 'UTF8'" in refused.stderr) == (1, True)
            assert isinstance(refused.exception, SystemExit)
    with cluster.fresh("template0", "ENCODING 'UTF8'") as url:
        os.environ["ESPAI_DATABASE_URL"] = url
        assert espai("db", "upgrade").exit_code == 0
