"""What an installation is told from outside: environment variables, or a file of them named by ESPAI_ENV_FILE.

A name nobody knows or a value that makes no sense stops the start with a sentence that names it. The sentences are
worded where they are shown, so `SettingsError` carries a sentence still to be said in some language.
"""

import os
import secrets
import stat
import zlib
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from functools import cache
from itertools import pairwise
from pathlib import Path
from urllib.parse import urlsplit

from dotenv import dotenv_values
from dotenv.parser import Binding, parse_stream
from pydantic import AwareDatetime, Field, SecretStr, ValidationError, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError

PREFIX = "ESPAI_"
ENV_FILE = "ESPAI_ENV_FILE"
# Read by the tests and by nobody else.
TEST_PREFIX = "ESPAI_TEST_"

# 32 random bytes, written as base64 or as hexadecimal, pack to 41 bytes or more (see `strength`).
SECRET_STRENGTH = 40
DEMO_SECRET_MARK = "espai-demo-"
DEMO_SECRET_FILE = "demo.key"
SECRET_FILE = "secret.key"

Say = Callable[..., str]
"""Words an English text with its facts in some language: `Text`, or the English itself."""


class CannotGoOn(Exception):
    """Something outside stops a command. `sentence(t)` says what and what to do, in the language of `t`."""

    def __init__(self, sentence: Callable[[Say], str]) -> None:
        super().__init__(sentence(lambda text, **facts: text.format(**facts)))
        self.sentence = sentence


class SettingsError(CannotGoOn):
    """A setting stops the start."""


class NoSecret(SettingsError):
    """Nothing says what the installation's secret is; one may be made in `data_dir`."""

    def __init__(self, data_dir: Path) -> None:
        super().__init__(
            lambda t: t(
                "There is no secret: set ESPAI_SECRET_KEY or ESPAI_SECRET_KEY_FILE, or let `espai init` make one."
            )
        )
        self.data_dir = data_dir


class Mode(StrEnum):
    """A demo forgives what production refuses."""

    DEMO = "demo"
    PRODUCTION = "production"


class LogFormat(StrEnum):
    """Lines for people or for machines."""

    TEXT = "text"
    JSON = "json"


@dataclass(frozen=True, slots=True)
class Settings:
    """The settings of this process, checked.

    `now` is where a demo's clock starts; None: the real time. `public_url` is empty in production until it is told,
    which `espai serve` insists on.
    """

    mode: Mode
    data_dir: Path
    database_url: str = field(repr=False)
    redis_url: str | None = field(repr=False)
    secret_key: bytes = field(repr=False)
    public_url: str
    trusted_proxy_hops: int
    log: LogFormat
    now: datetime | None

    @property
    def secure(self) -> bool:
        """Whether people reach the installation over TLS."""
        return self.public_url.startswith("https://")


class _Environment(BaseSettings):
    """The names and shapes that are known; the names are the fields' with ESPAI_ before them."""

    model_config = SettingsConfigDict(env_prefix=PREFIX, extra="ignore", env_ignore_empty=True)

    mode: Mode = Mode.PRODUCTION
    data_dir: Path = Path("data")
    database_url: SecretStr | None = None
    redis_url: SecretStr | None = None
    secret_key: SecretStr | None = None
    secret_key_file: Path | None = None
    public_url: str | None = None
    trusted_proxy_hops: int = Field(default=0, ge=0, le=10)
    log: LogFormat = LogFormat.TEXT
    now: AwareDatetime | None = None

    @field_validator("public_url")
    @classmethod
    def _is_an_origin(cls, value: str | None) -> str | None:
        if value is None:
            return None
        parts = urlsplit(value)
        if parts.scheme not in {"http", "https"} or not parts.hostname or parts.path.strip("/") or parts.query:
            msg = "not an origin"
            raise ValueError(msg)
        return f"{parts.scheme}://{parts.netloc}"

    @field_validator("database_url")
    @classmethod
    def _is_a_database(cls, value: SecretStr | None) -> SecretStr | None:
        if value is not None:
            try:
                kind = make_url(value.get_secret_value()).get_backend_name()
            except ArgumentError:
                kind = ""
            if kind not in _DATABASES:
                msg = "not a database of ours"
                raise ValueError(msg)
        return value

    @field_validator("redis_url")
    @classmethod
    def _is_redis(cls, value: SecretStr | None) -> SecretStr | None:
        if value is not None and urlsplit(value.get_secret_value()).scheme not in {"redis", "rediss", "unix"}:
            msg = "not Redis"
            raise ValueError(msg)
        return value


