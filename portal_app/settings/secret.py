"""The installation's secrets: read from where the settings say, made where nothing says, and never weak in earnest."""

import os
import secrets
import stat
import zlib
from itertools import pairwise
from pathlib import Path

from portal_app.settings.environment import PREFIX, Environment, Mode, file_that_says
from portal_app.settings.refusals import NoSecret, SettingsError

# 32 random bytes, written as base64 or as hexadecimal, pack to 41 bytes or more (see `strength`).
SECRET_STRENGTH = 40
DEMO_SECRET_MARK = "espai-demo-"
DEMO_SECRET_FILE = "demo.key"
SECRET_FILE = "secret.key"
_SECRET_KEY = PREFIX + "SECRET_KEY"


def secrets_of(said: Environment, data_dir: Path) -> tuple[bytes, ...]:
    """The installation's secrets, the one in use first, then those that only open what was sealed before (GD-6).

    A file holds one on each line. `SettingsError` for one that could be guessed, also in an older line, and for a file
    that others may read, be it the secret's own or the one of all settings.
    """
    if said.secret_key is not None:
        if (file := file_that_says(_SECRET_KEY)) is not None:
            _refuse_if_open(file)
        named = {_SECRET_KEY: said.secret_key.get_secret_value().strip()}
    elif (file := said.secret_key_file or _file_of(data_dir, said.mode)) is not None:
        lines = _read_secrets(file)
        named = {str(file) if len(lines) == 1 else f"{file}:{number}": secret for number, secret in lines.items()}
    elif said.mode is Mode.DEMO:
        named = {DEMO_SECRET_FILE: _new_secret(data_dir / DEMO_SECRET_FILE, mark=DEMO_SECRET_MARK)}
    else:
        raise NoSecret(data_dir)
    if said.mode is Mode.PRODUCTION:
        for name, secret in named.items():
            _check(name, secret)
    return tuple(dict.fromkeys(secret.encode() for secret in named.values()))


def _check(name: str, secret: str) -> None:
    if secret.startswith(DEMO_SECRET_MARK):
        raise SettingsError(
            lambda t: t("{name} holds a demo’s secret, which production refuses. Make one of its own.", name=name)
        )
    if strength(secret) < SECRET_STRENGTH:
        raise SettingsError(
            lambda t: t(
                "{name} holds a secret that could be guessed. Make a new one: {command}",
                name=name,
                command='python3 -c "import secrets; print(secrets.token_urlsafe(48))"',
            )
        )


def _file_of(data_dir: Path, mode: Mode) -> Path | None:
    usual = data_dir / (DEMO_SECRET_FILE if mode is Mode.DEMO else SECRET_FILE)
    try:
        return usual if usual.exists() else None
    except PermissionError:
        raise SettingsError(lambda t: t("The secret in {path} cannot be read.", path=usual)) from None


def _read_secrets(path: Path) -> dict[int, str]:
    """The lines that say something, by their number; an empty file has one that says nothing."""
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError):
        raise SettingsError(lambda t: t("The secret in {path} cannot be read.", path=path)) from None
    _refuse_if_open(path)
    return {number: line.strip() for number, line in enumerate(lines, 1) if line.strip()} or {1: ""}


def _refuse_if_open(path: Path) -> None:
    if stat.S_IMODE(path.stat().st_mode) & 0o077:
        raise SettingsError(lambda t: t("Others may read the secret in {path}. Close it: chmod 600 {path}", path=path))


def make_secret(data_dir: Path) -> Path:
    """Make an installation's secret in its data folder, mode 600, unless it is there; the file's path."""
    path = data_dir / SECRET_FILE
    if not path.exists():
        _new_secret(path)
    return path


def _new_secret(path: Path, *, mark: str = "") -> str:
    secret = mark + secrets.token_urlsafe(48)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            file.write(secret + "\n")
    except FileExistsError:
        # Another process of the same installation was faster.
        return next(iter(_read_secrets(path).values()))
    except OSError:
        raise SettingsError(
            lambda t: t(
                "The data folder {path} cannot be written. Choose another with ESPAI_DATA_DIR or --data.",
                path=path.parent,
            )
        ) from None
    return secret


def strength(secret: str) -> int:
    """About how many bytes of surprise a secret holds: what is left of it, or of its steps, when it is packed."""
    raw = secret.encode()
    steps = bytes((after - before) % 256 for before, after in pairwise(raw))
    return min(len(zlib.compress(part, 9)) - _PACKING for part in (raw, steps))


_PACKING = len(zlib.compress(b"", 9))
