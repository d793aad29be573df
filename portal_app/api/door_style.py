"""The doors' stylesheets: what a template uses of the product's, so that it can stand in the page itself."""

import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from portal_app import theme

TEMPLATES = Path(__file__).parent / "templates"
SCRIPT = Path(__file__).parents[2] / "assets" / "door.js"

_CLASS = re.compile(r"\.(-?[a-zA-Z_][\w-]*)")
# What the doors' script gives an element: by name, or the look that was chosen.
_GIVEN = re.compile(r"classList\.\w+\(\"([\w-]+)\"")
_LOOKS = {"light", "dark"}
# Words of a template that name no class: remarks and elements.
_NO_CLASS = re.compile(r"\{#.*?#\}|</?\w+", re.DOTALL)
_PART = re.compile(r"""\{%-?\s*(?:extends|include|from|import)\s+"([\w.]+)\"""")
_VARIABLE = re.compile(r"var\((--[\w-]+)")
# The practice's brand, set on the root of the page.
_SET_ELSEWHERE = {"--brand-h", "--brand-c"}
_DECLARED = re.compile(r"(?<![\w-])(--[\w-]+):[^;{}]*;?")


@cache
def stylesheet(template: str) -> str:
    """The rules whose every class the page can use, with the variables they need."""
    sources = " ".join((TEMPLATES / name).read_text(encoding="utf-8") for name in sorted(_made_of(template)))
    given = _GIVEN.findall(SCRIPT.read_text(encoding="utf-8"))
    said = set(re.findall(r"[\w-]+", _NO_CLASS.sub("", sources))).union(given, _LOOKS)
    kept = "".join(_kept(theme.stylesheet("door"), said))
    return _without_idle_variables(kept)


def _made_of(template: str) -> set[str]:
    """The template, with all it extends, includes and imports."""
    parts = _PART.findall((TEMPLATES / template).read_text(encoding="utf-8"))
    return {template}.union(*map(_made_of, parts))


def _kept(css: str, said: set[str]) -> Iterator[str]:
    for head, body in _rules(css):
        if head.startswith(("@media", "@supports", "@container")):
            inner = "".join(_kept(body, said))
            if inner:
                yield f"{head}{{{inner}}}"
        elif head.startswith("@"):
            yield f"{head}{{{body}}}"
        else:
            selectors = [one for one in _selectors(head) if _is_used(one, said)]
            if selectors:
                yield f"{','.join(selectors)}{{{body}}}"


def _is_used(selector: str, said: set[str]) -> bool:
    """A door's look is its root's: no part of it has one of its own."""
    return set(_CLASS.findall(selector)) <= said and "[data-theme=" not in selector


def _rules(css: str) -> Iterator[tuple[str, str]]:
    """Each rule's head and body, at the outermost level."""
    start = depth = opened = 0
    for place, sign in enumerate(css):
        if sign == "{":
            if depth == 0:
                opened = place
            depth += 1
        elif sign == "}":
            depth -= 1
            if depth == 0:
                yield css[start:opened].strip(), css[opened + 1 : place]
                start = place + 1


def _selectors(head: str) -> list[str]:
    """The selectors of a rule; a comma inside brackets does not part them."""
    parts, depth = [""], 0
    for sign in head:
        depth += (sign in "([") - (sign in ")]")
        if sign == "," and depth == 0:
            parts.append("")
        else:
            parts[-1] += sign
    return [part.strip() for part in parts]


def _without_idle_variables(css: str) -> str:
    """Leave out declarations of variables that nothing reads, and again until none is left."""
    idle = set(_DECLARED.findall(css)) - set(_VARIABLE.findall(css)) - _SET_ELSEWHERE
    if not idle:
        return re.sub(r"[^{}]+\{\}", "", css)
    return _without_idle_variables(_DECLARED.sub(lambda found: "" if found.group(1) in idle else found.group(0), css))
