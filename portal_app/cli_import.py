"""`espai import`: patients from a spreadsheet, an agenda from a calendar (PR-4). Exit 1 when nothing was written."""

import json
from collections.abc import Sequence
from pathlib import Path

import click

from models.vocabulary import PracticeId, StaffId
from portal_app import cli_db, clock, server, settings
from portal_app.domain.imports.flaws import Flaw
from portal_app.domain.problems import NotYours
from portal_app.domain.refs import NOWHERE
from portal_app.i18n import import_flaws
from portal_app.i18n.text import Text
from portal_app.services import imports, installation
from portal_app.services.imports import Imported, NoPatient
from portal_app.services.imports.calendar_file import MOST_BYTES
from portal_app.terminal import progress, stopped, words

FILE = click.Path(exists=True, dir_okay=False, readable=True, path_type=Path)


@click.group(name="import")
def import_group() -> None:
    """Bring in patients and agendas from other programs: all of a file, or nothing."""


@import_group.command()
@click.argument("file", type=FILE)
@click.option("--dry-run", is_flag=True, help="Only say what would be imported and what is wrong.")
@click.option(
    "--map", "mapping", multiple=True, metavar="COLUMN=FIELD", help="What a column holds: NOMBRE=name. Repeatable."
)
@click.option("--therapist", metavar="EMAIL", help="Whose patients they are, where the file does not say.")
@click.option("--skip-bad", is_flag=True, help="Leave the rows with problems out and import the others.")
@click.option("--allow-duplicates", is_flag=True, help="Import those too who share a name or a telephone number.")
@click.option("--json", "as_json", is_flag=True, help="Print it for a script.")
def patients(
    file: Path,
    dry_run: bool,
    mapping: Sequence[str],
    therapist: str | None,
    skip_bad: bool,
    allow_duplicates: bool,
    as_json: bool,
) -> None:
    """Import patients from a CSV FILE, as Excel, LibreOffice or another program exports it."""
    t = words()
    practice_id = _practice()
    sheet = imports.read_patients_csv(_bytes(file), mapping=_mapping(mapping))
    outcome = imports.import_patients(
        None,
        sheet,
        practice_id=practice_id,
        file_name=file.name,
        origin=NOWHERE,
        therapist_id=_therapist(practice_id, therapist) if therapist else None,
        dry_run=dry_run,
        skip_bad=skip_bad,
        allow_duplicates=allow_duplicates,
    )
    if as_json:
        columns = [{"title": column.title, "field": column.field} for column in sheet.columns]
        _print(_told(t, outcome, dry_run=dry_run, place="row") | {"columns": columns})
    else:
        for column in sheet.columns:
            if column.field is None:
                progress(t("The column “{title}” is left out.", title=column.title))
        for flaw in outcome.flaws:
            click.echo(import_flaws.of_row(t, flaw), err=True)
        if not outcome.refused:
            said = (
                t.plural("{n} patient would be imported.", "{n} patients would be imported.", outcome.written)
                if dry_run
                else t.plural(
                    "{n} patient imported, with an access code.",
                    "{n} patients imported, each with an access code.",
                    outcome.written,
                )
            )
            click.echo(said)
    _stop_if_refused(outcome)


@import_group.command()
@click.argument("file", type=FILE)
@click.option("--therapist", required=True, metavar="EMAIL", help="Whose agenda it is.")
@click.option("--dry-run", is_flag=True, help="Only say what would be imported and what is wrong.")
@click.option(
    "--no-patient",
    type=click.Choice([choice.value for choice in NoPatient]),
    default=NoPatient.BLOCK.value,
    show_default=True,
    help="What becomes of an event in which no patient is recognised: time off, or a problem.",
)
@click.option("--skip-bad", is_flag=True, help="Leave the events with problems out and import the others.")
@click.option("--json", "as_json", is_flag=True, help="Print it for a script.")
def agenda(file: Path, therapist: str, dry_run: bool, no_patient: str, skip_bad: bool, as_json: bool) -> None:
    """Import a therapist's agenda from an .ics FILE, as Google, Outlook or Apple export it. Twice changes nothing."""
    t = words()
    practice_id = _practice()
    zone = imports.zone_of(practice_id)
    told = imports.read_agenda_ics(_bytes(file), zone=zone, today=clock.now().astimezone(zone).date())
    outcome = imports.import_agenda(
        None,
        told,
        practice_id=practice_id,
        therapist_id=_therapist(practice_id, therapist),
        file_name=file.name,
        origin=NOWHERE,
        no_patient=NoPatient(no_patient),
        dry_run=dry_run,
        skip_bad=skip_bad,
    )
    counts = {
        "appointments": outcome.appointments,
        "time_off": outcome.blocks,
        "unchanged": outcome.unchanged,
        "left_out": told.left_out,
    }
    if as_json:
        notes = [_flaw(t, flaw, place="event") for flaw in outcome.notes]
        _print(_told(t, outcome, dry_run=dry_run, place="event") | counts | {"notes": notes})
    else:
        for flaw in (*outcome.notes, *outcome.flaws):
            click.echo(import_flaws.of_event(t, flaw), err=True)
        if not outcome.refused:
            click.echo(
                t(
                    "Appointments: {appointments} · time off: {time_off} · there already: {unchanged} · "
                    "cancelled or free, left out: {left_out}",
                    **counts,
                )
            )
            if dry_run:
                click.echo(t("Nothing was written: this was a dry run."))
    _stop_if_refused(outcome)


def _bytes(file: Path) -> bytes:
    """The file, or as much of one that is too big as shows that it is."""
    with file.open("rb") as opened:
        return opened.read(MOST_BYTES + 1)


def _practice() -> PracticeId:
    """The installation's practice, in its database."""
    now = settings.current()
    server.check_database(now)
    clock.start_at(now.now)
    cli_db.use(now.database_url)
    found = installation.practices()
    if not found:
        raise stopped(lambda t: t("There is no practice yet. Open one first: espai init"))
    return found[0][0]


def _therapist(practice_id: PracticeId, email: str) -> StaffId:
    try:
        return imports.therapist_with(practice_id, email)
    except NotYours:
        t = words()
        message = t("Nobody with an agenda has the address {email}.", email=email)
        raise click.BadParameter(message, param_hint="--therapist") from None


def _mapping(wishes: Sequence[str]) -> dict[str, str]:
    found: dict[str, str] = {}
    for wish in wishes:
        title, equals, field = wish.rpartition("=")
        if not equals:
            t = words()
            message = t("{value} should be written COLUMN=FIELD.", value=wish)
            raise click.BadParameter(message, param_hint="--map")
        found[title] = field
    return found


def _told(t: Text, outcome: Imported, *, dry_run: bool, place: str) -> dict[str, object]:
    return {
        "written": 0 if dry_run else outcome.written,
        "would_write": outcome.written,
        "refused": outcome.refused,
        "dry_run": dry_run,
        "problems": [_flaw(t, flaw, place=place) for flaw in outcome.flaws],
    }


def _flaw(t: Text, flaw: Flaw, *, place: str) -> dict[str, object]:
    return {
        place: flaw.number,
        "reason": flaw.reason.value,
        "field": flaw.field,
        "value": flaw.value,
        "text": import_flaws.words(t, flaw),
    }


def _print(told: dict[str, object]) -> None:
    click.echo(json.dumps(told, ensure_ascii=False, indent=2))


def _stop_if_refused(outcome: Imported) -> None:
    if outcome.refused:
        raise stopped(
            lambda t: t.plural(
                "Nothing was imported because of {n} problem.",
                "Nothing was imported because of {n} problems.",
                len(outcome.flaws),
            )
        )
