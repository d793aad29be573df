"""What is wrong with a file that is to be imported, in the person's language (PR-4)."""

from collections.abc import Callable

from portal_app.domain.imports.columns import Field
from portal_app.domain.imports.flaws import Flaw, Reason
from portal_app.i18n.text import Text

_SENTENCES: dict[Reason, Callable[[Text, str], str]] = {
    Reason.FILE_TOO_BIG: lambda t, value: t("The file is too big: {value} at most.", value=value),
    Reason.FILE_EMPTY: lambda t, _: t("The file is empty."),
    Reason.FILE_NOT_A_TABLE: lambda t, _: t("This is not a table that can be read. Export it again as CSV."),
    Reason.FILE_NOT_A_CALENDAR: lambda t, _: t("This is not a calendar that can be read. Export it again as .ics."),
    Reason.TOO_MANY_ROWS: lambda t, value: t("There are too many entries: {value} at most.", value=value),
    Reason.NO_HEADER: lambda t, _: t(
        "No column is recognised. The first row should name them: Name, Phone, E-mail … Or say it with --map."
    ),
    Reason.NO_NAME_COLUMN: lambda t, _: t("No column holds the names. Say which one does: --map COLUMN=name"),
    Reason.UNKNOWN_COLUMN: lambda t, value: t("There is no column “{value}”.", value=value),
    Reason.UNKNOWN_FIELD: lambda t, value: t(
        "“{value}” is nothing that a patient’s file holds. Choose one of: {fields}.",
        value=value,
        fields=", ".join(Field),
    ),
    Reason.TWO_COLUMNS_FOR_ONE_FIELD: lambda t, value: t("Two columns were chosen for “{value}”.", value=value),
    Reason.NAME_MISSING: lambda t, _: t("The name is missing."),
    Reason.TOO_LONG: lambda t, value: t("“{value}” is too long.", value=value),
    Reason.TOO_MANY_CELLS: lambda t, value: t(
        "There is more than there are columns: “{value}”. A text with the separator in it needs quotes.", value=value
    ),
    Reason.FORMULA: lambda t, value: t("“{value}” begins like a formula. Write it as plain text.", value=value),
    Reason.PHONE_UNREADABLE: lambda t, value: t("“{value}” is not a telephone number.", value=value),
    Reason.PHONE_LOST_DIGITS: lambda t, value: t(
        "The spreadsheet rounded the telephone number to “{value}”. Make the column plain text and export it again.",
        value=value,
    ),
    Reason.EMAIL_UNREADABLE: lambda t, value: t("“{value}” is not an e-mail address.", value=value),
    Reason.DATE_UNREADABLE: lambda t, value: t("“{value}” is not a date. Write it like 31/12/1990.", value=value),
    Reason.DATE_IMPOSSIBLE: lambda t, value: t("“{value}” is not a day that has been.", value=value),
    Reason.LOCALE_UNKNOWN: lambda t, value: t("“{value}” is neither Spanish, Catalan nor English.", value=value),
    Reason.LOCALE_NOT_OFFERED: lambda t, value: t(
        "The practice does not offer “{value}” to its patients (Settings, General).", value=value
    ),
    Reason.THERAPIST_UNKNOWN: lambda t, value: t("Nobody with an agenda is meant by “{value}” alone.", value=value),
    Reason.THERAPIST_MISSING: lambda t, _: t(
        "It does not say whose patient this is. Add a column, or choose one for all with --therapist."
    ),
    Reason.SAME_PHONE_IN_FILE: lambda t, value: t("The telephone number is that of row {value}.", value=value),
    Reason.SAME_NAME_IN_FILE: lambda t, value: t("The name is that of row {value}.", value=value),
    Reason.SAME_PHONE_IN_PRACTICE: lambda t, value: t("A patient of the practice already has {value}.", value=value),
    Reason.SAME_NAME_IN_PRACTICE: lambda t, value: t("The practice already has a patient {value}.", value=value),
    Reason.EVENT_UNREADABLE: lambda t, value: t("“{value}” has no day and time that can be read.", value=value),
    Reason.RULE_UNREADABLE: lambda t, value: t("How “{value}” repeats cannot be read.", value=value),
    Reason.RULE_TOO_FAST: lambda t, value: t("“{value}” repeats more than once a day.", value=value),
    Reason.TOO_MANY_OCCURRENCES: lambda t, value: t(
        "There are more than {value} events in the year before and the year after today.", value=value
    ),
    Reason.TAKES_TOO_LONG: lambda t, _: t("The calendar’s repetitions take too long to work out."),
    Reason.NO_PATIENT: lambda t, value: t("No patient is recognised in “{value}”.", value=value),
    Reason.SEVERAL_PATIENTS: lambda t, value: t("“{value}” could be several patients.", value=value),
    Reason.OVERLAPS_IN_FILE: lambda t, value: t("Two sessions overlap: “{value}”.", value=value),
    Reason.OVERLAPS_IN_AGENDA: lambda t, value: t("“{value}” overlaps a session in the agenda.", value=value),
    Reason.PATIENT_TAKEN: lambda t, value: t("The patient of “{value}” has another session then.", value=value),
    Reason.CHANGED_SINCE: lambda t, value: t(
        "“{value}” was moved in the calendar after it was imported; the agenda keeps its time.", value=value
    ),
}


# What helps is another thing in the app than at the command line.
_IN_THE_APP: dict[Reason, Callable[[Text, str], str]] = {
    Reason.NO_HEADER: lambda t, _: t("No column is recognised. Say below what each one holds."),
    Reason.NO_NAME_COLUMN: lambda t, _: t("No column holds the names. Say below which one does."),
    Reason.THERAPIST_MISSING: lambda t, _: t(
        "It does not say whose patient this is. Choose somebody for those without, below."
    ),
}


def words(t: Text, flaw: Flaw, *, in_the_app: bool = False) -> str:
    """What is wrong and what helps, without where."""
    sentences = _SENTENCES | _IN_THE_APP if in_the_app else _SENTENCES
    return sentences[flaw.reason](t, flaw.value)


def of_row(t: Text, flaw: Flaw) -> str:
    """A flaw of a spreadsheet, with its row."""
    said = words(t, flaw)
    return t("Row {number}: {problem}", number=flaw.number, problem=said) if flaw.number else said


def of_event(t: Text, flaw: Flaw) -> str:
    """A flaw of a calendar, with the event's place in the file and when it is."""
    said = words(t, flaw)
    if not flaw.number:
        return said
    if flaw.field:
        return t("Event {number}, {when}: {problem}", number=flaw.number, when=flaw.field, problem=said)
    return t("Event {number}: {problem}", number=flaw.number, problem=said)
