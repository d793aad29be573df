"""What a therapist has free, for whoever may know it."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime
from itertools import islice

from portal_app import clock
from portal_app.domain import availability
from portal_app.domain.availability import Slot, Stretch
from portal_app.domain.policies import NEAREST_TIMES
from portal_app.domain.time_ranges import TimeRange
from portal_app.services.availability.loading import agendas, rules_of
from portal_app.services.transaction import Transaction


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
    agenda = agendas(db, rules, therapist_ids=[therapist_id], first_on=first_on, last_on=last_on)[therapist_id]
    return agenda.free_slots(first_on, last_on, centre_id=centre_id)


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
    agenda = agendas(db, rules, therapist_ids=[therapist_id], first_on=first_on, last_on=rules.last_day())[therapist_id]
    later = (slot for slot in agenda.slots_from(first_on) if slot.starts_at > after)
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


def explain_day(db: Transaction, *, practice_id: str, therapist_id: str, service_id: str, on: date) -> list[Stretch]:
    """Why each stretch of a therapist's day is closed, or that it is open (AV-9)."""
    rules = rules_of(db, practice_id=practice_id, service_id=service_id)
    agenda = agendas(db, rules, therapist_ids=[therapist_id], first_on=on, last_on=on)[therapist_id]
    return availability.explain_day(
        zone=rules.zone,
        on=on,
        now=clock.now(),
        hours=agenda.hours,
        time_off=agenda.time_off,
        holidays=agenda.holidays,
        busy=agenda.busy,
        service=rules.service,
        policy=rules.policy,
    )
