"""PINs: four digits, and not the four that anyone would try first (ID-2)."""

from datetime import date
from enum import StrEnum

from portal_app.domain.door_problems import PinNotFourDigits, PinsDiffer, PinTooObvious

LENGTH = 4


class Obvious(StrEnum):
    """Why a PIN is among the first that a stranger tries."""

    REPEATED = "repeated"
    RUN = "run"
    YEAR = "year"
    KEYPAD = "keypad"
    COMMON = "common"
    BIRTH_DATE = "birth_date"


_DIGITS = "0123456789"
_RUNS = frozenset(
    "".join(_DIGITS[(start + step * place) % 10] for place in range(LENGTH))
    for start in range(10)
    for step in (1, -1, 2, -2)
)
_REPEATED = frozenset(text for a in _DIGITS for b in _DIGITS for text in (a + b + a + b, a + a + b + b))
_YEARS = frozenset(str(year) for year in range(1920, 2040))
_KEYPAD = frozenset(
    {"2580", "0852", "1470", "0741", "3690", "0963", "1397", "1379", "7139", "9731", "3179", "7913", "1793"}
    | {"1478", "3698", "7896", "9874", "1236", "3214", "7412", "9632", "2486", "2684", "4862", "8426", "5280", "0258"}
)
_COMMON = frozenset(
    {"1004", "1013", "1122", "1230", "1233", "1235", "1245", "1254", "1324", "1342", "1357", "1423", "1432", "1454"}
    | {"1515", "1705", "2001", "2112", "2222", "2324", "2345", "2356", "2389", "2468", "3456", "4200", "4321", "4567"}
    | {"5150", "5683", "5678", "6789", "6996", "7410", "7777", "8520", "8675", "0007", "0070", "0101", "1007", "1066"}
    | {"0911", "1109", "1492", "1714", "1312", "1314", "1221", "2332", "4554", "5665", "7887", "9889", "1001", "2002"}
    | {"1000", "2000", "3000", "4000", "5000", "6000", "7000", "8000", "9000", "0001", "0002", "0010", "0100", "0123"}
)


def obvious(pin: str, *, birth_date: date | None) -> Obvious | None:
    """The first reason why this PIN is refused, or None when it will do."""
    if birth_date is not None and pin in _digits_of(birth_date):
        return Obvious.BIRTH_DATE
    for reason, pins in (
        (Obvious.REPEATED, _REPEATED),
        (Obvious.RUN, _RUNS),
        (Obvious.YEAR, _YEARS),
        (Obvious.KEYPAD, _KEYPAD),
        (Obvious.COMMON, _COMMON),
    ):
        if pin in pins:
            return reason
    return None


def _digits_of(born: date) -> set[str]:
    """Every four digits that the birth date is written with."""
    day, month, year = f"{born.day:02}", f"{born.month:02}", f"{born.year % 100:02}"
    pairs = {first + second for first in (day, month, year) for second in (day, month, year) if first is not second}
    return pairs | {f"{born.year:04}"}


def check(pin: str) -> None:
    """Four digits of the keyboard's, or `PinNotFourDigits`."""
    if len(pin) != LENGTH or any(sign not in _DIGITS for sign in pin):
        raise PinNotFourDigits


def choose(pin: str, again: str, *, birth_date: date | None) -> str:
    """A new PIN, written twice. `PinNotFourDigits`, `PinTooObvious` (fact `reason`), `PinsDiffer`."""
    check(pin)
    reason = obvious(pin, birth_date=birth_date)
    if reason is not None:
        raise PinTooObvious(reason=reason)
    if pin != again:
        raise PinsDiffer
    return pin
