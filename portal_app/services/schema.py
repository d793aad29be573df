"""The tables' shape: brings a database to the newest revision, all of it or nothing (OP-3)."""

from pathlib import Path

import sqlalchemy as sa
from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy.exc import DBAPIError, OperationalError

import models
from portal_app.domain.problems import Busy
from portal_app.services import unreached
from portal_app.services.transaction import Database
from portal_app.services.unreached import Unreached

MIGRATIONS = Path(models.__file__).parent / "migrations"

# Two processes that start at once migrate one after the other: any number, as long as nobody else takes it.
_POSTGRES_LOCK = 4_737_201


class NoDatabase(Exception):
    """There is none at that address that takes us in."""

    def __init__(self, refusal: Unreached) -> None:
        super().__init__(refusal.why)
        self.refusal = refusal


class NotUnicode(Exception):
    """The PostgreSQL database keeps bytes of no known letters, as one does that was made on a bare system."""


def upgrade(url: str, *, revision: str = "head", migrations: Path = MIGRATIONS) -> None:
    """Bring the database to `revision`. Whatever goes wrong, the old state stays as it was.

    `NoDatabase`, `NotUnicode`, `Busy`.
    """
    config = _config(migrations)
    # A migration takes as long as it takes.
    database = Database(url, hurried=False)
    try:
        with _connected(database) as connection:
            if database.is_sqlite:
                # A table that is rebuilt is gone for a moment; SQLite hears of the pragma only outside a transaction.
                connection.exec_driver_sql("PRAGMA foreign_keys=OFF")
                connection.rollback()
                _begin(connection)
            else:
                _unicode(connection)
                # So does waiting for the one before.
                connection.exec_driver_sql("SET LOCAL lock_timeout = 0")
                connection.execute(sa.select(sa.func.pg_advisory_xact_lock(_POSTGRES_LOCK)))
            config.attributes["connection"] = connection
            command.upgrade(config, revision)
            if database.is_sqlite and (orphan := connection.exec_driver_sql("PRAGMA foreign_key_check").first()):
                msg = f"After the migration a row of {orphan[0]} points at nothing in {orphan[2]}."
                raise RuntimeError(msg)
            connection.commit()
    finally:
        database.close()


def _connected(database: Database) -> sa.Connection:
    try:
        return database.engine.connect()
    except DBAPIError as error:
        raise NoDatabase(unreached.why(error)) from error


def _unicode(connection: sa.Connection) -> None:
    if connection.exec_driver_sql("SHOW server_encoding").scalar_one() != "UTF8":
        raise NotUnicode


def _begin(connection: sa.Connection) -> None:
    try:
        connection.exec_driver_sql("BEGIN IMMEDIATE")
    except OperationalError as error:
        raise Busy from error


def current(url: str) -> str | None:
    """The revision the database is at; None: an empty one. `NoDatabase`."""
    database = Database(url)
    try:
        with _connected(database) as connection:
            return MigrationContext.configure(connection).get_current_revision()
    except DBAPIError as error:
        raise NoDatabase(unreached.why(error)) from error
    finally:
        database.close()


def newest() -> str | None:
    """The revision this code was written for."""
    return ScriptDirectory.from_config(_config(MIGRATIONS)).get_current_head()


def is_current(url: str) -> bool:
    """Whether the database has the shape this code was written for. `NoDatabase`."""
    return current(url) == newest()


def _config(migrations: Path) -> Config:
    config = Config()
    config.set_main_option("script_location", str(migrations).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    return config
