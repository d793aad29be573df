"""Public holidays by region, from the `holidays` library (AV-2); what a municipality adds is entered by hand."""

from collections.abc import Mapping, Sequence
from datetime import date
from functools import lru_cache
from types import MappingProxyType

import holidays

from models.vocabulary import Locale

COUNTRY = "ES"
COMMUNITY_LETTERS = 2

_LANGUAGES = {Locale.ES: "es", Locale.CA: "ca", Locale.EN: "en_US"}


@lru_cache(maxsize=256)
def public_holidays(region: str, year: int) -> frozenset[date]:
    """The days on which a region keeps a public holiday. `region`: "ES", or a community as "CT" or "ES-CT".

    A region the library does not know has its country's.
    """
    country, community = _place(region)
    try:
        return frozenset(holidays.country_holidays(country, subdiv=community, years=year))
    except NotImplementedError:
        return public_holidays(COUNTRY, year) if region != COUNTRY else frozenset()


@lru_cache(maxsize=256)
def named_holidays(region: str, year: int, locale: Locale) -> Mapping[date, str]:
    """What the region's public holidays of that year are called in that language, where the library knows it."""
    country, community = _place(region)
    try:
        named = holidays.country_holidays(country, subdiv=community, years=year, language=_LANGUAGES[locale])
    except NotImplementedError:
        return dict.fromkeys(sorted(public_holidays(region, year)), "")
    return MappingProxyType(dict(sorted(named.items())))


@lru_cache(maxsize=1)
def regions() -> Sequence[str]:
    """The regions to choose from: the country as a whole, then its communities."""
    communities = holidays.country_holidays(COUNTRY).subdivisions
    return (COUNTRY, *(community for community in communities if len(community) == COMMUNITY_LETTERS))


def _place(region: str) -> tuple[str, str | None]:
    """The country and its community, if the region names one: "ES", "CT" and "ES-CT" are all understood."""
    country, _, community = region.rpartition("-")
    if not country and community not in ("", COUNTRY):
        return COUNTRY, community
    return country or community or COUNTRY, community if country else None
