"""What the built pages are made of: which inline scripts they carry and which files they load."""

import base64
import hashlib
import re
from dataclasses import dataclass
from functools import cache, lru_cache
from html.parser import HTMLParser
from pathlib import Path

from models.vocabulary import Locale
from portal_app import build

CLIENT = build.served() / build.CLIENT.relative_to(build.CURRENT)
FIRST_PAGE = "calendar"
ANY_OTHER = "404.html"
MOST_AHEAD = 125_000
HEADERS = 500


@dataclass(frozen=True, slots=True)
class BuiltPage:
    """A prerendered page: the CSP sources of its inline scripts, and the files it loads, in order."""

    script_hashes: tuple[str, ...] = ()
    files: tuple[str, ...] = ()


class _Reader(HTMLParser):
    """Collects inline scripts and loaded files."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=False)
        self.inline: list[str] = []
        self.files: dict[str, None] = {}
        self._script: list[str] | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag == "script":
            if given.get("src"):
                self.files[str(given["src"])] = None
            else:
                self._script = []
        elif tag == "link" and given.get("rel") in {"modulepreload", "stylesheet", "preload"} and given.get("href"):
            self.files[str(given["href"])] = None

    def handle_data(self, data: str) -> None:
        if self._script is not None:
            self._script.append(data)

    def handle_endtag(self, tag: str) -> None:
        if tag == "script" and self._script is not None:
            self.inline.append("".join(self._script))
            self._script = None


def page(path: str) -> BuiltPage:
    """The built page that answers at `path`: where the address holds an id, the one that draws itself in the browser.

    An empty one where nothing is built.
    """
    file = _file_of(path) or CLIENT / ANY_OTHER
    return _read(file, file.stat().st_mtime_ns) if file.is_file() else BuiltPage()


def version() -> str:
    """Which build is served, as a word: its pages name every file by its content. Empty where nothing is built."""
    files = page(f"/{Locale.ES.value}/{FIRST_PAGE}").files
    return hashlib.sha256(" ".join(files).encode()).hexdigest()[:10] if files else ""


def is_page(path: str) -> bool:
    """Whether a built page answers at `path`."""
    return _file_of(path) is not None


def _file_of(path: str) -> Path | None:
    parts = [part for part in path.split("/") if part]
    if any(not re.fullmatch(r"[\w.-]+", part) or part.startswith(".") for part in parts):
        return None
    inside = CLIENT.joinpath(*parts)
    candidates = (inside / "index.html", inside.with_name(inside.name + ".html")) if parts else (CLIENT / "index.html",)
    return next((file for file in candidates if file.is_file()), None)


@lru_cache(maxsize=256)
def _read(file: Path, _changed: int) -> BuiltPage:
    reader = _Reader()
    reader.feed(file.read_text(encoding="utf-8"))
    reader.close()
    return BuiltPage(tuple(script_hash(script) for script in reader.inline), tuple(reader.files))


@cache
def script_hash(script: str) -> str:
    """The CSP source that lets this inline script run."""
    return f"'sha256-{base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()}'"


def first_files(locale: Locale, *, on_the_way_in: bool = False) -> tuple[str, ...]:
    """What the page after the door will load, so that the door can have it fetched meanwhile.

    A door is opened on any line, also by who then does not come in: what it fetches ahead has a limit, and the heaviest
    that fit go first. Who has said who they are is on the way in: for one file that is missing the page waits a round
    trip, so all of it is fetched, and the page itself, which is nobody's.
    """
    address = f"/{locale.value}/{FIRST_PAGE}"
    files = page(address).files
    if on_the_way_in:
        return (address, *files)
    left, chosen = MOST_AHEAD, set[str]()
    for file in sorted(files, key=_weight, reverse=True):
        if _weight(file) <= left:
            left -= _weight(file)
            chosen.add(file)
    return tuple(file for file in files if file in chosen)


def _weight(address: str) -> int:
    """The bytes a file is on the line, and something for its headers."""
    file = CLIENT / address.partition("?")[0].lstrip("/")
    packed = file.with_name(file.name + ".br")
    body = packed if packed.is_file() else file
    return (body.stat().st_size if body.is_file() else 0) + HEADERS


def shared_files() -> list[str]:
    """What the page after the door loads in every language."""
    each = [first_files(locale) for locale in Locale]
    return [file for file in each[0] if all(file in files for files in each)]
