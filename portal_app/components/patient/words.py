"""What the page's script composes days and months from, and texts with a Var in them."""

from datetime import date
from typing import Any

import reflex as rx

from models.vocabulary import Locale
from portal_app.i18n.text import Text

_YEAR = 2024
# When the afternoon begins: in Spain after lunch.
AFTERNOON = {Locale.ES: "14:00", Locale.CA: "14:00", Locale.EN: "12:00"}


def calendar_words(t: Text) -> dict[str, Any]:
    """The names of days and months and what a day can hold, in one language."""
    firsts = [date(_YEAR, month, 1) for month in range(1, 13)]
    return {
        "weekdays": t.weekdays(),
        "months": t.months(),
        # As a date says them: de octubre, d’octubre, October.
        "ofMonths": [t.day(first).split(" ", 2)[2] for first in firsts],
        "confirmed": t("confirmed session"),
        "pendingOne": t.plural("{n} request pending", "{n} requests pending", 1),
        "pendingMany": t.forms("{n} request pending", "{n} requests pending")[1],
        "past": t("past session"),
        "openOne": t.plural("{n} open time", "{n} open times", 1),
        "openMany": t.forms("{n} open time", "{n} open times")[1],
    }


def ticket_words(t: Text) -> dict[str, Any]:
    """The short names of days and months, alone and as a short date says them."""
    firsts = [date(_YEAR, month, 1) for month in range(1, 13)]
    return {
        "shortWeekdays": t.weekdays("abbreviated"),
        "shortMonths": [t.short_month(first) for first in firsts],
        # 22 oct, 22 d’oct., 22 Oct.
        "ofShortMonths": [t.short_date(first).split(" ", 1)[1] for first in firsts],
    }


def lead_words(t: Text) -> dict[str, Any]:
    """What can be had on a day, in the sentences that hold for one place, several, or none but online."""
    return {
        "or": t(" or "),
        "online": t("{n} min each, online."),
        "either": t("{n} min each, in {place} or online."),
        "inPerson": t("{n} min each, in {place}."),
    }


def waiting_words(t: Text) -> dict[str, Any]:
    """How many times wait, and their dates."""
    one = t.plural("{n} time to be confirmed", "{n} times to be confirmed", 1)
    return {**ticket_words(t), "one": one, "many": t.forms("{n} time to be confirmed", "{n} times to be confirmed")[1]}


def filled(words: str, **values: rx.Var[Any]) -> rx.Var[str]:
    """A text whose `{placeholders}` are Vars: `filled(t("Ask for {time}"), time=slot.time)`."""
    return rx.Var.create(words.format(**values)).to(str)
