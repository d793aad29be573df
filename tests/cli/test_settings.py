"""Settings: what makes no sense stops the start with a sentence that names it."""

import os
import secrets
import stat
from datetime import UTC, datetime
from pathlib import Path

import pytest

from portal_app import settings
from portal_app.settings import LogFormat, Mode, SettingsError

GOOD_SECRET = secrets.token_urlsafe(48)
PRODUCTION = {"ESPAI_MODE": "production", "ESPAI_SECRET_KEY": GOOD_SECRET, "ESPAI_PUBLIC_URL": "https://portal.example"}


@pytest.fixture(autouse=True)
def bare(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """No setting but a demo's mode and a data folder of its own."""
    monkeypatch.delenv("ESPAI_SECRET_KEY")
    monkeypatch.setenv("ESPAI_MODE", "demo")
    monkeypatch.setenv("ESPAI_DATA_DIR", str(tmp_path / "data"))


def given(monkeypatch: pytest.MonkeyPatch, **names: str) -> None:
    for name, value in names.items():
        monkeypatch.setenv(name, value)


def test_a_demo_needs_no_setting(tmp_path: Path) -> None:
    read = settings.read()
    assert (read.mode, read.log, read.trusted_proxy_hops, read.now) == (Mode.DEMO, LogFormat.TEXT, 0, None)
    assert read.database_url == f"sqlite:///{tmp_path / 'data' / 'espai.db'}"


def test_a_demo_makes_its_secret_once_and_keeps_it_to_itself(tmp_path: Path) -> None:
    first, second = settings.read().secret_key, settings.read().secret_key
    assert first == second
    file = tmp_path / "data" / settings.DEMO_SECRET_FILE
    assert stat.S_IMODE(file.stat().st_mode) == 0o600


def test_production_reads_what_it_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    given(monkeypatch, **PRODUCTION, ESPAI_TRUSTED_PROXY_HOPS="1", ESPAI_LOG="json")
    read = settings.read()
    assert read.secret_key == GOOD_SECRET.encode()
    assert (read.trusted_proxy_hops, read.log, read.secure) == (1, LogFormat.JSON, True)


def test_no_secret_shows_when_settings_are_printed(monkeypatch: pytest.MonkeyPatch) -> None:
    given(monkeypatch, **PRODUCTION, ESPAI_DATABASE_URL="postgresql://espai:canary@db.example/espai")
    assert "canary" not in repr(settings.read())
    assert GOOD_SECRET not in repr(settings.read())


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("ESPAI_MODE", "staging"),
        ("ESPAI_LOG", "xml"),
        ("ESPAI_TRUSTED_PROXY_HOPS", "-1"),
        ("ESPAI_TRUSTED_PROXY_HOPS", "one"),
        ("ESPAI_PUBLIC_URL", "portal.example"),
        ("ESPAI_PUBLIC_URL", "https://portal.example/app"),
        ("ESPAI_DATABASE_URL", "mysql://localhost/espai"),
        ("ESPAI_DATABASE_URL", "espai.db"),
        ("ESPAI_REDIS_URL", "http://localhost"),
        ("ESPAI_NOW", "2026-10-19"),
        ("ESPAI_NOW", "2026-10-19T09:00"),
        ("ESPAI_DATABSE_URL", "sqlite:///espai.db"),
    ],
)
def test_an_unknown_name_or_a_bad_value_is_named(monkeypatch: pytest.MonkeyPatch, name: str, value: str) -> None:
    given(monkeypatch, **{name: value})
    with pytest.raises(SettingsError, match=name):
        settings.read()


def test_the_clock_may_be_moved_in_a_demo_only(monkeypatch: pytest.MonkeyPatch) -> None:
    given(monkeypatch, ESPAI_NOW="2026-10-19T09:00+02:00")
    assert settings.read().now == datetime(2026, 10, 19, 7, tzinfo=UTC)
    given(monkeypatch, **PRODUCTION)
    with pytest.raises(SettingsError, match="ESPAI_NOW"):
        settings.read()


@pytest.mark.parametrize(
    "weak",
    [
        "password" * 8,
        "a" * 64,
        "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789",
        "too short",
        "",
        settings.DEMO_SECRET_MARK + GOOD_SECRET,
    ],
    ids=["a word", "a letter", "the alphabet", "short", "empty", "a demo's"],
)
def test_production_refuses_a_weak_secret_and_a_demos(monkeypatch: pytest.MonkeyPatch, weak: str) -> None:  # GD-6
    given(monkeypatch, **{**PRODUCTION, "ESPAI_SECRET_KEY": weak})
    with pytest.raises(SettingsError, match="ESPAI_SECRET_KEY"):
        settings.read()


@pytest.mark.parametrize("strong", [secrets.token_urlsafe(32), secrets.token_hex(32)], ids=["base64", "hex"])
def test_thirty_two_random_bytes_are_enough(monkeypatch: pytest.MonkeyPatch, strong: str) -> None:
    given(monkeypatch, **{**PRODUCTION, "ESPAI_SECRET_KEY": strong})
    assert settings.read().secret_key == strong.encode()


