"""What a calendar would add to a therapist's agenda, event by event, and what stands against it (PR-4)."""

import hashlib
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from sqlmodel import col

from models.tables import Appointment, Patient, Practice, StaffMember, TimeOff
from models.vocabulary import CANCELLED, PracticeId, StaffId
from portal_app.domain.imports.flaws import Flaw, Reason, shown
from portal_app.domain.imports.patient_names import Candidate, PatientNames, Unmatched
from portal_app.domain.policies import LONGEST_APPOINTMENT
from portal_app.domain.problems import NotYours
from portal_app.domain.time_ranges import TimeRange
from portal_app.services.imports.calendar_file import Occurrence
from portal_app.services.transaction import Transaction

ID_LENGTH = 24


class NoPatient(StrEnum):
    """What becomes of an event in which no patient is recognised."""

    BLOCK = "block"
    REFUSE = "refuse"


@dataclass(frozen=True, slots=True)
class Meeting:
    """An event with the patient it is with."""

    occurrence: Occurrence
    patient_id: str
    time: TimeRange


@dataclass(frozen=True, slots=True)
class _Held:
    """Time that an appointment of the therapist or of one of these patients holds already."""

    time: TimeRange
    therapist_id: str
    patient_id: str


@dataclass(slots=True)
class Plan:
    appointments: list[Meeting]
    blocks: list[Occurrence]
    flaws: list[Flaw]
    notes: list[Flaw]
    unchanged: int = 0


@dataclass(frozen=True, slots=True)
class FileOf:
    """What an appointment takes from a patient's file."""

    service_id: str
    centre_id: str


