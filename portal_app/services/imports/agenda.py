"""A therapist's calendar becomes their agenda: appointments where a patient is meant, time off elsewhere (PR-4)."""

from dataclasses import dataclass, replace
from datetime import timedelta
from itertools import chain
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from sqlmodel import col

from models.tables import Appointment, Centre, ImportBatch, Practice, SessionPack, SlotRequest, StaffMember, TimeOff
from models.vocabulary import (
    Action,
    ActorKind,
    AppointmentStatus,
    CentreKind,
    PracticeId,
    RequestStatus,
    Role,
    StaffId,
)
from portal_app import clock
from portal_app.domain.imports.columns import folded
from portal_app.domain.imports.flaws import Flaw
from portal_app.domain.imports.patient_names import is_online
from portal_app.domain.problems import NotYours
from portal_app.domain.refs import Origin, StaffRef
from portal_app.domain.time_ranges import TimeRange
from portal_app.domain.video_calls import call_link
from portal_app.services import activity, booking, packs
from portal_app.services.imports.agenda_plan import Agenda, Meeting, NoPatient, Plan
from portal_app.services.imports.batches import Imported, may_import, read_or_write
from portal_app.services.imports.calendar_file import AgendaFile, Occurrence
from portal_app.services.transaction import Transaction, read

KIND = "agenda"


@dataclass(frozen=True, slots=True)
class ImportedAgenda(Imported):
    """An import's outcome; of what was written these many are appointments and blocks.

    `unchanged` were imported before. `notes` tell of what was taken, though not as it might have been meant.
    """

    appointments: int = 0
    blocks: int = 0
    unchanged: int = 0
    notes: tuple[Flaw, ...] = ()


def zone_of(practice_id: PracticeId) -> ZoneInfo:
    """The practice's time zone, in which a calendar's times without one are read."""
    with read() as db:
        name = db.scalar(sa.select(col(Practice.timezone)).where(col(Practice.id) == practice_id))
    if name is None:
        raise NotYours
    return ZoneInfo(name)


def therapist_with(practice_id: PracticeId, email: str) -> StaffId:
    """Whose agenda that e-mail address stands for. `NotYours` where it is nobody's with an agenda."""
    with read() as db:
        found = db.scalar(
            sa.select(col(StaffMember.id)).where(
                col(StaffMember.practice_id) == practice_id,
                col(StaffMember.email) == email.strip().lower(),
                col(StaffMember.holds_agenda),
            )
        )
    if found is None:
        raise NotYours
    return StaffId(found)


def import_agenda(
    by: StaffRef | None,
    file: AgendaFile,
    *,
    practice_id: PracticeId,
    therapist_id: StaffId,
    file_name: str,
    origin: Origin,
    no_patient: NoPatient = NoPatient.BLOCK,
    dry_run: bool = False,
    skip_bad: bool = False,
) -> ImportedAgenda:
    """Write what the file holds into the therapist's agenda, all of it or nothing; what is there already stays.

    A timed event in which one patient is recognised becomes an appointment, past ones attended; anything else time
    off. Overlaps, and with `NoPatient.REFUSE` events without a patient, are flaws: any flaw, and nothing is written,
    unless `skip_bad` leaves those events out. Pending requests that a new appointment overlaps are settled (WL-3).
    `by` None: the operator at the command line. `NotAllowed`, `NotYours`.
    """
    may_import(by, practice_id)
    with read_or_write(dry_run=dry_run) as db:
        if not dry_run:
            booking.hold_agenda(db, practice_id, therapist_id)
        agenda = Agenda(db, practice_id, therapist_id)
        plan = agenda.plan(file.occurrences, no_patient)
        flaws = tuple(sorted([*file.flaws, *plan.flaws], key=lambda flaw: flaw.number))
        refused = bool(flaws) and (not skip_bad or any(flaw.number == 0 for flaw in flaws))
        outcome = ImportedAgenda(
            None,
            len(plan.appointments) + len(plan.blocks),
            flaws,
            appointments=len(plan.appointments),
            blocks=len(plan.blocks),
            unchanged=plan.unchanged,
            notes=tuple(plan.notes),
        )
        if refused:
            return replace(outcome, refused=True, written=0, appointments=0, blocks=0)
        if dry_run or not outcome.written:
            return outcome
        batch = ImportBatch(
            practice_id=practice_id,
            kind=KIND,
            file_name=file_name[-200:],
            rows=outcome.written,
            staff_id=by.staff_id if by else None,
            at=clock.now(),
        )
        db.add(batch)
        db.flush()
        _Writer(db, agenda, batch, by, origin).write(plan)
        return replace(outcome, batch_id=batch.id)


