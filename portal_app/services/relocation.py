"""Carrying an installation from SQLite to PostgreSQL: all of it or nothing, and proved row by row (OP-3).

What is read and what was written are counted and hashed, table by table, and the trails are read from their beginning,
before anything is committed. The old database is only read: it stays as it was, and is kept from changing meanwhile.
"""

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time
from enum import StrEnum
from typing import Any

import sqlalchemy as sa
from sqlalchemy.exc import DBAPIError, OperationalError
from sqlmodel import col

from models.practice import Lease, Practice
from models.tables import metadata
from models.vocabulary import PracticeId
from portal_app import clock
from portal_app.services import activity, schema
from portal_app.services.transaction import Database, Transaction
from portal_app.services.unreached import Unreached

AT_ONCE = 1_000
_RANGE = 2**256


class Obstacle(StrEnum):
    """Why nothing was carried."""

    NOT_THERE = "not_there"
    OLD_IS_SERVED = "old_is_served"
    OLD_IS_BUSY = "old_is_busy"
    OLD_IS_ANOTHER_VERSION = "old_is_another_version"
    NEW_IS_ANOTHER_VERSION = "new_is_another_version"
    NEW_HOLDS_ROWS = "new_holds_rows"
    REFUSED = "refused"
    DIFFERENT = "different"


class CannotCarry(Exception):
    """Nothing was carried, and nothing changed. `table` names where, if it was at one.

    `refusal`: what the new database said if it did not take us in.
    """

    def __init__(self, obstacle: Obstacle, table: str = "", *, refusal: Unreached | None = None) -> None:
        super().__init__(obstacle.value)
        self.obstacle = obstacle
        self.table = table
        self.refusal = refusal


@dataclass(frozen=True, slots=True)
class Carried:
    """What stands in the new database now: rows of each table, and how many trails were read through."""

    rows: dict[str, int]
    trails: int


@dataclass(frozen=True, slots=True)
class _Sum:
    """A table's rows, whatever their order: how many, and the sum of their hashes."""

    rows: int = 0
    hashes: int = 0

    def and_these(self, rows: list[dict[str, Any]]) -> "_Sum":
        return _Sum(self.rows + len(rows), (self.hashes + sum(map(_hash, rows))) % _RANGE)


def carry(old_url: str, new_url: str) -> Carried:
    """Copy every row and prove it. The new database is empty or not there yet in its tables. `CannotCarry`."""
    old, new = Database(old_url), Database(new_url, hurried=False)
    try:
        _check(old, old_url, new, new_url)
        with old.engine.connect() as source, new.engine.connect() as target:
            _keep_still(source)
            try:
                carried = _copy(source, target)
                target.commit()
            finally:
                source.rollback()
            return carried
    except OperationalError:
        # It was there at first.
        raise CannotCarry(Obstacle.NOT_THERE) from None
    finally:
        old.close()
        new.close()


def _check(old: Database, old_url: str, new: Database, new_url: str) -> None:
    if old.url.database is None or not schema.is_current(old_url):
        raise CannotCarry(Obstacle.OLD_IS_ANOTHER_VERSION)
    try:
        found = schema.current(new_url)
    except schema.NoDatabase as missing:
        raise CannotCarry(Obstacle.NOT_THERE, refusal=missing.refusal) from None
    if found not in (None, schema.newest()):
        raise CannotCarry(Obstacle.NEW_IS_ANOTHER_VERSION)
    if found is None and sa.inspect(new.engine).get_table_names():
        raise CannotCarry(Obstacle.NEW_HOLDS_ROWS)
    schema.upgrade(new_url)


def _keep_still(source: sa.Connection) -> None:
    """Let nobody write to the old database meanwhile; a server that runs on it would lose what it writes after."""
    try:
        source.exec_driver_sql("BEGIN IMMEDIATE")
    except OperationalError:
        raise CannotCarry(Obstacle.OLD_IS_BUSY) from None
    # Whoever serves it does its jobs, and renews the lease for that every minute.
    if source.scalar(sa.select(sa.func.count()).select_from(Lease).where(col(Lease.until) > clock.now())):
        raise CannotCarry(Obstacle.OLD_IS_SERVED)


def _copy(source: sa.Connection, target: sa.Connection) -> Carried:
    tables = [table for table in metadata.sorted_tables if table.name != Lease.__tablename__]
    for table in tables:
        # Also against somebody who does the same at this moment.
        target.exec_driver_sql(f'LOCK TABLE "{table.name}" IN ACCESS EXCLUSIVE MODE')
        if target.scalar(sa.select(sa.literal(1)).select_from(table).limit(1)):
            raise CannotCarry(Obstacle.NEW_HOLDS_ROWS, table.name)
        # What the triggers ask of new rows was asked when these were new.
        target.exec_driver_sql(f'ALTER TABLE "{table.name}" DISABLE TRIGGER USER')
    read = {table.name: _copy_table(source, target, table) for table in tables}
    for table in tables:
        if _sum(target, table) != read[table.name]:
            raise CannotCarry(Obstacle.DIFFERENT, table.name)
        target.exec_driver_sql(f'ALTER TABLE "{table.name}" ENABLE TRIGGER USER')
        _go_on_counting(target, table)
    return Carried({name: found.rows for name, found in read.items()}, _compare_trails(source, target))


def _copy_table(source: sa.Connection, target: sa.Connection, table: sa.Table) -> _Sum:
    found = _Sum()
    for rows in _rows(source, table):
        try:
            target.execute(sa.insert(table), rows)
        except DBAPIError:
            raise CannotCarry(Obstacle.REFUSED, table.name) from None
        found = found.and_these(rows)
    return found


def _sum(connection: sa.Connection, table: sa.Table) -> _Sum:
    found = _Sum()
    for rows in _rows(connection, table):
        found = found.and_these(rows)
    return found


def _rows(connection: sa.Connection, table: sa.Table) -> Iterator[list[dict[str, Any]]]:
    try:
        found = connection.execute(sa.select(table).execution_options(yield_per=AT_ONCE))
        for part in found.mappings().partitions():
            yield [dict(row) for row in part]
    except (ValueError, TypeError):
        raise CannotCarry(Obstacle.REFUSED, table.name) from None


def _hash(row: dict[str, Any]) -> int:
    said = json.dumps(row, sort_keys=True, ensure_ascii=False, default=_plain)
    return int.from_bytes(hashlib.sha256(said.encode()).digest())


def _plain(value: object) -> str:
    match value:
        case datetime() | date() | time():
            return value.isoformat()
        case _:
            return repr(value)


def _go_on_counting(target: sa.Connection, table: sa.Table) -> None:
    """Numbers that the database gives go on after the last one that was carried."""
    counted = table.autoincrement_column
    if counted is None:
        return
    last = target.scalar(sa.select(sa.func.max(counted)))
    if last is not None:
        target.execute(sa.select(sa.func.setval(sa.func.pg_get_serial_sequence(table.name, counted.name), last)))


def _compare_trails(source: sa.Connection, target: sa.Connection) -> int:
    """Read each practice's trail through on both sides: as whole in the new place as in the old one."""
    practices = [PracticeId(one) for one in source.scalars(sa.select(col(Practice.id)))]
    with Transaction(bind=source) as before, Transaction(bind=target) as after:
        for practice_id in practices:
            was = activity.head(before, practice_id), activity.first_broken(before, practice_id)
            if was != (activity.head(after, practice_id), activity.first_broken(after, practice_id)):
                raise CannotCarry(Obstacle.DIFFERENT, "activity_entry")
    return len(practices)
