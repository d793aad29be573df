"""The appointments that time off lies over (AV-10)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time

import sqlalchemy as sa
from sqlmodel import col

from models.agenda import Appointment
from models.patients import Patient
from models.practice import StaffMember
from models.vocabulary import Action, AppointmentId, AppointmentStatus, PatientId, StaffId
from portal_app import clock
from portal_app.domain import availability
from portal_app.domain.absences import TimeOffDraft, rule_of
from portal_app.domain.refs import Origin, StaffRef
from portal_app.domain.time_ranges import TimeRange, merged, remaining
from portal_app.services import activity, appointments, booking, recurrence
from portal_app.services.set_up import steps
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


@dataclass(frozen=True, slots=True)
class Covered:
    """An appointment to come that the time off lies over."""

    appointment_id: AppointmentId
    starts_at: datetime
    ends_at: datetime
    patient_id: PatientId
    patient: str
    therapist: str


def appointments_under(db: Transaction, staff: StaffRef, absence: Absence) -> list[Covered]:
    """The confirmed appointments to come that lie in it at least in part, in order.

    One for ever is looked at as far as there are appointments.
    """
    rows = db.execute(
        sa.select(
            col(Appointment.id),
            col(Appointment.starts_at),
            col(Appointment.ends_at),
            col(Appointment.patient_id),
            col(Patient.name).label("patient"),
            col(StaffMember.name).label("therapist"),
        )
        .join(Patient, col(Patient.id) == col(Appointment.patient_id))
        .join(StaffMember, col(StaffMember.id) == col(Appointment.therapist_id))
        .where(
            col(Appointment.practice_id) == staff.practice_id,
            col(Appointment.therapist_id) == absence.therapist_id if absence.therapist_id else sa.true(),
            col(Appointment.starts_at) > clock.now(),
            col(Appointment.status) == AppointmentStatus.CONFIRMED,
        )
        .order_by(col(Appointment.starts_at), col(StaffMember.name), col(Appointment.id))
    ).all()
    if not rows:
        return []
    absent = _times(db, staff, absence, TimeRange(rows[0].starts_at, max(row.ends_at for row in rows)))
    return [
        Covered(
            AppointmentId(row.id), row.starts_at, row.ends_at, PatientId(row.patient_id), row.patient, row.therapist
        )
        for row in rows
        if remaining(TimeRange(row.starts_at, row.ends_at), absent) != [TimeRange(row.starts_at, row.ends_at)]
    ]


def hold(
    db: Transaction, staff: StaffRef, appointment_ids: Sequence[str], therapist_id: StaffId | None
) -> Sequence[Appointment]:
    """Keep these appointments, then the agendas in question, from others until the commit."""
    held = db.scalars(
        sa.select(Appointment)
        .where(col(Appointment.practice_id) == staff.practice_id, col(Appointment.id).in_(appointment_ids))
        .order_by(col(Appointment.id))
        .with_for_update()
    ).all()
    whose = [therapist_id] if therapist_id else _agendas(db, staff)
    for each in sorted(whose):
        booking.hold_agenda(db, staff.practice_id, each)
    return held


def cancel(db: Transaction, staff: StaffRef, going: Sequence[Appointment], *, reason: str, origin: Origin) -> int:
    """Cancel these for the practice, each with its entry in the trail; how many."""
    for appointment in going:
        appointments.end(appointment, reason=reason)
        activity.record(
            db,
            practice_id=staff.practice_id,
            action=Action.APPOINTMENT_CANCELLED,
            actor=staff,
            origin=origin,
            patient_id=appointment.patient_id,
            appointment_id=appointment.id,
            starts_at=appointment.starts_at.isoformat(),
            because="time_off",
        )
    return len(going)


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


def _agendas(db: Transaction, staff: StaffRef) -> Sequence[str]:
    return db.scalars(
        sa.select(col(StaffMember.id)).where(
            col(StaffMember.practice_id) == staff.practice_id, col(StaffMember.holds_agenda)
        )
    ).all()
