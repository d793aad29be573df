"""What an installation is told from outside: environment variables, or a file of them named by ESPAI_ENV_FILE.

A name nobody knows or a value that makes no sense stops the start with a sentence that names it. The sentences are
worded where they are shown, so `SettingsError` carries a sentence still to be said in some language.
"""

import importlib.util
import os
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache
from pathlib import Path

from dotenv import dotenv_values
from sqlalchemy.engine import make_url

from portal_app.settings.environment import ENV_FILE, PREFIX, Environment, LogFormat, Mode, given
from portal_app.settings.refusals import CannotGoOn, NoSecret, Say, SettingsError
from portal_app.settings.secret import DEMO_SECRET_FILE, DEMO_SECRET_MARK, SECRET_FILE, make_secret, secrets_of

__all__ = [
    "DEMO_SECRET_FILE",
    "DEMO_SECRET_MARK",
    "SECRET_FILE",
    "CannotGoOn",
    "LogFormat",
    "Mode",
    "NoSecret",
    "Say",
    "Settings",
    "SettingsError",
    "current",
    "forget",
    "make_secret",
    "pin",
    "read",
    "told",
]


@dataclass(frozen=True, slots=True)
class Settings:
    """The settings of this process, checked.

    `secret_keys`: the first seals and hashes, those after it only open what was sealed and hashed before.
    `now` is where a demo's clock starts; None: the real time. `public_url` is empty in production until it is told,
    which `espai serve` insists on.
    """

    mode: Mode
    data_dir: Path
    database_url: str = field(repr=False)
    redis_url: str | None = field(repr=False)
    secret_keys: tuple[bytes, ...] = field(repr=False)
    public_url: str
    trusted_proxy_hops: int
    private_network: bool
    log: LogFormat
    now: datetime | None

    @property
    def secret_key(self) -> bytes:
        """The secret in use."""
        return self.secret_keys[0]

    @property
    def secure(self) -> bool:
        """Whether people reach the installation over TLS."""
        return self.public_url.startswith("https://")


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
    said = given()
    data_dir = said.data_dir.expanduser().absolute()
    production = said.mode is Mode.PRODUCTION
    if production and said.now is not None:
        raise SettingsError(
            lambda t: t("ESPAI_NOW moves the clock and is for demos and tests only: production refuses it. Remove it.")
        )
    return Settings(
        mode=said.mode,
        data_dir=data_dir,
        database_url=_database(said, data_dir),
        redis_url=said.redis_url.get_secret_value() if said.redis_url else None,
        secret_keys=secrets_of(said, data_dir),
        public_url=said.public_url or ("" if production else "http://localhost:8000"),
        trusted_proxy_hops=said.trusted_proxy_hops,
        private_network=said.private_network,
        log=said.log,
        now=said.now,
    )


def _database(said: Environment, data_dir: Path) -> str:
    if said.database_url is None:
        return f"sqlite:///{data_dir / 'espai.db'}"
    url = make_url(said.database_url.get_secret_value())
    if url.get_backend_name() == "sqlite" and url.database and not url.database.startswith((":", "file:")):
        url = url.set(database=str(Path(url.database).absolute()))
    if url.get_backend_name() == "postgresql" and importlib.util.find_spec("psycopg") is None:
        raise SettingsError(lambda t: t('PostgreSQL needs its driver: pip install -e ".[postgres]"'))
    return url.render_as_string(hide_password=False)
