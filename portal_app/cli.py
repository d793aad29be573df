"""The `espai` command. It exits with 0, with 1 when something went wrong, with 2 when it was called wrongly."""

import json
import os
import tomllib
from itertools import product
from pathlib import Path
from typing import Any

import click

from portal_app import (
    bench,
    build,
    cli_db,
    clock,
    demo_run,
    doctor,
    logs,
    reach,
    server,
    settings,
    stray_lines,
    terminal,
)
from portal_app.cli_db import db_group
from portal_app.cli_import import import_group
from portal_app.cli_init import init
from portal_app.domain.problems import Problem
from portal_app.i18n import problems
from portal_app.services import installation, schema
from portal_app.settings import CannotGoOn, LogFormat, Settings
from portal_app.terminal import progress, stopped, words

FOLDER = click.Path(file_okay=False, path_type=Path)
PORT = click.IntRange(1, 65_535)


class Espai(click.Group):
    """Commands whose refusals are one sentence in the language of the terminal."""

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except CannotGoOn as refusal:
            raise stopped(refusal.sentence) from None
        except Problem as problem:
            code, facts = problem.code, problem.facts
            raise stopped(lambda t: problems.words(t, code, **facts)) from None
        except schema.NoDatabase as missing:
            said, url = missing.refusal, settings.current().database_url
            raise stopped(lambda t: reach.no_database(t, said, url)) from None
        except schema.NotUnicode:
            raise stopped(
                lambda t: t(
                    "The PostgreSQL database is not in UTF-8. Make it again: {command}",
                    command="CREATE DATABASE … ENCODING 'UTF8' TEMPLATE template0",
                )
            ) from None
        except build.MayNotBuild:
            raise stopped(
                lambda t: t(
                    "The pages are not built yet, or of another version, and you may not write {path}. "
                    "Let its owner run `espai build`.",
                    path=build.ROOT,
                )
            ) from None
        except build.BuildFailed as failure:
            for line in failure.log.splitlines():
                progress(line)
            raise stopped(
                lambda t: t("The pages could not be built; the lines above say why. Nothing was served.")
            ) from None


def _say_version(context: click.Context, _option: click.Parameter, value: bool) -> None:
    if value and not context.resilient_parsing:
        project = tomllib.loads((build.ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
        click.echo(f"espai {project['version']}")
        context.exit()


@click.group(cls=Espai, context_settings={"help_option_names": ["-h", "--help"]})
@click.option(
    "--version", is_flag=True, is_eager=True, expose_value=False, callback=_say_version, help="Say which one this is."
)
def main() -> None:
    """Espai: a patient portal and agenda for psychology practices."""
    # What is written from here on is its owner's alone: the data folder holds people's health.
    os.umask(0o077)
    if terminal.for_machines():
        logs.configure(as_json=True)
        stray_lines.catch_failures()


main.add_command(import_group)
main.add_command(db_group)
main.add_command(init)


@main.command()
@click.option("--port", type=PORT, default=8000, show_default=True, help="Where to serve.")
@click.option("--data", type=FOLDER, help="The folder of the demo's data.  [default: data/demo]")
@click.option("--reset", is_flag=True, help="Forget what was done in the demo and begin again, from today.")
@click.option("--open/--no-open", "open_browser", default=True, help="Open a browser when it is ready.")
def demo(port: int, data: Path | None, reset: bool, open_browser: bool) -> None:
    """Make a demo practice and serve it on this machine."""
    demo_run.run(port=port, data=data, reset=reset, open_browser=open_browser)


@main.command()
@click.option("--host", default=server.LOOPBACK, show_default=True, help="The address to listen on.")
@click.option("--port", type=PORT, default=8000, show_default=True)
@click.option("--workers", type=click.IntRange(1, 64), default=1, show_default=True, help="More than one needs Redis.")
def serve(host: str, port: int, workers: int) -> None:
    """Serve a real practice."""
    now = settings.current()
    if now.log is LogFormat.JSON:
        logs.take_over(as_json=True)
    server.check(now, host=host, port=port, workers=workers)
    server.check_database(now)
    server.check_redis(now)
    server.hold(now)
    build_pages()
    server.serve(host=host, port=port, workers=workers)


@main.command(name="build")
def build_command() -> None:
    """Build the pages now, if anything has changed since they were built."""
    build_pages()


def build_pages() -> None:
    """Build the pages if anything has changed, and say so."""
    t = words()
    build.ensure_built(lambda: progress(t("Building the pages: half a minute, the first time a little more …")))


def _use_current() -> Settings:
    """The installation's database, which must be of this version."""
    now = settings.current()
    server.check_database(now)
    clock.start_at(now.now)
    cli_db.use(now.database_url)
    return now


@main.group()
def audit() -> None:
    """The activity trail."""


@audit.command()
@click.option("--json", "as_json", is_flag=True, help="Print it for a script.")
def verify(as_json: bool) -> None:
    """Prove that nothing in the activity trail was changed or taken out; exit 1 when something was."""
    t = words()
    _use_current()
    trails = installation.trails()
    broken = {trail.practice: trail.broken for trail in trails if trail.broken is not None}
    if as_json:
        last = {trail.practice: {"entry": trail.last, "hash": trail.last_hash} for trail in trails}
        click.echo(json.dumps({"whole": not broken, "broken": broken, "last": last}, ensure_ascii=False))
    else:
        for trail in trails:
            click.echo(
                t("{name}: {n} entries, the last one {hash}", name=trail.practice, n=trail.last, hash=trail.last_hash)
            )
    for name, number in broken.items():
        raise stopped(
            lambda t, name=name, number=number: t(
                "The activity trail of {name} does not hold from entry {number} on.", name=name, number=number
            )
        )
    if not as_json:
        click.echo(t("The activity trail is whole."))


@main.command(name="doctor")
@click.option("--json", "as_json", is_flag=True, help="Print it for a script.")
def doctor_command(as_json: bool) -> None:
    """Say what is wrong with an installation; exit 1 when something is."""
    t = words()
    findings = doctor.examine()
    if as_json:
        click.echo(json.dumps([finding.as_json(t) for finding in findings], ensure_ascii=False, indent=2))
    else:
        for finding in findings:
            click.echo(("✓ " if finding.well else "✗ ") + finding.sentence(t))
    if not all(finding.well for finding in findings):
        raise SystemExit(1)


@main.command(name="bench")
@click.argument("names", nargs=-1)
@click.option("--sessions", type=click.IntRange(1, 10_000), multiple=True, help="Open pages, where that is measured.")
@click.option("--on", type=click.Choice(["sqlite", "postgres"]), multiple=True, help="The installation to measure.")
def bench_command(names: tuple[str, ...], sessions: tuple[int, ...], on: tuple[str, ...]) -> None:
    """Measure, and print the figures as JSON: all benchmarks, or those named.

    On SQLite one process serves, on PostgreSQL and Redis three; where nothing is said, both are measured.
    """
    t, known = words(), bench.names()
    for name in names:
        if name not in known:
            message = t("There is no benchmark {name}. There are: {known}.", name=name, known=", ".join(known))
            raise click.BadParameter(message)
    told = {option: values for option, values in (("sessions", sessions), ("on", on)) if values}
    for name, option in product(names or known, told):
        if option not in bench.takes(name):
            raise click.BadParameter(t("The benchmark {name} has no --{option}.", name=name, option=option))
    figures: list[dict[str, Any]] = []
    for name in names or known:
        progress(t("Measuring: {name} …", name=name))
        figures.append(bench.measure(name, told))
    click.echo(json.dumps(figures, ensure_ascii=False, indent=2))


if __name__ == "__main__":
    main()
