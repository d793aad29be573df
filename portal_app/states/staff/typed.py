"""Values read out of what was typed in a form; what cannot be read is refused beside its field."""

import re
from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from typing import TypedDict, TypeVar
from zoneinfo import ZoneInfo

from models.vocabulary import StaffId
from portal_app.domain import series
from portal_app.domain.fields import Fields
from portal_app.domain.policies import LONGEST_APPOINTMENT
from portal_app.presenters.staff.typed_time import as_time

Word = TypeVar("Word", bound=StrEnum)

# Stands for a date that could not be read until the whole is refused: one that can be reckoned with in any zone.
_ANY_DAY = date(2000, 1, 1)
LONGEST_MINUTES = int(LONGEST_APPOINTMENT.total_seconds()) // 60


class Typed:
    """A form's values by kind. What cannot be read stands in `fields`; `done` refuses the whole of it."""

    def __init__(self, form: Mapping[str, str]) -> None:
        self._form = form
        self.fields = Fields()

    def text(self, name: str) -> str:
        """As it was typed."""
        return self._form.get(name, "")

    def ticked(self, name: str) -> bool:
        """Whether the box is ticked."""
        return bool(self._form.get(name))

    def whole(self, name: str, *, empty: int | None = None) -> int:
        """A whole number; `empty` is what an empty field means, where it may be so."""
        written = self.text(name).strip()
        if not written and empty is not None:
            return empty
        if re.fullmatch(r"\d{1,6}", written):
            return int(written)
        self.fields.refuse(name, "empty" if not written else "not_a_number")
        return 0

    def length(self, name: str) -> int:
        """A length in minutes: something, and at most a day."""
        minutes = self.whole(name)
        if self.text(name).strip().isdigit():
            self.fields.whole(name, minutes, least=1, most=LONGEST_MINUTES)
        return minutes

    def cents(self, name: str) -> int:
        """An amount with comma or point, in cents; empty: nothing."""
        written = re.sub(r"[\s€]", "", self.text(name))
        if not written:
            return 0
        if found := re.fullmatch(r"(\d{1,6})(?:[.,](\d{1,2}))?", written):
            return int(found[1]) * 100 + int((found[2] or "0").ljust(2, "0"))
        self.fields.refuse(name, "not_an_amount")
        return 0

    def day(self, name: str) -> date:
        """A date."""
        found = self.day_or_none(name)
        if found is None and not self.text(name):
            self.fields.refuse(name, "not_a_date")
        return found or _ANY_DAY

    def day_or_none(self, name: str) -> date | None:
        """A date, or none when the field is empty."""
        written = self.text(name)
        if not written:
            return None
        try:
            return date.fromisoformat(written)
        except ValueError:
            self.fields.refuse(name, "not_a_date")
            return None

    def time(self, name: str) -> time:
        """A time of day."""
        found = as_time(self.text(name))
        if found is None:
            self.fields.refuse(name, "not_a_time")
        return found or time()

    def starts_at(self, zone: ZoneInfo) -> datetime:
        """When the wall of the form's date shows its time."""
        return series.starts_at(self.day("on"), self.time("time"), zone)

    def one_of(self, name: str, kind: type[Word]) -> Word:
        """One of a closed set of words."""
        written = self.text(name)
        if written not in {word.value for word in kind}:
            self.fields.refuse(name, "unknown")
            return next(iter(kind))
        return kind(written)

    def done(self) -> None:
        """`BadFields` when something could not be read."""
        self.fields.done()


class Different(TypedDict):
    """What becomes different of an appointment; None: it stays."""

    starts_at: datetime | None
    length: timedelta | None
    therapist_id: StaffId | None
    service_id: str | None
    centre_id: str | None


def differing(form: Mapping[str, str], base: Mapping[str, str]) -> dict[str, str]:
    """What a form holds otherwise than what it began with, or than what is saved."""
    return {name: value for name, value in form.items() if value != base.get(name)}


def different(form: Mapping[str, str], was: Mapping[str, str], *, zone: ZoneInfo) -> Different:
    """What an appointment's form holds otherwise than what was shown. `BadFields`."""
    typed = Typed(form)
    starts_at, length = typed.starts_at(zone), timedelta(minutes=typed.length("minutes"))
    typed.done()
    other = differing(form, was)
    return {
        "starts_at": starts_at if {"on", "time"} & other.keys() else None,
        "length": length if "minutes" in other else None,
        "therapist_id": StaffId(form["therapist_id"]) if "therapist_id" in other else None,
        "service_id": form["service_id"] if "service_id" in other else None,
        "centre_id": form["centre_id"] if "centre_id" in other else None,
    }
