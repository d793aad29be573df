"""The agendas as staff see them: appointments, blocks, hours, and who is interested in what (AG-1, WL-2)."""

from collections.abc import Collection, Sequence
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
from portal_app.domain import open_hours
from portal_app.domain.availability import ServiceTimes
from portal_app.domain.policies import LONGEST_APPOINTMENT, Policy
from portal_app.domain.problems import NotYours
from portal_app.domain.refs import StaffRef
from portal_app.domain.time_ranges import TimeRange
from portal_app.domain.wall_clock import DAY, wall_clock
from portal_app.services import access, interest
from portal_app.services.agenda_blocks import Block, blocks_of
from portal_app.services.availability import Rules, agendas
from portal_app.services.interest import InterestGroup
from portal_app.services.transaction import Transaction, read

WEEK = timedelta(days=7)
FRIDAY = timedelta(days=4)
# More columns than these are too narrow to read on any screen.
MOST_SIDE_BY_SIDE = 12


class View(StrEnum):
    """How much of the agenda is looked at."""

    DAY = "day"
    WEEK = "week"
    MONTH = "month"


@dataclass(frozen=True, slots=True)
class Therapist:
    """Somebody whose agenda may be looked at."""

    staff_id: StaffId
    name: str


@dataclass(frozen=True, slots=True)
class AgendaAppointment:
    """An appointment that holds its time; `sequence` goes back with a change, as what was seen.

    `hue` is its service's colour, 0 to 359; None: the practice's own.
    """

    appointment_id: AppointmentId
    patient_id: PatientId
    patient: str
    service_names: dict[str, str]
    centre: str
    online: bool
    starts_at: datetime
    ends_at: datetime
    status: AppointmentStatus
    sequence: int
    hue: int | None = None


@dataclass(frozen=True, slots=True)
class Diary:
    """What is in one therapist's agenda over some days."""

    therapist: Therapist
    may_decide: bool
    appointments: tuple[AgendaAppointment, ...] = ()
    blocks: tuple[Block, ...] = ()
    worked: tuple[TimeRange, ...] = ()
    groups: tuple[InterestGroup, ...] = ()


@dataclass(frozen=True, slots=True)
class Agendas:
    """The days from `first_on` to `last_on`, of those `therapists` whose `diaries` are looked at.

    A day is read with the week around it, a month with the whole of its weeks; `on` is the date that was asked for.
    Without diaries nobody here holds an agenda.
    """

    view: View
    on: date
    first_on: date
    last_on: date
    zone: ZoneInfo
    now: datetime
    therapists: tuple[Therapist, ...]
    diaries: tuple[Diary, ...]


def look(
    staff: StaffRef, view: View = View.WEEK, on: date | None = None, *, therapist_ids: Collection[str] = ()
) -> Agendas:
    """The day, week or month with that date; of those therapists, of oneself, or of those that may be seen.

    Several stand side by side in a day only: a week and a month are the first one's. Without a date it is today; a
    week on a free weekend is the coming one. A therapist sees their own agenda, everybody else all of them (ID-8):
    `NotYours`. The number of queries depends neither on what is in the agendas nor on how many they are.
    """
    found = _look(staff, view, on, therapist_ids)
    if on is None and view is View.WEEK and _is_free_weekend(found):
        return _look(staff, view, found.first_on + WEEK, therapist_ids)
    return found


def _is_free_weekend(found: Agendas) -> bool:
    """Whether it is Saturday or Sunday, and nobody works or is booked on either."""
    friday_ends = wall_clock(found.zone, found.first_on, found.last_on).day(found.first_on + FRIDAY).ends_at
    used = any(
        one.ends_at > friday_ends
        for diary in found.diaries
        for one in (*diary.worked, *diary.appointments, *diary.groups)
    )
    return found.now >= friday_ends and not used


def _look(staff: StaffRef, view: View, on: date | None, therapist_ids: Collection[str]) -> Agendas:
    with read() as db:
        practice = db.execute(
            sa.select(col(Practice.timezone), col(Practice.region)).where(col(Practice.id) == staff.practice_id)
        ).one()
        zone = ZoneInfo(practice.timezone)
        now = clock.now()
        on = on or now.astimezone(zone).date()
        first_on, last_on = _span(view, on)
        therapists = _therapists(db, staff)
        chosen = _chosen(therapists, staff, view, therapist_ids)
        rules = Rules(staff.practice_id, zone, practice.region, Policy(), ServiceTimes(timedelta()))
        diaries = _diaries(db, staff, rules, chosen, days=(first_on, last_on)) if chosen else ()
    return Agendas(view, on, first_on, last_on, zone, now, therapists, diaries)


