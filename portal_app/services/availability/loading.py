"""What decides which times are free, read from the tables: only the days asked for, never the history."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import cache, partial
from zoneinfo import ZoneInfo

from portal_app import clock
from portal_app.domain import availability
from portal_app.domain.absences import LONGEST
from portal_app.domain.availability import Busy, Period, ServiceTimes, Slot, Stretch
from portal_app.domain.policies import LONGEST_APPOINTMENT, Policy
from portal_app.domain.problems import NotYours
from portal_app.domain.wall_clock import DAY
from portal_app.services import recurrence, sharing
from portal_app.services.availability import statements
from portal_app.services.public_holidays import public_holidays
from portal_app.services.transaction import Transaction

# A date is under way somewhere for up to a day before and after it is in UTC.
AROUND = timedelta(days=1)

# Where there is anything free at all, it mostly is within these days.
SOON = timedelta(days=6)


@dataclass(frozen=True, slots=True)
class Rules:
    """What a practice chose and what one of its services takes."""

    practice_id: str
    zone: ZoneInfo
    region: str
    policy: Policy
    service: ServiceTimes

    def today(self) -> date:
        """The date on the practice's wall."""
        return clock.now().astimezone(self.zone).date()

    def last_day(self) -> date:
        """The last date that can be asked for."""
        return self.today() + self.policy.horizon


@dataclass(frozen=True, slots=True)
class Agenda:
    """All that decides what one therapist has free over some days."""

    rules: Rules
    hours: Sequence[Period]
    time_off: Sequence[availability.TimeOff]
    holidays: Sequence[availability.Holiday]
    busy: Sequence[Busy]

    def free_slots(
        self, first_on: date, last_on: date, *, centre_id: str | None = None, were_nobody_there: bool = False
    ) -> list[Slot]:
        """The starts offered on these days; `were_nobody_there` leaves the appointments out."""
        return availability.free_slots(
            zone=self.rules.zone,
            first_on=first_on,
            last_on=last_on,
            now=clock.now(),
            hours=self.hours,
            time_off=self.time_off,
            holidays=self.holidays,
            busy=() if were_nobody_there else self.busy,
            service=self.rules.service,
            policy=self.rules.policy,
            centre_id=centre_id,
        )

    def explain(self, on: date) -> list[Stretch]:
        """Why each stretch of a day is closed, or that it is open (AV-9)."""
        return availability.explain_day(
            zone=self.rules.zone,
            on=on,
            now=clock.now(),
            hours=self.hours,
            time_off=self.time_off,
            holidays=self.holidays,
            busy=self.busy,
            service=self.rules.service,
            policy=self.rules.policy,
        )

    def slots_from(self, first_on: date) -> Iterator[Slot]:
        """The starts offered from a day to the horizon, in order; the first days alone where they suffice."""
        last_on = self.rules.last_day()
        soon = first_on + SOON
        yield from self.free_slots(first_on, min(soon, last_on))
        yield from self.free_slots(soon + DAY, last_on)


def rules_of(db: Transaction, *, practice_id: str, service_id: str) -> Rules:
    """The practice's policy and the service's times. `NotYours` when it is no service of that practice."""
    return sharing.once(
        db, practice_id, ("rules", service_id), partial(_rules_of, db, practice_id=practice_id, service_id=service_id)
    )


def _rules_of(db: Transaction, *, practice_id: str, service_id: str) -> Rules:
    row = db.columns(statements.RULES, {"practice_id": practice_id, "service_id": service_id}).first()
    if row is None:
        raise NotYours
    return Rules(
        practice_id=practice_id,
        zone=ZoneInfo(row.timezone),
        region=row.region,
        policy=Policy(
            interval=timedelta(minutes=row.interval_minutes),
            notice=timedelta(hours=row.notice_hours),
            horizon=timedelta(days=row.horizon_days),
            most_pending=row.most_pending,
            who_may_ask=row.who_may_ask,
            no_show_uses_pack=row.no_show_uses_pack,
        ),
        service=ServiceTimes(
            timedelta(minutes=row.length_minutes),
            timedelta(minutes=row.buffer_before_minutes),
            timedelta(minutes=row.buffer_after_minutes),
        ),
    )


