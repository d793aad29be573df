"""The databases of one PostgreSQL: each test gets a copy of a migrated one, which takes some milliseconds."""

from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count

from portal_app.services import schema
from tests.engines import Engine

TEMPLATE = "migrated"


class Cluster:
    """A running PostgreSQL, and fresh databases in it."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        self._numbers = count()
        self._run(f"CREATE DATABASE {TEMPLATE}")
        schema.upgrade(self.url(TEMPLATE))

    def url(self, name: str) -> str:
        """Where a database of that name is."""
        return f"postgresql://espai@127.0.0.1:{self.engine.port}/{name}"

    @contextmanager
    def fresh(self, template: str = TEMPLATE, more: str = "") -> Iterator[str]:
        """The address of a database of one's own; `template` "template1": an empty one, "template0": with `more`."""
        name = f"espai_{next(self._numbers)}"
        self._run(f"CREATE DATABASE {name} TEMPLATE {template} STRATEGY file_copy {more}")
        try:
            yield self.url(name)
        finally:
            self._run(f"DROP DATABASE {name} WITH (FORCE)")

    def _run(self, statement: str) -> None:
        import psycopg

        with psycopg.connect(
            host="127.0.0.1", port=self.engine.port, user="espai", dbname="postgres", autocommit=True
        ) as connection:
            connection.execute(statement)  # pyright: ignore[reportArgumentType]  the names in it are our own
