"""Telephone numbers as people write them, into the one form they are kept in (E.164)."""

import re

import phonenumbers

REGION = "ES"

_LOST_DIGITS = re.compile(r"\d(?:[.,]\d+)?E\+?\d+", re.IGNORECASE)
_SEVERAL = re.compile(r"[/;,|]|:::| [oyi] | or ")
_REMARK = re.compile(r"\([^)]*[^\W\d_][^)]*\)|[^\W\d_]+[.:]?")
_MOBILE = (phonenumbers.PhoneNumberType.MOBILE, phonenumbers.PhoneNumberType.FIXED_LINE_OR_MOBILE)


class PhoneUnreadable(ValueError):
    """No telephone number can be made of it."""


class PhoneLostDigits(ValueError):
    """A spreadsheet took it for a sum and rounded it: 6E+08."""


def read_phone(text: str) -> str:
    """The number in E.164: the first mobile where several are written, else the first. Spanish unless it says which.

    `PhoneUnreadable`, `PhoneLostDigits`.
    """
    if _LOST_DIGITS.fullmatch(text.strip()):
        raise PhoneLostDigits(text)
    found = [number for part in _SEVERAL.split(text) if (number := _parsed(part)) is not None]
    if not found:
        raise PhoneUnreadable(text)
    chosen = next((number for number in found if phonenumbers.number_type(number) in _MOBILE), found[0])
    return phonenumbers.format_number(chosen, phonenumbers.PhoneNumberFormat.E164)


def _parsed(text: str) -> phonenumbers.PhoneNumber | None:
    digits = _REMARK.sub(" ", text).strip().removesuffix(".0")
    # "34600…" is how address books write a number they already know the country of.
    for candidate in (digits, f"+{digits}"):
        try:
            number = phonenumbers.parse(candidate, REGION)
        except phonenumbers.NumberParseException:
            continue
        if phonenumbers.is_valid_number(number):
            return number
        if digits.startswith(("+", "00")) and phonenumbers.is_possible_number(number):
            return number
    return None
