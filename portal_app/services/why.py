"""Why there is nothing: a therapist's day, stretch by stretch, with what stands in each (AV-9)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from sqlmodel import col

from models.agenda import Appointment
from models.patients import Patient
from models.practice import Centre, Service, StaffMember
from models.vocabulary import AppointmentId, PatientId, ServiceId, StaffId
from portal_app import clock
from portal_app.domain.availability import Reason, Stretch
from portal_app.domain.problems import NotYours
from portal_app.domain.refs import StaffRef
from portal_app.domain.wall_clock import wall_clock
from portal_app.domain.working_hours import shifts_of
from portal_app.services import access
from portal_app.services.availability import Agenda, agendas, rules_of
from portal_app.services.transaction import Transaction, read


@dataclass(frozen=True, slots=True)
class ExplainedStretch:
    """A part of the day. An appointment's has its patient; time off and a holiday have their title, if any.

    `centres` are where one works in that stretch, by name; none outside the hours.
    """

    starts_at: datetime
    ends_at: datetime
    reason: Reason
    title: str = ""
    centres: tuple[str, ...] = ()
    appointment_id: AppointmentId | None = None
    patient_id: PatientId | None = None
    patient: str = ""


@dataclass(frozen=True, slots=True)
class ExplainedDay:
    """From midnight to midnight without a hole, for a service of that length with those buffers."""

    on: date
    zone: ZoneInfo
    now: datetime
    therapist_id: StaffId
    therapist: str
    service_id: ServiceId
    service_names: dict[str, str]
    stretches: tuple[ExplainedStretch, ...]


@dataclass(frozen=True, slots=True)
class _Booked:
    patient_id: str
    patient: str


def day(
    staff: StaffRef, on: date, *, therapist_id: StaffId | None = None, service_id: str | None = None
) -> ExplainedDay:
    """The day of that therapist, or of oneself, for that service, or the first that patients may ask for.

    For whoever may see that agenda, names included: `NotYours`.
    """
    with read() as db:
        therapist = _therapist(db, staff, therapist_id or staff.staff_id)
        service = _service(db, staff, service_id)
        rules = rules_of(db, practice_id=staff.practice_id, service_id=service.id)
        agenda = agendas(db, rules, therapist_ids=[therapist.id], first_on=on, last_on=on)[therapist.id]
        stretches = agenda.explain(on)
        booked = _booked(db, staff, [one.appointment_id for one in agenda.busy])
        centres = _centres(db, staff)
    return ExplainedDay(
        on=on,
        zone=rules.zone,
        now=clock.now(),
        therapist_id=StaffId(therapist.id),
        therapist=therapist.name,
        service_id=ServiceId(service.id),
        service_names=service.names,
        stretches=tuple(_explained(one, booked, _worked_at(agenda, on, one, centres)) for one in stretches),
    )


def _therapist(db: Transaction, staff: StaffRef, therapist_id: str) -> sa.Row[tuple[str, str]]:
    row = db.execute(
        sa.select(col(StaffMember.id), col(StaffMember.name)).where(
            col(StaffMember.practice_id) == staff.practice_id,
            col(StaffMember.id) == therapist_id,
            col(StaffMember.holds_agenda),
            *access.reach(staff, col(StaffMember.id)),
        )
    ).first()
    if row is None:
        raise NotYours
    return row


def _service(db: Transaction, staff: StaffRef, service_id: str | None) -> sa.Row[tuple[str, dict[str, str]]]:
    row = db.execute(
        sa.select(col(Service.id), col(Service.names))
        .where(
            col(Service.practice_id) == staff.practice_id,
            col(Service.id) == service_id if service_id else col(Service.active),
        )
        .order_by(col(Service.patients_may_ask).desc(), col(Service.position), col(Service.id))
        .limit(1)
    ).first()
    if row is None:
        raise NotYours
    return row


def _booked(db: Transaction, staff: StaffRef, appointment_ids: Sequence[str]) -> Mapping[str, _Booked]:
    rows = db.execute(
        sa.select(col(Appointment.id), col(Appointment.patient_id), col(Patient.name))
        .join(Patient, col(Patient.id) == col(Appointment.patient_id))
        .where(col(Appointment.practice_id) == staff.practice_id, col(Appointment.id).in_(appointment_ids))
    )
    return {row.id: _Booked(row.patient_id, row.name) for row in rows}


def _centres(db: Transaction, staff: StaffRef) -> Mapping[str, str]:
    rows = db.execute(sa.select(col(Centre.id), col(Centre.name)).where(col(Centre.practice_id) == staff.practice_id))
    return {row.id: row.name for row in rows}


def _worked_at(agenda: Agenda, on: date, stretch: Stretch, centres: Mapping[str, str]) -> tuple[str, ...]:
    """Where one works in that stretch, were it no holiday."""
    wall = wall_clock(agenda.rules.zone, on, on)
    names = {
        centres[shift.centre_id]: None
        for shift in shifts_of(agenda.hours, (), on, on)
        if wall.first(shift.starts) < stretch.ends_at and stretch.starts_at < wall.first(shift.ends)
    }
    return tuple(names)


def _explained(stretch: Stretch, booked: Mapping[str, _Booked], centres: tuple[str, ...]) -> ExplainedStretch:
    meeting = booked.get(stretch.about) if stretch.reason is Reason.APPOINTMENT else None
    return ExplainedStretch(
        starts_at=stretch.starts_at,
        ends_at=stretch.ends_at,
        reason=stretch.reason,
        title="" if stretch.reason is Reason.APPOINTMENT else stretch.about,
        centres=centres,
        appointment_id=AppointmentId(stretch.about) if meeting else None,
        patient_id=PatientId(meeting.patient_id) if meeting else None,
        patient=meeting.patient if meeting else "",
    )
