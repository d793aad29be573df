"""What the page's script composes days and months from, and texts with a Var in them."""

from datetime import date
from typing import Any

import reflex as rx

from portal_app.i18n.text import Text

_YEAR = 2024


def calendar_words(t: Text) -> dict[str, Any]:
    """The names of days and months and what a day can hold, in one language."""
    firsts = [date(_YEAR, month, 1) for month in range(1, 13)]
    return {
        "weekdays": t.weekdays(),
        "months": t.months(),
        # As a date says them: de octubre, d’octubre, October.
        "ofMonths": [t.day(first).split(" ", 2)[2] for first in firsts],
        "confirmed": t("confirmed session"),
        "pending": t("request pending"),
        "past": t("past session"),
        "open": t("open times"),
        "openOne": t.plural("{n} open time", "{n} open times", 1),
        "openMany": t.forms("{n} open time", "{n} open times")[1],
    }


def ticket_words(t: Text) -> dict[str, Any]:
    """The short names of days and months."""
    return {
        "shortWeekdays": t.weekdays("abbreviated"),
        "shortMonths": [t.short_month(date(_YEAR, month, 1)) for month in range(1, 13)],
    }


def filled(words: str, **values: rx.Var[Any]) -> rx.Var[str]:
    """A text whose `{placeholders}` are Vars: `filled(t("Ask for {time}"), time=slot.time)`."""
    return rx.Var.create(words.format(**values)).to(str)
