"""A therapist's week as staff see it: appointments, blocks, hours, and who is interested in what (AG-1, WL-2)."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from sqlmodel import col

from models.agenda import Appointment
from models.patients import Patient
from models.practice import Centre, Practice, Service, StaffMember
from models.vocabulary import (
    CANCELLED,
    AppointmentId,
    AppointmentStatus,
    CentreKind,
    PatientId,
    Role,
    StaffId,
)
from portal_app import clock
from portal_app.domain import availability
from portal_app.domain.availability import ServiceTimes
from portal_app.domain.policies import LONGEST_APPOINTMENT, Policy
from portal_app.domain.problems import NotYours
from portal_app.domain.refs import StaffRef
from portal_app.domain.time_ranges import TimeRange
from portal_app.domain.wall_clock import DAY, wall_clock
from portal_app.domain.working_hours import Holiday
from portal_app.services import access, interest
from portal_app.services.availability import Agenda, Rules, agendas
from portal_app.services.interest import InterestGroup
from portal_app.services.transaction import Transaction, read

WEEK = timedelta(days=7)
FRIDAY = timedelta(days=4)


@dataclass(frozen=True, slots=True)
class Therapist:
    """Somebody whose agenda may be looked at."""

    staff_id: StaffId
    name: str


@dataclass(frozen=True, slots=True)
class AgendaAppointment:
    """An appointment that holds its time. `hue` is its service's colour, 0 to 359; None: the practice's own."""

    appointment_id: AppointmentId
    patient_id: PatientId
    patient: str
    service_names: dict[str, str]
    centre: str
    online: bool
    starts_at: datetime
    ends_at: datetime
    status: AppointmentStatus
    hue: int | None = None


class BlockKind(StrEnum):
    """Why nothing is booked there."""

    TIME_OFF = "time_off"
    HOLIDAY = "holiday"


@dataclass(frozen=True, slots=True)
class Block:
    """Time that is not worked although the week would have it so; `title` may be empty."""

    starts_at: datetime
    ends_at: datetime
    title: str
    kind: BlockKind


@dataclass(frozen=True, slots=True)
class Week:
    """Seven days from `monday` of one therapist; `therapist` None: nobody here holds an agenda."""

    monday: date
    zone: ZoneInfo
    now: datetime
    therapists: tuple[Therapist, ...]
    therapist: Therapist | None
    may_decide: bool
    appointments: tuple[AgendaAppointment, ...] = ()
    blocks: tuple[Block, ...] = ()
    worked: tuple[TimeRange, ...] = ()
    groups: tuple[InterestGroup, ...] = ()


def week(staff: StaffRef, on: date | None = None, *, therapist_id: str | None = None) -> Week:
    """The week with that date; of that therapist, of oneself, or of the first that may be seen.

    Without a date it is this week, or on a free weekend the coming one. A therapist sees their own agenda, everybody
    else all of them (ID-8): `NotYours`. The number of queries does not depend on what is in the agenda.
    """
    found = _week(staff, on, therapist_id)
    if on is None and _is_free_weekend(found):
        return _week(staff, found.monday + WEEK, therapist_id)
    return found


def _is_free_weekend(found: Week) -> bool:
    """Whether it is Saturday or Sunday, and nobody works or is booked on either."""
    friday_ends = wall_clock(found.zone, found.monday, found.monday + WEEK).day(found.monday + FRIDAY).ends_at
    used = any(one.ends_at > friday_ends for one in (*found.worked, *found.appointments, *found.groups))
    return found.now >= friday_ends and not used


def _week(staff: StaffRef, on: date | None, therapist_id: str | None) -> Week:
    with read() as db:
        practice = db.execute(
            sa.select(col(Practice.timezone), col(Practice.region)).where(col(Practice.id) == staff.practice_id)
        ).one()
        zone = ZoneInfo(practice.timezone)
        now = clock.now()
        on = on or now.astimezone(zone).date()
        monday = on - timedelta(days=on.weekday())
        therapists = _therapists(db, staff)
        therapist = _chosen(therapists, staff, therapist_id)
        if therapist is None:
            return Week(monday, zone, now, therapists, None, may_decide=False)
        sunday = monday + WEEK - DAY
        days = wall_clock(zone, monday, sunday)
        span = days.day(monday).starts_at, days.day(sunday).ends_at
        rules = Rules(staff.practice_id, zone, practice.region, Policy(), ServiceTimes(timedelta()))
        of_these_days = agendas(db, rules, therapist_ids=[therapist.staff_id], first_on=monday, last_on=sunday)
        agenda = of_these_days[therapist.staff_id]
        return Week(
            monday=monday,
            zone=zone,
            now=now,
            therapists=therapists,
            therapist=therapist,
            may_decide=staff.role is not Role.THERAPIST or staff.staff_id == therapist.staff_id,
            appointments=_appointments(db, staff, therapist, span),
            blocks=tuple(_blocks(agenda, zone, monday, sunday)),
            worked=tuple(
                availability.worked(
                    zone=zone, first_on=monday, last_on=sunday, hours=agenda.hours, holidays=agenda.holidays
                )
            ),
            groups=tuple(interest.pending_groups(db, staff, therapist_id=therapist.staff_id, between=span)),
        )


def _therapists(db: Transaction, staff: StaffRef) -> tuple[Therapist, ...]:
    rows = db.execute(
        sa.select(col(StaffMember.id), col(StaffMember.name))
        .where(
            col(StaffMember.practice_id) == staff.practice_id,
            col(StaffMember.active),
            col(StaffMember.holds_agenda),
            *access.reach(staff, col(StaffMember.id)),
        )
        .order_by(col(StaffMember.name), col(StaffMember.id))
    )
    return tuple(Therapist(StaffId(row.id), row.name) for row in rows)


def _chosen(therapists: tuple[Therapist, ...], staff: StaffRef, therapist_id: str | None) -> Therapist | None:
    wanted = therapist_id or staff.staff_id
    found = next((one for one in therapists if one.staff_id == wanted), None)
    if found is None and therapist_id is not None:
        raise NotYours
    return found or next(iter(therapists), None)


def _appointments(
    db: Transaction, staff: StaffRef, therapist: Therapist, span: tuple[datetime, datetime]
) -> tuple[AgendaAppointment, ...]:
    rows = db.execute(
        sa.select(
            col(Appointment.id),
            col(Appointment.patient_id),
            col(Patient.name),
            col(Service.names),
            col(Service.hue),
            col(Centre.name).label("centre"),
            col(Centre.kind),
            col(Appointment.starts_at),
            col(Appointment.ends_at),
            col(Appointment.status),
        )
        .join(Patient, col(Patient.id) == col(Appointment.patient_id))
        .join(Service, col(Service.id) == col(Appointment.service_id))
        .join(Centre, col(Centre.id) == col(Appointment.centre_id))
        .where(
            col(Appointment.practice_id) == staff.practice_id,
            col(Appointment.therapist_id) == therapist.staff_id,
            col(Appointment.starts_at) > span[0] - LONGEST_APPOINTMENT,
            col(Appointment.starts_at) < span[1],
            col(Appointment.ends_at) > span[0],
            col(Appointment.status).not_in(CANCELLED),
        )
        .order_by(col(Appointment.starts_at))
    )
    return tuple(
        AgendaAppointment(
            appointment_id=AppointmentId(row.id),
            patient_id=PatientId(row.patient_id),
            patient=row.name,
            service_names=row.names,
            centre=row.centre,
            online=row.kind is CentreKind.ONLINE,
            starts_at=row.starts_at,
            ends_at=row.ends_at,
            status=row.status,
            hue=row.hue,
        )
        for row in rows
    )


def _blocks(agenda: Agenda, zone: ZoneInfo, monday: date, sunday: date) -> list[Block]:
    """Time off, and the hours that a public holiday takes out of the week."""
    found = [
        Block(part.starts_at, part.ends_at, absence.title, BlockKind.TIME_OFF)
        for absence in agenda.time_off
        for part in availability.away(absence, zone=zone, first_on=monday, last_on=sunday)
    ]
    names: dict[date, str] = {}
    for holiday in agenda.holidays:
        names[holiday.on] = names.get(holiday.on) or holiday.name
    for on, name in names.items():
        kept: list[list[Holiday]] = [[], [one for one in agenda.holidays if one.on == on]]
        usual, left = (
            availability.worked(zone=zone, first_on=on, last_on=on, hours=agenda.hours, holidays=holidays)
            for holidays in kept
        )
        if usual and not left:
            found.append(Block(usual[0].starts_at, usual[-1].ends_at, name, BlockKind.HOLIDAY))
    return sorted(found, key=lambda block: (block.starts_at, block.ends_at))
