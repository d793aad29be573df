"""The practice's patients as staff look for them (AG-5)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

import sqlalchemy as sa
from sqlmodel import col

from models.agenda import Appointment
from models.folding import folded
from models.patients import AccessCode, Patient, PatientAccess
from models.practice import Practice, StaffMember
from models.vocabulary import AppointmentStatus, PatientId, PatientStatus
from portal_app import clock
from portal_app.domain import access_codes, way_in
from portal_app.domain.refs import StaffRef
from portal_app.domain.way_in import Standing, WayIn
from portal_app.services import access, hashing
from portal_app.services.transaction import Transaction, read

PAGE = 50
LONGEST_QUERY = 80
# Two digits of a phone number would find half of the practice.
LEAST_DIGITS = 3


class Kind(StrEnum):
    """Which patients a list is about; all but the discharged ones are active."""

    ACTIVE = "active"
    NEVER_ENTERED = "never_entered"
    BLOCKED = "blocked"
    DISCHARGED = "discharged"


@dataclass(frozen=True, slots=True)
class Among:
    """Whom a search looks at; `mine`: only those this therapist sees."""

    kind: Kind = Kind.ACTIVE
    mine: bool = False


ANYONE = Among()


@dataclass(frozen=True, slots=True)
class FoundPatient:
    """A line of the list."""

    patient_id: PatientId
    name: str
    phone: str
    therapist: str
    next_at: datetime | None
    standing: Standing
    discharged: bool


@dataclass(frozen=True, slots=True)
class FoundPatients:
    """The first of those that were found, by name; `found` counts all of them, `of` all there are of that kind.

    `mine` and `others` count the active patients whom this person sees as a therapist, and whom others do.
    """

    patients: tuple[FoundPatient, ...]
    found: int
    of: int
    mine: int
    others: int
    zone: str
    now: datetime


def search(staff: StaffRef, query: str = "", *, among: Among = ANYONE, limit: int = PAGE) -> FoundPatients:
    """The patients whose name, phone or code the query names; all of them when it is empty (AG-5).

    Accents and capitals do not matter, nor the order of the words; a code must be whole. Five queries, whatever the
    number of patients, and only the lines that are shown are read.
    """
    query = query.strip()[:LONGEST_QUERY]
    with read() as db:
        practice = db.execute(
            sa.select(col(Practice.timezone), col(Practice.code_lapses_days)).where(
                col(Practice.id) == staff.practice_id
            )
        ).one()
        seen = [col(Patient.practice_id) == staff.practice_id, *access.reach(staff, col(Patient.therapist_id))]
        wanted = _Wanted.from_query(query)
        named = wanted.named(by_code=_with_code(db, staff, query))
        kind = _of_kind(staff, among)
        is_mine = col(Patient.therapist_id) == staff.staff_id
        is_active = col(Patient.status) == PatientStatus.ACTIVE
        counts = db.execute(
            sa.select(
                sa.func.count().filter(*kind, named).label("found"),
                sa.func.count().filter(*kind).label("of"),
                sa.func.count().filter(is_active, is_mine).label("mine"),
                sa.func.count().filter(is_active, sa.not_(is_mine)).label("others"),
            )
            .select_from(Patient)
            .outerjoin(PatientAccess, col(PatientAccess.patient_id) == col(Patient.id))
            .where(*seen)
        ).one()
        shown = db.scalars(
            sa.select(col(Patient.id))
            .outerjoin(PatientAccess, col(PatientAccess.patient_id) == col(Patient.id))
            .where(*seen, *kind, named)
            .order_by(wanted.rank(), col(Patient.sought_name), col(Patient.id))
            .limit(limit)
        ).all()
        patients = _lines(db, staff, shown, lapse_days=practice.code_lapses_days)
    return FoundPatients(patients, counts.found, counts.of, counts.mine, counts.others, practice.timezone, clock.now())


def _of_kind(staff: StaffRef, among: Among) -> list[sa.ColumnElement[bool]]:
    """The condition that makes a patient one of those looked at."""
    mine = [col(Patient.therapist_id) == staff.staff_id] if among.mine else []
    status = PatientStatus.DISCHARGED if among.kind is Kind.DISCHARGED else PatientStatus.ACTIVE
    conditions = [*mine, col(Patient.status) == status]
    match among.kind:
        case Kind.NEVER_ENTERED:
            conditions.append(col(PatientAccess.first_entry_at).is_(None))
        case Kind.BLOCKED:
            conditions.append(col(PatientAccess.blocked_at).is_not(None))
        case Kind.ACTIVE | Kind.DISCHARGED:
            pass
    return conditions


@dataclass(frozen=True, slots=True)
class _Wanted:
    """A query taken apart: its words, and its digits where it may be part of a phone number."""

    words: tuple[str, ...]
    digits: str

    @classmethod
    def from_query(cls, query: str) -> "_Wanted":
        digits = "".join(sign for sign in query if sign.isdigit())
        may_be_phone = len(digits) >= LEAST_DIGITS and all(sign.isdigit() or sign in " +-.()" for sign in query)
        return cls(tuple(folded(query).split()), digits if may_be_phone else "")

    def named(self, *, by_code: str | None) -> sa.ColumnElement[bool]:
        """The condition that a patient has every word in the name, or the digits in the phone, or that code."""
        if not self.words:
            return sa.true()
        ways = [sa.and_(*(col(Patient.sought_name).contains(word, autoescape=True) for word in self.words))]
        if self.digits:
            # 0034 600… and +34 600… are the same number, kept without the noughts.
            ways.append(col(Patient.phone).contains(self.digits.removeprefix("00"), autoescape=True))
        if by_code is not None:
            ways.append(col(Patient.id) == by_code)
        return sa.or_(*ways)

    def rank(self) -> sa.ColumnElement[int]:
        """0 where every word of the query begins one of the name, else 1."""
        if not self.words:
            return sa.literal(0)
        padded = sa.literal(" ") + col(Patient.sought_name)
        return sa.case((sa.and_(*(padded.contains(f" {word}", autoescape=True) for word in self.words)), 0), else_=1)


def _with_code(db: Transaction, staff: StaffRef, query: str) -> str | None:
    """Whose living code this is, in this practice."""
    code = access_codes.normalise(query)
    return db.scalar(
        sa.select(col(AccessCode.patient_id)).where(
            col(AccessCode.practice_id) == staff.practice_id,
            col(AccessCode.lookup_hash).in_(hashing.code_hashes(code) if access_codes.is_code(code) else ()),
            col(AccessCode.retired_at).is_(None),
        )
    )


def _lines(
    db: Transaction, staff: StaffRef, patient_ids: Sequence[str], *, lapse_days: int
) -> tuple[FoundPatient, ...]:
    now = clock.now()
    next_at = (
        sa.select(sa.func.min(col(Appointment.starts_at)))
        .where(
            col(Appointment.patient_id) == col(Patient.id),
            col(Appointment.status) == AppointmentStatus.CONFIRMED,
            col(Appointment.starts_at) > now,
        )
        .scalar_subquery()
    )
    rows = db.execute(
        sa.select(
            col(Patient.id),
            col(Patient.name),
            col(Patient.phone),
            col(Patient.status),
            col(StaffMember.name).label("therapist"),
            next_at.label("next_at"),
            col(AccessCode.id).label("code_id"),
            col(AccessCode.sent_at),
            col(PatientAccess.first_entry_at),
            col(PatientAccess.blocked_at),
        )
        .join(StaffMember, col(StaffMember.id) == col(Patient.therapist_id))
        .outerjoin(
            AccessCode,
            sa.and_(col(AccessCode.patient_id) == col(Patient.id), col(AccessCode.retired_at).is_(None)),
        )
        .outerjoin(PatientAccess, col(PatientAccess.patient_id) == col(Patient.id))
        .where(col(Patient.practice_id) == staff.practice_id, col(Patient.id).in_(patient_ids))
    ).all()
    lines = {
        row.id: FoundPatient(
            patient_id=PatientId(row.id),
            name=row.name,
            phone=row.phone,
            therapist=row.therapist,
            next_at=row.next_at,
            standing=way_in.standing(
                WayIn(
                    has_code=row.code_id is not None,
                    sent_at=row.sent_at,
                    first_entry_at=row.first_entry_at,
                    blocked_at=row.blocked_at,
                ),
                lapse_days=lapse_days,
                now=now,
            ),
            discharged=row.status is PatientStatus.DISCHARGED,
        )
        for row in rows
    }
    return tuple(lines[patient_id] for patient_id in patient_ids)
