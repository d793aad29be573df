"""What the doors say about a refusal: never which of code and PIN was wrong (UX-6)."""

import math
from datetime import datetime
from typing import Any

from portal_app.domain import lockout
from portal_app.domain.door_problems import WrongSecret
from portal_app.domain.pins import Obvious
from portal_app.i18n import problems
from portal_app.i18n.text import Text


def refusal(t: Text, code: str, facts: dict[str, Any], *, staff: bool = False) -> str:
    """The sentence for a door's problem."""
    match code:
        case "wrong_secret" if 0 < int(facts.get("left", 0)) <= lockout.TELL_WHEN_LEFT:
            return t.plural("No match. {n} try left.", "No match. {n} tries left.", int(facts["left"]))
        case "wrong_secret" if staff:
            return t("The e-mail or the password doesn’t match. Check both.")
        case "wrong_secret" | "not_a_first_entry":
            return t("The code or the PIN doesn’t match. Check the code or ask for a new one.")
        case "code_malformed":
            return t("A code has 6 letters and numbers, and never 0, O, 1, I or L. Check it and try again.")
        case "pin_not_four_digits":
            return t("A PIN has 4 digits.")
        case "pins_differ":
            return t("The two PINs are different. Write them again.")
        case "pin_unchanged":
            return t("That is the PIN you have now. Choose another one.")
        case "pin_too_obvious":
            return _obvious(t, str(facts.get("reason")))
        case "notice_not_accepted":
            return t("To use this space, read the consent and tick the box.")
        case _:
            return problems.words(t, code, **facts)


def birth_date_refusal(t: Text, code: str, facts: dict[str, Any]) -> str:
    """The sentence for a date of birth that was refused."""
    if code == WrongSecret.code and int(facts.get("left", 0)) > lockout.TELL_WHEN_LEFT:
        return t("That is not the date of birth in your file. Check it, or ask your practice.")
    return refusal(t, code, facts)


def _obvious(t: Text, reason: str) -> str:
    match reason:
        case Obvious.REPEATED:
            return t("That PIN repeats its digits: it is easy to guess. Choose another one.")
        case Obvious.RUN:
            return t("Those digits follow one another: they are easy to guess. Choose another PIN.")
        case Obvious.YEAR:
            return t("A year is easy to guess. Choose another PIN.")
        case Obvious.KEYPAD:
            return t("That is a line on the keypad: it is easy to guess. Choose another PIN.")
        case Obvious.BIRTH_DATE:
            return t("That PIN comes from your date of birth. Choose another one.")
        case _:
            return t("That PIN is one of the most used. Choose another one.")


def staff_wait(t: Text, *, crowded: bool) -> str:
    """The staff door's countdown, with `{t}` where the time goes."""
    if crowded:
        return t("Too many wrong tries reach this door from outside. It is nothing about you: try again in {t}.")
    return t("Let’s wait a moment. You can try again in {t}.")


def wait(t: Text, until: datetime, now: datetime, *, crowded: bool) -> dict[str, Any]:
    """What a page with a countdown is drawn with."""
    seconds, clock_face = countdown(until, now)
    whole = lockout.LONG_WAIT if seconds > lockout.WINDOW.total_seconds() else lockout.WINDOW
    if crowded:
        whole = lockout.BRAKE_WINDOW
    return {
        "crowded": crowded,
        "seconds": seconds,
        "clock_face": clock_face,
        "whole": int(whole.total_seconds()),
        "minutes_left": t.forms("{n} minute left", "{n} minutes left"),
        "spoken_left": t.plural("{n} minute left", "{n} minutes left", max(1, round(seconds / 60))),
    }


def countdown(until: datetime, now: datetime) -> tuple[int, str]:
    """What is left of a wait: whole seconds, never too few, and as a clock writes them (4:32)."""
    left = max(0, math.ceil((until - now).total_seconds()))
    return left, f"{left // 60}:{left % 60:02}"
