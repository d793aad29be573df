"""The patient's own page in words (PK-3)."""

from dataclasses import dataclass

from babel.dates import format_date
from babel.numbers import format_decimal

from models.vocabulary import Locale
from portal_app.i18n.text import Text
from portal_app.services.own_record import Me


@dataclass(frozen=True, slots=True)
class MeView:
    """Who, with whom since when, and three friendly figures with the words under them."""

    with_whom: str = ""
    sessions: str = ""
    sessions_words: str = ""
    upcoming: str = ""
    upcoming_words: str = ""
    hours: str = ""


def me_view(t: Text, page: Me) -> MeView:
    """With Marta Ferrer since January 2026; 23 sessions, 2 upcoming, 19 h of therapy."""
    month = format_date(page.since, _month_and_year(t), locale=t.babel)
    return MeView(
        with_whom=t("With {therapist} since {month}", therapist=page.portal.therapist_name, month=month),
        sessions=format_decimal(page.figures.sessions, locale=t.babel),
        sessions_words=t.plural("session", "sessions", page.figures.sessions),
        upcoming=format_decimal(page.figures.upcoming, locale=t.babel),
        upcoming_words=t.plural("upcoming (one)", "upcoming", page.figures.upcoming),
        hours=format_decimal(round(page.figures.hours), locale=t.babel),
    )


def _month_and_year(t: Text) -> str:
    match t.locale:
        case Locale.ES:
            return "MMMM 'de' y"
        case Locale.CA:
            return "MMMM 'del' y"
        case Locale.EN:
            return "MMMM y"
