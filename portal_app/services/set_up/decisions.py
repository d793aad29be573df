"""What becomes of the appointments that a change of the set-up lies over or leaves outside the hours (AV-10).

Whoever changes it says so of each before anything is written: it stays as it is, or the practice cancels it.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

import sqlalchemy as sa
from sqlmodel import col

from models.agenda import Appointment
from models.patients import Patient
from models.practice import Centre, StaffMember
from models.vocabulary import Action, AppointmentId, AppointmentStatus, CentreKind, PatientId
from portal_app import clock
from portal_app.domain.problems import AppointmentsCovered
from portal_app.domain.refs import Origin, StaffRef
from portal_app.services import activity, appointments, booking
from portal_app.services.transaction import Transaction


class Decision(StrEnum):
    """What becomes of an appointment."""

    KEEP = "keep"
    CANCEL = "cancel"


@dataclass(frozen=True, slots=True)
class Decided:
    """What becomes of each (ids to decisions), and what is noted with those that go."""

    decisions: Mapping[str, Decision] = field(default_factory=dict)
    reason: str = ""


NOTHING = Decided()


@dataclass(frozen=True, slots=True)
class Covered:
    """An appointment to come that somebody has to decide about."""

    appointment_id: AppointmentId
    starts_at: datetime
    ends_at: datetime
    patient_id: PatientId
    patient: str
    therapist: str


@dataclass(frozen=True, slots=True)
class ToCome:
    """A confirmed appointment that has not begun, and where it is."""

    covered: Covered
    therapist_id: str
    centre_id: str
    online: bool


def to_come(db: Transaction, staff: StaffRef, therapist_id: str | None) -> list[ToCome]:
    """The confirmed appointments to come of that therapist, or of everybody, in order."""
    rows = db.execute(
        sa.select(
            col(Appointment.id),
            col(Appointment.therapist_id),
            col(Appointment.centre_id),
            col(Centre.kind),
            col(Appointment.starts_at),
            col(Appointment.ends_at),
            col(Appointment.patient_id),
            col(Patient.name).label("patient"),
            col(StaffMember.name).label("therapist"),
        )
        .join(Patient, col(Patient.id) == col(Appointment.patient_id))
        .join(StaffMember, col(StaffMember.id) == col(Appointment.therapist_id))
        .join(Centre, col(Centre.id) == col(Appointment.centre_id))
        .where(
            col(Appointment.practice_id) == staff.practice_id,
            col(Appointment.therapist_id) == therapist_id if therapist_id else sa.true(),
            col(Appointment.starts_at) > clock.now(),
            col(Appointment.status) == AppointmentStatus.CONFIRMED,
        )
        .order_by(col(Appointment.starts_at), col(StaffMember.name), col(Appointment.id))
    )
    return [
        ToCome(
            Covered(
                AppointmentId(row.id), row.starts_at, row.ends_at, PatientId(row.patient_id), row.patient, row.therapist
            ),
            row.therapist_id,
            row.centre_id,
            row.kind is CentreKind.ONLINE,
        )
        for row in rows
    ]


def hold(db: Transaction, staff: StaffRef, decided: Decided, therapist_id: str | None) -> Sequence[Appointment]:
    """Keep the appointments that are to go, then the agendas in question, from others until the commit."""
    going = [each for each, decision in decided.decisions.items() if decision is Decision.CANCEL]
    held = db.scalars(
        sa.select(Appointment)
        .where(col(Appointment.practice_id) == staff.practice_id, col(Appointment.id).in_(going))
        .order_by(col(Appointment.id))
        .with_for_update()
    ).all()
    for each in sorted([therapist_id] if therapist_id else agendas(db, staff)):
        booking.hold_agenda(db, staff.practice_id, each)
    return held


def settle(
    db: Transaction,
    staff: StaffRef,
    concerned: Iterable[Covered],
    decided: Decided,
    *,
    held: Sequence[Appointment],
    because: str,
    origin: Origin,
) -> int:
    """Cancel for the practice those that are to go, each with its entry in the trail; how many.

    `AppointmentsCovered` while one of those concerned is undecided, also one that came meanwhile.
    """
    concerned = list(concerned)
    undecided = tuple(one for one in concerned if one.appointment_id not in decided.decisions)
    if undecided:
        raise AppointmentsCovered(covered=undecided)
    ids = {one.appointment_id for one in concerned}
    going = [each for each in held if each.id in ids]
    for appointment in going:
        appointments.end(appointment, reason=decided.reason)
        activity.record(
            db,
            practice_id=staff.practice_id,
            action=Action.APPOINTMENT_CANCELLED,
            actor=staff,
            origin=origin,
            patient_id=appointment.patient_id,
            appointment_id=appointment.id,
            starts_at=appointment.starts_at.isoformat(),
            because=because,
        )
    return len(going)


def agendas(db: Transaction, staff: StaffRef) -> Sequence[str]:
    """The ids of those who hold an agenda."""
    return db.scalars(
        sa.select(col(StaffMember.id)).where(
            col(StaffMember.practice_id) == staff.practice_id, col(StaffMember.holds_agenda)
        )
    ).all()
