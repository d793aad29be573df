"""Days and times as every page of a patient's writes them."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from portal_app.i18n.text import Text
from portal_app.services.own_rows import Place

MINUTE = timedelta(minutes=1)


def on_wall(instant: datetime, zone: ZoneInfo) -> datetime:
    """The instant as the practice's wall clock shows it."""
    return instant.astimezone(zone)


def span(t: Text, starts_at: datetime, ends_at: datetime, zone: ZoneInfo) -> str:
    """17:00 – 17:50."""
    return f"{t.clock(on_wall(starts_at, zone))} – {t.clock(on_wall(ends_at, zone))}"


def relative_day(t: Text, on: date, today: date) -> str:
    """Today, Tomorrow, or the weekday within a week; further away, the date."""
    match (on - today).days:
        case 0:
            return t("Today")
        case 1:
            return t("Tomorrow")
        case days if 1 < days < 7:
            return sentence(t.weekday(on))
        case _:
            return sentence(t.short_date(on))


def sentence(words: str) -> str:
    """The words with a capital, as they begin a line."""
    return words[:1].upper() + words[1:]


def whole_date(t: Text, on: date) -> str:
    """22 Oct, on one line wherever it stands: the day is not parted from its month."""
    return t.short_date(on).replace(" ", "\N{NO-BREAK SPACE}")


def minutes(length: timedelta) -> int:
    """A length in whole minutes."""
    return length // MINUTE


def at_place(t: Text, place: Place) -> str:
    """In Gràcia · Online."""
    return t("Online") if place.is_online else t("In {place}", place=place.name)


def at_place_with(t: Text, place: Place, therapist: str) -> str:
    """In Gràcia, with Marta · Online, with Marta."""
    if place.is_online:
        return t("Online, with {therapist}", therapist=therapist)
    return t("In {place}, with {therapist}", place=place.name, therapist=therapist)
