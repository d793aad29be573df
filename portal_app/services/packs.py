"""A patient's packs with what is used, booked and left in each, counted in one query (PK-1)."""

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import Any

import sqlalchemy as sa
from sqlmodel import col

from models.agenda import Appointment
from models.packs import PackAdjustment, SessionPack
from models.practice import Practice
from models.vocabulary import PaymentMethod
from portal_app.domain.packs import Pack, counted, covers, pack_for
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
    return packs_of_each(db, [patient_id], practice_id).get(patient_id, [])


def packs_of_each(db: Transaction, patient_ids: Collection[str], practice_id: str) -> dict[str, list[PackSold]]:
    """The packs of several patients, in the same one query."""
    adjusted = (
        sa.select(sa.func.coalesce(sa.func.sum(col(PackAdjustment.sessions)), 0))
        .where(col(PackAdjustment.pack_id) == col(SessionPack.id))
        .correlate(SessionPack)
        .scalar_subquery()
    )
    rows = db.execute(
        sa.select(
            col(SessionPack.id),
            col(SessionPack.patient_id),
            col(SessionPack.service_id),
            col(SessionPack.more_services),
            col(SessionPack.contracted_on),
            col(SessionPack.expires_on),
            col(SessionPack.closed_at),
            col(SessionPack.price_cents),
            col(SessionPack.currency),
            col(SessionPack.payment),
            (col(SessionPack.total) + adjusted).label("total"),
            col(Practice.no_show_uses_pack),
            col(Appointment.status),
            sa.func.count(col(Appointment.id)).label("appointments"),
        )
        .join(Practice, col(Practice.id) == col(SessionPack.practice_id))
        .outerjoin(Appointment, col(Appointment.pack_id) == col(SessionPack.id))
        .where(col(SessionPack.practice_id) == practice_id, col(SessionPack.patient_id).in_(patient_ids))
        .group_by(col(SessionPack.id), col(Practice.id), col(Appointment.status))
        .order_by(col(SessionPack.contracted_on), col(SessionPack.id))
    )
    found: dict[str, list[PackSold]] = {}
    for _, of_pack in groupby(rows, key=lambda row: row.id):
        pack_rows = list(of_pack)
        found.setdefault(pack_rows[0].patient_id, []).append(_sold(pack_rows))
    return found


def _sold(rows: list[Any]) -> PackSold:
    """A pack from its rows: one for each status that its appointments are in."""
    first = rows[0]
    statuses = Counter({row.status: row.appointments for row in rows if row.status is not None})
    pack = Pack(
        pack_id=first.id,
        services=(first.service_id, *first.more_services.split()) if first.service_id else (),
        contracted_on=first.contracted_on,
        expires_on=first.expires_on,
        is_closed=first.closed_at is not None,
        count=counted(first.total, statuses.elements(), no_show_uses_pack=first.no_show_uses_pack),
    )
    return PackSold(pack, first.price_cents, first.currency, first.payment)


def hold(db: Transaction, patient_id: str, practice_id: str) -> None:
    """Keep the patient's packs from others until the commit: after the agenda, before its other requests."""
    db.execute(
        db.held(
            sa.select(col(SessionPack.id))
            .where(col(SessionPack.practice_id) == practice_id, col(SessionPack.patient_id) == patient_id)
            .order_by(col(SessionPack.id))
        )
    )


def pack_after(
    db: Transaction,
    *,
    practice_id: str,
    patient_id: str,
    pack_id: str | None,
    service_id: str,
    is_new_service: bool,
    on: date,
) -> str | None:
    """The pack of an appointment that was changed to this service and date (PK-1).

    It stays with its pack as long as that covers it, and is paid by itself if it was; only another service, or a pack
    that no longer covers it, lets the choice be made anew.
    """
    if pack_id is None and not is_new_service:
        return None
    hold(db, patient_id, practice_id)
    own = next((sold.pack for sold in packs_of(db, patient_id, practice_id) if sold.pack.pack_id == pack_id), None)
    if own is not None and covers(own, service_id=service_id, on=on):
        return pack_id
    return pack_to_book(db, practice_id=practice_id, patient_id=patient_id, service_id=service_id, on=on)


def pack_to_book(db: Transaction, *, practice_id: str, patient_id: str, service_id: str, on: date) -> str | None:
    """The pack that a session of this service on that date is taken from (PK-1); None: from none.

    The patient's packs are kept from others until the commit: two that book at once never take the same last session.
    """
    hold(db, patient_id, practice_id)
    packs = (sold.pack for sold in packs_of(db, patient_id, practice_id))
    pack = pack_for(packs, service_id=service_id, on=on)
    return None if pack is None else pack.pack_id
