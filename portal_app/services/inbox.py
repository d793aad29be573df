"""What waits for the practice, and what it should know of without being asked (AG-4, WL-5, PK-2)."""

from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from sqlmodel import col

from models.agenda import Appointment, ProposedTime, SlotRequest
from models.packs import PackAdjustment, SessionPack
from models.patients import Patient
from models.practice import Practice, StaffMember
from models.vocabulary import CANCELLED, PatientId, PatientStatus, RequestId, RequestStatus, Role, StaffId
from portal_app import clock
from portal_app.domain import packs as pack_rules
from portal_app.domain import waiting as rules
from portal_app.domain.interest_groups import Interest, interest_groups
from portal_app.domain.problems import NotYours
from portal_app.domain.refs import StaffRef
from portal_app.services import access
from portal_app.services.door_news import shut_out
from portal_app.services.interest import InterestGroup, pending_groups, waiting_to_be_seen
from portal_app.services.packs import packs_of_each
from portal_app.services.transaction import Transaction, read

MOST = 20


@dataclass(frozen=True, slots=True)
class AnsweredLater:
    """A request that the patient answers (`proposed`: how many times), or that nobody answered in time."""

    request_id: RequestId
    patient_id: PatientId
    name: str
    phone: str
    starts_at: datetime
    proposed: int = 0


@dataclass(frozen=True, slots=True)
class LastSession:
    """A patient with one session left in their packs (PK-2), out of `total` in the pack it belongs to."""

    patient_id: PatientId
    name: str
    total: int


@dataclass(frozen=True, slots=True)
class Therapist:
    """Somebody whose requests may be decided here."""

    staff_id: StaffId
    name: str


@dataclass(frozen=True, slots=True)
class Inbox:
    """What waits for an answer, those that expire soon first, and what it is good to know of.

    `oldest` is since when the longest wait lasts, None where nothing waits.
    """

    groups: tuple[InterestGroup, ...]
    proposed: tuple[AnsweredLater, ...]
    unanswered: tuple[AnsweredLater, ...]
    last_sessions: tuple[LastSession, ...]
    therapists: tuple[Therapist, ...]
    oldest: datetime | None
    zone: ZoneInfo
    now: datetime


def inbox(staff: StaffRef, *, therapist_id: str | None = None) -> Inbox:
    """Everything this member may decide, of one therapist where one is named. The number of queries is fixed."""
    now = clock.now()
    whose = staff.staff_id if staff.role is Role.THERAPIST else therapist_id
    with read() as db:
        zone = _zone(db, staff)
        groups = sorted(
            pending_groups(db, staff, therapist_id=whose),
            key=lambda group: rules.turn(group.starts_at, [one.since for one in group.interested], now),
        )
        return Inbox(
            groups=tuple(groups),
            proposed=_proposed(db, staff, whose, now),
            unanswered=_unanswered(db, staff, whose, now),
            last_sessions=_last_sessions(db, staff, whose, now.astimezone(zone).date()),
            therapists=_therapists(db, staff),
            oldest=min((one.since for group in groups for one in group.interested), default=None),
            zone=zone,
            now=now,
        )


def group_with(staff: StaffRef, request_id: str) -> tuple[InterestGroup, ZoneInfo]:
    """The group that holds this request. `NotYours` when it waits no more, or is none of theirs to decide."""
    with read() as db:
        therapist_id = db.scalar(
            sa.select(col(SlotRequest.therapist_id)).where(
                col(SlotRequest.practice_id) == staff.practice_id, col(SlotRequest.id) == request_id
            )
        )
        if therapist_id is None or (staff.role is Role.THERAPIST and therapist_id != staff.staff_id):
            raise NotYours
        for group in pending_groups(db, staff, therapist_id=therapist_id):
            if any(one.request_id == request_id for one in group.interested):
                return group, _zone(db, staff)
    raise NotYours


def waiting(db: Transaction, staff: StaffRef) -> int:
    """The number at the inbox. Two queries."""
    now = clock.now()
    own_only = [col(SlotRequest.therapist_id) == staff.staff_id] if staff.role is Role.THERAPIST else []
    rows = db.execute(
        sa.select(
            col(SlotRequest.id),
            col(SlotRequest.patient_id),
            col(SlotRequest.therapist_id),
            col(SlotRequest.starts_at),
            col(SlotRequest.ends_at),
            col(SlotRequest.created_at),
        ).where(*waiting_to_be_seen(staff, now), *own_only)
    )
    groups = interest_groups(Interest(*row) for row in rows)
    blocked = db.scalar(sa.select(shut_out(staff)))
    return rules.waits_for_someone(groups=len(groups), shut_out=blocked or 0)


def _zone(db: Transaction, staff: StaffRef) -> ZoneInfo:
    return ZoneInfo(db.scalars(sa.select(col(Practice.timezone)).where(col(Practice.id) == staff.practice_id)).one())


