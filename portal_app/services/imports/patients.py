"""Patients from a spreadsheet: all of them are written, or none (PR-4)."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from sqlmodel import col

from models.tables import Centre, ImportBatch, Patient, Practice, Service, StaffMember
from models.vocabulary import Action, Locale, PatientId, PracticeId
from portal_app import clock
from portal_app.domain.imports.columns import Field, folded
from portal_app.domain.imports.flaws import DUPLICATES, Flaw, Reason, shown
from portal_app.domain.problems import NothingToBookYet
from portal_app.domain.refs import Origin, StaffRef
from portal_app.services import access_codes, activity
from portal_app.services.front import languages_of
from portal_app.services.imports.batches import Imported, may_import, read_or_write
from portal_app.services.imports.patient_sheet import PatientRow, PatientSheet, by_number
from portal_app.services.transaction import Transaction

KIND = "patients"


def import_patients(
    by: StaffRef | None,
    sheet: PatientSheet,
    *,
    practice_id: PracticeId,
    file_name: str,
    origin: Origin,
    therapist_id: str | None = None,
    dry_run: bool = False,
    skip_bad: bool = False,
    allow_duplicates: bool = False,
) -> Imported:
    """Make a file and an access code for each patient of the sheet, all of them or none.

    Any flaw, in the sheet or beside what the practice already has, and nothing is written, unless `skip_bad` leaves
    the flawed rows out. `allow_duplicates` takes those who share a name or a telephone. `therapist_id` is for rows
    that name no therapist; without it the practice's only one, or the importing one. `dry_run` writes nothing.
    `by` None: the operator at the command line. `NotAllowed`, `NothingToBookYet`.
    """
    may_import(by, practice_id)
    with read_or_write(dry_run=dry_run) as db:
        practice = _Practice.of(db, practice_id)
        usual = therapist_id or practice.usual_therapist(by)
        flaws = [flaw for flaw in sheet.flaws if not (allow_duplicates and flaw.reason in DUPLICATES)]
        wanted: list[tuple[PatientRow, str]] = []
        for row in sheet.rows:
            therapist = practice.therapist(row.therapist) if row.therapist else usual
            if therapist is None:
                reason = Reason.THERAPIST_UNKNOWN if row.therapist else Reason.THERAPIST_MISSING
                flaws.append(Flaw(row.number, reason, Field.THERAPIST, shown(row.therapist)))
            else:
                wanted.append((row, therapist))
        flaws += [
            Flaw(row.number, Reason.LOCALE_NOT_OFFERED, Field.LOCALE, row.locale.value)
            for row in sheet.rows
            if row.locale is not None and row.locale not in practice.languages
        ]
        if not allow_duplicates:
            flaws += _already_there(db, practice_id, sheet.rows)
        bad = {flaw.number for flaw in flaws}
        wanted = [(row, therapist) for row, therapist in wanted if row.number not in bad]
        flaws.sort(key=by_number)
        refused = bool(flaws) and (not skip_bad or 0 in bad or not sheet.rows)
        if refused or dry_run or not wanted:
            return Imported(None, 0 if refused else len(wanted), tuple(flaws), refused=refused)
        batch = ImportBatch(
            practice_id=practice_id,
            kind=KIND,
            file_name=file_name[-200:],
            rows=len(wanted),
            staff_id=by.staff_id if by else None,
            at=clock.now(),
        )
        db.add(batch)
        db.flush()
        for row, therapist in wanted:
            _write(db, practice, row, therapist, batch)
        activity.record(
            db,
            practice_id=practice_id,
            action=Action.IMPORTED,
            actor=by,
            origin=origin,
            import_id=batch.id,
            kind=KIND,
            rows=str(len(wanted)),
        )
        db.tell(practice_id)
        return Imported(batch.id, len(wanted), tuple(flaws))


@dataclass(frozen=True, slots=True)
class _Practice:
    """What a new patient's file points at."""

    practice_id: PracticeId
    locale: Locale
    languages: tuple[Locale, ...]
    zone: ZoneInfo
    service_id: str
    centre_id: str
    therapists: tuple[tuple[str, str, str], ...]

    @classmethod
    def of(cls, db: Transaction, practice_id: PracticeId) -> "_Practice":
        """`NothingToBookYet` while the practice has no service, no centre or nobody with an agenda."""
        practice = db.execute(
            sa.select(col(Practice.locale), col(Practice.languages), col(Practice.timezone)).where(
                col(Practice.id) == practice_id
            )
        ).one()
        service_id = db.scalar(
            sa.select(col(Service.id))
            .where(col(Service.practice_id) == practice_id, col(Service.active))
            .order_by(col(Service.patients_may_ask).desc(), col(Service.position))
            .limit(1)
        )
        centre_id = db.scalar(
            sa.select(col(Centre.id))
            .where(col(Centre.practice_id) == practice_id, col(Centre.active))
            .order_by(col(Centre.position))
            .limit(1)
        )
        therapists = db.execute(
            sa.select(col(StaffMember.id), col(StaffMember.name), col(StaffMember.email))
            .where(col(StaffMember.practice_id) == practice_id, col(StaffMember.holds_agenda), col(StaffMember.active))
            .order_by(col(StaffMember.created_at), col(StaffMember.id))
        ).all()
        if service_id is None or centre_id is None or not therapists:
            raise NothingToBookYet
        found = tuple((row.id, folded(row.name), row.email.casefold()) for row in therapists)
        languages = languages_of(practice.languages)
        zone = ZoneInfo(practice.timezone)
        return cls(practice_id, practice.locale, languages, zone, service_id, centre_id, found)

    def usual_therapist(self, by: StaffRef | None) -> str | None:
        """The only one there is, or the one who imports; None when a row must say."""
        if len(self.therapists) == 1:
            return self.therapists[0][0]
        return next((found for found, _, _ in self.therapists if by is not None and found == by.staff_id), None)

    def therapist(self, written: str) -> str | None:
        """Whom a cell names: by e-mail address, or by words of the name that only one has."""
        if "@" in written:
            return next((found for found, _, email in self.therapists if email == written.strip().casefold()), None)
        words = set(folded(written).split()) - {"dr", "dra"}
        found = [therapist for therapist, name, _ in self.therapists if words and words <= set(name.split())]
        return found[0] if len(found) == 1 else None


