"""The appointments that changed hours, holidays, regions or zones leave outside the working hours (AV-2, AV-10).

The change is made, compared with how things were, and taken back with the whole transaction where somebody still has
to decide: so it is the engine itself that says what is outside, and nothing can be forgotten.
"""

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from sqlmodel import col

from models.agenda import Appointment
from models.practice import Practice
from portal_app.domain import open_hours
from portal_app.domain.refs import Origin, StaffRef
from portal_app.domain.time_ranges import TimeRange
from portal_app.services.availability import holidays_of, hours_of
from portal_app.services.set_up import decisions
from portal_app.services.set_up.decisions import Decided, ToCome
from portal_app.services.transaction import Transaction


@dataclass(frozen=True, slots=True)
class Before:
    """How things were before the change; made by `before`."""

    staff: StaffRef
    therapist_id: str | None
    decided: Decided
    held: Sequence[Appointment]
    inside: frozenset[str]

    def settle(self, db: Transaction, *, because: str, origin: Origin) -> int:
        """Look again after the change, and let become of each appointment now outside what was decided; how many went.

        `AppointmentsCovered` while one is undecided.
        """
        db.flush()
        there = decisions.to_come(db, self.staff, self.therapist_id)
        inside = _inside(db, self.staff, there)
        left = [
            one.covered
            for one in there
            if one.covered.appointment_id in self.inside and one.covered.appointment_id not in inside
        ]
        return decisions.settle(db, self.staff, left, self.decided, held=self.held, because=because, origin=origin)


def before(db: Transaction, staff: StaffRef, decided: Decided, *, therapist_id: str | None = None) -> Before:
    """Remember which appointments to come lie in the hours, of that therapist or of everybody, and hold them."""
    held = decisions.hold(db, staff, decided, therapist_id)
    there = decisions.to_come(db, staff, therapist_id)
    return Before(staff, therapist_id, decided, held, _inside(db, staff, there))


def _inside(db: Transaction, staff: StaffRef, there: Sequence[ToCome]) -> frozenset[str]:
    """Those that lie wholly in the hours of their place, holidays left out."""
    if not there:
        return frozenset()
    practice = db.execute(
        sa.select(col(Practice.timezone), col(Practice.region)).where(col(Practice.id) == staff.practice_id)
    ).one()
    zone = ZoneInfo(practice.timezone)
    span = {
        "first_on": there[0].covered.starts_at.astimezone(zone).date(),
        "last_on": max(one.covered.ends_at for one in there).astimezone(zone).date(),
    }
    therapist_ids = {one.therapist_id for one in there}
    hours = hours_of(db, practice_id=staff.practice_id, therapist_ids=therapist_ids, **span)
    holidays = holidays_of(db, practice_id=staff.practice_id, region=practice.region, **span)
    places = {(one.therapist_id, one.centre_id, one.online) for one in there}
    opened = {
        place: open_hours.opened(
            zone=zone,
            **span,
            hours=hours.get(place[0], ()),
            holidays=holidays,
            centre_id=place[1],
            online=place[2],
        )
        for place in places
    }
    return frozenset(
        one.covered.appointment_id
        for one in there
        if _lies_in(
            TimeRange(one.covered.starts_at, one.covered.ends_at),
            opened[one.therapist_id, one.centre_id, one.online],
        )
    )


def _lies_in(time: TimeRange, opened: Sequence[TimeRange]) -> bool:
    here = bisect_right(opened, time.starts_at, key=lambda part: part.starts_at)
    return here > 0 and opened[here - 1].covers(time)
