"""Practices to ask for free times: one in Barcelona in few words, and any at all for hypothesis."""

from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from portal_app.domain import availability
from portal_app.domain.availability import Busy, ServiceTimes, Slot, Stretch, TimeOff
from portal_app.domain.policies import Policy
from portal_app.domain.working_hours import Holiday, Period

MADRID = ZoneInfo("Europe/Madrid")
AN_HOUR = ServiceTimes(timedelta(hours=1))
EVERY_HOUR = Policy(interval=timedelta(hours=1), notice=timedelta(), horizon=timedelta(days=3650))


def minutes(number: int) -> timedelta:
    return timedelta(minutes=number)


def clock_time(shown: str) -> time:
    return time.fromisoformat(shown)


def hours(spans: str, *, centre_id: str = "gracia", online_too: bool = False, **when: object) -> list[Period]:
    """`hours("09:00-14:00 16:00-20:00", weekday=0)`."""
    return [
        Period(centre_id, clock_time(starts), clock_time(ends), online_too=online_too, **when)
        for starts, _, ends in (span.partition("-") for span in spans.split())
    ]


def every_weekday(spans: str, **more: object) -> list[Period]:
    return [period for weekday in range(7) for period in hours(spans, weekday=weekday, **more)]


@dataclass(frozen=True)
class Practice:
    """All that decides what is free. It is the first of October 2026 unless told otherwise."""

    hours: list[Period] = field(default_factory=lambda: every_weekday("09:00-14:00"))
    time_off: list[TimeOff] = field(default_factory=list)
    holidays: list[Holiday] = field(default_factory=list)
    busy: list[Busy] = field(default_factory=list)
    service: ServiceTimes = AN_HOUR
    policy: Policy = EVERY_HOUR
    zone: ZoneInfo = MADRID
    now: datetime = datetime(2026, 10, 1, tzinfo=UTC)

    def but(self, **changes: object) -> "Practice":
        return replace(self, **changes)

    def at(self, wall_clock: str) -> datetime:
        """The instant of a wall-clock time; the first, where there are two."""
        return datetime.fromisoformat(wall_clock).replace(tzinfo=self.zone).astimezone(UTC)

    def taken(self, starts: str, length: int = 60, *, before: int = 0, after: int = 0) -> Busy:
        return Busy(self.at(starts), self.at(starts) + minutes(length), minutes(before), minutes(after))

    def slots(self, first: date | str, last: date | str | None = None, *, centre_id: str | None = None) -> list[Slot]:
        first_on = date.fromisoformat(first) if isinstance(first, str) else first
        last_on = date.fromisoformat(last) if isinstance(last, str) else last or first_on
        return availability.free_slots(
            zone=self.zone,
            first_on=first_on,
            last_on=last_on,
            now=self.now,
            hours=self.hours,
            time_off=self.time_off,
            holidays=self.holidays,
            busy=self.busy,
            service=self.service,
            policy=self.policy,
            centre_id=centre_id,
        )

    def shown(self, on: str, *, centre_id: str | None = None) -> str:
        """The starts of a day as the wall shows them: "09:00 10:00"."""
        return " ".join(f"{slot.starts_at.astimezone(self.zone):%H:%M}" for slot in self.slots(on, centre_id=centre_id))

    def explained(self, on: str | date) -> list[Stretch]:
        return availability.explain_day(
            zone=self.zone,
            on=date.fromisoformat(on) if isinstance(on, str) else on,
            now=self.now,
            hours=self.hours,
            time_off=self.time_off,
            holidays=self.holidays,
            busy=self.busy,
            service=self.service,
            policy=self.policy,
        )

    def told(self, on: str) -> list[str]:
        """The timeline of a day as the wall shows it: ["00:00 hours", "09:00 open", …]."""
        return [
            f"{stretch.starts_at.astimezone(self.zone):%H:%M} {stretch.reason.value}" for stretch in self.explained(on)
        ]


def off(first: str, last: str | None = None, hours: str = "") -> TimeOff:
    """`off("2026-10-22", hours="12:00-13:00")`."""
    starts, _, ends = hours.partition("-")
    return TimeOff(
        date.fromisoformat(first),
        date.fromisoformat(last or first),
        clock_time(starts) if starts else None,
        clock_time(ends) if ends else None,
    )
