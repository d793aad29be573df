"""The practice's activity trail as staff read it, filter it and take it along (GD-1).

Who reads what: an admin everything; a therapist what concerns their own patients (all, where the practice says so) and
what they did themselves; reception the part of one patient at a time, as it stands in the file, and takes none along.
Reading the trail leaves no entry of its own; taking it along does.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from sqlmodel import col

from models.activity import ActivityEntry
from models.patients import Patient
from models.practice import Practice, StaffMember
from models.vocabulary import Action, ActorKind, Role
from portal_app import clock
from portal_app.domain.activity_kinds import KINDS, Kind
from portal_app.domain.problems import NotAllowed
from portal_app.domain.refs import Origin, StaffRef
from portal_app.services import access, activity, denials
from portal_app.services.transaction import Transaction, read, write

PAGE = 50
MOST_AT_ONCE = 50_000
"""Entries in one file: more than that is taken along in parts, by dates."""

PATIENTS, NOBODY = "patients", "nobody"


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is looked for; empty: no matter. `who` is a staff member's id, `PATIENTS`, or `NOBODY` (not signed in).

    The days are the practice's, both included.
    """

    patient_id: str = ""
    who: str = ""
    kind: Kind | None = None
    first_on: date | None = None
    last_on: date | None = None


@dataclass(frozen=True, slots=True)
class Entry:
    """An entry. `actor` and `patient` are names, empty where there is none."""

    number: int
    at: datetime
    action: Action
    actor_kind: ActorKind
    actor: str
    patient_id: str
    patient: str
    detail: dict[str, str]
    address: str
    user_agent: str
    hash: str


@dataclass(frozen=True, slots=True)
class Member:
    """Somebody of the practice's whose doings may be looked for."""

    staff_id: str
    name: str


@dataclass(frozen=True, slots=True)
class TrailPage:
    """A page, the latest first. `earlier` goes on from here: pass it as `before`; None: this is the beginning."""

    entries: Sequence[Entry]
    earlier: int | None
    patient: str
    members: Sequence[Member]
    zone: ZoneInfo
    now: datetime


def may_read_all(staff: StaffRef) -> bool:
    """Whether the trail is there for this role without a patient's file being open."""
    return staff.role is not Role.SCHEDULER


def trail_page(
    staff: StaffRef, wanted: Wanted, *, origin: Origin, before: int | None = None, most: int = PAGE
) -> TrailPage:
    """A page of what the filters leave. `NotAllowed` for reception without a patient, `NotYours` for a stranger's."""
    with denials.traced(staff, origin, "activity"), read() as db:
        zone = _zone(db, staff)
        patient = _patient(db, staff, wanted)
        entries = _entries(db, staff, wanted, zone, before=before, most=most + 1)
        members = _members(db, staff)
    more = len(entries) > most
    return TrailPage(
        entries=entries[:most],
        earlier=entries[most - 1].number if more else None,
        patient=patient,
        members=members,
        zone=zone,
        now=clock.now(),
    )


def export(staff: StaffRef, wanted: Wanted, *, origin: Origin) -> TrailPage:
    """All that the filters leave, to be taken along; that it was taken is in the trail. `NotAllowed`, `NotYours`."""
    with denials.traced(staff, origin, "activity_export"), write() as db:
        if not may_read_all(staff):
            raise NotAllowed
        zone = _zone(db, staff)
        patient = _patient(db, staff, wanted)
        entries = _entries(db, staff, wanted, zone, most=MOST_AT_ONCE)
        activity.record(
            db,
            practice_id=staff.practice_id,
            action=Action.EXPORTED,
            actor=staff,
            origin=origin,
            patient_id=wanted.patient_id or None,
            what="activity",
            entries=str(len(entries)),
        )
        db.tell(staff.practice_id, *([wanted.patient_id] if wanted.patient_id else []))
    return TrailPage(entries, None, patient, (), zone, clock.now())


def _zone(db: Transaction, staff: StaffRef) -> ZoneInfo:
    return ZoneInfo(db.scalars(sa.select(col(Practice.timezone)).where(col(Practice.id) == staff.practice_id)).one())


