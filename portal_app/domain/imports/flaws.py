"""What can be wrong with a file that is to be imported, by name and by where it stands (PR-4)."""

from dataclasses import dataclass
from enum import StrEnum


class Reason(StrEnum):
    """Why a row or an event, or a whole file, cannot be taken as it is."""

    FILE_TOO_BIG = "file_too_big"
    FILE_EMPTY = "file_empty"
    FILE_NOT_A_TABLE = "file_not_a_table"
    FILE_NOT_A_CALENDAR = "file_not_a_calendar"
    TOO_MANY_ROWS = "too_many_rows"
    NO_HEADER = "no_header"
    NO_NAME_COLUMN = "no_name_column"
    UNKNOWN_COLUMN = "unknown_column"
    UNKNOWN_FIELD = "unknown_field"
    TWO_COLUMNS_FOR_ONE_FIELD = "two_columns_for_one_field"

    NAME_MISSING = "name_missing"
    TOO_LONG = "too_long"
    TOO_MANY_CELLS = "too_many_cells"
    FORMULA = "formula"
    PHONE_UNREADABLE = "phone_unreadable"
    PHONE_LOST_DIGITS = "phone_lost_digits"
    EMAIL_UNREADABLE = "email_unreadable"
    DATE_UNREADABLE = "date_unreadable"
    DATE_IMPOSSIBLE = "date_impossible"
    LOCALE_UNKNOWN = "locale_unknown"
    LOCALE_NOT_OFFERED = "locale_not_offered"
    THERAPIST_UNKNOWN = "therapist_unknown"
    THERAPIST_MISSING = "therapist_missing"
    SAME_PHONE_IN_FILE = "same_phone_in_file"
    SAME_NAME_IN_FILE = "same_name_in_file"
    SAME_PHONE_IN_PRACTICE = "same_phone_in_practice"
    SAME_NAME_IN_PRACTICE = "same_name_in_practice"

    EVENT_UNREADABLE = "event_unreadable"
    RULE_UNREADABLE = "rule_unreadable"
    RULE_TOO_FAST = "rule_too_fast"
    TOO_MANY_OCCURRENCES = "too_many_occurrences"
    TAKES_TOO_LONG = "takes_too_long"
    NO_PATIENT = "no_patient"
    SEVERAL_PATIENTS = "several_patients"
    OVERLAPS_IN_FILE = "overlaps_in_file"
    OVERLAPS_IN_AGENDA = "overlaps_in_agenda"
    PATIENT_TAKEN = "patient_taken"
    CHANGED_SINCE = "changed_since"


DUPLICATES = frozenset(
    {
        Reason.SAME_PHONE_IN_FILE,
        Reason.SAME_NAME_IN_FILE,
        Reason.SAME_PHONE_IN_PRACTICE,
        Reason.SAME_NAME_IN_PRACTICE,
    }
)
"""What staff may know better: siblings share a telephone, and two people may share a name."""


@dataclass(frozen=True, slots=True)
class Flaw:
    """One thing that is wrong. `number` is the row as a spreadsheet counts them, or the event's place in its file;
    0 for the file as a whole. `field` is the column or date it is about, `value` what stands there, cut short.
    """

    number: int
    reason: Reason
    field: str = ""
    value: str = ""


LONGEST_VALUE = 60


def shown(value: str) -> str:
    """What stands in a cell, for a list of flaws: on one line and not too long."""
    line = " ".join("".join(sign if sign.isprintable() else " " for sign in value).split())
    return line if len(line) <= LONGEST_VALUE else f"{line[: LONGEST_VALUE - 1]}…"