_DATABASES = {"sqlite", "postgresql"}
_KNOWN = {PREFIX + name.upper() for name in _Environment.model_fields} | {ENV_FILE}

# What is expected of each value, for the sentence that refuses another.
_EXPECTED: dict[str, Callable[[Say], str]] = {
    "mode": lambda t: t("demo or production"),
    "data_dir": lambda t: t("a folder"),
    "database_url": lambda t: t("a database’s address that begins with sqlite: or postgresql:"),
    "redis_url": lambda t: t("a Redis address that begins with redis:"),
    "secret_key": lambda t: t("a secret"),
    "secret_key_file": lambda t: t("a file"),
    "public_url": lambda t: t("the address people type, such as https://portal.example, without a path"),
    "trusted_proxy_hops": lambda t: t("a whole number from 0 to 10"),
    "log": lambda t: t("text or json"),
    "now": lambda t: t("an instant with its zone, such as 2026-10-19T09:00+02:00"),
}


@cache
def current() -> Settings:
    """The settings of this process, read once. `SettingsError` when they make no sense."""
    return read()


def forget() -> None:
    """Read again at the next `current()`: the environment has changed on purpose."""
    current.cache_clear()


def told(name: str, otherwise: str) -> str:
    """What the environment, or the file it names, says of one setting; `otherwise` when neither says anything."""
    env_file = os.environ.get(ENV_FILE)
    in_file = dotenv_values(env_file).get(name) if env_file else None
    return os.environ.get(name) or in_file or otherwise


def pin() -> Settings:
    """Write what was read into the environment, so that processes started in another folder agree on every path."""
    now = current()
    os.environ["ESPAI_DATA_DIR"] = str(now.data_dir)
    os.environ["ESPAI_DATABASE_URL"] = now.database_url
    for name in (ENV_FILE, PREFIX + "SECRET_KEY_FILE"):
        if path := os.environ.get(name):
            os.environ[name] = str(Path(path).absolute())
    return now


def read() -> Settings:
    """The settings as the environment has them now."""
    given = _given()
    data_dir = given.data_dir.expanduser().absolute()
    production = given.mode is Mode.PRODUCTION
    if production and given.now is not None:
        raise SettingsError(
            lambda t: t("ESPAI_NOW moves the clock and is for demos and tests only: production refuses it. Remove it.")
        )
    return Settings(
        mode=given.mode,
        data_dir=data_dir,
        database_url=_database(given, data_dir),
        redis_url=given.redis_url.get_secret_value() if given.redis_url else None,
        secret_key=_secret(given, data_dir),
        public_url=given.public_url or ("" if production else "http://localhost:8000"),
        trusted_proxy_hops=given.trusted_proxy_hops,
        log=given.log,
        now=given.now,
    )


def _given() -> _Environment:
    env_file = os.environ.get(ENV_FILE)
    in_file = _names_in(Path(env_file)) if env_file else []
    for name in sorted({*os.environ, *in_file}):
        if name.startswith(PREFIX) and not name.startswith(TEST_PREFIX) and name not in _KNOWN:
            raise SettingsError(
                lambda t, name=name: t(
                    "{name} is not a setting of Espai. Remove it, or correct it to one of: {known}.",
                    name=name,
                    known=", ".join(sorted(_KNOWN)),
                )
            )
    try:
        return _Environment(_env_file=env_file)  # pyright: ignore[reportCallIssue]  pydantic-settings' own argument
    except ValidationError as error:
        name = str(error.errors()[0]["loc"][0])
        raise SettingsError(
            lambda t: t(
                "{name} has a value that makes no sense: it should be {expected}.",
                name=PREFIX + name.upper(),
                expected=_EXPECTED[name](t),
            )
        ) from None


