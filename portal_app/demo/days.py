"""The demo's calendar: weeks counted from its day, wall-clock times in Barcelona, ids that a seed decides."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import cached_property
from random import Random
from zoneinfo import ZoneInfo

from portal_app.services.public_holidays import public_holidays

ZONE = "Europe/Madrid"
REGION = "CT"
ID_BITS = 96


def clock_time(text: str) -> time:
    """`clock_time("9:30")`."""
    hour, minute = text.split(":")
    return time(int(hour), int(minute))


class Days:
    """Everything the demo derives from its day: which week is which, what is a public holiday, what comes by chance."""

    def __init__(self, today: date) -> None:
        self.today = today
        self.zone = ZoneInfo(ZONE)
        self.monday = today - timedelta(days=today.weekday())
        self.chance = Random(f"espai demo {today.isoformat()}")

    def new_id(self) -> str:
        """An id like any other, but the same on the same day."""
        return f"{self.chance.getrandbits(ID_BITS):024x}"

    def day(self, week: int, weekday: int) -> date:
        """That weekday of the week so many weeks from this one."""
        return self.monday + timedelta(weeks=week, days=weekday)

    def at(self, on: date, clock: str | time) -> datetime:
        """A wall-clock time in Barcelona as an instant in UTC."""
        wall = clock_time(clock) if isinstance(clock, str) else clock
        return datetime.combine(on, wall, self.zone).astimezone(UTC)

    @property
    def last_evening(self) -> datetime:
        """The last moment anything has happened at: the evening before, so that it is past whatever the hour."""
        return self.at(self.today - timedelta(days=1), "21:30")

    def not_later(self, instant: datetime) -> datetime:
        """`instant`, or the evening before the demo's day if that is earlier."""
        return min(instant, self.last_evening)

    @cached_property
    def public_holidays(self) -> frozenset[date]:
        """The public holidays of Catalonia in the years the demo touches."""
        years = {(self.today + timedelta(days=days)).year for days in (-400, 0, 100)}
        return frozenset(on for year in years for on in public_holidays(REGION, year))


@dataclass(frozen=True, slots=True)
class Closed:
    """A stretch in which a therapist, or nobody at all, works: whole days, or some hours of them."""

    therapist: str | None
    title: str
    first_on: date
    last_on: date
    starts: time | None = None
    ends: time | None = None

    def covers(self, therapist: str, on: date, starts: time, ends: time) -> bool:
        """Whether it takes any of that time."""
        if self.therapist not in (None, therapist) or not self.first_on <= on <= self.last_on:
            return False
        return self.starts is None or self.ends is None or (self.starts < ends and starts < self.ends)
