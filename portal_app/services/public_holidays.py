"""Public holidays by region, from the `holidays` library (AV-2); what a municipality adds is entered by hand."""

from datetime import date
from functools import lru_cache

import holidays

COUNTRY = "ES"


@lru_cache(maxsize=256)
def public_holidays(region: str, year: int) -> frozenset[date]:
    """The days on which a region keeps a public holiday. `region`: "ES", or a community as "CT" or "ES-CT".

    A region the library does not know has its country's.
    """
    country, _, community = region.rpartition("-")
    if not country:
        country, community = (community, "") if community in ("", COUNTRY) else (COUNTRY, community)
    country = country or COUNTRY
    try:
        return frozenset(holidays.country_holidays(country, subdiv=community or None, years=year))
    except NotImplementedError:
        return public_holidays(COUNTRY, year) if region != COUNTRY else frozenset()
