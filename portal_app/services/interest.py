"""Who waits for which time: the pending requests as staff decide them, groups first (WL-2, WL-3, WL-5, AG-4)."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from sqlmodel import col

from models.agenda import Appointment, SlotRequest
from models.patients import Patient
from models.practice import Centre, Practice, Service, StaffMember
from models.vocabulary import (
    AppointmentStatus,
    CentreId,
    CentreKind,
    PatientId,
    RequestId,
    RequestStatus,
    ServiceId,
    StaffId,
)
from portal_app import clock
from portal_app.domain import packs
from portal_app.domain.interest_groups import Interest, interest_groups
from portal_app.domain.refs import StaffRef
from portal_app.services import access
from portal_app.services.packs import PackSold, packs_of_each
from portal_app.services.transaction import Transaction


@dataclass(frozen=True, slots=True)
class Interested:
    """One patient's wish, with what helps to decide. `pack_left` None: no pack covers it."""

    request_id: RequestId
    patient_id: PatientId
    name: str
    phone: str
    starts_at: datetime
    ends_at: datetime
    service_id: ServiceId
    centre_id: CentreId
    centre: str
    online: bool
    service_names: dict[str, str]
    message: str
    since: datetime
    pack_left: int | None
    last_session_at: datetime | None


@dataclass(frozen=True, slots=True)
class InterestGroup:
    """Requests that overlap one another, longest wait first, over the span they cover together."""

    therapist_id: StaffId
    therapist: str
    starts_at: datetime
    ends_at: datetime
    count: int
    interested: tuple[Interested, ...]


def waiting_to_be_seen(staff: StaffRef, now: datetime) -> list[sa.ColumnElement[bool]]:
    """The pending requests a staff member may see: from `told_at` on, until then they can be taken back (CA-10)."""
    return [
        col(SlotRequest.practice_id) == staff.practice_id,
        col(SlotRequest.status) == RequestStatus.PENDING,
        col(SlotRequest.starts_at) > now,
        col(SlotRequest.told_at) <= now,
        *access.reach(staff, col(SlotRequest.therapist_id)),
    ]


def pending_groups(
    db: Transaction,
    staff: StaffRef,
    *,
    therapist_id: str | None = None,
    between: tuple[datetime, datetime] | None = None,
) -> list[InterestGroup]:
    """The interest groups, by time; of one therapist and among those that begin in a span where they are given.

    Three queries, however many wait.
    """
    conditions = waiting_to_be_seen(staff, clock.now())
    if therapist_id is not None:
        conditions.append(col(SlotRequest.therapist_id) == therapist_id)
    if between is not None:
        conditions.append(col(SlotRequest.starts_at) >= between[0])
        conditions.append(col(SlotRequest.starts_at) < between[1])
    rows = db.execute(
        sa.select(
            col(SlotRequest.id),
            col(SlotRequest.patient_id),
            col(SlotRequest.therapist_id),
            col(SlotRequest.service_id),
            col(SlotRequest.centre_id),
            col(SlotRequest.starts_at),
            col(SlotRequest.ends_at),
            col(SlotRequest.message),
            col(SlotRequest.created_at),
            col(Patient.name),
            col(Patient.phone),
            col(StaffMember.name).label("therapist"),
            col(Centre.name).label("centre"),
            col(Centre.kind),
            col(Service.names),
            col(Practice.timezone),
        )
        .join(Practice, col(Practice.id) == col(SlotRequest.practice_id))
        .join(Patient, col(Patient.id) == col(SlotRequest.patient_id))
        .join(StaffMember, col(StaffMember.id) == col(SlotRequest.therapist_id))
        .join(Centre, col(Centre.id) == col(SlotRequest.centre_id))
        .join(Service, col(Service.id) == col(SlotRequest.service_id))
        .where(*conditions)
    ).all()
    patient_ids = {row.patient_id for row in rows}
    latest = _last_sessions(db, staff, patient_ids)
    owned = packs_of_each(db, patient_ids, staff.practice_id)
    by_id = {row.id: row for row in rows}

    def interested(request_id: str) -> Interested:
        row = by_id[request_id]
        return Interested(
            request_id=RequestId(row.id),
            patient_id=PatientId(row.patient_id),
            name=row.name,
            phone=row.phone,
            service_id=ServiceId(row.service_id),
            centre_id=CentreId(row.centre_id),
            starts_at=row.starts_at,
            ends_at=row.ends_at,
            centre=row.centre,
            online=row.kind is CentreKind.ONLINE,
            service_names=row.names,
            message=row.message,
            since=row.created_at,
            pack_left=_left(owned.get(row.patient_id, ()), row.service_id, _date(row.starts_at, row.timezone)),
            last_session_at=latest.get(row.patient_id),
        )

    found = interest_groups(
        Interest(row.id, row.patient_id, row.therapist_id, row.starts_at, row.ends_at, row.created_at) for row in rows
    )
    return [
        InterestGroup(
            therapist_id=StaffId(group.therapist_id),
            therapist=by_id[group.requests[0].request_id].therapist,
            starts_at=group.starts_at,
            ends_at=group.ends_at,
            count=group.count,
            interested=tuple(interested(one.request_id) for one in group.requests),
        )
        for group in found
    ]


def _date(at: datetime, timezone: str) -> date:
    """The date on the practice's wall."""
    return at.astimezone(ZoneInfo(timezone)).date()


def _left(owned: Sequence[PackSold], service_id: str, on: date) -> int | None:
    """The sessions left for this service; None where no pack is there for it."""
    every = (sold.pack for sold in owned)
    covering = [
        pack for pack in every if packs.covers(pack, service_id=service_id, on=on) and packs.is_active(pack, on)
    ]
    return sum(pack.count.left for pack in covering) if covering else None


def _last_sessions(db: Transaction, staff: StaffRef, patient_ids: Collection[str]) -> dict[str, datetime]:
    rows = db.execute(
        sa.select(col(Appointment.patient_id), sa.func.max(Appointment.starts_at).label("last"))
        .where(
            col(Appointment.practice_id) == staff.practice_id,
            col(Appointment.patient_id).in_(patient_ids),
            col(Appointment.ends_at) <= clock.now(),
            col(Appointment.status).in_((AppointmentStatus.CONFIRMED, AppointmentStatus.ATTENDED)),
        )
        .group_by(col(Appointment.patient_id))
    )
    return {row.patient_id: row.last for row in rows}
