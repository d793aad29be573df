"""What a form for an appointment offers and shows (AG-2, AG-3)."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from sqlalchemy.orm import aliased
from sqlmodel import col

from models.agenda import Appointment, AppointmentSeries
from models.patients import Patient
from models.practice import Centre, Practice, Service, StaffMember
from models.vocabulary import (
    AppointmentId,
    AppointmentStatus,
    CentreId,
    CentreKind,
    PatientId,
    Role,
    ServiceId,
    StaffId,
)
from portal_app import clock
from portal_app.domain.availability import ServiceTimes
from portal_app.domain.policies import Policy
from portal_app.domain.problems import NotYours
from portal_app.domain.refs import StaffRef
from portal_app.domain.working_hours import shifts_of
from portal_app.services import access
from portal_app.services.availability import Rules, agendas
from portal_app.services.transaction import Transaction, read


@dataclass(frozen=True, slots=True)
class TherapistChoice:
    """Somebody in whose agenda this person may write."""

    staff_id: StaffId
    name: str


@dataclass(frozen=True, slots=True)
class ServiceChoice:
    """A service in use, with the names it has in each language."""

    service_id: ServiceId
    names: dict[str, str]
    length: timedelta


@dataclass(frozen=True, slots=True)
class CentreChoice:
    """A centre that is open."""

    centre_id: CentreId
    name: str
    online: bool


@dataclass(frozen=True, slots=True)
class Choices:
    """What can be chosen, each in the practice's order."""

    zone: ZoneInfo
    interval: timedelta
    therapists: tuple[TherapistChoice, ...]
    services: tuple[ServiceChoice, ...]
    centres: tuple[CentreChoice, ...]


@dataclass(frozen=True, slots=True)
class SeriesShown:
    """The series an appointment belongs to; `to_come` counts the confirmed ones that have not begun."""

    series_id: str
    every_weeks: int
    to_come: int


@dataclass(frozen=True, slots=True)
class AppointmentShown:
    """An appointment with all its form needs; `sequence` goes back with a change, as what was seen."""

    appointment_id: AppointmentId
    sequence: int
    patient_id: PatientId
    patient: str
    phone: str
    therapist_id: StaffId
    therapist: str
    service_id: ServiceId
    service_names: dict[str, str]
    centre_id: CentreId
    centre: str
    online: bool
    starts_at: datetime
    ends_at: datetime
    status: AppointmentStatus
    has_begun: bool
    cancel_reason: str
    from_pack: bool
    created_by: str
    created_at: datetime
    changed_at: datetime
    zone: ZoneInfo
    may_change: bool
    series: SeriesShown | None


def choices(staff: StaffRef) -> Choices:
    """Whom, what and where an appointment of this person's making can be with. Four queries."""
    with read() as db:
        practice = db.execute(
            sa.select(col(Practice.timezone), col(Practice.interval_minutes)).where(
                col(Practice.id) == staff.practice_id
            )
        ).one()
        own_only = [col(StaffMember.id) == staff.staff_id] if staff.role is Role.THERAPIST else []
        therapists = db.execute(
            sa.select(col(StaffMember.id), col(StaffMember.name))
            .where(
                col(StaffMember.practice_id) == staff.practice_id,
                col(StaffMember.active),
                col(StaffMember.holds_agenda),
                *own_only,
            )
            .order_by(col(StaffMember.name), col(StaffMember.id))
        ).all()
        services = db.execute(
            sa.select(col(Service.id), col(Service.names), col(Service.length_minutes))
            .where(col(Service.practice_id) == staff.practice_id, col(Service.active))
            .order_by(col(Service.position), col(Service.id))
        ).all()
        centres = db.execute(
            sa.select(col(Centre.id), col(Centre.name), col(Centre.kind))
            .where(col(Centre.practice_id) == staff.practice_id, col(Centre.active))
            .order_by(col(Centre.position), col(Centre.id))
        ).all()
    return Choices(
        zone=ZoneInfo(practice.timezone),
        interval=timedelta(minutes=practice.interval_minutes),
        therapists=tuple(TherapistChoice(StaffId(row.id), row.name) for row in therapists),
        services=tuple(
            ServiceChoice(ServiceId(row.id), row.names, timedelta(minutes=row.length_minutes)) for row in services
        ),
        centres=tuple(CentreChoice(CentreId(row.id), row.name, row.kind is CentreKind.ONLINE) for row in centres),
    )


