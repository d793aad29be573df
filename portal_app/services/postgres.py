"""A PostgreSQL that does not answer is waited for in seconds, not for ever.

The server's own limits (`statement_timeout`) end what takes long, but one that is frozen, or behind a line that was
cut, keeps none of them: so every wait for it has an end here too.
"""

import time
from typing import Any, TypeVar

import psycopg
from psycopg import OperationalError
from psycopg.abc import PQGen

CONNECT_SECONDS = 3
# The server ends a statement before we give it up, so that what was refused was not done.
LONGEST_STATEMENT_SECONDS = 10
PATIENCE_SECONDS = 12
# Outside of a transaction it is only asked whether it is there.
PATIENCE_FOR_A_WORD_SECONDS = 2
# Who comes right after somebody waited for it in vain does not wait too.
AWAY_SECONDS = 1

Answer = TypeVar("Answer")


class ImpatientConnection(psycopg.Connection[Any]):
    """A connection that is closed when the server says nothing for too long. `OperationalError`."""

    patience: float | None = PATIENCE_SECONDS

    def wait(self, gen: PQGen[Answer], interval: float = 0.1, timeout: float | None = None) -> Answer:
        """Have what the server answers, as `psycopg.Connection.wait` does, within the connection's patience."""
        if timeout is None and self.patience is not None:
            timeout = PATIENCE_FOR_A_WORD_SECONDS if self.autocommit else self.patience
        try:
            return super().wait(gen, interval, timeout)
        except OperationalError as error:
            if error.sqlstate is None:
                # Not the server's answer: none came, and what comes later belongs to nobody.
                self.pgconn.finish()
            raise


class Line:
    """How to reach a server. `patience`: seconds a statement is waited for; None: as long as it takes."""

    def __init__(self, patience: float | None = PATIENCE_SECONDS) -> None:
        self._patience = patience
        self._away_until = 0.0

    def connect(
        self, _dialect: object, _record: object, args: list[Any], settings: dict[str, Any]
    ) -> ImpatientConnection:
        """A new connection, for SQLAlchemy's `do_connect`. `OperationalError`, at once while it is known to be away."""
        begun = time.monotonic()
        if begun < self._away_until:
            msg = "the database did not answer a moment ago"
            raise OperationalError(msg)
        try:
            made = ImpatientConnection.connect(*args, **settings)
        except OperationalError:
            now = time.monotonic()
            if now - begun > AWAY_SECONDS:
                self._away_until = now + AWAY_SECONDS
            raise
        made.patience = self._patience
        return made
