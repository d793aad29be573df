"""A file on its way in, and the imports that were made (PR-4)."""

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from portal_app.domain.imports.flaws import Flaw
from portal_app.i18n import import_flaws
from portal_app.i18n.text import Text
from portal_app.presenters.staff import words
from portal_app.presenters.staff.agenda import Option
from portal_app.services.imports import ImportedAgenda
from portal_app.services.imports.desk import OnTheDesk
from portal_app.services.imports.undoing import PastImport, Undone
from portal_app.services.imports.uploads import UploadKind

MOST_FLAWS = 100
"""As many problems are listed; past that a number says how many more there are."""


@dataclass(frozen=True, slots=True)
class ColumnView:
    """A column of the sheet, by its place: its title, what it holds (empty: left out), and a few of its values."""

    place: int
    title: str
    field: str
    samples: str


@dataclass(frozen=True, slots=True)
class FlawView:
    """A problem and where it stands."""

    key: str
    where: str
    words: str


@dataclass(frozen=True, slots=True)
class DeskView:
    """The file that is looked at. `kind` empty: none. `count` is what would be imported, in words; `ready`: it may be.

    `more`: how many problems are not listed, in words.
    """

    kind: str = ""
    file_name: str = ""
    count: str = ""
    detail: str = ""
    button: str = ""
    flawed: str = ""
    more: str = ""
    ready: bool = False
    skippable: bool = False


@dataclass(frozen=True, slots=True)
class PastView:
    """An import that was made, a line."""

    key: str
    title: str
    detail: str
    note: str
    undone: bool
    can_undo: bool


def desk(t: Text, read: OnTheDesk) -> DeskView:
    """What would come of the file, before anything is written."""
    outcome = read.outcome
    if outcome is None:
        return DeskView(
            read.kind.value, read.file_name, detail=t("Nobody has an agenda yet: add a therapist to the team first.")
        )
    flaws = outcome.flaws
    rows = {flaw.number for flaw in flaws}
    count, button = _count(t, read, outcome.written)
    return DeskView(
        kind=read.kind.value,
        file_name=read.file_name,
        count=t("Nothing would be imported as it is.") if outcome.refused else count,
        detail=_detail(t, read),
        button=button,
        flawed=_flawed(t, read.kind, rows) if flaws else "",
        more=t.plural("And {n} more.", "And {n} more.", len(flaws) - MOST_FLAWS) if len(flaws) > MOST_FLAWS else "",
        ready=not outcome.refused and outcome.written > 0,
        skippable=bool(flaws) and 0 not in rows,
    )


def columns(read: OnTheDesk) -> list[ColumnView]:
    """The sheet's columns with a few of their values."""
    return [
        ColumnView(place, column.title, column.field or "", " · ".join(column.samples))
        for place, column in enumerate(read.columns)
    ]


def flaws(t: Text, read: OnTheDesk) -> list[FlawView]:
    """What is wrong with the file, as far as it is listed."""
    if read.outcome is None:
        return []
    found = read.outcome.flaws[:MOST_FLAWS]
    return [
        FlawView(str(number), _where(t, read.kind, flaw), import_flaws.words(t, flaw, in_the_app=True))
        for number, flaw in enumerate(found)
    ]


def therapists(read: OnTheDesk) -> list[Option]:
    """Whose they may be; patients may also be left without, where each row says."""
    nobody = [Option("", "—")] if read.kind is UploadKind.PATIENTS and not read.therapist_id else []
    return [*nobody, *(Option(key, name) for key, name in read.therapists)]


def done(t: Text, read: OnTheDesk) -> str:
    """What was imported."""
    outcome = read.outcome
    if isinstance(outcome, ImportedAgenda):
        return t(
            "Imported: {appointments} sessions and {blocks} times off.",
            appointments=outcome.appointments,
            blocks=outcome.blocks,
        )
    return t.plural(
        "{n} patient imported, with an access code.",
        "{n} patients imported, each with an access code.",
        outcome.written if outcome else 0,
    )


def past(t: Text, one: PastImport, *, now: datetime, zone: ZoneInfo) -> PastView:
    """An import, when it was made and by whom, and what undoing it would do."""
    when = words.when(t, one.at, now=now, zone=zone)
    brought = (
        t.plural("{n} patient", "{n} patients", one.rows)
        if one.kind == UploadKind.PATIENTS
        else t.plural("{n} entry", "{n} entries", one.rows)
    )
    note = ""
    if one.undone_at is not None:
        note = t("Undone {when}", when=words.when(t, one.undone_at, now=now, zone=zone))
    elif one.staying:
        note = t.plural("{n} of them is in use by now", "{n} of them are in use by now", one.staying)
    return PastView(
        key=one.batch_id,
        title=one.file_name,
        detail=" · ".join(part for part in (brought, when, one.by) if part),
        note=note,
        undone=one.undone_at is not None,
        can_undo=one.undone_at is None and one.going > 0,
    )


def undo_question(t: Text, one: PastImport) -> str:
    """What undoing it means, before it is done."""
    if one.kind == UploadKind.PATIENTS:
        said = t.plural("{n} patient goes, with the code.", "{n} patients go, with their codes.", one.going)
        kept = t.plural(
            "{n} stays, because the file was opened or used since.",
            "{n} stay, because their files were opened or used since.",
            one.staying,
        )
    else:
        said = t.plural("{n} entry leaves the agenda.", "{n} entries leave the agenda.", one.going)
        kept = t.plural(
            "{n} stays, because it was changed or marked since.",
            "{n} stay, because they were changed or marked since.",
            one.staying,
        )
    return f"{said} {kept}" if one.staying else said


def undone(t: Text, what: Undone) -> str:
    """What undoing took away."""
    return t.plural("Undone: {n} entry is gone.", "Undone: {n} entries are gone.", what.gone)


def _count(t: Text, read: OnTheDesk, written: int) -> tuple[str, str]:
    if read.kind is UploadKind.PATIENTS:
        return (
            t.plural("{n} patient would be imported.", "{n} patients would be imported.", written),
            t.plural("Import {n} patient", "Import {n} patients", written),
        )
    return (
        t.plural("{n} entry would come into the agenda.", "{n} entries would come into the agenda.", written),
        t.plural("Import {n} entry", "Import {n} entries", written),
    )


def _detail(t: Text, read: OnTheDesk) -> str:
    outcome = read.outcome
    if not isinstance(outcome, ImportedAgenda):
        return ""
    parts = [
        t.plural("{n} session", "{n} sessions", outcome.appointments),
        t.plural("{n} time off", "{n} times off", outcome.blocks),
        t("{n} there already", n=outcome.unchanged) if outcome.unchanged else "",
        t("{n} cancelled or free, left out", n=read.left_out) if read.left_out else "",
    ]
    return " · ".join(part for part in parts if part)


def _flawed(t: Text, kind: UploadKind, rows: set[int]) -> str:
    number = len(rows - {0})
    if not number:
        return t("The file cannot be taken as it is.")
    if kind is UploadKind.PATIENTS:
        return t.plural("{n} row has a problem.", "{n} rows have problems.", number)
    return t.plural("{n} event has a problem.", "{n} events have problems.", number)


def _where(t: Text, kind: UploadKind, flaw: Flaw) -> str:
    if not flaw.number:
        return t("File")
    if kind is UploadKind.PATIENTS:
        return t("Row {number}", number=flaw.number)
    return flaw.field or t("Event {number}", number=flaw.number)
