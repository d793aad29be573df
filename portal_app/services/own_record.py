"""The patient's own packs, figures and trail as they are read (PK-1, PK-3, GD-1). Nothing clinical is among them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

import sqlalchemy as sa
from sqlmodel import col

from models.agenda import Appointment
from models.patients import NoticeAcceptance, Patient, PatientAccess
from models.practice import Service
from models.vocabulary import AppointmentStatus, PaymentMethod
from portal_app.domain.figures import Figures, figures
from portal_app.domain.packs import PackCount
from portal_app.domain.refs import PatientRef
from portal_app.domain.time_ranges import TimeRange
from portal_app.services import own_activity
from portal_app.services.own_activity import Trace
from portal_app.services.own_rows import Portal, file_of
from portal_app.services.packs import packs_of
from portal_app.services.transaction import Transaction, read

LATEST = 6


@dataclass(frozen=True, slots=True)
class OwnPack:
    """A session pack of the patient's. Without `services` it covers every one."""

    pack_id: str
    services: tuple[Mapping[str, str], ...]
    count: PackCount
    price_cents: int
    currency: str
    payment: PaymentMethod
    contracted_on: date
    expires_on: date | None
    is_finished: bool


@dataclass(frozen=True, slots=True)
class Packs:
    """The packs page: those in use, the oldest first, then the finished ones, the latest first."""

    portal: Portal
    current: Sequence[OwnPack]
    finished: Sequence[OwnPack]


@dataclass(frozen=True, slots=True)
class Me:
    """The patient's own page."""

    portal: Portal
    since: date
    figures: Figures


@dataclass(frozen=True, slots=True)
class Security:
    """What a patient can know of their own door (GD-1, GD-4)."""

    portal: Portal
    pin_set_at: datetime | None
    notice_accepted_at: datetime | None
    latest: Sequence[Trace]


def packs(patient: PatientRef) -> Packs:
    """The patient's packs with their sessions counted (PK-1). Finished: closed, expired, or nothing left to hold."""
    with read() as db:
        file = file_of(db, patient)
        today = file.portal.today
        names = {
            row.id: row.names
            for row in db.execute(
                sa.select(col(Service.id), col(Service.names)).where(col(Service.practice_id) == patient.practice_id)
            )
        }
        own = [
            OwnPack(
                pack_id=sold.pack.pack_id,
                services=tuple(names[one] for one in sold.pack.services if one in names),
                count=sold.pack.count,
                price_cents=sold.price_cents,
                currency=sold.currency,
                payment=sold.payment,
                contracted_on=sold.pack.contracted_on,
                expires_on=sold.pack.expires_on,
                is_finished=_is_finished(sold.pack.is_closed, sold.pack.expires_on, sold.pack.count, today),
            )
            for sold in packs_of(db, patient.patient_id, patient.practice_id)
        ]
    return Packs(
        file.portal,
        current=[pack for pack in own if not pack.is_finished],
        finished=[pack for pack in reversed(own) if pack.is_finished],
    )


def me(patient: PatientRef) -> Me:
    """Who the patient is here, since when, and friendly figures (PK-3)."""
    with read() as db:
        file = file_of(db, patient)
        since = db.scalar(
            sa.select(col(Patient.since)).where(
                col(Patient.practice_id) == patient.practice_id, col(Patient.id) == patient.patient_id
            )
        )
        counted = figures(_times(db, patient), now=file.portal.now)
    return Me(file.portal, since or file.portal.today, counted)


def security(patient: PatientRef) -> Security:
    """When the PIN was set and the notice accepted, and what happened lately (GD-1)."""
    with read() as db:
        file = file_of(db, patient)
        door = db.execute(
            sa.select(
                col(PatientAccess.pin_set_at),
                sa.select(sa.func.max(col(NoticeAcceptance.accepted_at)))
                .where(
                    col(NoticeAcceptance.practice_id) == patient.practice_id,
                    col(NoticeAcceptance.patient_id) == patient.patient_id,
                )
                .scalar_subquery()
                .label("accepted_at"),
            ).where(
                col(PatientAccess.practice_id) == patient.practice_id,
                col(PatientAccess.patient_id) == patient.patient_id,
            )
        ).first()
        lately = own_activity.latest(db, patient, LATEST)
    return Security(
        portal=file.portal,
        pin_set_at=door.pin_set_at if door else None,
        notice_accepted_at=door.accepted_at if door else None,
        latest=lately,
    )


def _is_finished(is_closed: bool, expires_on: date | None, count: PackCount, today: date) -> bool:
    is_over = expires_on is not None and expires_on < today
    return is_closed or is_over or (count.left <= 0 and count.booked == 0)


def _times(db: Transaction, patient: PatientRef) -> list[tuple[TimeRange, AppointmentStatus]]:
    rows = db.execute(
        sa.select(col(Appointment.starts_at), col(Appointment.ends_at), col(Appointment.status)).where(
            col(Appointment.practice_id) == patient.practice_id, col(Appointment.patient_id) == patient.patient_id
        )
    )
    return [(TimeRange(row.starts_at, row.ends_at), row.status) for row in rows]
