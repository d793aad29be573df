"""The first entry, the weak moment of a door: what may be asked for beside the code (ID-2).

A practice may ask for the date of birth too. It asks those whose file has one; the others it cannot ask.
"""

from datetime import date

from portal_app.domain.door_problems import BirthDateUnreadable

EARLIEST_YEAR = 1900


def asks_birth_date(*, practice_asks: bool, birth_date: date | None) -> bool:
    """Whether this patient is asked for the date of birth."""
    return practice_asks and birth_date is not None


def read_birth_date(day: str, month: str, year: str, *, today: date) -> date:
    """The date that was written in three fields of digits. `BirthDateUnreadable` for what is none of the past."""
    parts = [part.strip() for part in (year, month, day)]
    if not all(part.isascii() and part.isdecimal() and len(part) <= 4 for part in parts):
        raise BirthDateUnreadable
    try:
        written = date(*(int(part) for part in parts))
    except ValueError:
        raise BirthDateUnreadable from None
    if not written.year >= EARLIEST_YEAR or written > today:
        raise BirthDateUnreadable
    return written
