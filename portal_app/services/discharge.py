"""A patient leaves, or comes back: the file stays, the way in does not (AG-5)."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlmodel import col

from models.agenda import Appointment, SlotRequest
from models.patients import AccessCode, Patient, PatientAccess
from models.practice import Centre, Practice, StaffMember
from models.vocabulary import (
    Action,
    AppointmentId,
    AppointmentStatus,
    PatientId,
    PatientStatus,
    RequestStatus,
    Role,
)
from portal_app import clock
from portal_app.domain.problems import ChangedMeanwhile
from portal_app.domain.refs import Origin, StaffRef
from portal_app.services import access, access_codes, activity, appointments, booking, denials, device_sessions
from portal_app.services.packs import packs_of
from portal_app.services.slot_requests import steps
from portal_app.services.transaction import Transaction, read, write


@dataclass(frozen=True, slots=True)
class StillToCome:
    """An appointment that lies ahead. `may_cancel`: this person may, it is not another therapist's agenda."""

    appointment_id: AppointmentId
    starts_at: datetime
    therapist: str
    centre: str
    may_cancel: bool


@dataclass(frozen=True, slots=True)
class Leaving:
    """What a discharge decides about, before it is done: appointments ahead, requests that wait, sessions paid for."""

    to_come: tuple[StillToCome, ...]
    waiting: tuple[datetime, ...]
    sessions_left: int
    zone: str
    now: datetime


def leaving(staff: StaffRef, patient_id: PatientId | str) -> Leaving:
    """What there is to decide when this patient is discharged. `NotYours`."""
    with read() as db:
        patient, now = access.patient_for_staff(db, staff, patient_id), clock.now()
        zone = db.scalar(sa.select(col(Practice.timezone)).where(col(Practice.id) == staff.practice_id)) or "UTC"
        rows = db.execute(
            sa.select(
                col(Appointment.id),
                col(Appointment.starts_at),
                col(Appointment.therapist_id),
                col(StaffMember.name).label("therapist"),
                col(Centre.name).label("centre"),
            )
            .join(StaffMember, col(StaffMember.id) == col(Appointment.therapist_id))
            .join(Centre, col(Centre.id) == col(Appointment.centre_id))
            .where(*_ahead(patient, now))
            .order_by(col(Appointment.starts_at))
        ).all()
        waiting = db.scalars(
            sa.select(col(SlotRequest.starts_at)).where(*_pending(patient)).order_by(col(SlotRequest.starts_at))
        ).all()
        left = sum(
            max(sold.pack.count.left, 0)
            for sold in packs_of(db, patient.id, patient.practice_id)
            if not sold.pack.is_closed
        )
    mine_only = staff.role is Role.THERAPIST
    return Leaving(
        to_come=tuple(
            StillToCome(
                appointment_id=AppointmentId(row.id),
                starts_at=row.starts_at,
                therapist=row.therapist,
                centre=row.centre,
                may_cancel=not mine_only or row.therapist_id == staff.staff_id,
            )
            for row in rows
        ),
        waiting=tuple(waiting),
        sessions_left=left,
        zone=zone,
        now=now,
    )


def discharge(
    staff: StaffRef,
    patient_id: PatientId | str,
    *,
    cancel: Collection[str],
    keep: Collection[str],
    origin: Origin,
) -> None:
    """Put the file away: the code is dead, every device and session ends, requests that wait are turned down.

    Each appointment ahead is named, to be cancelled or kept: `ChangedMeanwhile` where one came or went since.
    Discharged already: nothing happens. `NotYours`, `NotAllowed`.
    """
    with denials.traced(staff, origin, "file"), write() as db:
        patient = access.patient_for_staff(db, staff, patient_id, held=True)
        if patient.status is PatientStatus.DISCHARGED:
            return
        ahead = db.scalars(
            db.held(sa.select(Appointment).where(*_ahead(patient, clock.now())).order_by(col(Appointment.id)))
        ).all()
        if {one.id for one in ahead} != {*cancel, *keep} or set(cancel) & set(keep):
            raise ChangedMeanwhile(by="")
        for one in ahead:
            if one.id in cancel:
                appointments.may_change(staff, one.therapist_id)
                _cancel(db, staff, one, origin)
        waiting = db.scalars(db.held(sa.select(SlotRequest).where(*_pending(patient)).order_by(col(SlotRequest.id))))
        for request in waiting.all():
            steps.decide(request, RequestStatus.REJECTED, staff.staff_id)
            steps.record(db, request, Action.REQUEST_REJECTED, staff, origin, because="discharged")
        patient.status = PatientStatus.DISCHARGED
        _shut_the_door(db, patient)
        _told(db, staff, patient, Action.PATIENT_DISCHARGED, origin)


def take_back(staff: StaffRef, patient_id: PatientId | str, *, origin: Origin) -> None:
    """The patient comes again: the file is open, with a new code to be sent. Active already: nothing happens."""
    with denials.traced(staff, origin, "file"), write() as db:
        patient = access.patient_for_staff(db, staff, patient_id, held=True)
        if patient.status is PatientStatus.ACTIVE:
            return
        patient.status = PatientStatus.ACTIVE
        access_codes.start_over(db, practice_id=staff.practice_id, patient_id=PatientId(patient.id))
        _told(db, staff, patient, Action.PATIENT_TAKEN_BACK, origin)


def _cancel(db: Transaction, staff: StaffRef, one: Appointment, origin: Origin) -> None:
    appointments.end(one)
    activity.record(
        db,
        practice_id=one.practice_id,
        action=Action.APPOINTMENT_CANCELLED,
        actor=staff,
        origin=origin,
        patient_id=one.patient_id,
        appointment_id=one.id,
        starts_at=one.starts_at.isoformat(),
        because="discharged",
    )
    booking.tell_of_times(db, one.practice_id, one.therapist_id)


def _shut_the_door(db: Transaction, patient: Patient) -> None:
    device_sessions.end_devices(db, PatientId(patient.id))
    db.execute(
        sa.update(AccessCode)
        .where(col(AccessCode.patient_id) == patient.id, col(AccessCode.retired_at).is_(None))
        .values(retired_at=clock.now())
    )
    db.execute(
        sa.update(PatientAccess)
        .where(col(PatientAccess.patient_id) == patient.id)
        .values(pin_hash=None, pin_set_at=None, first_entry_at=None, blocked_at=None)
    )


def _ahead(patient: Patient, now: datetime) -> list[sa.ColumnElement[bool]]:
    return [
        col(Appointment.practice_id) == patient.practice_id,
        col(Appointment.patient_id) == patient.id,
        col(Appointment.status) == AppointmentStatus.CONFIRMED,
        col(Appointment.starts_at) > now,
    ]


def _pending(patient: Patient) -> list[sa.ColumnElement[bool]]:
    return [
        col(SlotRequest.practice_id) == patient.practice_id,
        col(SlotRequest.patient_id) == patient.id,
        col(SlotRequest.status) == RequestStatus.PENDING,
    ]


def _told(db: Transaction, staff: StaffRef, patient: Patient, action: Action, origin: Origin) -> None:
    activity.record(db, practice_id=staff.practice_id, action=action, actor=staff, origin=origin, patient_id=patient.id)
    db.tell(staff.practice_id, patient.id)
