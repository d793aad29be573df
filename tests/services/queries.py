"""Listening to what a transaction asks the database."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import event

from portal_app.services.transaction import Transaction


@contextmanager
def counting(db: Transaction) -> Iterator[list[tuple[str, Any]]]:
    """Every query meanwhile, with its parameters."""
    heard: list[tuple[str, Any]] = []

    def hear(_connection: object, _cursor: object, statement: str, parameters: Any, *_: object) -> None:
        heard.append((statement, parameters))

    connection = db.connection()
    event.listen(connection, "before_cursor_execute", hear)
    try:
        yield heard
    finally:
        event.remove(connection, "before_cursor_execute", hear)


def plan(db: Transaction, statement: str, parameters: Any) -> list[str]:
    """How SQLite goes about a query, step by step."""
    raw = db.connection().connection.cursor()
    return [row[3] for row in raw.execute(f"EXPLAIN QUERY PLAN {statement}", parameters)]
