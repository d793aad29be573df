"""The catalogues: every text of the product in each language, read from `locales/` once (UX-1)."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from babel.messages.pofile import read_po

from models.vocabulary import Locale

LOCALES = Path(__file__).parents[2] / "locales"


@dataclass(frozen=True, slots=True)
class Catalog:
    """One language's texts by their English id, and which plural form a number takes."""

    texts: Mapping[str, tuple[str, ...]]
    plural_form: Callable[[int], int]


@cache
def catalog(locale: Locale) -> Catalog:
    """The catalogue of a language. Fuzzy and empty entries do not count: their English id shows."""
    with (LOCALES / locale.value / "LC_MESSAGES" / "messages.po").open("rb") as file:
        messages = read_po(file, locale=locale.value)
    texts: dict[str, tuple[str, ...]] = {}
    for message in messages:
        strings = message.string if isinstance(message.string, (tuple, list)) else (message.string,)
        if message.id and not message.fuzzy and all(strings):
            texts[message.id if isinstance(message.id, str) else message.id[0]] = tuple(map(str, strings))
    return Catalog(texts, lambda n: 0 if n == 1 else 1)
