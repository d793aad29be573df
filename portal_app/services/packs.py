"""A patient's packs with what is used, booked and left in each, counted in one query (PK-1)."""

from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa
from sqlmodel import col

from models.agenda import Appointment
from models.packs import PackAdjustment, SessionPack
from models.practice import Practice
from models.vocabulary import AppointmentStatus, PaymentMethod
from portal_app.domain.packs import Pack, PackCount, pack_for, uses
from portal_app.services.transaction import Transaction


@dataclass(frozen=True, slots=True)
class PackSold:
    """A pack as its two sides see it."""

    pack: Pack
    price_cents: int
    currency: str
    payment: PaymentMethod


def packs_of(db: Transaction, patient_id: str, practice_id: str) -> list[PackSold]:
    """The patient's packs, the oldest first, closed and expired ones included. The caller has passed `access`."""
    using = [status for status in AppointmentStatus if uses(status, no_show_uses_pack=False)]
    used = sa.case(
        (col(Appointment.status).in_(using), 1),
        (sa.and_(col(Appointment.status) == AppointmentStatus.NO_SHOW, col(Practice.no_show_uses_pack)), 1),
        else_=0,
    )
    booked = sa.case((col(Appointment.status) == AppointmentStatus.CONFIRMED, 1), else_=0)
    adjusted = (
        sa.select(sa.func.coalesce(sa.func.sum(col(PackAdjustment.sessions)), 0))
        .where(col(PackAdjustment.pack_id) == col(SessionPack.id))
        .correlate(SessionPack)
        .scalar_subquery()
    )
    rows = db.execute(
        sa.select(
            col(SessionPack.id),
            col(SessionPack.service_id),
            col(SessionPack.contracted_on),
            col(SessionPack.expires_on),
            col(SessionPack.closed_at),
            col(SessionPack.price_cents),
            col(SessionPack.currency),
            col(SessionPack.payment),
            (col(SessionPack.total) + adjusted).label("total"),
            sa.func.coalesce(sa.func.sum(used), 0).label("used"),
            sa.func.coalesce(sa.func.sum(booked), 0).label("booked"),
        )
        .join(Practice, col(Practice.id) == col(SessionPack.practice_id))
        .outerjoin(Appointment, col(Appointment.pack_id) == col(SessionPack.id))
        .where(col(SessionPack.practice_id) == practice_id, col(SessionPack.patient_id) == patient_id)
        .group_by(col(SessionPack.id))
        .order_by(col(SessionPack.contracted_on), col(SessionPack.id))
    )
    return [
        PackSold(
            Pack(
                pack_id=row.id,
                service_id=row.service_id,
                contracted_on=row.contracted_on,
                expires_on=row.expires_on,
                is_closed=row.closed_at is not None,
                count=PackCount(total=row.total, used=row.used, booked=row.booked),
            ),
            price_cents=row.price_cents,
            currency=row.currency,
            payment=row.payment,
        )
        for row in rows
    ]


def pack_to_book(db: Transaction, *, practice_id: str, patient_id: str, service_id: str, on: date) -> str | None:
    """The pack that a session of this service on that date is taken from (PK-1); None: from none."""
    packs = (sold.pack for sold in packs_of(db, patient_id, practice_id))
    pack = pack_for(packs, service_id=service_id, on=on)
    return None if pack is None else pack.pack_id