class _Writer:
    """Writes a plan into the agenda it was made for."""

    def __init__(
        self, db: Transaction, agenda: Agenda, batch: ImportBatch, by: StaffRef | None, origin: Origin
    ) -> None:
        self.db, self.agenda, self.batch, self.by, self.origin = db, agenda, batch, by, origin
        self.practice_id, self.therapist_id, self.zone = agenda.practice_id, agenda.therapist_id, agenda.zone
        self.centres = db.execute(
            sa.select(col(Centre.id), col(Centre.name), col(Centre.address), col(Centre.kind)).where(
                col(Centre.practice_id) == agenda.practice_id, col(Centre.active)
            )
        ).all()
        self.pack_owners = set(
            db.scalars(sa.select(col(SessionPack.patient_id)).where(col(SessionPack.practice_id) == agenda.practice_id))
        )

    def write(self, plan: Plan) -> None:
        """All of the plan, what it settles, and the entry that tells of it."""
        for occurrence in plan.blocks:
            self.db.add(self._block(occurrence))
        for meeting in plan.appointments:
            self.db.add(self._appointment(meeting))
            if meeting.patient_id in self.pack_owners:
                # One by one, so that a pack's sessions are counted as they are booked.
                self.db.flush()
        self.db.flush()
        settled = self._settle(plan)
        activity.record(
            self.db,
            practice_id=self.practice_id,
            action=Action.IMPORTED,
            actor=self.by,
            origin=self.origin,
            import_id=self.batch.id,
            kind=KIND,
            rows=str(self.batch.rows),
        )
        patients = chain((one.patient_id for one in plan.appointments), settled)
        booking.tell_of_times(self.db, self.practice_id, self.therapist_id, *set(patients))

    def _settle(self, plan: Plan) -> list[str]:
        """Whatever way an appointment comes about, the requests it overlaps are rejected (WL-3)."""
        waiting = self.db.execute(
            sa.select(col(SlotRequest.starts_at), col(SlotRequest.ends_at)).where(
                col(SlotRequest.practice_id) == self.practice_id,
                col(SlotRequest.therapist_id) == self.therapist_id,
                col(SlotRequest.status) == RequestStatus.PENDING,
            )
        ).all()
        wanted = [TimeRange(row.starts_at, row.ends_at) for row in waiting]
        # At the command line nobody has signed in: the calendar is the therapist's own word.
        decided_by = self.by or StaffRef(self.practice_id, self.therapist_id, Role.THERAPIST)
        taken = [one.time for one in plan.appointments if any(one.time.overlaps(time) for time in wanted)]
        if not taken:
            return []
        rows = self.db.scalars(
            sa.select(Appointment).where(
                col(Appointment.practice_id) == self.practice_id,
                col(Appointment.import_id) == self.batch.id,
                col(Appointment.starts_at).in_([time.starts_at for time in taken]),
            )
        ).all()
        return [
            patient_id
            for row in rows
            for patient_id in booking.settle_overlaps(self.db, row, staff=decided_by, origin=self.origin)
        ]

    def _appointment(self, meeting: Meeting) -> Appointment:
        file, time = self.agenda.files[meeting.patient_id], meeting.time
        over = time.ends_at <= self.batch.at
        place = meeting.occurrence.place
        pack_id = None
        if not over and meeting.patient_id in self.pack_owners:
            pack_id = packs.pack_to_book(
                self.db,
                practice_id=self.practice_id,
                patient_id=meeting.patient_id,
                service_id=file.service_id,
                on=time.starts_at.astimezone(self.zone).date(),
            )
        return Appointment(
            practice_id=self.practice_id,
            therapist_id=self.therapist_id,
            patient_id=meeting.patient_id,
            service_id=file.service_id,
            centre_id=self._centre(meeting.occurrence) or file.centre_id,
            pack_id=pack_id,
            starts_at=time.starts_at,
            ends_at=time.ends_at,
            status=AppointmentStatus.ATTENDED if over else AppointmentStatus.CONFIRMED,
            video_url=call_link(place),
            created_by_kind=ActorKind.STAFF if self.by else ActorKind.SYSTEM,
            created_by=self.by.staff_id if self.by else "",
            created_at=self.batch.at,
            changed_at=self.batch.at,
            external_uid=meeting.occurrence.key,
            import_id=self.batch.id,
        )

    def _centre(self, occurrence: Occurrence) -> str | None:
        """The centre the event's place names, or the online one where it speaks of a video call."""
        place = folded(occurrence.place)
        online = is_online(occurrence.title) or is_online(occurrence.place) or occurrence.place.startswith("https://")
        for centre in self.centres:
            if online and centre.kind is CentreKind.ONLINE:
                return centre.id
        for centre in self.centres:
            names = (folded(centre.name), folded(centre.address))
            if place and not online and any(name and (name in place or place in name) for name in names):
                return centre.id
        return None

    def _block(self, occurrence: Occurrence) -> TimeOff:
        """Time off in wall-clock time; one that ends at midnight ends with the day before."""
        block = TimeOff(
            id=self.agenda.block_id(occurrence),
            practice_id=self.practice_id,
            therapist_id=self.therapist_id,
            title=occurrence.title,
            first_on=occurrence.first_on or self.batch.at.date(),
            last_on=occurrence.last_on or self.batch.at.date(),
            import_id=self.batch.id,
        )
        if occurrence.starts_at is not None and occurrence.ends_at is not None:
            starts, ends = (at.astimezone(self.zone) for at in (occurrence.starts_at, occurrence.ends_at))
            last = ends - timedelta(microseconds=1)
            block.first_on, block.last_on = starts.date(), last.date()
            block.starts, block.ends = starts.time().replace(microsecond=0), ends.time().replace(microsecond=0)
        return block
