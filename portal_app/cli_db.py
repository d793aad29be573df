"""`espai db`: the tables brought to this version, looked at, and carried to another database."""

import json
from collections.abc import Callable

import click
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError

from portal_app import reach, server, settings
from portal_app.services import relocation, schema, transaction
from portal_app.services.relocation import Obstacle
from portal_app.services.transaction import Database
from portal_app.settings import Say
from portal_app.terminal import done, progress, stopped, words

_SAID: dict[Obstacle, Callable[[Say], str]] = {
    Obstacle.NOT_THERE: lambda t: t("The new database does not answer."),
    Obstacle.OLD_IS_SERVED: lambda t: t(
        "Espai still runs on the old database: stop it first. If it was killed, wait two minutes."
    ),
    Obstacle.OLD_IS_BUSY: lambda t: t("Somebody is writing to the old database: stop Espai first."),
    Obstacle.OLD_IS_ANOTHER_VERSION: lambda t: t("The database is of another version. Run `espai db upgrade` first."),
    Obstacle.NEW_IS_ANOTHER_VERSION: lambda t: t("The new database holds tables of another version."),
    Obstacle.NEW_HOLDS_ROWS: lambda t: t("The new database is not empty."),
    Obstacle.REFUSED: lambda t: t("The new database refused what stands in the old one."),
    Obstacle.DIFFERENT: lambda t: t("What was read back was not what was written."),
}


def use(url: str) -> None:
    """Make this the database that services ask, until the command ends."""
    database = Database(url)
    transaction.use(database)
    click.get_current_context().call_on_close(database.close)


@click.group(name="db")
def db_group() -> None:
    """The database's tables."""


@db_group.command()
def upgrade() -> None:
    """Bring the tables to this version: all of it or nothing."""
    t, now = words(), settings.current()
    server.check_writable(now.data_dir)
    schema.upgrade(now.database_url)
    done(t("The database is at revision {revision}.", revision=schema.newest()))


@db_group.command()
@click.option("--json", "as_json", is_flag=True, help="Print it for a script.")
def check(as_json: bool) -> None:
    """Say whether the tables are of this version; exit 1 when they are not."""
    t, now = words(), settings.current()
    found, wanted = schema.current(now.database_url), schema.newest()
    if as_json:
        click.echo(json.dumps({"found": found, "wanted": wanted, "current": found == wanted}))
    if found != wanted:
        raise stopped(lambda t: t("The database is of another version. Run `espai db upgrade` first."))
    if not as_json:
        click.echo(t("The database is at revision {revision}.", revision=found))


def _postgres(_context: click.Context, _option: click.Parameter, value: str) -> str:
    t = words()
    try:
        kind = make_url(value).get_backend_name()
    except ArgumentError:
        kind = ""
    if kind != "postgresql":
        raise click.BadParameter(t("Write the new database like postgresql://user:password@host/name."))
    return value


@db_group.command()
@click.option("--to", "new_url", required=True, callback=_postgres, help="postgresql://user:password@host/name")
@click.option("--json", "as_json", is_flag=True, help="Print it for a script.")
def move(new_url: str, as_json: bool) -> None:
    """Carry everything from SQLite to an empty PostgreSQL, proved row by row; the old database stays as it was."""
    t, now = words(), settings.current()
    if make_url(now.database_url).get_backend_name() != "sqlite":
        raise stopped(lambda t: t("The installation is on PostgreSQL already."))
    progress(t("Carrying everything over and reading it back …"))
    try:
        carried = relocation.carry(now.database_url, new_url)
    except relocation.CannotCarry as obstacle:
        said, table, refusal = _SAID[obstacle.obstacle], obstacle.table, obstacle.refusal
        raise stopped(
            lambda t: " ".join(
                (
                    said(t) if refusal is None else reach.no_database(t, refusal, new_url, named="--to"),
                    *((t("It was at the table {table}.", table=table),) if table else ()),
                    t("Nothing was carried over; the installation is as it was."),
                )
            )
        ) from None
    if as_json:
        click.echo(json.dumps({"rows": carried.rows, "trails": carried.trails}))
        return
    rows, tables = sum(carried.rows.values()), len(carried.rows)
    click.echo(t("{n} rows of {tables} tables were carried over and are the same there.", n=rows, tables=tables))
    click.echo(t("Set ESPAI_DATABASE_URL to the new database and start Espai; keep the old file until you trust it."))