def _patient(db: Transaction, staff: StaffRef, wanted: Wanted) -> str:
    """The chosen patient's name, once it is clear that this member may read their file."""
    if wanted.patient_id:
        return access.patient_for_staff(db, staff, wanted.patient_id).name
    if not may_read_all(staff):
        raise NotAllowed
    return ""


def _members(db: Transaction, staff: StaffRef) -> tuple[Member, ...]:
    rows = db.execute(
        sa.select(col(StaffMember.id), col(StaffMember.name))
        .where(col(StaffMember.practice_id) == staff.practice_id)
        .order_by(col(StaffMember.name), col(StaffMember.id))
    )
    return tuple(Member(row.id, row.name) for row in rows)


def _entries(
    db: Transaction, staff: StaffRef, wanted: Wanted, zone: ZoneInfo, *, before: int | None = None, most: int
) -> list[Entry]:
    rows = db.execute(
        sa.select(
            col(ActivityEntry.number),
            col(ActivityEntry.at),
            col(ActivityEntry.action),
            col(ActivityEntry.actor_kind),
            col(StaffMember.name).label("actor"),
            col(ActivityEntry.patient_id),
            col(Patient.name).label("patient"),
            col(ActivityEntry.detail),
            col(ActivityEntry.address),
            col(ActivityEntry.user_agent),
            col(ActivityEntry.hash),
        )
        .outerjoin(
            StaffMember,
            sa.and_(
                col(StaffMember.id) == col(ActivityEntry.actor_id),
                col(StaffMember.practice_id) == staff.practice_id,
            ),
        )
        .outerjoin(
            Patient,
            sa.and_(
                col(Patient.id) == col(ActivityEntry.patient_id),
                col(Patient.practice_id) == staff.practice_id,
            ),
        )
        .where(
            col(ActivityEntry.practice_id) == staff.practice_id,
            *_within_reach(staff),
            *_conditions(wanted, zone),
            *([col(ActivityEntry.number) < before] if before is not None else []),
        )
        .order_by(col(ActivityEntry.number).desc())
        .limit(most)
    )
    return [
        Entry(
            number=row.number,
            at=row.at,
            action=row.action,
            actor_kind=row.actor_kind,
            actor=row.actor or "",
            patient_id=row.patient_id or "",
            patient=row.patient or "",
            detail=row.detail,
            address=row.address,
            user_agent=row.user_agent,
            hash=row.hash,
        )
        for row in rows
    ]


def _within_reach(staff: StaffRef) -> list[sa.ColumnElement[bool]]:
    """Everything for an admin; for the others their patients' entries, and of those without a patient their own."""
    if staff.role is Role.ADMIN:
        return []
    of_patients = sa.and_(col(ActivityEntry.patient_id).is_not(None), *access.reach(staff, col(Patient.therapist_id)))
    own = sa.and_(
        col(ActivityEntry.patient_id).is_(None),
        col(ActivityEntry.actor_kind) == ActorKind.STAFF,
        col(ActivityEntry.actor_id) == staff.staff_id,
    )
    return [sa.or_(of_patients, own)]


def _conditions(wanted: Wanted, zone: ZoneInfo) -> list[sa.ColumnElement[bool]]:
    found: list[sa.ColumnElement[bool]] = []
    if wanted.patient_id:
        found.append(col(ActivityEntry.patient_id) == wanted.patient_id)
    match wanted.who:
        case "":
            pass
        case "patients":
            found.append(col(ActivityEntry.actor_kind) == ActorKind.PATIENT)
        case "nobody":
            found.append(col(ActivityEntry.actor_kind).in_((ActorKind.UNKNOWN, ActorKind.SYSTEM)))
        case staff_id:
            found += [col(ActivityEntry.actor_kind) == ActorKind.STAFF, col(ActivityEntry.actor_id) == staff_id]
    if wanted.kind is not None:
        found.append(col(ActivityEntry.action).in_(KINDS[wanted.kind]))
    if wanted.first_on is not None:
        found.append(col(ActivityEntry.at) >= _midnight(wanted.first_on, zone))
    if wanted.last_on is not None and wanted.last_on < date.max:
        found.append(col(ActivityEntry.at) < _midnight(wanted.last_on + timedelta(days=1), zone))
    return found


def _midnight(on: date, zone: ZoneInfo) -> datetime:
    return datetime.combine(on, time(), zone)