class Agenda:
    """A therapist's agenda as it stands, and what a file would add to it."""

    def __init__(self, db: Transaction, practice_id: PracticeId, therapist_id: StaffId) -> None:
        self.db, self.practice_id, self.therapist_id = db, practice_id, therapist_id
        zone = db.scalar(
            sa.select(col(Practice.timezone))
            .join(StaffMember, col(StaffMember.practice_id) == col(Practice.id))
            .where(col(Practice.id) == practice_id, col(StaffMember.id) == therapist_id, col(StaffMember.holds_agenda))
        )
        if zone is None:
            raise NotYours
        self.zone = ZoneInfo(zone)
        self.files: dict[str, FileOf] = {}
        self.names = PatientNames(self._candidates())

    def _candidates(self) -> Iterator[Candidate]:
        rows = self.db.execute(
            sa.select(
                col(Patient.id),
                col(Patient.name),
                col(Patient.email),
                col(Patient.therapist_id),
                col(Patient.service_id),
                col(Patient.centre_id),
            ).where(col(Patient.practice_id) == self.practice_id)
        )
        for row in rows:
            self.files[row.id] = FileOf(row.service_id, row.centre_id)
            yield Candidate(row.id, row.name, row.therapist_id, row.email.lower())

    def plan(self, occurrences: Sequence[Occurrence], no_patient: NoPatient) -> Plan:
        """What would be written, and what stands against it."""
        plan = Plan([], [], [], [])
        imported = self._imported()
        blocks_there = set(
            self.db.scalars(sa.select(col(TimeOff.id)).where(col(TimeOff.practice_id) == self.practice_id))
        )
        for occurrence in occurrences:
            if occurrence.key in imported:
                plan.unchanged += 1
                if imported[occurrence.key] != occurrence.starts_at:
                    plan.notes.append(self._flaw(occurrence, Reason.CHANGED_SINCE))
            elif self.block_id(occurrence) in blocks_there:
                plan.unchanged += 1
            else:
                self._sort(plan, occurrence, no_patient)
        self._refuse_overlaps(plan)
        return plan

    def _imported(self) -> dict[str, datetime]:
        """What came from a calendar before, by its key."""
        rows = self.db.execute(
            sa.select(col(Appointment.external_uid), col(Appointment.starts_at)).where(
                col(Appointment.practice_id) == self.practice_id,
                col(Appointment.therapist_id) == self.therapist_id,
                col(Appointment.external_uid).is_not(None),
            )
        )
        return {row.external_uid: row.starts_at for row in rows}

    def _sort(self, plan: Plan, occurrence: Occurrence, no_patient: NoPatient) -> None:
        """An appointment, a block, or a flaw."""
        if occurrence.starts_at is None or occurrence.ends_at is None:
            plan.blocks.append(occurrence)
            return
        time = TimeRange(occurrence.starts_at, occurrence.ends_at)
        meant = self.names.meant(occurrence.title, therapist_id=self.therapist_id, emails=occurrence.emails)
        if isinstance(meant, Candidate) and time.ends_at - time.starts_at <= LONGEST_APPOINTMENT:
            plan.appointments.append(Meeting(occurrence, meant.patient_id, time))
            return
        reason = Reason.SEVERAL_PATIENTS if meant is Unmatched.SEVERAL else Reason.NO_PATIENT
        if no_patient is NoPatient.REFUSE:
            plan.flaws.append(self._flaw(occurrence, reason))
            return
        plan.notes.append(self._flaw(occurrence, reason))
        plan.blocks.append(occurrence)

    def _refuse_overlaps(self, plan: Plan) -> None:
        """Take out, with a flaw, what overlaps an appointment: the therapist's or the patient's, in file or agenda."""
        there = self._held(plan.appointments)
        begins = [held.time.starts_at for held in there]
        kept: list[Meeting] = []
        last: Meeting | None = None
        for meeting in sorted(plan.appointments, key=lambda one: (one.time.starts_at, one.occurrence.key)):
            first = bisect_left(begins, meeting.time.starts_at - LONGEST_APPOINTMENT)
            after = bisect_left(begins, meeting.time.ends_at)
            against = [held for held in there[first:after] if held.time.overlaps(meeting.time)]
            if any(held.patient_id == meeting.patient_id and held.time == meeting.time for held in against):
                # Somebody wrote it into the agenda by hand.
                plan.unchanged += 1
                continue
            if last is not None and last.time.overlaps(meeting.time):
                plan.flaws.append(self._flaw(meeting.occurrence, Reason.OVERLAPS_IN_FILE, last.occurrence.title))
                continue
            if any(held.therapist_id == self.therapist_id for held in against):
                plan.flaws.append(self._flaw(meeting.occurrence, Reason.OVERLAPS_IN_AGENDA))
                continue
            if any(held.patient_id == meeting.patient_id for held in against):
                plan.flaws.append(self._flaw(meeting.occurrence, Reason.PATIENT_TAKEN))
                continue
            kept.append(meeting)
            last = meeting
        plan.appointments = kept

    def _held(self, meetings: Sequence[Meeting]) -> list[_Held]:
        if not meetings:
            return []
        first = min(one.time.starts_at for one in meetings) - LONGEST_APPOINTMENT
        last = max(one.time.ends_at for one in meetings)
        rows = self.db.execute(
            sa.select(
                col(Appointment.starts_at),
                col(Appointment.ends_at),
                col(Appointment.therapist_id),
                col(Appointment.patient_id),
            )
            .where(
                col(Appointment.practice_id) == self.practice_id,
                col(Appointment.starts_at).between(first, last),
                col(Appointment.status).not_in(CANCELLED),
            )
            .order_by(col(Appointment.starts_at))
        )
        return [_Held(TimeRange(row.starts_at, row.ends_at), row.therapist_id, row.patient_id) for row in rows]

    def block_id(self, occurrence: Occurrence) -> str:
        """Time off keeps no trace of its calendar, so its id is made of it: imported again, it is there already."""
        said = f"{self.practice_id}/{self.therapist_id}/{occurrence.key}"
        return hashlib.sha256(said.encode()).hexdigest()[:ID_LENGTH]

    def _flaw(self, occurrence: Occurrence, reason: Reason, value: str = "") -> Flaw:
        """`field` is when, in the practice's time; `value` the title, or what it collides with."""
        at = occurrence.starts_at
        when = f"{at.astimezone(self.zone):%Y-%m-%d %H:%M}" if at else f"{occurrence.first_on}"
        said = f"{occurrence.title} / {value}" if value else occurrence.title
        return Flaw(occurrence.number, reason, when, shown(said))
