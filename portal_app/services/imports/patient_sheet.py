"""A spreadsheet of patients, read row by row with everything that is wrong with it (PR-4)."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from models.vocabulary import Locale
from portal_app import clock
from portal_app.domain.imports import cells
from portal_app.domain.imports.columns import Field, folded, mapped
from portal_app.domain.imports.flaws import Flaw, Reason, shown
from portal_app.domain.imports.sheets import Unreadable, read_sheet
from portal_app.services.imports.phones import PhoneLostDigits, PhoneUnreadable, read_phone

SAMPLES = 3

_LONGEST = {Field.NAME: 120, Field.GIVEN_NAME: 60, Field.SURNAMES: 100, Field.EMAIL: 200}


@dataclass(frozen=True, slots=True)
class Column:
    """A column of the file: its title, what was made of it (None: left out), and a few of its values."""

    title: str
    field: Field | None
    samples: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PatientRow:
    """A patient as a row tells of them, ready to be written. `locale` None: the practice's; `therapist` as written."""

    number: int
    name: str
    given_name: str
    phone: str
    email: str
    birth_date: date | None
    locale: Locale | None
    therapist: str
    since: date | None


@dataclass(frozen=True, slots=True)
class PatientSheet:
    """What a file holds: its columns, the rows that can be read, and what is wrong with the others."""

    columns: tuple[Column, ...]
    rows: tuple[PatientRow, ...]
    flaws: tuple[Flaw, ...]
    delimiter: str = ""
    encoding: str = ""


def read_patients_csv(data: bytes, *, mapping: Mapping[str, str] | None = None) -> PatientSheet:
    """The patients in a spreadsheet's export, and everything that is wrong with it by row. Never raises.

    `mapping` says of columns by their titles which `Field` they hold; an empty one leaves a column out.
    """
    try:
        sheet = read_sheet(data)
    except Unreadable as problem:
        return PatientSheet((), (), (problem.flaw,))
    fields, flaws = mapped(sheet.header, mapping or {})
    columns = tuple(
        Column(title, fields.get(place), tuple(_samples(place, sheet.rows))) for place, title in enumerate(sheet.header)
    )
    if flaws:
        return PatientSheet(columns, (), tuple(flaws), sheet.delimiter, sheet.encoding)
    today = clock.now().date()
    rows: list[PatientRow] = []
    for number, row in sheet.rows:
        read = _Row(number, row, fields, len(sheet.header), today)
        made = read.made()
        flaws += read.flaws
        if not read.flaws:
            rows.append(made)
    flaws += _twice_in_file(rows)
    return PatientSheet(columns, tuple(rows), tuple(sorted(flaws, key=by_number)), sheet.delimiter, sheet.encoding)


class _Row:
    """One row being read: takes the cells it needs and collects what is wrong with them."""

    def __init__(self, number: int, row: Sequence[str], fields: Mapping[int, Field], width: int, today: date) -> None:
        self.number, self.today, self.flaws = number, today, list[Flaw]()
        self._cells: dict[Field, list[str]] = {}
        for place, field in sorted(fields.items()):
            if place < len(row) and (text := cells.unwrapped(row[place])):
                self._cells.setdefault(field, []).append(text)
        if any(cell.strip() for cell in row[width:]):
            self._flaw(Reason.TOO_MANY_CELLS, "", next(cell for cell in row[width:] if cell.strip()))

    def made(self) -> PatientRow:
        """The patient; worth something only while there are no flaws."""
        for field, longest in _LONGEST.items():
            if len(self._cell(field)) > longest:
                self._flaw(Reason.TOO_LONG, field, self._cell(field))
        for field in (Field.NAME, Field.GIVEN_NAME, Field.SURNAMES):
            if cells.is_formula(self._cell(field)):
                self._flaw(Reason.FORMULA, field, self._cell(field))
        name, given = cells.whole_name(self._cell(Field.NAME), self._cell(Field.GIVEN_NAME), self._cell(Field.SURNAMES))
        if not any(sign.isalpha() for sign in name):
            self._flaw(Reason.NAME_MISSING, Field.NAME, name)
        elif len(name) > _LONGEST[Field.NAME]:
            self._flaw(Reason.TOO_LONG, Field.NAME, name)
        return PatientRow(
            number=self.number,
            name=name,
            given_name=given[: _LONGEST[Field.GIVEN_NAME]],
            phone=self._phone(),
            email=self._email(),
            birth_date=self._date(Field.BIRTH_DATE),
            locale=self._locale(),
            therapist=self._cell(Field.THERAPIST),
            since=self._date(Field.SINCE),
        )

    def _cell(self, field: Field) -> str:
        return self._cells.get(field, [""])[0]

    def _phone(self) -> str:
        written = " / ".join(self._cells.get(Field.PHONE, []))
        if not written:
            return ""
        try:
            return read_phone(written)
        except PhoneLostDigits:
            self._flaw(Reason.PHONE_LOST_DIGITS, Field.PHONE, written)
        except PhoneUnreadable:
            self._flaw(Reason.PHONE_UNREADABLE, Field.PHONE, written)
        return ""

    def _email(self) -> str:
        email = self._cell(Field.EMAIL).removeprefix("mailto:")
        if email and not cells.is_email(email):
            self._flaw(Reason.EMAIL_UNREADABLE, Field.EMAIL, email)
        return email.lower()

    def _date(self, field: Field) -> date | None:
        text = self._cell(field)
        if not text:
            return None
        try:
            return cells.date_of(text, self.today)
        except cells.DateImpossible:
            self._flaw(Reason.DATE_IMPOSSIBLE, field, text)
        except cells.DateUnreadable:
            self._flaw(Reason.DATE_UNREADABLE, field, text)
        return None

    def _locale(self) -> Locale | None:
        text = self._cell(Field.LOCALE)
        if not text:
            return None
        locale = cells.locale_of(text)
        if locale is None:
            self._flaw(Reason.LOCALE_UNKNOWN, Field.LOCALE, text)
        return locale

    def _flaw(self, reason: Reason, field: str, value: str) -> None:
        self.flaws.append(Flaw(self.number, reason, str(field), shown(value)))


def _samples(place: int, rows: Sequence[tuple[int, tuple[str, ...]]]) -> Iterator[str]:
    found = 0
    for _, row in rows:
        if place < len(row) and row[place].strip():
            yield shown(row[place])
            found += 1
        if found == SAMPLES:
            return


def _twice_in_file(rows: Sequence[PatientRow]) -> Iterator[Flaw]:
    """The second and later rows of those that share a telephone or a name; `value` is the first one's row number."""
    phones: dict[str, int] = {}
    names: dict[str, int] = {}
    for row in rows:
        first = names.setdefault(folded(row.name), row.number)
        if first != row.number:
            yield Flaw(row.number, Reason.SAME_NAME_IN_FILE, Field.NAME, str(first))
            continue
        first = phones.setdefault(row.phone, row.number)
        if row.phone and first != row.number:
            yield Flaw(row.number, Reason.SAME_PHONE_IN_FILE, Field.PHONE, str(first))


def by_number(flaw: Flaw) -> tuple[int, str]:
    """Flaws in the order of their rows."""
    return flaw.number, flaw.reason