@pytest.mark.parametrize(("mode", "read"), [(0o600, True), (0o400, True), (0o640, False), (0o604, False)])
def test_a_secret_that_others_may_read_is_refused(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, mode: int, read: bool
) -> None:  # GD-6
    file = tmp_path / "key"
    file.write_text(GOOD_SECRET + "\n")
    file.chmod(mode)
    given(monkeypatch, ESPAI_MODE="production", ESPAI_PUBLIC_URL="https://portal.example")
    given(monkeypatch, ESPAI_SECRET_KEY_FILE=str(file))
    if read:
        assert settings.read().secret_key == GOOD_SECRET.encode()
        return
    with pytest.raises(SettingsError, match="chmod 600"):
        settings.read()


@pytest.mark.parametrize(("mode", "read"), [(0o600, True), (0o640, False), (0o644, False)])
def test_a_file_of_settings_with_the_secret_is_held_to_the_same(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, mode: int, read: bool
) -> None:  # GD-6
    file = tmp_path / "espai.env"
    file.write_text(f"ESPAI_SECRET_KEY={GOOD_SECRET}\n")
    file.chmod(mode)
    given(monkeypatch, ESPAI_MODE="production", ESPAI_PUBLIC_URL="https://portal.example")
    given(monkeypatch, ESPAI_ENV_FILE=str(file))
    if read:
        assert settings.read().secret_key == GOOD_SECRET.encode()
        return
    with pytest.raises(SettingsError, match="chmod 600"):
        settings.read()


def test_a_file_of_settings_without_the_secret_may_be_read_by_its_group(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:  # GD-6
    file = tmp_path / "espai.env"
    file.write_text("ESPAI_LOG=json\n")
    file.chmod(0o640)
    given(monkeypatch, **PRODUCTION, ESPAI_ENV_FILE=str(file))
    assert settings.read().secret_key == GOOD_SECRET.encode()


def test_a_file_may_hold_the_settings_and_the_environment_wins(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    file = tmp_path / "espai.env"
    file.write_text("# the practice's own\nESPAI_LOG=json\nESPAI_TRUSTED_PROXY_HOPS=2\nPATH_OF_ANOTHER=1\n")
    given(monkeypatch, ESPAI_ENV_FILE=str(file), ESPAI_TRUSTED_PROXY_HOPS="1")
    assert settings.read().log is LogFormat.JSON
    assert settings.read().trusted_proxy_hops == 1


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"ESPAI_LOG=json\nthis is no setting\n", "Line 2"),
        (b"ESPAI_LOG='json\n", "Line 1"),
        (b"ESPAI_LGO=json\n", "ESPAI_LGO"),
        (b"ESPAI_LOG=yes\n", "ESPAI_LOG"),
        (b"\xff\xfe\x00", "ESPAI_ENV_FILE"),
    ],
)
def test_a_broken_file_is_told_by_its_line(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, content: bytes, said: str
) -> None:
    file = tmp_path / "broken.env"
    file.write_bytes(content)
    given(monkeypatch, ESPAI_ENV_FILE=str(file))
    with pytest.raises(SettingsError, match=said):
        settings.read()


def test_a_missing_file_is_named(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    given(monkeypatch, ESPAI_ENV_FILE=str(tmp_path / "nowhere.env"))
    with pytest.raises(SettingsError, match=r"nowhere\.env"):
        settings.read()


def test_a_data_folder_that_cannot_be_made_is_named(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    given(monkeypatch, ESPAI_DATA_DIR=str(tmp_path / "file" / "data"))
    with pytest.raises(SettingsError, match="--data"):
        settings.read()


def _in_file(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, content: str) -> Path:
    file = tmp_path / "keys"
    file.write_text(content)
    file.chmod(0o600)
    given(monkeypatch, ESPAI_MODE="production", ESPAI_PUBLIC_URL="https://portal.example")
    given(monkeypatch, ESPAI_SECRET_KEY_FILE=str(file))
    return file


def test_a_file_may_hold_older_secrets_under_the_one_in_use(  # GD-6
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    older = secrets.token_hex(32)
    _in_file(monkeypatch, tmp_path, f"{GOOD_SECRET}\n\n  {older}  \n{older}\n")
    read = settings.read()
    assert read.secret_keys == (GOOD_SECRET.encode(), older.encode())
    assert read.secret_key == GOOD_SECRET.encode()
    assert older not in repr(read)


@pytest.mark.parametrize("weak", ["password", settings.DEMO_SECRET_MARK + GOOD_SECRET], ids=["a word", "a demo's"])
def test_an_older_secret_is_as_strong_as_the_one_in_use(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, weak: str
) -> None:
    file = _in_file(monkeypatch, tmp_path, f"{GOOD_SECRET}\n{weak}\n")
    with pytest.raises(SettingsError, match=f"{file}:2"):
        settings.read()


def test_an_empty_file_is_no_secret(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    _in_file(monkeypatch, tmp_path, "\n\n")
    with pytest.raises(SettingsError, match="could be guessed"):
        settings.read()


def test_a_data_folder_that_is_shut_to_whoever_asks_is_named(tmp_path: Path) -> None:
    """As it is after `espai init` ran as root where the service is somebody else."""
    nobody = 65_534
    (tmp_path / "data").mkdir(mode=0)
    mine = os.geteuid()
    if mine == 0:
        os.seteuid(nobody)
    try:
        with pytest.raises(SettingsError, match="cannot be read"):
            settings.read()
    finally:
        os.seteuid(mine)
        (tmp_path / "data").chmod(0o700)
    assert settings.read().secret_key
