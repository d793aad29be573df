"""The stylesheets: assembled from `styles/`, one for each side of the product, so that no page carries another's."""

import hashlib
import re
from functools import cache
from pathlib import Path

STYLES = Path(__file__).parent / "styles"

SHEETS: dict[str, tuple[str, ...]] = {
    "door": ("tokens", "base", "door"),
    "patient": ("tokens", "base", "patient"),
    "staff": ("tokens", "base", "staff"),
    "seen": ("tokens", "base", "patient", "seen"),
}

# What a browser draws around the page, by theme: the background of each.
THEME_COLOURS = {"light": "#f2f7f8", "dark": "#081013"}
HERO_COLOUR = "#005568"


@cache
def stylesheet(name: str) -> str:
    """A side's stylesheet, without comments and idle white space."""
    source = "\n".join((STYLES / f"{part}.css").read_text(encoding="utf-8") for part in SHEETS[name])
    source = re.sub(r"/\*.*?\*/", "", source, flags=re.DOTALL)
    source = re.sub(r"\s+", " ", source)
    source = re.sub(r"\s*([{};,>])\s*", r"\1", source).replace(";}", "}").strip()
    return _HOVERED.sub(_under_a_mouse, _TALL.sub(_in_both_units, source))


# A height in the unit that knows of a phone's bars, which browsers of 2022 do not know: said in the old one first.
_TALL = re.compile(r"(?<=[{;])[\w-]+:[^;{}]*\ddvh[^;{}]*")
_HOVERED = re.compile(r"(?<=[{}])([^{}@]*:hover[^{}]*)\{([^{}]*)\}")


def _in_both_units(height: re.Match[str]) -> str:
    return f"{height[0].replace('dvh', 'vh')};{height[0]}"


def _under_a_mouse(rule: re.Match[str]) -> str:
    """A rule for what lies under a pointer, where one can: a finger leaves what it touched, and it would stay so."""
    if all(":hover" in one for one in rule[1].split(",")):
        return f"@media (hover:hover){{{rule[0]}}}"
    return rule[0]


@cache
def href(name: str) -> str:
    """The address of a side's stylesheet; it changes with the content, so a browser may keep it for ever."""
    return f"/styles/{name}.css?v={hashlib.sha256(stylesheet(name).encode()).hexdigest()[:10]}"


def write_stylesheets(folder: Path) -> None:
    """Write the stylesheets where the build picks them up."""
    folder.mkdir(parents=True, exist_ok=True)
    for name in SHEETS:
        (folder / f"{name}.css").write_text(stylesheet(name), encoding="utf-8")
