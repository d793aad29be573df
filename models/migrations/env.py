"""Alembic's entry: runs the revisions inside one transaction on either database.

`portal_app.services.schema` hands in an open connection; a developer who drafts a revision gives `-x url=…`.
"""

from typing import Any, Literal

import sqlalchemy as sa
from alembic import context
from alembic.autogenerate.api import AutogenContext
from sqlmodel import AutoString

from models.columns import UtcDateTime, Word
from models.tables import metadata


def render_item(kind: str, item: Any, _autogen: AutogenContext) -> str | Literal[False]:
    """Write our own column types as SQLAlchemy's, so that a revision stays true when ours change."""
    if kind != "type":
        return False
    match item:
        case AutoString():
            return "sa.String()" if item.length is None else f"sa.String(length={item.length})"
        case UtcDateTime():
            return "sa.DateTime(timezone=True)"
        case Word():
            return "sa.String(length=40)"
        case _:
            return False


def run(connection: sa.Connection) -> None:
    """Bring the database behind the connection to the revision asked for; the caller commits."""
    context.configure(
        connection=connection,
        target_metadata=metadata,
        render_item=render_item,
        render_as_batch=True,
        compare_type=True,
        transactional_ddl=True,
    )
    context.run_migrations()


given: sa.Connection | None = context.config.attributes.get("connection")
if given is not None:
    run(given)
else:
    engine = sa.create_engine(context.get_x_argument(as_dictionary=True)["url"])
    with engine.begin() as own:
        run(own)