def _span(view: View, on: date) -> tuple[date, date]:
    """The whole weeks that are read."""
    first, last = (on, on) if view is not View.MONTH else month_of(on)
    return first - timedelta(days=first.weekday()), last + timedelta(days=6 - last.weekday())


def month_of(on: date) -> tuple[date, date]:
    """The first and the last date of that month."""
    first = on.replace(day=1)
    return first, (first + timedelta(days=31)).replace(day=1) - DAY


def _diaries(
    db: Transaction, staff: StaffRef, rules: Rules, chosen: Sequence[Therapist], *, days: tuple[date, date]
) -> tuple[Diary, ...]:
    first_on, last_on = days
    wall = wall_clock(rules.zone, first_on, last_on)
    span = wall.day(first_on).starts_at, wall.day(last_on).ends_at
    ids = [one.staff_id for one in chosen]
    of_these_days = agendas(db, rules, therapist_ids=ids, first_on=first_on, last_on=last_on)
    appointments = _appointments(db, staff, ids, span)
    groups = interest.pending_groups(db, staff, therapist_id=ids[0] if len(ids) == 1 else None, between=span)
    return tuple(
        Diary(
            therapist=one,
            may_decide=staff.role is not Role.THERAPIST or staff.staff_id == one.staff_id,
            appointments=tuple(appointments.get(one.staff_id, ())),
            blocks=tuple(blocks_of(of_these_days[one.staff_id], rules.zone, first_on, last_on)),
            worked=tuple(
                open_hours.worked(
                    zone=rules.zone,
                    first_on=first_on,
                    last_on=last_on,
                    hours=of_these_days[one.staff_id].hours,
                    holidays=of_these_days[one.staff_id].holidays,
                )
            ),
            groups=tuple(group for group in groups if group.therapist_id == one.staff_id),
        )
        for one in chosen
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


def _chosen(
    therapists: Sequence[Therapist], staff: StaffRef, view: View, therapist_ids: Collection[str]
) -> Sequence[Therapist]:
    found = [one for one in therapists if one.staff_id in therapist_ids]
    if len(found) < len(set(therapist_ids)):
        raise NotYours
    most = MOST_SIDE_BY_SIDE if view is View.DAY else 1
    own = [one for one in therapists if one.staff_id == staff.staff_id]
    return (found or own or therapists)[:most]


def _appointments(
    db: Transaction, staff: StaffRef, therapist_ids: Collection[str], span: tuple[datetime, datetime]
) -> dict[str, list[AgendaAppointment]]:
    rows = db.execute(
        sa.select(
            col(Appointment.id),
            col(Appointment.therapist_id),
            col(Appointment.patient_id),
            col(Patient.name),
            col(Service.names),
            col(Service.hue),
            col(Centre.name).label("centre"),
            col(Centre.kind),
            col(Appointment.starts_at),
            col(Appointment.ends_at),
            col(Appointment.status),
            col(Appointment.sequence),
        )
        .join(Patient, col(Patient.id) == col(Appointment.patient_id))
        .join(Service, col(Service.id) == col(Appointment.service_id))
        .join(Centre, col(Centre.id) == col(Appointment.centre_id))
        .where(
            col(Appointment.practice_id) == staff.practice_id,
            col(Appointment.therapist_id).in_(therapist_ids),
            col(Appointment.starts_at) > span[0] - LONGEST_APPOINTMENT,
            col(Appointment.starts_at) < span[1],
            col(Appointment.ends_at) > span[0],
            col(Appointment.status).not_in(CANCELLED),
        )
        .order_by(col(Appointment.starts_at))
    )
    found: dict[str, list[AgendaAppointment]] = {}
    for row in rows:
        one = AgendaAppointment(
            appointment_id=AppointmentId(row.id),
            patient_id=PatientId(row.patient_id),
            patient=row.name,
            service_names=row.names,
            centre=row.centre,
            online=row.kind is CentreKind.ONLINE,
            starts_at=row.starts_at,
            ends_at=row.ends_at,
            status=row.status,
            sequence=row.sequence,
            hue=row.hue,
        )
        found.setdefault(row.therapist_id, []).append(one)
    return found
