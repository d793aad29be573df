"""The names that are known, what each may say, and where they are read: the environment, or a file of them."""

import os
from collections.abc import Callable, Iterable
from enum import StrEnum
from pathlib import Path
from urllib.parse import urlsplit

from dotenv.parser import Binding, parse_stream
from pydantic import AwareDatetime, Field, SecretStr, ValidationError, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError

from portal_app.settings.refusals import Say, SettingsError

PREFIX = "ESPAI_"
ENV_FILE = "ESPAI_ENV_FILE"
# Read by the tests and by nobody else.
TEST_PREFIX = "ESPAI_TEST_"


class Mode(StrEnum):
    """A demo forgives what production refuses."""

    DEMO = "demo"
    PRODUCTION = "production"


class LogFormat(StrEnum):
    """Lines for people or for machines."""

    TEXT = "text"
    JSON = "json"


class Environment(BaseSettings):
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
    private_network: bool = False
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
_KNOWN = {PREFIX + name.upper() for name in Environment.model_fields} | {ENV_FILE}

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
    "private_network": lambda t: t("yes or no"),
    "log": lambda t: t("text or json"),
    "now": lambda t: t("an instant with its zone, such as 2026-10-19T09:00+02:00"),
}


def given() -> Environment:
    """What the environment says now, and the file it names. `SettingsError` for an unknown name or a bad value."""
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
        return Environment(_env_file=env_file)  # pyright: ignore[reportCallIssue]  pydantic-settings' own argument
    except ValidationError as error:
        name = str(error.errors()[0]["loc"][0])
        raise SettingsError(
            lambda t: t(
                "{name} has a value that makes no sense: it should be {expected}.",
                name=PREFIX + name.upper(),
                expected=_EXPECTED[name](t),
            )
        ) from None


def file_that_says(name: str) -> Path | None:
    """The file a setting comes from; None where the environment says it, or nobody does."""
    env_file = os.environ.get(ENV_FILE)
    if not env_file or os.environ.get(name):
        return None
    return Path(env_file) if name in _names_in(Path(env_file)) else None


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
