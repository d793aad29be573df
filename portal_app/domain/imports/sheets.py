"""A spreadsheet's export as rows of cells, whatever separates them and however its letters are written (PR-4)."""

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass

from portal_app.domain.imports.flaws import Flaw, Reason

MOST_BYTES = 5_000_000
MOST_ROWS = 10_000
MOST_COLUMNS = 100

_DELIMITERS = (";", ",", "\t", "|")
_MARKS = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))
# Control signs that no text for people holds.
_NO_TEXT = dict.fromkeys((*range(9), *range(14, 32), 127))


class Unreadable(Exception):
    """The file as a whole cannot be read; `flaw` says why."""

    def __init__(self, reason: Reason, value: str = "") -> None:
        super().__init__(reason)
        self.flaw = Flaw(0, reason, value=value)


@dataclass(frozen=True, slots=True)
class Sheet:
    """A header and the rows under it, each with its number as a spreadsheet counts: the header is row 1."""

    header: tuple[str, ...]
    rows: tuple[tuple[int, tuple[str, ...]], ...]
    delimiter: str
    encoding: str


def read_sheet(data: bytes) -> Sheet:
    """The table in the file. Empty rows are left out but counted. `Unreadable` when there is none."""
    if len(data) > MOST_BYTES:
        raise Unreadable(Reason.FILE_TOO_BIG, f"{MOST_BYTES // 1_000_000} MB")
    text, encoding = decoded(data)
    first, _, rest = text.partition("\n")
    delimiter = _announced(first)
    if delimiter is not None:
        text = rest
    else:
        delimiter = _likeliest(text)
    rows = [
        (number, cells) for number, cells in enumerate(_rows(text, delimiter), 1) if any(cell.strip() for cell in cells)
    ]
    if not rows:
        raise Unreadable(Reason.FILE_EMPTY)
    (_, header), *body = rows
    if len(header) > MOST_COLUMNS:
        raise Unreadable(Reason.FILE_NOT_A_TABLE)
    return Sheet(tuple(cell.strip() for cell in header), tuple(body), delimiter, encoding)


def decoded(data: bytes) -> tuple[str, str]:
    """The text of a file and the encoding it was in: what its first bytes say, UTF-8 if it is that, else Windows'."""
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return _plain(data.decode(encoding, errors="replace")), encoding
    for encoding in ("utf-8", "cp1252"):
        try:
            return _plain(data.decode(encoding)), encoding
        except UnicodeDecodeError:
            continue
    return _plain(data.decode("latin-1")), "latin-1"


def _plain(text: str) -> str:
    return text.translate(_NO_TEXT).replace("\r\n", "\n").replace("\r", "\n")


def _announced(line: str) -> str | None:
    """Excel's own first line, `sep=;`."""
    line = line.strip('\n"')
    return line[4] if len(line) == 5 and line.lower().startswith("sep=") else None


def _likeliest(text: str) -> str:
    """The delimiter that cuts the first rows into the most columns, most evenly."""
    return max(_DELIMITERS, key=lambda delimiter: _evenness(text, delimiter))


def _evenness(text: str, delimiter: str) -> tuple[int, int, int]:
    widths: list[int] = []
    try:
        for cells in _rows(text, delimiter):
            if any(cell.strip() for cell in cells):
                widths.append(len(cells))
            if len(widths) >= 20:
                break
    except Unreadable:
        return (0, 0, 0)
    if not widths or widths[0] == 1:
        return (0, 0, 0)
    even = sum(width == widths[0] for width in widths)
    return (1, even * 100 // len(widths), widths[0])


def _rows(text: str, delimiter: str) -> Iterator[tuple[str, ...]]:
    try:
        for number, cells in enumerate(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)):
            if number > MOST_ROWS:
                raise Unreadable(Reason.TOO_MANY_ROWS, str(MOST_ROWS))
            yield tuple(cells)
    except (csv.Error, TypeError):
        # TypeError: `sep=` announced something that separates nothing.
        raise Unreadable(Reason.FILE_NOT_A_TABLE) from None
