"""What an iPhone shows while the app starts (UX-3)."""

import re
import struct
import zlib
from pathlib import Path

import pytest

from portal_app import splash, theme

INK = 1_000


def pixels(png: bytes, width: int) -> list[bytes]:
    """The picture's rows, a byte a pixel."""
    start = png.index(b"IDAT") + 4
    raw = zlib.decompress(png[start : start + struct.unpack(">I", png[start - 8 : start - 4])[0]])
    return [raw[at + 1 : at + 1 + width] for at in range(0, len(raw), width + 1)]


@pytest.mark.parametrize("look", ["light", "dark"])
def test_the_mark_stands_in_the_middle_of_the_pages_own_ground(look: str) -> None:
    png = splash.picture(640, 1136, look)
    rows = pixels(png, 640)
    assert (struct.unpack(">II", png[16:24]), len(rows)) == ((640, 1136), 1136)
    ground = png.index(b"PLTE") + 4
    assert png[ground : ground + 3].hex() == theme.THEME_COLOURS[look].removeprefix("#")
    drawn = [number for number, row in enumerate(rows) if any(row)]
    assert abs(drawn[0] + drawn[-1] - 1135) <= 2
    assert sum(map(bool, b"".join(rows))) > INK
    assert rows[0] == rows[-1] == bytes(640)
    assert len(png) < 6_000


def test_every_screen_that_is_named_has_its_picture_in_both_themes(tmp_path: Path) -> None:
    splash.Splash().post_build(static_dir=tmp_path)
    named = re.findall(r"\d+x\d+", splash.script())
    assert named == [f"{short}x{long}" for short, long in splash.SCREENS]
    for size in named:
        for look in ("light", "dark"):
            assert (tmp_path / "splash" / f"{size}-{look}.png").read_bytes().startswith(b"\x89PNG")
    assert (tmp_path / "splash" / "2732x2048-dark.png").is_file(), "a tablet lies on its side, too"
    assert all(short < long for short, long in splash.SCREENS)