def place_at(staff: StaffRef, therapist_id: str, wall: datetime) -> CentreId | None:
    """Where that therapist works when the practice's wall shows that; None outside their hours."""
    with read() as db:
        practice = db.execute(
            sa.select(col(Practice.timezone), col(Practice.region)).where(col(Practice.id) == staff.practice_id)
        ).one()
        rules = Rules(
            staff.practice_id, ZoneInfo(practice.timezone), practice.region, Policy(), ServiceTimes(timedelta())
        )
        on = wall.date()
        agenda = agendas(db, rules, therapist_ids=[therapist_id], first_on=on, last_on=on)[therapist_id]
    shifts = shifts_of(agenda.hours, agenda.holidays, on, on)
    return next((CentreId(one.centre_id) for one in shifts if one.starts <= wall < one.ends), None)


def shown(staff: StaffRef, appointment_id: str) -> AppointmentShown:
    """The appointment, for whoever may see that agenda. `NotYours`."""
    therapist, maker = aliased(StaffMember), aliased(StaffMember)
    with read() as db:
        row = db.execute(
            sa.select(
                Appointment,
                col(Patient.name).label("patient"),
                sa.case(
                    (sa.and_(sa.true(), *access.reach(staff, col(Patient.therapist_id))), col(Patient.phone)), else_=""
                ).label("phone"),
                col(therapist.name).label("therapist"),
                col(maker.name).label("maker"),
                col(Service.names),
                col(Centre.name).label("centre"),
                col(Centre.kind),
                col(Practice.timezone),
                col(AppointmentSeries.every_weeks),
            )
            .join(Patient, col(Patient.id) == col(Appointment.patient_id))
            .join(therapist, col(therapist.id) == col(Appointment.therapist_id))
            .join(Service, col(Service.id) == col(Appointment.service_id))
            .join(Centre, col(Centre.id) == col(Appointment.centre_id))
            .join(Practice, col(Practice.id) == col(Appointment.practice_id))
            .outerjoin(
                maker,
                sa.and_(
                    col(maker.id) == col(Appointment.created_by), col(maker.practice_id) == col(Appointment.practice_id)
                ),
            )
            .outerjoin(AppointmentSeries, col(AppointmentSeries.id) == col(Appointment.series_id))
            .where(
                col(Appointment.practice_id) == staff.practice_id,
                col(Appointment.id) == appointment_id,
                *access.reach(staff, col(Appointment.therapist_id)),
            )
        ).first()
        if row is None:
            raise NotYours
        appointment = row.Appointment
        to_come = 0 if appointment.series_id is None else _to_come(db, staff, appointment.series_id)
    return AppointmentShown(
        appointment_id=AppointmentId(appointment.id),
        sequence=appointment.sequence,
        patient_id=PatientId(appointment.patient_id),
        patient=row.patient,
        phone=row.phone,
        therapist_id=StaffId(appointment.therapist_id),
        therapist=row.therapist,
        service_id=ServiceId(appointment.service_id),
        service_names=row.names,
        centre_id=CentreId(appointment.centre_id),
        centre=row.centre,
        online=row.kind is CentreKind.ONLINE,
        starts_at=appointment.starts_at,
        ends_at=appointment.ends_at,
        status=appointment.status,
        has_begun=appointment.starts_at <= clock.now(),
        cancel_reason=appointment.cancel_reason,
        from_pack=appointment.pack_id is not None,
        created_by=row.maker or "",
        created_at=appointment.created_at,
        changed_at=appointment.changed_at,
        zone=ZoneInfo(row.timezone),
        may_change=staff.role is not Role.THERAPIST or staff.staff_id == appointment.therapist_id,
        series=SeriesShown(appointment.series_id, row.every_weeks, to_come) if appointment.series_id else None,
    )


def _to_come(db: Transaction, staff: StaffRef, series_id: str) -> int:
    return db.execute(
        sa.select(sa.func.count()).where(
            col(Appointment.practice_id) == staff.practice_id,
            col(Appointment.series_id) == series_id,
            col(Appointment.status) == AppointmentStatus.CONFIRMED,
            col(Appointment.starts_at) > clock.now(),
        )
    ).scalar_one()
