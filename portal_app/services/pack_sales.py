"""Session packs as staff sell, correct and close them (PK-1). What is used and left is never written: it is counted."""

from dataclasses import dataclass
from datetime import date
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from sqlmodel import col

from models.packs import PackAdjustment, SessionPack
from models.patients import Patient
from models.practice import Practice, Service
from models.vocabulary import Action, PackId, PatientId
from portal_app import clock
from portal_app.domain.packs import PackDraft, tidy_adjustment, tidy_pack
from portal_app.domain.problems import ChangedMeanwhile, NotYours, PackClosed
from portal_app.domain.refs import Origin, StaffRef
from portal_app.services import access, activity, denials, packs
from portal_app.services.packs import PackSold
from portal_app.services.transaction import Transaction, read, write


@dataclass(frozen=True, slots=True)
class Offer:
    """What a pack can be sold for: the services by id, and `today` on the practice's wall."""

    services: tuple[tuple[str, dict[str, str], int], ...]
    today: date


def offer(staff: StaffRef) -> Offer:
    """The services a pack can be for, each with its price in cents."""
    with read() as db:
        zone = db.scalar(sa.select(col(Practice.timezone)).where(col(Practice.id) == staff.practice_id)) or "UTC"
        rows = db.execute(
            sa.select(col(Service.id), col(Service.names), col(Service.price_cents))
            .where(col(Service.practice_id) == staff.practice_id, col(Service.active))
            .order_by(col(Service.position), col(Service.id))
        )
        services = tuple((row.id, row.names, row.price_cents) for row in rows)
    return Offer(services, clock.now().astimezone(ZoneInfo(zone)).date())


def sell(staff: StaffRef, patient_id: PatientId | str, draft: PackDraft, *, origin: Origin) -> PackId:
    """A pack for the patient; sessions confirmed from now on are taken from it. `BadFields`, `NotYours`."""
    with denials.traced(staff, origin, "packs"), write() as db:
        patient = access.patient_for_staff(db, staff, patient_id)
        services = db.scalars(
            sa.select(col(Service.id))
            .where(col(Service.practice_id) == staff.practice_id)
            .order_by(col(Service.position), col(Service.id))
        )
        draft = tidy_pack(draft, services=services)
        row = SessionPack(
            practice_id=staff.practice_id,
            patient_id=patient.id,
            service_id=next(iter(draft.services), None),
            more_services=" ".join(draft.services[1:]),
            total=draft.total,
            price_cents=draft.price_cents,
            payment=draft.payment,
            contracted_on=draft.contracted_on,
            expires_on=draft.expires_on,
            created_at=clock.now(),
        )
        db.add(row)
        db.flush()
        _told(db, staff, patient, row.id, action=Action.PACK_SOLD, origin=origin, sessions=str(draft.total))
    return PackId(row.id)


def adjust(
    staff: StaffRef,
    patient_id: PatientId | str,
    pack_id: str,
    *,
    sessions: int,
    reason: str,
    seen_total: int,
    origin: Origin,
) -> None:
    """So many sessions more, or fewer, and why. Never fewer than are used or booked: `BadFields`.

    `seen_total` is how many there were in all when it was decided: `ChangedMeanwhile` once it is another number, so
    that a second tap adds nothing. `PackClosed`, `NotYours`.
    """
    with denials.traced(staff, origin, "packs"), write() as db:
        patient = access.patient_for_staff(db, staff, patient_id)
        sold = _open_one(db, patient, pack_id)
        if sold.pack.count.total != seen_total:
            raise ChangedMeanwhile(by="")
        tidy = tidy_adjustment(sessions, reason, count=sold.pack.count)
        db.add(
            PackAdjustment(
                practice_id=staff.practice_id,
                pack_id=pack_id,
                sessions=sessions,
                reason=tidy,
                staff_id=staff.staff_id,
                at=clock.now(),
            )
        )
        _told(
            db,
            staff,
            patient,
            pack_id,
            action=Action.PACK_ADJUSTED,
            origin=origin,
            change="sessions",
            sessions=f"{sessions:+d}",
        )


def close(staff: StaffRef, patient_id: PatientId | str, pack_id: str, *, origin: Origin) -> None:
    """No more sessions are taken from it; those booked or used stay with it. Closed already: nothing happens."""
    with denials.traced(staff, origin, "packs"), write() as db:
        patient = access.patient_for_staff(db, staff, patient_id)
        try:
            _open_one(db, patient, pack_id)
        except PackClosed:
            return
        _set_closed(db, patient, pack_id, closed=True)
        _told(db, staff, patient, pack_id, action=Action.PACK_ADJUSTED, origin=origin, change="closed")


def reopen(staff: StaffRef, patient_id: PatientId | str, pack_id: str, *, origin: Origin) -> None:
    """A pack that was closed by hand can be booked from again. Open already: nothing happens. `NotYours`."""
    with denials.traced(staff, origin, "packs"), write() as db:
        patient = access.patient_for_staff(db, staff, patient_id)
        if not _one(db, patient, pack_id).pack.is_closed:
            return
        _set_closed(db, patient, pack_id, closed=False)
        _told(db, staff, patient, pack_id, action=Action.PACK_ADJUSTED, origin=origin, change="reopened")


def _open_one(db: Transaction, patient: Patient, pack_id: str) -> PackSold:
    sold = _one(db, patient, pack_id)
    if sold.pack.is_closed:
        raise PackClosed
    return sold


def _one(db: Transaction, patient: Patient, pack_id: str) -> PackSold:
    """The patient's pack, counted while nobody else books from it."""
    packs.hold(db, patient.id, patient.practice_id)
    own = packs.packs_of(db, patient.id, patient.practice_id)
    found = next((sold for sold in own if sold.pack.pack_id == pack_id), None)
    if found is None:
        raise NotYours
    return found


def _set_closed(db: Transaction, patient: Patient, pack_id: str, *, closed: bool) -> None:
    db.execute(
        sa.update(SessionPack)
        .where(
            col(SessionPack.practice_id) == patient.practice_id,
            col(SessionPack.patient_id) == patient.id,
            col(SessionPack.id) == pack_id,
        )
        .values(closed_at=clock.now() if closed else None)
    )


def _told(
    db: Transaction,
    staff: StaffRef,
    patient: Patient,
    pack_id: str,
    *,
    action: Action,
    origin: Origin,
    **detail: str,
) -> None:
    activity.record(
        db,
        practice_id=staff.practice_id,
        action=action,
        actor=staff,
        origin=origin,
        patient_id=patient.id,
        pack_id=pack_id,
        **detail,
    )
    db.tell(staff.practice_id, patient.id)
