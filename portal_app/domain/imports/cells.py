"""What stands in a cell, as people and spreadsheets write it: names, languages, dates, addresses (PR-4)."""

import re
from datetime import date

from models.vocabulary import Locale
from portal_app.domain.imports.columns import folded

EARLIEST_YEAR = 1900

_FORMULA = ("=", "+", "-", "@", "\t")
_PARTICLES = {"de", "del", "la", "las", "los", "el", "els", "les", "i", "y", "da", "do", "dos", "van", "von", "al"}
_LANGUAGES = {
    Locale.ES: "es esp spa espanol castellano castella espanyol spanish cas cast",
    Locale.CA: "ca cat catala catalan valencia valenciano mallorqui val",
    Locale.EN: "en eng ing ang ingles angles english",
}
_BY_LANGUAGE = {word: locale for locale, words in _LANGUAGES.items() for word in words.split()}
_ISO = re.compile(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?:[T ].*)?")
_SPOKEN = re.compile(r"(\d{1,2})[-/. ](\d{1,2})[-/. ](\d{4}|\d{2})(?: .*)?")
_EMAIL = re.compile(r"[^\s@,;<>\"()\[\]\\]{1,64}@[^\s@,;<>\"()\[\]\\]+\.[^\s@,;<>\"()\[\]\\.]{2,}")


class DateUnreadable(ValueError):
    """Not a date in any form that is known."""


class DateImpossible(ValueError):
    """A date that cannot be: the 31st of June, or somebody born tomorrow."""


def unwrapped(cell: str) -> str:
    """The cell on one line, without what spreadsheets put around text to keep it text: ="600…", '600…."""
    text = " ".join(cell.replace("\N{NO-BREAK SPACE}", " ").split())
    if text.startswith('="') and text.endswith('"') and len(text) > 3:
        text = text[2:-1].strip()
    return text.removeprefix("'").strip()


def is_formula(text: str) -> bool:
    """Whether a spreadsheet would take the text for a formula and run it."""
    return text.startswith(_FORMULA)


def whole_name(name: str, given: str, surnames: str) -> tuple[str, str]:
    """The name and the given name from whichever columns there are.

    "Puig Soler, Ana" is turned round; capitals throughout become a name's.
    """
    if given or surnames:
        given, surnames = _as_written(given), _as_written(surnames)
        return " ".join(part for part in (given, surnames) if part), given or surnames
    before, comma, after = name.partition(",")
    turned = f"{after.strip()} {before.strip()}" if comma and after.strip() and "," not in after else name
    turned = _as_written(turned)
    return turned, turned.split(" ")[0]


def _as_written(name: str) -> str:
    name = " ".join(name.split())
    if not name.isupper() and not name.islower():
        return name
    words = name.lower().split(" ")
    return " ".join(
        word if number and word in _PARTICLES else re.sub(r"(^|[-'’])(\w)", _capital, word)
        for number, word in enumerate(words)
    )


def _capital(found: re.Match[str]) -> str:
    return found[1] + found[2].upper()


def locale_of(text: str) -> Locale | None:
    """The language a cell names; None when nobody knows it."""
    words = folded(text).split()
    return _BY_LANGUAGE.get(words[0]) if words else None


def date_of(text: str, today: date) -> date:
    """A past date: 3/5/1990, 03-05-90, 3.5.1990, 1990-05-03, each with or without a time after it.

    Two digits of a year mean the last year that ends in them. `DateUnreadable`, `DateImpossible`.
    """
    if found := _ISO.fullmatch(text):
        year, month, day = (int(part) for part in found.groups()[:3])
    elif found := _SPOKEN.fullmatch(text):
        day, month, year = (int(part) for part in found.groups()[:3])
        if len(found[3]) == 2:
            year += today.year // 100 * 100
            year -= 100 if year > today.year else 0
    else:
        raise DateUnreadable(text)
    try:
        on = date(year, month, day)
    except ValueError:
        raise DateImpossible(text) from None
    if on > today or on.year < EARLIEST_YEAR:
        raise DateImpossible(text)
    return on


def is_email(text: str) -> bool:
    """Whether it could be an address: one @, a dot after it, no spaces."""
    return _EMAIL.fullmatch(text) is not None
