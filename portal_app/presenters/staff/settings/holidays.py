"""The public holidays of a year in words (AV-2)."""

from dataclasses import dataclass
from datetime import date

from portal_app.i18n.text import Text
from portal_app.presenters.staff import words
from portal_app.services.set_up.holidays import HolidayKept


@dataclass(frozen=True, slots=True)
class HolidayView:
    """A day of the year; `by_hand` where it was entered here, `worked` where the practice works all the same."""

    key: str
    day: str
    name: str
    where: str
    by_hand: bool
    worked: bool
    past: bool


def row(t: Text, one: HolidayKept, *, today: date) -> HolidayView:
    """A line of the year."""
    return HolidayView(
        key=key(one),
        day=words.capital(t.day(one.on)),
        name=one.name,
        where=", ".join(one.centres),
        by_hand=one.holiday_id is not None,
        worked=one.worked,
        past=one.on < today,
    )


def key(one: HolidayKept) -> str:
    """What tells a day of one centre from that of another."""
    return one.holiday_id or f"{one.on.isoformat()}:{one.centre_id or ''}"
