"""The appointments that time off lies over (AV-10)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, time

from portal_app.domain import availability
from portal_app.domain.absences import TimeOffDraft, rule_of
from portal_app.domain.refs import StaffRef
from portal_app.domain.time_ranges import TimeRange, merged, remaining
from portal_app.services import recurrence
from portal_app.services.set_up import decisions, steps
from portal_app.services.set_up.decisions import Covered
from portal_app.services.transaction import Transaction


@dataclass(frozen=True, slots=True)
class Absence:
    """Time off as the tables have it; `rule` empty: once."""

    therapist_id: str | None
    first_on: date
    last_on: date
    starts: time | None
    ends: time | None
    rule: str
    until: date | None

    @classmethod
    def of(cls, draft: TimeOffDraft) -> "Absence":
        """What a draft will be."""
        recurs = draft.recurrence
        return cls(
            therapist_id=draft.therapist_id,
            first_on=draft.first_on,
            last_on=draft.last_on,
            starts=draft.starts,
            ends=draft.ends,
            rule=rule_of(recurs, draft.first_on) if recurs else "",
            until=recurs.until if recurs else None,
        )


def appointments_under(db: Transaction, staff: StaffRef, absence: Absence) -> list[Covered]:
    """The confirmed appointments to come that lie in it at least in part, in order.

    One for ever is looked at as far as there are appointments.
    """
    there = [one.covered for one in decisions.to_come(db, staff, absence.therapist_id)]
    if not there:
        return []
    absent = _times(db, staff, absence, TimeRange(there[0].starts_at, max(one.ends_at for one in there)))
    return [
        one
        for one in there
        if remaining(TimeRange(one.starts_at, one.ends_at), absent) != [TimeRange(one.starts_at, one.ends_at)]
    ]


def _times(db: Transaction, staff: StaffRef, absence: Absence, span: TimeRange) -> list[TimeRange]:
    """When it is, as far as the span goes."""
    zone = steps.zone_of(db, staff)
    first_on, last_on = span.starts_at.astimezone(zone).date(), span.ends_at.astimezone(zone).date()
    lasts = absence.last_on - absence.first_on
    begins: Sequence[date] = [absence.first_on]
    if absence.rule:
        begins = recurrence.days(
            absence.rule,
            begins_on=absence.first_on,
            first_on=max(first_on - lasts, absence.first_on),
            last_on=min(last_on, absence.until or last_on),
            zone=zone,
        )
    return merged(
        part
        for on in begins
        if on <= last_on and on + lasts >= first_on
        for part in availability.away(
            availability.TimeOff(on, on + lasts, absence.starts, absence.ends),
            zone=zone,
            first_on=on,
            last_on=on + lasts,
        )
    )
