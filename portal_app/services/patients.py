"""The practice's patients as staff look for them (AG-5)."""

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlmodel import col

from models.agenda import Appointment
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


@dataclass(frozen=True, slots=True)
class FoundPatient:
    """A line of the list."""

    patient_id: PatientId
    name: str
    phone: str
    therapist: str
    next_at: datetime | None
    standing: Standing


@dataclass(frozen=True, slots=True)
class FoundPatients:
    """The first of those that were found, by name; `found` counts all of them, `of` all that may be seen."""

    patients: tuple[FoundPatient, ...]
    found: int
    of: int
    zone: str
    now: datetime


def search(staff: StaffRef, query: str = "", *, limit: int = PAGE) -> FoundPatients:
    """The active patients whose name, phone or code the query names; all of them when it is empty (AG-5).

    Accents and capitals do not matter, nor the order of the words; a code must be whole. Four queries, whatever
    the number of patients.
    """
    query = query.strip()[:LONGEST_QUERY]
    with read() as db:
        practice = db.execute(
            sa.select(col(Practice.timezone), col(Practice.code_lapses_days)).where(
                col(Practice.id) == staff.practice_id
            )
        ).one()
        everyone = db.execute(
            sa.select(col(Patient.id), col(Patient.name), col(Patient.phone)).where(
                col(Patient.practice_id) == staff.practice_id,
                col(Patient.status) == PatientStatus.ACTIVE,
                *access.reach(staff, col(Patient.therapist_id)),
            )
        ).all()
        by_code = _with_code(db, staff, query)
        wanted = _Wanted.from_query(query)
        matches = [
            (rank, own, row.id)
            for row in everyone
            if (rank := wanted.rank(own := folded(row.name), row.phone, its_code=row.id == by_code)) is not None
        ]
        matches.sort()
        shown = [patient_id for _, _, patient_id in matches[:limit]]
        patients = _lines(db, staff, shown, lapse_days=practice.code_lapses_days)
    return FoundPatients(patients, len(matches), len(everyone), practice.timezone, clock.now())


def folded(text: str) -> str:
    """The text as a search compares it: without accents, in small letters."""
    if text.isascii():
        return text.lower()
    plain = unicodedata.normalize("NFKD", text.casefold())
    return "".join(sign for sign in plain if not unicodedata.combining(sign))


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

    def rank(self, name: str, phone: str, *, its_code: bool) -> int | None:
        """0 where every word begins a word of the folded name, 1 where it is inside one or in the phone; else None."""
        if its_code or not self.words:
            return 0
        if all(word in name for word in self.words):
            starts = name.split()
            return 0 if all(any(start.startswith(word) for start in starts) for word in self.words) else 1
        return 1 if self.digits and self.digits in phone else None


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
        )
        for row in rows
    }
    return tuple(lines[patient_id] for patient_id in patient_ids)
