"""Hours while they are edited: seven days, and behind them the date whose own hours are open."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date

from portal_app.domain.fields import Fields
from portal_app.domain.hours_plan import PeriodDraft
from portal_app.presenters.staff.settings.hours import TypedPeriod, same, typed_period
from portal_app.presenters.staff.typed_time import as_time

DATE = 7
MOST_PERIODS = 8
MORNING, AFTERNOON = ("09:00", "14:00"), ("16:00", "20:00")

Day = tuple[TypedPeriod, ...]


@dataclass(frozen=True, slots=True)
class TypedHours:
    """The days by number, 0 is Monday, 7 the date's; each change makes another. `made` counts the keys given."""

    days: tuple[Day, ...] = ((),) * (DATE + 1)
    made: int = 0

    def with_day(self, number: int, periods: Iterable[PeriodDraft | TypedPeriod]) -> "TypedHours":
        """A day has these periods, under new keys."""
        made = self.made
        day: list[TypedPeriod] = []
        for one in periods:
            made += 1
            key = f"p{made}"
            day.append(replace(one, key=key) if isinstance(one, TypedPeriod) else typed_period(key, one))
        days = tuple(tuple(day) if number == here else other for here, other in enumerate(self.days))
        return TypedHours(days, made)

    def with_one_more(self, number: int, centre_id: str) -> "TypedHours":
        """The morning, then the afternoon; at the centre of the period before."""
        day = self.days[number]
        if len(day) >= MOST_PERIODS:
            return self
        starts, ends = AFTERNOON if day else MORNING
        one = TypedPeriod("", starts, ends, day[-1].centre_id if day else centre_id)
        made = self.made + 1
        days = tuple(
            (*other, replace(one, key=f"p{made}")) if number == here else other for here, other in enumerate(self.days)
        )
        return TypedHours(days, made)

    def without(self, key: str) -> "TypedHours":
        """A period goes."""
        return replace(self, days=tuple(tuple(one for one in day if one.key != key) for day in self.days))

    def changed(self, key: str, **values: str | bool) -> "TypedHours":
        """One thing of a period is otherwise."""
        days = tuple(tuple(replace(one, **values) if one.key == key else one for one in day) for day in self.days)
        return replace(self, days=days)

    def same(self, number: int, other: "TypedHours") -> bool:
        """Whether a day has the same hours in both, whatever their keys."""
        return same(self.days[number], other.days[number])

    def usual_centre(self, otherwise: str) -> str:
        """Where most is worked, for a day that has nothing yet."""
        return next((one.centre_id for day in self.days for one in day), otherwise)

    def drafts(self, number: int, problems: Fields) -> Sequence[PeriodDraft]:
        """A day's periods; what cannot be read is refused by the period's key."""
        found: list[PeriodDraft] = []
        for one in self.days[number]:
            starts, ends = as_time(one.starts), as_time(one.ends)
            if starts is None or ends is None:
                problems.refuse(one.key, "not_a_time")
                continue
            valid_from, valid_to = (as_date(one.valid_from), as_date(one.valid_to))
            found.append(PeriodDraft(starts, ends, one.centre_id, one.online_too, valid_from, valid_to))
        return found

    def key_of(self, name: str, *, on_date: bool) -> str:
        """The key of the period that a field's name is about: `0.1.starts`, or `1.starts` of a date; else the name."""
        numbers = [int(part) for part in name.split(".") if part.isdecimal()]
        if len(numbers) != (1 if on_date else 2):
            return name
        day, position = self.days[DATE if on_date else numbers[0]], numbers[-1]
        return day[position].key if position < len(day) else name


@dataclass(frozen=True, slots=True)
class Merged:
    """What is typed and what counts as saved once news came; `clashes` are the days that two people changed."""

    typed: TypedHours
    saved: TypedHours
    clashes: tuple[int, ...]


def merged(typed: TypedHours, saved: TypedHours, now: TypedHours) -> Merged:
    """Days that only somebody else changed are as they are `now`; those typed in stay as they are typed."""
    clashes: list[int] = []
    for number in range(DATE + 1):
        if now.same(number, saved):
            continue
        if typed.same(number, saved):
            typed = typed.with_day(number, now.days[number])
        elif not typed.same(number, now):
            clashes.append(number)
            continue
        saved = saved.with_day(number, now.days[number])
    return Merged(typed, saved, tuple(clashes))


def as_date(written: str) -> date | None:
    """A date as a browser sends it; nothing for what is none."""
    try:
        return date.fromisoformat(written)
    except ValueError:
        return None
