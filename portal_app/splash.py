"""What an iPhone or iPad shows while the installed app starts: the mark on the page's ground (UX-3).

Apple's phones make no such picture from the manifest, and take only one of exactly the screen's size, named by the page
from which the app is put on the home screen.
"""

import json
import math
import struct
import zlib
from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path
from typing import Any

from reflex_base.plugins import Plugin

from portal_app import theme

# Portrait, in pixels: iPhones from 2015 on, then iPads.
SCREENS = (
    *((640, 1136), (750, 1334), (828, 1792), (1080, 2340), (1125, 2436), (1170, 2532), (1179, 2556), (1206, 2622)),
    *((1242, 2208), (1242, 2688), (1260, 2736), (1284, 2778), (1290, 2796), (1320, 2868)),
    *((1488, 2266), (1536, 2048), (1620, 2160), (1640, 2360), (1668, 2224), (1668, 2388), (1668, 2420)),
    *((2048, 2732), (2064, 2752)),
)
_TABLET = 1_400
# The halves on the ground of the page: what the page itself begins with.
_HALVES = {"light": ("#005568", "#a0c3ce"), "dark": ("#2b5b69", "#103741")}
# The mark: two half discs in a square of 32, each by the middle of its straight side; and its share of the screen.
_SQUARE, _RADIUS = 32, 10
_LEFT, _RIGHT = (14.6, 13.0), (17.4, 19.0)
_SHARE = 0.3
_SHADES, _FINE = 15, 4

_SCRIPT = """/* What an iPhone shows while the app starts: its screen's pictures, named in time for the home screen. */
(() => {
  "use strict";
  const sizes = %s;
  const sides = [screen.width, screen.height].map((side) => Math.round(side * devicePixelRatio));
  const [short, long] = sides.sort((one, other) => one - other);
  if (!sizes.includes(`${short}x${long}`)) return;
  const add = (tag, given) => document.head.append(Object.assign(document.createElement(tag), given));
  add("meta", { name: "apple-mobile-web-app-capable", content: "yes" });
  const [, chosen] = document.cookie.match(/(?:^|; )(?:__Host-)?theme=(light|dark)/) || [];
  for (const theme of chosen ? [chosen] : ["light", "dark"]) {
    const when = chosen ? "" : `(prefers-color-scheme: ${theme}) and `;
    const lies = short < %d ? "" : "(orientation: portrait)";
    const name = (one, other) => `/splash/${one}x${other}-${theme}.png`;
    const link = (href, media) => add("link", { rel: "apple-touch-startup-image", href, media });
    link(name(short, long), when + (lies || "screen"));
    if (lies) link(name(long, short), `${when}(orientation: landscape)`);
  }
})();
"""


class Splash(Plugin):
    """The pictures, and the script that names those of the screen it runs on."""

    def get_static_assets(self, **_context: Any) -> Sequence[tuple[Path, str | bytes]]:
        return [(Path("public") / "splash.js", script())]

    def post_build(self, **context: Any) -> None:
        folder: Path = context["static_dir"] / "splash"
        folder.mkdir(exist_ok=True)
        for width, height in sizes():
            for look in _HALVES:
                (folder / f"{width}x{height}-{look}.png").write_bytes(picture(width, height, look))


def sizes() -> Iterator[tuple[int, int]]:
    """Every picture's width and height: a tablet may be held either way."""
    for short, long in SCREENS:
        yield short, long
        if short >= _TABLET:
            yield long, short


def script() -> str:
    """The script, with the screens it knows."""
    return _SCRIPT % (json.dumps([f"{short}x{long}" for short, long in SCREENS], separators=(",", ":")), _TABLET)


def picture(width: int, height: int, look: str) -> bytes:
    """A PNG of this size in this theme."""
    ground = _channels(theme.THEME_COLOURS[look])
    palette = [ground, *(_between(ground, _channels(half), shade) for half in _HALVES[look] for shade in range(1, 16))]
    chunks = (
        (b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 3, 0, 0, 0)),
        (b"PLTE", bytes(channel for colour in palette for channel in colour)),
        (b"IDAT", _body(width, height)),
        (b"IEND", b""),
    )
    return b"\x89PNG\r\n\x1a\n" + b"".join(_chunk(name, said) for name, said in chunks)


@cache
def _body(width: int, height: int) -> bytes:
    """The pixels, packed: the same in both themes, which differ in what the numbers stand for."""
    return zlib.compress(b"".join(b"\0" + row for row in _rows(width, height)), 9)


def _chunk(name: bytes, said: bytes) -> bytes:
    return struct.pack(">I", len(said)) + name + said + struct.pack(">I", zlib.crc32(name + said))


def _rows(width: int, height: int) -> Iterator[bytes]:
    scale = min(width, height) * _SHARE / _SQUARE
    left, top = (width - _SQUARE * scale) / 2, (height - _SQUARE * scale) / 2
    empty = bytes(width)
    for y in range(height):
        if not top <= y < top + _SQUARE * scale:
            yield empty
            continue
        halves = [
            _span(y - top - middle * scale, scale * _RADIUS, left + side * scale, way)
            for (side, middle), way in ((_LEFT, -1), (_RIGHT, 1))
        ]
        row = bytearray(width)
        for number, span in enumerate(halves):
            for start, shades in span.items():
                row[start : start + len(shades)] = bytes(number * _SHADES + shade if shade else 0 for shade in shades)
        yield bytes(row)


def _span(down: float, radius: float, side: float, way: int) -> dict[int, list[int]]:
    """What a half disc covers of a row `down` from its middle: shades of 0 to 15 from the pixel they begin at.

    `side` is the straight side's place, `way` where the round one lies: -1 to the left of it, 1 to the right.
    """
    reaches = [math.sqrt(max(0.0, radius**2 - (down + (n + 0.5) / _FINE) ** 2)) for n in range(_FINE)]
    if not any(reaches):
        return {}
    ends = [sorted((side, side + way * reach)) for reach in reaches]
    first, last = math.floor(min(low for low, _ in ends)), math.ceil(max(high for _, high in ends))
    solid = (math.ceil(max(low for low, _ in ends)), math.floor(min(high for _, high in ends)))
    shades = [
        _SHADES
        if solid[0] <= x < solid[1]
        else round(_SHADES * sum(max(0.0, min(high, x + 1) - max(low, x)) for low, high in ends) / _FINE)
        for x in range(first, last)
    ]
    return {first: shades}


def _channels(colour: str) -> tuple[int, ...]:
    return tuple(bytes.fromhex(colour.removeprefix("#")))


def _between(one: tuple[int, ...], other: tuple[int, ...], shade: int) -> tuple[int, ...]:
    return tuple(round(a + (b - a) * shade / _SHADES) for a, b in zip(one, other, strict=True))
