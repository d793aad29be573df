"""One thing a person does is one transaction: all of it is written, or none.

On SQLite a write begins with BEGIN IMMEDIATE, so writers stand in line and each sees what the one before wrote;
on PostgreSQL it runs SERIALIZABLE-safe by the constraints of the schema and `SELECT … FOR UPDATE` where asked.
"""

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy import event
from sqlalchemy.exc import OperationalError
from sqlmodel import Session

from portal_app.domain.problems import Busy

BUSY_MS = 5_000

log = logging.getLogger("espai.database")


class Database:
    """An engine and how transactions begin on it. One lives in a process; tests make their own."""

    def __init__(self, url: str) -> None:
        self.url = sa.make_url(url)
        self.is_sqlite = self.url.get_backend_name() == "sqlite"
        if self.is_sqlite:
            self.engine = sa.create_engine(
                self.url, connect_args={"check_same_thread": False, "timeout": BUSY_MS / 1000}, pool_size=16
            )
            event.listen(self.engine, "connect", _prepare_sqlite)
        else:
            self.engine = sa.create_engine(self.url, pool_size=16, pool_pre_ping=True)

    def close(self) -> None:
        self.engine.dispose()


def _prepare_sqlite(connection: Any, _record: object) -> None:
    """Let us begin transactions ourselves, and make every commit survive a power cut."""
    connection.isolation_level = None
    cursor = connection.cursor()
    cursor.execute("PRAGMA journal_mode=WAL")
    cursor.execute("PRAGMA synchronous=FULL")
    cursor.execute("PRAGMA foreign_keys=ON")
    cursor.execute(f"PRAGMA busy_timeout={BUSY_MS}")
    cursor.close()


@dataclass
class _Current:
    database: Database | None = None
    listeners: list[Callable[["Change"], None]] = field(default_factory=list)


_current = _Current()


def use(database: Database) -> None:
    """Make this the process's database."""
    _current.database = database


def database() -> Database:
    """The process's database."""
    if _current.database is None:
        msg = "No database: call transaction.use(Database(url)) first."
        raise RuntimeError(msg)
    return _current.database


@dataclass(frozen=True, slots=True)
class Change:
    """News of a commit: in which practice, and whose pages it concerns. `patients` empty: staff pages only.

    `after` is how long it is kept back: until then there is nothing to see. `for_staff` False: their pages show none
    of it.
    """

    practice_id: str
    patients: frozenset[str] = frozenset()
    every_patient: bool = False
    after: timedelta = timedelta()
    for_staff: bool = True


def listen(listener: Callable[[Change], None]) -> None:
    """Tell `listener` of each committed change, from the thread that committed it (see states/live.py)."""
    _current.listeners.append(listener)


class Transaction(Session):
    """A database session that knows what to tell once it is committed."""

    changes: list[Change]

    def tell(
        self, practice_id: str, *patients: str, every_patient: bool = False, after: timedelta = timedelta()
    ) -> None:
        """After the commit, and so long after it, tell the open pages of these patients and of the staff (CA-8)."""
        self.changes.append(Change(practice_id, frozenset(patients), every_patient, after))

    def tell_patient(self, practice_id: str, patient_id: str) -> None:
        """After the commit, tell the open pages of this patient alone: staff see nothing new."""
        self.changes.append(Change(practice_id, frozenset({patient_id}), for_staff=False))


@contextmanager
def read() -> Iterator[Transaction]:
    """A consistent look at the database; nothing is written."""
    with _transaction("BEGIN") as db:
        yield db


@contextmanager
def write() -> Iterator[Transaction]:
    """A change, all or nothing. `Busy` when the database cannot take it now; constraint errors pass through."""
    with _transaction("BEGIN IMMEDIATE") as db:
        yield db
        db.flush()


@contextmanager
def _transaction(begin: str) -> Iterator[Transaction]:
    base = database()
    try:
        with base.engine.connect() as connection:
            db = Transaction(bind=connection, autoflush=False, expire_on_commit=False)
            db.changes = []
            if base.is_sqlite:
                connection.exec_driver_sql(begin)
            try:
                yield db
                db.commit()
                if connection.in_transaction():
                    connection.commit()
            except BaseException:
                db.rollback()
                connection.rollback()
                raise
            finally:
                db.close()
    except OperationalError as error:
        log.warning("The database refused: %s", error.orig)
        raise Busy from error
    for change in db.changes:
        for listener in _current.listeners:
            listener(change)
