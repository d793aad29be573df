"""Texts, dates, numbers and money as a person of each language writes them.

`t = text(Locale.CA)`, then `t("Send request")`, `t("Hello, {name}", name=name)`,
`t.plural("{n} session left", "{n} sessions left", n)`, `t.day(on)`. The ids are the English texts;
every one of them stands in `locales/` in the three languages, or the tests fail.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import cache
from typing import Literal

from babel.dates import format_date, format_timedelta, get_day_names, get_month_names
from babel.numbers import format_currency

from models.vocabulary import Locale
from portal_app.i18n.catalogs import catalog

Width = Literal["wide", "abbreviated", "short", "narrow"]

# British dates for English: the week starts on Monday and the clock has 24 hours.
_BABEL = {Locale.ES: "es_ES", Locale.CA: "ca_ES", Locale.EN: "en_GB"}


@dataclass(frozen=True, slots=True)
class Text:
    """One language."""

    locale: Locale

    @property
    def babel(self) -> str:
        """Babel's name for the language."""
        return _BABEL[self.locale]

    def __call__(self, text: str, /, **facts: object) -> str:
        """`text` in this language, `{placeholders}` filled from `facts` (left alone when there are none)."""
        worded = catalog(self.locale).texts.get(text, (text,))[0]
        return worded.format(**facts) if facts else worded

    def plural(self, one: str, many: str, n: int, /, **facts: object) -> str:
        """The form of a text that the number `n` takes; `{n}` is filled in."""
        words = catalog(self.locale)
        forms = words.texts.get(one, (one, many))
        return forms[min(words.plural_form(n), len(forms) - 1)].format(n=n, **facts)

    def forms(self, one: str, many: str, /) -> tuple[str, str]:
        """Both forms of a plural, unfilled, for a page that counts by itself. Mark them with `plural` too."""
        forms = catalog(self.locale).texts.get(one, (one, many))
        return forms[0], forms[-1]

    def day(self, on: date) -> str:
        """Thursday 22 October · jueves 22 de octubre · dijous 22 d’octubre."""
        return format_date(on, "EEEE d 'de' MMMM" if self.locale is Locale.ES else "EEEE d MMMM", locale=self.babel)

    def short_day(self, on: date) -> str:
        """Thu 22 Oct · jue 22 oct · dj. 22 d’oct."""
        return format_date(on, "EEE d MMM", locale=self.babel)

    def short_date(self, on: date) -> str:
        """22 Oct · 22 oct · 22 d’oct."""
        return format_date(on, "d MMM", locale=self.babel)

    def long_date(self, on: date) -> str:
        """22 October 2026 · 22 de octubre de 2026 · 22 d’octubre del 2026."""
        return format_date(on, "long", locale=self.babel)

    def month(self, on: date) -> str:
        """A heading: October 2026 · Octubre 2026."""
        worded = format_date(on, "LLLL y", locale=self.babel)
        return worded[0].upper() + worded[1:]

    def short_month(self, on: date) -> str:
        """Oct · oct · oct., alone."""
        return format_date(on, "LLL", locale=self.babel)

    def weekday(self, on: date, width: Width = "wide") -> str:
        """Thursday, Thu or T: `wide`, `abbreviated`, `narrow`."""
        return get_day_names(width, "stand-alone", locale=self.babel)[on.weekday()]

    def clock(self, at: time | datetime) -> str:
        """A time of day on a 24-hour clock without a leading zero: 9:00, 18:30."""
        return f"{at.hour}:{at.minute:02}"

    def money(self, cents: int, currency: str = "EUR") -> str:
        """540,00 € in Spanish and Catalan, €540.00 in English."""
        return format_currency(cents / 100, currency, locale=self.babel)

    def ago(self, past: timedelta) -> str:
        """How long ago, roughly: «hace 2 días», «fa 2 dies», «2 days ago»."""
        return format_timedelta(-past, add_direction=True, locale=self.babel)

    def months(self) -> list[str]:
        """The twelve months' names as a heading writes them."""
        return [get_month_names("wide", "stand-alone", locale=self.babel)[n].capitalize() for n in range(1, 13)]

    def weekdays(self, width: Width = "wide") -> list[str]:
        """The seven days' names from Monday."""
        return [get_day_names(width, "stand-alone", locale=self.babel)[n] for n in range(7)]


@cache
def text(locale: Locale) -> Text:
    """The texts of a language."""
    return Text(locale)


def first_guess(
    accept_language: str, *, among: Collection[Locale] = tuple(Locale), otherwise: Locale = Locale.ES
) -> Locale:
    """The language a browser asks for first among these, else the other one (UX-1)."""
    wishes: list[tuple[float, int, Locale]] = []
    for position, part in enumerate(accept_language.split(",")[:20]):
        tag, _, weight = part.strip().partition(";q=")
        try:
            quality = float(weight) if weight else 1.0
        except ValueError:
            continue
        primary = tag.split("-")[0].lower()
        if primary in {locale.value for locale in among}:
            wishes.append((-quality, position, Locale(primary)))
    return min(wishes)[2] if wishes else otherwise
