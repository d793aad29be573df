"""What stands against appointments that staff want, asked of a therapist's days that are read once (AV-4, AV-10)."""

from bisect import bisect_left
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlmodel import col

from models.agenda import Appointment
from models.practice import Centre
from models.vocabulary import CANCELLED, CentreKind
from portal_app import clock
from portal_app.domain import availability
from portal_app.domain.availability import Busy, Reason
from portal_app.domain.policies import LONGEST_APPOINTMENT
from portal_app.domain.time_ranges import TimeRange
from portal_app.services.availability import Agenda, agendas, rules_of
from portal_app.services.transaction import Transaction

# No buffer is longer, so a look for what is near need not go further.
LONGEST_BUFFER = timedelta(hours=12)


@dataclass(frozen=True, slots=True)
class Wanted:
    """With whom, of what and where; the times are asked one by one."""

    practice_id: str
    therapist_id: str
    patient_id: str
    service_id: str
    centre_id: str


@dataclass(frozen=True, slots=True)
class Fit:
    """What stands against one time: the first two are refused whatever staff say, the reasons can be overridden."""

    overlaps: bool
    patient_is_taken: bool
    reasons: tuple[Reason, ...]


@dataclass(frozen=True, slots=True)
class Fitting:
    """A therapist's and a patient's time over some days; made by `load`."""

    agenda: Agenda
    centre_id: str
    online: bool
    busy: Sequence[Busy]
    patients_own: Sequence[TimeRange]

    def fit(self, time: TimeRange) -> Fit:
        """What stands against an appointment at that time."""
        rules = self.agenda.rules
        near = self._near(time)
        return Fit(
            overlaps=any(time.overlaps(TimeRange(one.starts_at, one.ends_at)) for one in near),
            patient_is_taken=any(time.overlaps(own) for own in self.patients_own),
            reasons=availability.obstacles(
                time,
                zone=rules.zone,
                now=clock.now(),
                centre_id=self.centre_id,
                online=self.online,
                hours=self.agenda.hours,
                time_off=self.agenda.time_off,
                holidays=self.agenda.holidays,
                busy=near,
                service=rules.service,
                policy=rules.policy,
            ),
        )

    def _near(self, time: TimeRange) -> Sequence[Busy]:
        """The appointments that could reach into it."""
        around = LONGEST_APPOINTMENT + LONGEST_BUFFER + self.agenda.rules.service.after
        first = bisect_left(self.busy, time.starts_at - around, key=_start)
        last = bisect_left(self.busy, time.ends_at + around, key=_start)
        return self.busy[first:last]


def load(db: Transaction, wanted: Wanted, *, over: TimeRange, leaving_out: Collection[str] = ()) -> Fitting:
    """Read what decides about times in that span; appointments `leaving_out` do not count. `NotYours`."""
    rules = rules_of(db, practice_id=wanted.practice_id, service_id=wanted.service_id)
    first_on, last_on = over.starts_at.astimezone(rules.zone).date(), over.ends_at.astimezone(rules.zone).date()
    agenda = agendas(db, rules, therapist_ids=[wanted.therapist_id], first_on=first_on, last_on=last_on)[
        wanted.therapist_id
    ]
    kind = db.scalar(
        sa.select(col(Centre.kind)).where(
            col(Centre.practice_id) == wanted.practice_id, col(Centre.id) == wanted.centre_id
        )
    )
    return Fitting(
        agenda=agenda,
        centre_id=wanted.centre_id,
        online=kind is CentreKind.ONLINE,
        busy=sorted((one for one in agenda.busy if one.appointment_id not in leaving_out), key=_start),
        patients_own=_patients_own(db, wanted, over, leaving_out),
    )


def _patients_own(
    db: Transaction, wanted: Wanted, over: TimeRange, leaving_out: Collection[str]
) -> Sequence[TimeRange]:
    rows = db.execute(
        sa.select(col(Appointment.id), col(Appointment.starts_at), col(Appointment.ends_at)).where(
            col(Appointment.practice_id) == wanted.practice_id,
            col(Appointment.patient_id) == wanted.patient_id,
            col(Appointment.starts_at) > over.starts_at - LONGEST_APPOINTMENT,
            col(Appointment.starts_at) < over.ends_at,
            col(Appointment.status).not_in(CANCELLED),
        )
    )
    return [TimeRange(row.starts_at, row.ends_at) for row in rows if row.id not in leaving_out]


def _start(one: Busy) -> datetime:
    return one.starts_at
