"""What a door has fetched while somebody types."""

from pathlib import Path

import pytest

from models.vocabulary import Locale
from portal_app.api import front_end

WEIGHTS = {"/assets/heavy.js": 90_000, "/assets/light.js": 20_000, "/assets/late.js": 30_000}


@pytest.fixture(autouse=True)
def client(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(front_end, "CLIENT", tmp_path)
    page = tmp_path / "es" / "calendar" / "index.html"
    page.parent.mkdir(parents=True)
    (tmp_path / "assets").mkdir()
    for file, weight in WEIGHTS.items():
        (tmp_path / file[1:]).write_bytes(b"-" * weight)
    page.write_text("".join(f'<link rel="modulepreload" href="{file}"/>' for file in WEIGHTS), encoding="utf-8")


def test_the_first_door_fetches_the_heaviest_that_fit() -> None:
    assert front_end.first_files(Locale.ES) == ("/assets/heavy.js", "/assets/late.js")


def test_who_is_on_the_way_in_gets_all_of_it() -> None:
    assert front_end.first_files(Locale.ES, on_the_way_in=True) == ("/es/calendar", *WEIGHTS)
