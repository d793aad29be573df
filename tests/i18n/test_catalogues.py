"""Every text exists in the three languages: none missing, fuzzy, empty or unused (UX-1)."""

import string
from functools import cache
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po

from models.vocabulary import Locale
from portal_app.api import words
from portal_app.domain.problems import Problem
from portal_app.i18n import problems
from portal_app.i18n.catalogs import LOCALES
from portal_app.i18n.text import text

ROOT = Path(__file__).parents[2]
KEYWORDS = {"t": None, "plural": (1, 2)}
METHODS = [("**.py", "python"), ("**/templates/**", "jinja2")]
OPTIONS = {"**/templates/**": {"trimmed": "true"}}

TextId = str | tuple[str, ...]


def _all_problems(problem: type[Problem]) -> list[type[Problem]]:
    return [found for child in problem.__subclasses__() for found in (child, *_all_problems(child))]


@cache
def used() -> dict[TextId, str]:
    """Every text the product uses and the first place that does."""
    found: dict[TextId, str] = {}
    extracted = extract_from_dir(ROOT / "portal_app", METHODS, keywords=KEYWORDS, options_map=OPTIONS)
    for file, line, message, _comments, _context in extracted:
        found.setdefault(message if isinstance(message, str) else tuple(message), f"{file}:{line}")
    return found


@cache
def kept(locale: Locale) -> Catalog:
    """A language's catalogue as it stands in `locales/`."""
    with (LOCALES / locale.value / "LC_MESSAGES" / "messages.po").open("rb") as file:
        return read_po(file, locale=locale.value)


def ids(locale: Locale) -> set[TextId]:
    return {message.id if isinstance(message.id, str) else tuple(message.id) for message in kept(locale) if message.id}


def placeholders(worded: str) -> set[tuple[str, str]]:
    """The names a text fills in, and how: `{day}`, `{name:<28}`."""
    return {(name, form or "") for _text, name, form, _conversion in string.Formatter().parse(worded) if name}


def test_there_are_texts() -> None:
    assert len(used()) > 100


@pytest.mark.parametrize("locale", Locale)
def test_no_text_is_missing(locale: Locale) -> None:
    assert {worded: place for worded, place in used().items() if worded not in ids(locale)} == {}


@pytest.mark.parametrize("locale", Locale)
def test_no_text_is_kept_that_nobody_uses(locale: Locale) -> None:
    assert ids(locale) - used().keys() == set()
    assert not kept(locale).obsolete


@pytest.mark.parametrize("locale", Locale)
def test_every_text_is_finished(locale: Locale) -> None:
    unfinished = [
        message.id
        for message in kept(locale)
        if message.id and (message.fuzzy or not all(_strings(message.string)) or not message.string)
    ]
    assert unfinished == []


@pytest.mark.parametrize("locale", Locale)
def test_a_plural_has_all_its_forms(locale: Locale) -> None:
    wrong = [
        message.id for message in kept(locale) if isinstance(message.id, (tuple, list)) and len(message.string) != 2
    ]
    assert wrong == []


@pytest.mark.parametrize("locale", Locale)
def test_every_language_fills_in_the_same(locale: Locale) -> None:
    wrong = []
    for message in kept(locale):
        if not message.id:
            continue
        expected = set().union(*(placeholders(one) for one in _strings(message.id)))
        for worded in _strings(message.string):
            # The form for one may say "one" instead of its number.
            missing = expected - placeholders(worded) - ({("n", "")} if not isinstance(message.id, str) else set())
            if missing or placeholders(worded) - expected:
                wrong.append((message.id, worded))
    assert wrong == []


@pytest.mark.parametrize("locale", Locale)
def test_white_space_at_the_ends_is_the_same(locale: Locale) -> None:
    wrong = [
        message.id
        for message in kept(locale)
        if message.id
        for worded in _strings(message.string)
        if _ends(worded) != _ends(_strings(message.id)[0])
    ]
    assert wrong == []


@pytest.mark.parametrize("locale", [Locale.ES, Locale.CA])
def test_apostrophes_are_typographic(locale: Locale) -> None:
    wrong = [worded for message in kept(locale) if message.id for worded in _strings(message.string) if "'" in worded]
    assert wrong == []


def _ends(worded: str) -> tuple[bool, bool]:
    return worded != worded.lstrip(), worded != worded.rstrip()


def _strings(one_or_more: object) -> tuple[str, ...]:
    return (one_or_more,) if isinstance(one_or_more, str) else tuple(one_or_more)  # type: ignore[arg-type]


@pytest.mark.parametrize("locale", Locale)
@pytest.mark.parametrize("problem", _all_problems(Problem), ids=lambda problem: problem.code)
def test_every_problem_has_a_sentence_of_its_own(locale: Locale, problem: type[Problem]) -> None:  # UX-6
    # These three have a page of their own: the door, the countdown, the way to the practice.
    if problem.code in {"signed_out", "locked", "blocked"}:
        return
    t = text(locale)
    unknown = problems.words(t, "no such problem")
    assert unknown not in {problems.words(t, problem.code)} & {words.refusal(t, problem.code, {"left": 9})}


def test_codes_of_problems_are_their_own() -> None:
    codes = [problem.code for problem in _all_problems(Problem)]
    assert len(codes) == len(set(codes))


@pytest.mark.parametrize(
    ("locale", "one"),
    [
        (Locale.ES, "Tienes 1 solicitud pendiente. Cancélala para pedir otra hora."),
        (Locale.CA, "Tens 1 sol·licitud pendent. Cancel·la-la per demanar una altra hora."),
        (Locale.EN, "You have 1 request waiting. Cancel it to ask for another time."),
    ],
)
def test_the_one_request_that_a_practice_allows_is_told_of_as_one(locale: Locale, one: str) -> None:
    assert problems.words(text(locale), "too_many_pending", most=1) == one
    assert "5" in problems.words(text(locale), "too_many_pending", most=5)