def _names_in(path: Path) -> list[str]:
    try:
        with path.open(encoding="utf-8") as file:
            lines: Iterable[Binding] = list(parse_stream(file))
    except (OSError, UnicodeDecodeError):
        raise SettingsError(
            lambda t: t("ESPAI_ENV_FILE names {path}, which cannot be read as a text file.", path=path)
        ) from None
    for line in lines:
        if line.error or (line.key is not None and line.value is None):
            raise SettingsError(
                lambda t, number=line.original.line: t(
                    "Line {number} of {path} cannot be understood: write NAME=value.", number=number, path=path
                )
            )
    return [line.key for line in lines if line.key]


def _database(given: _Environment, data_dir: Path) -> str:
    if given.database_url is None:
        return f"sqlite:///{data_dir / 'espai.db'}"
    url = make_url(given.database_url.get_secret_value())
    if url.get_backend_name() == "sqlite" and url.database and not url.database.startswith((":", "file:")):
        url = url.set(database=str(Path(url.database).absolute()))
    return url.render_as_string(hide_password=False)


def _secret(given: _Environment, data_dir: Path) -> bytes:
    if given.secret_key is not None:
        name, secret = "ESPAI_SECRET_KEY", given.secret_key.get_secret_value().strip()
    elif (file := given.secret_key_file or _file_of(data_dir, given.mode)) is not None:
        name, secret = str(file), _read_secret(file)
    elif given.mode is Mode.DEMO:
        return _new_secret(data_dir / DEMO_SECRET_FILE, mark=DEMO_SECRET_MARK)
    else:
        raise NoSecret(data_dir)
    if given.mode is Mode.PRODUCTION and secret.startswith(DEMO_SECRET_MARK):
        raise SettingsError(
            lambda t: t("{name} holds a demo’s secret, which production refuses. Make one of its own.", name=name)
        )
    if given.mode is Mode.PRODUCTION and strength(secret) < SECRET_STRENGTH:
        raise SettingsError(
            lambda t: t(
                "{name} holds a secret that could be guessed. Make a new one: {command}",
                name=name,
                command='python3 -c "import secrets; print(secrets.token_urlsafe(48))"',
            )
        )
    return secret.encode()


def _file_of(data_dir: Path, mode: Mode) -> Path | None:
    usual = data_dir / (DEMO_SECRET_FILE if mode is Mode.DEMO else SECRET_FILE)
    return usual if usual.exists() else None


def _read_secret(path: Path) -> str:
    try:
        mode = stat.S_IMODE(path.stat().st_mode)
        secret = path.read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError):
        raise SettingsError(lambda t: t("The secret in {path} cannot be read.", path=path)) from None
    if mode & 0o077:
        raise SettingsError(lambda t: t("Others may read the secret in {path}. Close it: chmod 600 {path}", path=path))
    return secret


def make_secret(data_dir: Path) -> Path:
    """Make an installation's secret in its data folder, mode 600, unless it is there; the file's path."""
    path = data_dir / SECRET_FILE
    if not path.exists():
        _new_secret(path)
    return path


def _new_secret(path: Path, *, mark: str = "") -> bytes:
    secret = mark + secrets.token_urlsafe(48)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            file.write(secret + "\n")
    except FileExistsError:
        # Another process of the same installation was faster.
        return _read_secret(path).encode()
    except OSError:
        raise SettingsError(
            lambda t: t(
                "The data folder {path} cannot be written. Choose another with ESPAI_DATA_DIR or --data.",
                path=path.parent,
            )
        ) from None
    return secret.encode()


def strength(secret: str) -> int:
    """About how many bytes of surprise a secret holds: what is left of it, or of its steps, when it is packed."""
    raw = secret.encode()
    steps = bytes((after - before) % 256 for before, after in pairwise(raw))
    return min(len(zlib.compress(part, 9)) - _PACKING for part in (raw, steps))


_PACKING = len(zlib.compress(b"", 9))