def _later(staff: StaffRef, whose: str | None) -> sa.Select[*tuple[str, str, str, str, datetime]]:
    query = (
        sa.select(
            col(SlotRequest.id),
            col(SlotRequest.patient_id),
            col(Patient.name),
            col(Patient.phone),
            col(SlotRequest.starts_at),
        )
        .join(Patient, col(Patient.id) == col(SlotRequest.patient_id))
        .where(col(SlotRequest.practice_id) == staff.practice_id, *access.reach(staff, col(SlotRequest.therapist_id)))
        .limit(MOST)
    )
    return query if whose is None else query.where(col(SlotRequest.therapist_id) == whose)


def _proposed(db: Transaction, staff: StaffRef, whose: str | None, now: datetime) -> tuple[AnsweredLater, ...]:
    """Those that wait for their patient, the oldest first."""
    times = (
        sa.select(sa.func.count())
        .where(col(ProposedTime.request_id) == col(SlotRequest.id), col(ProposedTime.starts_at) > now)
        .correlate(SlotRequest)
        .scalar_subquery()
    )
    rows = db.execute(
        _later(staff, whose)
        .add_columns(times.label("times"))
        .where(col(SlotRequest.status) == RequestStatus.PROPOSED)
        .order_by(col(SlotRequest.created_at))
    )
    return tuple(
        AnsweredLater(RequestId(row.id), PatientId(row.patient_id), row.name, row.phone, row.starts_at, row.times)
        for row in rows
    )


def _unanswered(db: Transaction, staff: StaffRef, whose: str | None, now: datetime) -> tuple[AnsweredLater, ...]:
    """Those whose time passed lately without an answer, the latest first (WL-5)."""
    rows = db.execute(
        _later(staff, whose)
        .where(
            sa.or_(
                col(SlotRequest.status) == RequestStatus.EXPIRED,
                sa.and_(col(SlotRequest.status) == RequestStatus.PENDING, col(SlotRequest.starts_at) <= now),
            ),
            col(SlotRequest.starts_at) > now - rules.UNANSWERED_FOR,
        )
        .order_by(col(SlotRequest.starts_at).desc())
    )
    return tuple(
        AnsweredLater(RequestId(row.id), PatientId(row.patient_id), row.name, row.phone, row.starts_at) for row in rows
    )


def _last_sessions(db: Transaction, staff: StaffRef, whose: str | None, on: date) -> tuple[LastSession, ...]:
    """Patients with one session left in all (PK-2). The database narrows down; `domain.packs` counts."""
    adjusted = (
        sa.select(sa.func.coalesce(sa.func.sum(col(PackAdjustment.sessions)), 0))
        .where(col(PackAdjustment.pack_id) == col(SessionPack.id))
        .correlate(SessionPack)
        .scalar_subquery()
    )
    held = (
        sa.select(sa.func.count())
        .where(col(Appointment.pack_id) == col(SessionPack.id), col(Appointment.status).not_in(CANCELLED))
        .correlate(SessionPack)
        .scalar_subquery()
    )
    query = (
        sa.select(col(Patient.id), col(Patient.name))
        .join(SessionPack, col(SessionPack.patient_id) == col(Patient.id))
        .where(
            col(Patient.practice_id) == staff.practice_id,
            col(Patient.status) == PatientStatus.ACTIVE,
            col(SessionPack.closed_at).is_(None),
            sa.or_(col(SessionPack.expires_on).is_(None), col(SessionPack.expires_on) >= on),
            col(SessionPack.total) + adjusted - held <= 1,
            *access.reach(staff, col(Patient.therapist_id)),
        )
        .distinct()
        .order_by(col(Patient.name), col(Patient.id))
    )
    if whose is not None:
        query = query.where(col(Patient.therapist_id) == whose)
    names = {row.id: row.name for row in db.execute(query)}
    found: list[LastSession] = []
    for patient_id, owned in packs_of_each(db, names, staff.practice_id).items():
        active = [sold.pack for sold in owned if pack_rules.is_active(sold.pack, on)]
        if len(active) == 1 and active[0].count.last_one:
            found.append(LastSession(PatientId(patient_id), names[patient_id], active[0].count.total))
    return tuple(sorted(found, key=lambda one: (one.name, one.patient_id))[:MOST])


def _therapists(db: Transaction, staff: StaffRef) -> tuple[Therapist, ...]:
    """Those one can narrow it down to; a therapist has nobody but themselves."""
    if staff.role is Role.THERAPIST:
        return ()
    rows = db.execute(
        sa.select(col(StaffMember.id), col(StaffMember.name))
        .where(
            col(StaffMember.practice_id) == staff.practice_id, col(StaffMember.active), col(StaffMember.holds_agenda)
        )
        .order_by(col(StaffMember.name), col(StaffMember.id))
    )
    return tuple(Therapist(StaffId(row.id), row.name) for row in rows)