def _already_there(db: Transaction, practice_id: PracticeId, rows: Sequence[PatientRow]) -> Iterator[Flaw]:
    """The rows whose name or telephone some patient of the practice has."""
    there = db.execute(sa.select(col(Patient.name), col(Patient.phone)).where(col(Patient.practice_id) == practice_id))
    names, phones = set[str](), set[str]()
    for patient in there:
        names.add(folded(patient.name))
        phones.add(patient.phone)
    for row in rows:
        if folded(row.name) in names:
            yield Flaw(row.number, Reason.SAME_NAME_IN_PRACTICE, Field.NAME, shown(row.name))
        elif row.phone and row.phone in phones:
            yield Flaw(row.number, Reason.SAME_PHONE_IN_PRACTICE, Field.PHONE, row.phone)


def _write(db: Transaction, practice: _Practice, row: PatientRow, therapist_id: str, batch: ImportBatch) -> None:
    patient = Patient(
        practice_id=practice.practice_id,
        name=row.name,
        given_name=row.given_name,
        phone=row.phone,
        email=row.email,
        birth_date=row.birth_date,
        locale=row.locale or practice.locale,
        therapist_id=therapist_id,
        service_id=practice.service_id,
        centre_id=practice.centre_id,
        since=row.since or batch.at.astimezone(practice.zone).date(),
        created_at=batch.at,
        import_id=batch.id,
    )
    db.add(patient)
    db.flush()
    access_codes.issue(db, practice_id=practice.practice_id, patient_id=PatientId(patient.id))
