"""What a therapist has free, for whoever may know it."""

from bisect import bisect_left, bisect_right
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import islice
from zoneinfo import ZoneInfo

from portal_app import clock
from portal_app.domain import availability
from portal_app.domain.availability import Slot
from portal_app.domain.policies import NEAREST_TIMES
from portal_app.domain.time_ranges import TimeRange
from portal_app.services import sharing
from portal_app.services.availability.loading import Rules, agendas, rules_of
from portal_app.services.transaction import Transaction


@dataclass(frozen=True, slots=True)
class FreeTimes:
    """What a therapist has free for a service from a day to the horizon, as it was at a moment of that day."""

    as_of: datetime
    today: date
    slots: Sequence[Slot]
    days: Sequence[date]

    @staticmethod
    def of(slots: Sequence[Slot], zone: ZoneInfo, *, today: date) -> "FreeTimes":
        """All that is free from today on, each with its date on the practice's wall."""
        days = [slot.starts_at.astimezone(zone).date() for slot in slots]
        return FreeTimes(clock.now(), today, tuple(slots), days)

    def between(self, first_on: date, last_on: date, rules: Rules) -> list[Slot]:
        """Those of some days, less what time has brought inside the minimum notice meanwhile."""
        earliest = clock.now() + rules.policy.notice
        begin = bisect_left(self.slots, earliest, key=_start)
        begin = max(begin, bisect_left(self.days, first_on))
        return list(self.slots[begin : bisect_right(self.days, last_on)])


def _start(slot: Slot) -> datetime:
    return slot.starts_at


def _known(db: Transaction, rules: Rules, therapist_id: str, service_id: str) -> FreeTimes | None:
    """What somebody's look worked out today, if nothing was written since that could change it."""
    found = sharing.find(db, rules.practice_id, ("times", therapist_id, service_id))
    return found if found is not None and found.today == rules.today() and found.as_of <= clock.now() else None


def free_slots(
    db: Transaction,
    *,
    practice_id: str,
    therapist_id: str,
    service_id: str,
    first_on: date,
    last_on: date,
    centre_id: str | None = None,
) -> list[Slot]:
    """The starts a therapist offers for a service from `first_on` to `last_on`, both included (AV-1)."""
    rules = rules_of(db, practice_id=practice_id, service_id=service_id)
    first_on, last_on = max(first_on, rules.today()), min(last_on, rules.last_day())
    if first_on > last_on:
        return []
    if centre_id is None and (known := _known(db, rules, therapist_id, service_id)) is not None:
        return known.between(first_on, last_on, rules)
    agenda = agendas(db, rules, therapist_ids=[therapist_id], first_on=first_on, last_on=last_on)[therapist_id]
    slots = agenda.free_slots(first_on, last_on, centre_id=centre_id)
    if centre_id is None and (first_on, last_on) == (rules.today(), rules.last_day()):
        sharing.keep(
            db, practice_id, ("times", therapist_id, service_id), FreeTimes.of(slots, rules.zone, today=first_on)
        )
    return slots


def open_days(
    db: Transaction, *, practice_id: str, therapist_id: str, service_id: str, first_on: date, last_on: date
) -> set[date]:
    """The dates with at least one free start (CA-1)."""
    rules = rules_of(db, practice_id=practice_id, service_id=service_id)
    first_on, last_on = max(first_on, rules.today()), min(last_on, rules.last_day())
    if first_on > last_on:
        return set()
    agenda = agendas(db, rules, therapist_ids=[therapist_id], first_on=first_on, last_on=last_on)[therapist_id]
    return availability.days_of(agenda.free_slots(first_on, last_on), rules.zone)


def next_slots(
    db: Transaction,
    *,
    practice_id: str,
    therapist_id: str,
    service_id: str,
    after: datetime,
    besides: Sequence[TimeRange] = (),
    count: int = NEAREST_TIMES,
) -> list[Slot]:
    """The first `count` free starts later than `after`: the next openings, the next day with open times (AV-9).

    `besides`: when whoever asks is somewhere else.
    """
    rules = rules_of(db, practice_id=practice_id, service_id=service_id)
    first_on = max(after.astimezone(rules.zone).date(), rules.today())
    if (known := _known(db, rules, therapist_id, service_id)) is not None:
        slots = iter(known.between(first_on, rules.last_day(), rules))
    else:
        found = agendas(db, rules, therapist_ids=[therapist_id], first_on=first_on, last_on=rules.last_day())
        slots = found[therapist_id].slots_from(first_on)
    later = (slot for slot in slots if slot.starts_at > after)
    free = (slot for slot in later if not any(TimeRange(slot.starts_at, slot.ends_at).overlaps(one) for one in besides))
    return list(islice(free, count))


def nearest_slots(
    db: Transaction, *, practice_id: str, therapist_id: str, service_id: str, to: datetime, count: int = NEAREST_TIMES
) -> list[Slot]:
    """The `count` free starts nearest to a time that went, earlier or later, in order (CA-3)."""
    rules = rules_of(db, practice_id=practice_id, service_id=service_id)
    first_on, last_on = rules.today(), rules.last_day()
    agenda = agendas(db, rules, therapist_ids=[therapist_id], first_on=first_on, last_on=last_on)[therapist_id]
    slots = agenda.free_slots(first_on, last_on)
    return sorted(sorted(slots, key=lambda slot: abs(slot.starts_at - to))[:count], key=lambda slot: slot.starts_at)


def next_open_days(
    db: Transaction, *, practice_id: str, therapist_ids: Collection[str], service_id: str
) -> Mapping[str, date | None]:
    """For each therapist the next date with a free start; None: nothing up to the horizon."""
    rules = rules_of(db, practice_id=practice_id, service_id=service_id)
    today = rules.today()
    found = agendas(db, rules, therapist_ids=therapist_ids, first_on=today, last_on=rules.last_day())
    first = {therapist_id: next(agenda.slots_from(today), None) for therapist_id, agenda in found.items()}
    return {
        therapist_id: None if slot is None else slot.starts_at.astimezone(rules.zone).date()
        for therapist_id, slot in first.items()
    }
