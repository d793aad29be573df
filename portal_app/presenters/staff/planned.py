"""The dates of a series before they are written: each with what stands against it (AG-3)."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from zoneinfo import ZoneInfo

from portal_app.i18n.text import Text
from portal_app.presenters.staff import words
from portal_app.presenters.staff.reasons import reasons
from portal_app.presenters.staff.typed_time import as_time
from portal_app.services.series import Planned


@dataclass(frozen=True, slots=True)
class PlannedView:
    """One date. `wrong` says what stands against it; `taken`: it cannot be, whatever staff say."""

    key: str
    day: str
    span: str
    wrong: str
    taken: bool
    skipped: bool


def planned(t: Text, one: Planned, *, zone: ZoneInfo, skip: Collection[date]) -> PlannedView:
    """One date of the list."""
    starts, ends = one.starts_at.astimezone(zone), one.ends_at.astimezone(zone)
    wrong = [
        t("The therapist has a session then") if one.overlaps else "",
        t("The patient has a session then") if one.patient_is_taken else "",
        *reasons(t, one.reasons),
    ]
    return PlannedView(
        key=one.on.isoformat(),
        day=words.capital(t.short_day(starts.date())),
        span=words.span(t, starts, ends),
        wrong=" · ".join(part for part in wrong if part),
        taken=one.overlaps or one.patient_is_taken,
        skipped=one.on in skip,
    )


def wanted(t: Text, form: Mapping[str, str]) -> str:
    """When it would be, from a form that could be read: «Thursday 22 October, 21:00»."""
    time = as_time(form["time"])
    return f"{words.capital(t.day(date.fromisoformat(form['on'])))}, {t.clock(time)}" if time else ""


def how_many(t: Text, number: int) -> str:
    """How many are made."""
    return t.plural("Make {n} appointment", "Make {n} appointments", number)


def how_many_changed(t: Text, number: int) -> str:
    """How many are changed."""
    return t.plural("Change {n} appointment", "Change {n} appointments", number)


def conflicts(t: Text, number: int) -> str:
    """How many dates something stands against."""
    return t.plural("Something stands against {n} date.", "Something stands against {n} dates.", number)
