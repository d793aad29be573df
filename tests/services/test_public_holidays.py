"""Public holidays by region (AV-2)."""

from datetime import date

import pytest

from portal_app.services.public_holidays import public_holidays


@pytest.mark.parametrize("region", ["ES", "CT", "ES-CT", "MD", "", "nowhere"])
def test_every_region_keeps_the_countrys_holidays(region: str) -> None:
    assert {date(2026, 1, 1), date(2026, 10, 12), date(2026, 12, 25)} <= public_holidays(region, 2026)


@pytest.mark.parametrize(("region", "keeps"), [("CT", True), ("ES-CT", True), ("MD", False), ("ES", False)])
def test_saint_stephens_day_is_kept_in_catalonia(region: str, keeps: bool) -> None:
    assert (date(2026, 12, 26) in public_holidays(region, 2026)) is keeps
