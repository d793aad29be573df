"""One thing a person does is one transaction: all of it is written, or none.

On SQLite a write begins with BEGIN IMMEDIATE, so writers stand in line and each sees what the one before wrote. On
PostgreSQL they run beside each other: the constraints of the schema, `SELECT … FOR UPDATE` and `stand_in_line` keep
apart what must be, and a read sees one moment of the database, as it does on SQLite.
"""

import logging
from collections import OrderedDict
from collections.abc import Callable, Hashable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any, TypeVarTuple

import sqlalchemy as sa
from sqlalchemy import event
from sqlalchemy.exc import DBAPIError, OperationalError
from sqlalchemy.exc import TimeoutError as NoConnectionLeft
from sqlmodel import Session

from portal_app.domain.problems import Busy

BUSY_MS = 5_000
# As many connections as there are threads that ask (see states/guard.py and api/threads.py), and some for the jobs.
KEPT_CONNECTIONS, MORE_CONNECTIONS = 16, 16

log = logging.getLogger("espai.database")

Chosen = TypeVarTuple("Chosen")


class Database:
    """An engine and how transactions begin on it. One lives in a process; tests make their own.

    `hurried` False: a statement may take as long as it takes. `shared` is services/sharing.py's.
    """

    def __init__(self, url: str, *, hurried: bool = True) -> None:
        self.url = sa.make_url(url)
        self.shared: OrderedDict[Hashable, tuple[int, Any]] = OrderedDict()
        self.is_sqlite = self.url.get_backend_name() == "sqlite"
        if self.is_sqlite:
            self.engine = sa.create_engine(
                self.url,
                connect_args={"check_same_thread": False, "timeout": BUSY_MS / 1000},
                pool_size=KEPT_CONNECTIONS,
                max_overflow=MORE_CONNECTIONS,
                pool_timeout=BUSY_MS / 1000,
                # The one that was used last has what is asked for in its memory.
                pool_use_lifo=True,
            )
            event.listen(self.engine, "connect", _prepare_sqlite)
        else:
            self.engine = _postgres(self.url, hurried=hurried)

    def close(self) -> None:
        self.engine.dispose()


def _postgres(url: sa.URL, *, hurried: bool) -> sa.Engine:
    # Its driver is there only where it is used.
    from portal_app.services import postgres

    longest = postgres.LONGEST_STATEMENT_SECONDS * 1000 if hurried else 0
    said = {
        "timezone": "UTC",
        "lock_timeout": BUSY_MS,
        "statement_timeout": longest,
        "idle_in_transaction_session_timeout": 3 * longest,
    }
    engine = sa.create_engine(
        url,
        connect_args={
            "connect_timeout": postgres.CONNECT_SECONDS,
            "application_name": "espai",
            "client_encoding": "UTF8",
            "options": " ".join(f"-c {name}={value}" for name, value in said.items()),
        },
        pool_size=KEPT_CONNECTIONS,
        max_overflow=MORE_CONNECTIONS,
        pool_timeout=BUSY_MS / 1000,
        pool_use_lifo=True,
        # A connection that the server has closed meanwhile is noticed before it is used.
        pool_pre_ping=True,
    )
    line = postgres.Line(postgres.PATIENCE_SECONDS if hurried else None)
    event.listen(engine, "do_connect", line.connect)
    return engine


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
        msg = "No database is in use: `espai serve` and `espai demo` open one, `reflex run` does not."
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
    finishing: list[Callable[["Transaction"], None]]
    writes: bool
    line: sa.Connection
    base: Database

    def columns(self, statement: sa.Select[*Chosen], asked: Mapping[str, object]) -> sa.CursorResult[*Chosen]:
        """Columns that are asked for at every look, by a statement made once: past the unit of work, which costs as
        much as the question itself and has nothing to say of columns.
        """
        return self.line.execute(statement, asked)

    def held(self, rows: sa.Select[*Chosen]) -> sa.Select[*Chosen]:
        """These rows, kept from others until the commit; in a mere look, as they are."""
        return rows.with_for_update() if self.writes else rows

    def at_the_end(self, finish: Callable[["Transaction"], None]) -> None:
        """Have this done when all else of the transaction is written, right before the commit; asked twice, once."""
        if finish not in self.finishing:
            self.finishing.append(finish)

    def stand_in_line(self, *names: str) -> None:
        """From here to the commit, one transaction at a time for each of these names. SQLite's writers are anyway."""
        if database().is_sqlite:
            return
        for name in sorted(names):
            self.execute(sa.select(sa.func.pg_advisory_xact_lock(sa.func.hashtextextended(name, 0))))

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
    with _transaction(writes=False) as db:
        yield db


@contextmanager
def write() -> Iterator[Transaction]:
    """A change, all or nothing. `Busy` when the database cannot take it now; constraint errors pass through."""
    with _transaction(writes=True) as db:
        yield db
        db.flush()


@contextmanager
def _transaction(*, writes: bool) -> Iterator[Transaction]:
    base = database()
    try:
        with base.engine.connect() as connection:
            db = Transaction(bind=connection, autoflush=False, expire_on_commit=False)
            db.changes, db.finishing, db.writes, db.line, db.base = [], [], writes, connection, base
            if base.is_sqlite:
                connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")
            elif not writes:
                connection.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)
            try:
                yield db
                for finish in db.finishing:
                    finish(db)
                db.commit()
                if connection.in_transaction():
                    connection.commit()
            except BaseException:
                db.rollback()
                connection.rollback()
                raise
            finally:
                db.close()
    except (DBAPIError, NoConnectionLeft) as error:
        if not _may_pass(error):
            raise
        log.warning("The database refused: %s", _kind(getattr(error, "orig", error)))
        raise Busy from error
    for change in db.changes:
        for listener in _current.listeners:
            listener(change)


def _may_pass(error: DBAPIError | NoConnectionLeft) -> bool:
    """Whether it was the database's moment (busy, full, away) and not what was asked of it."""
    return isinstance(error, OperationalError | NoConnectionLeft) or error.connection_invalidated


def _kind(error: object) -> str:
    """The error's name: SQLITE_BUSY, LockNotAvailable; its message may quote a row."""
    return getattr(error, "sqlite_errorname", type(error).__name__)