def agendas(
    db: Transaction, rules: Rules, *, therapist_ids: Collection[str], first_on: date, last_on: date
) -> Mapping[str, Agenda]:
    """What decides these days, for each of the therapists, in five queries however many they are.

    Of the day after the last one as well: what begins before midnight may end after it.
    """
    last_on += DAY
    hours = hours_of(db, practice_id=rules.practice_id, therapist_ids=therapist_ids, first_on=first_on, last_on=last_on)
    time_off = _time_off(db, rules, therapist_ids, first_on, last_on)
    busy = _busy(db, rules, therapist_ids, first_on, last_on)
    holidays = holidays_of(db, practice_id=rules.practice_id, region=rules.region, first_on=first_on, last_on=last_on)
    return {
        therapist_id: Agenda(
            rules,
            hours.get(therapist_id, ()),
            [*time_off.get(therapist_id, ()), *time_off.get(None, ())],
            holidays,
            busy.get(therapist_id, ()),
        )
        for therapist_id in therapist_ids
    }


def hours_of(
    db: Transaction, *, practice_id: str, therapist_ids: Collection[str], first_on: date, last_on: date
) -> dict[str, list[Period]]:
    """The hours that hold on some of these days, of therapists who hold an agenda, at centres that are open."""
    rows = db.columns(
        statements.HOURS,
        {
            "practice_id": practice_id,
            "therapist_ids": list(therapist_ids),
            "first_on": first_on,
            "last_on": last_on,
        },
    )
    found: dict[str, list[Period]] = {}
    for row in rows:
        period = Period(
            centre_id=row.centre_id,
            starts=row.starts,
            ends=row.ends,
            weekday=row.weekday,
            on=row.on,
            valid_from=row.valid_from,
            valid_to=row.valid_to,
            online_too=row.online_too,
        )
        found.setdefault(row.therapist_id, []).append(period)
    return found


def _time_off(
    db: Transaction, rules: Rules, therapist_ids: Collection[str], first_on: date, last_on: date
) -> dict[str | None, list[availability.TimeOff]]:
    """Absences that touch these days, the recurring ones day by day; under None those of the whole practice."""
    rows = db.columns(
        statements.TIME_OFF,
        {
            "practice_id": rules.practice_id,
            "therapist_ids": list(therapist_ids),
            "first_on": first_on,
            "last_on": last_on,
            "under_way_from": first_on - LONGEST,
        },
    )
    found: dict[str | None, list[availability.TimeOff]] = {}
    for row in rows:
        lasts = row.last_on - row.first_on
        begins: Sequence[date] = (row.first_on,)
        if row.rrule is not None:
            begins = recurrence.days(
                row.rrule,
                begins_on=row.first_on,
                first_on=max(first_on - lasts, row.first_on),
                last_on=min(last_on, row.until or last_on),
                zone=rules.zone,
            )
        found.setdefault(row.therapist_id, []).extend(
            availability.TimeOff(on, on + lasts, row.starts, row.ends, row.title) for on in begins
        )
    return found


def _busy(
    db: Transaction, rules: Rules, therapist_ids: Collection[str], first_on: date, last_on: date
) -> dict[str, list[Busy]]:
    """Appointments that hold time on these days, with the buffers of what each is for."""
    earliest = datetime.combine(first_on, time(), UTC) - AROUND - LONGEST_APPOINTMENT
    latest = datetime.combine(last_on + DAY, time(), UTC) + AROUND
    rows = db.columns(
        statements.BUSY,
        {
            "practice_id": rules.practice_id,
            "therapist_ids": list(therapist_ids),
            "earliest": earliest,
            "latest": latest,
        },
    )
    found: dict[str, list[Busy]] = {}
    for appointment_id, therapist_id, starts_at, ends_at, before, after in rows:
        busy = Busy(starts_at, ends_at, _minutes(before), _minutes(after), appointment_id)
        found.setdefault(therapist_id, []).append(busy)
    return found


@cache
def _minutes(number: int) -> timedelta:
    return timedelta(minutes=number)


def holidays_of(
    db: Transaction, *, practice_id: str, region: str, first_on: date, last_on: date
) -> list[availability.Holiday]:
    """The holidays entered by hand, and each centre's public ones by its region, but those worked through."""
    span = {"practice_id": practice_id, "first_on": first_on, "last_on": last_on}
    by_hand = db.columns(statements.HOLIDAYS_BY_HAND, span).all()
    worked = {(row.on, row.centre_id) for row in by_hand if row.worked}
    centres = db.columns(statements.REGIONS, {"practice_id": practice_id})
    found = [availability.Holiday(row.on, row.centre_id, row.name) for row in by_hand if not row.worked]
    for centre in centres:
        for year in range(first_on.year, last_on.year + 1):
            days = public_holidays(centre.region or region, year)
            found += [
                availability.Holiday(on, centre.id)
                for on in days
                if first_on <= on <= last_on and not worked & {(on, None), (on, centre.id)}
            ]
    return found
