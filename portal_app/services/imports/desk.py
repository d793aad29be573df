"""An import as an admin does it in the app: look at the file, say what its columns hold, then all of it (PR-4)."""

from collections.abc import Mapping
from dataclasses import dataclass, field

import sqlalchemy as sa
from sqlmodel import col

from models.practice import StaffMember
from models.vocabulary import StaffId
from portal_app import clock
from portal_app.domain.problems import NothingToBookYet, NotYours
from portal_app.domain.refs import Origin, StaffRef
from portal_app.services import denials
from portal_app.services.imports import uploads
from portal_app.services.imports.agenda import ImportedAgenda, import_agenda, zone_of
from portal_app.services.imports.agenda_plan import NoPatient
from portal_app.services.imports.batches import Imported, may_import
from portal_app.services.imports.calendar_file import read_agenda_ics
from portal_app.services.imports.patient_sheet import Column, read_patients_csv
from portal_app.services.imports.patients import import_patients
from portal_app.services.imports.uploads import Upload, UploadKind
from portal_app.services.transaction import read


@dataclass(frozen=True, slots=True)
class Choices:
    """What the admin says of the file. `mapping`: columns by their titles; `therapist_id` empty: whoever it must be."""

    mapping: Mapping[str, str] = field(default_factory=dict)
    therapist_id: str = ""
    skip_bad: bool = False
    allow_duplicates: bool = False
    no_patient: NoPatient = NoPatient.BLOCK


@dataclass(frozen=True, slots=True)
class OnTheDesk:
    """The file, and what would come of it; `left_out`: cancelled or free events. `outcome` None: nobody has an agenda.

    `therapists`: who has an agenda, by id and name; `therapist_id`: whose it would be where the file does not say.
    """

    kind: UploadKind
    file_name: str
    columns: tuple[Column, ...]
    outcome: Imported | None
    left_out: int
    therapists: tuple[tuple[str, str], ...]
    therapist_id: str


def look(staff: StaffRef, choices: Choices) -> OnTheDesk | None:
    """What would be imported under these choices, and what is wrong; nothing is written. None: there is no file.

    `NotAllowed`; `NotYours` for a therapist of elsewhere.
    """
    may_import(staff, staff.practice_id)
    upload = uploads.kept(staff)
    if upload is None:
        return None
    therapists = _therapists(staff)
    return _carry(staff, upload, choices, therapists, dry_run=True)


def carry_out(staff: StaffRef, choices: Choices, *, origin: Origin) -> OnTheDesk | None:
    """Import it under these choices: all of it, or with `skip_bad` all that can be; the file is forgotten then.

    None: there is no file any more. `NotAllowed`, `NotYours`.
    """
    with denials.traced(staff, origin, "import"):
        may_import(staff, staff.practice_id)
        upload = uploads.kept(staff)
        if upload is None:
            return None
        done = _carry(staff, upload, choices, _therapists(staff), dry_run=False, origin=origin)
    if done.outcome is not None and done.outcome.batch_id is not None:
        uploads.forget(staff)
    return done


def _carry(
    staff: StaffRef,
    upload: Upload,
    choices: Choices,
    therapists: tuple[tuple[str, str], ...],
    *,
    dry_run: bool,
    origin: Origin | None = None,
) -> OnTheDesk:
    known = [therapist_id for therapist_id, _ in therapists]
    if choices.therapist_id and choices.therapist_id not in known:
        raise NotYours
    usual = choices.therapist_id or _usual(staff, known, upload.kind)
    columns: tuple[Column, ...] = ()
    outcome: Imported | None = None
    left_out = 0
    write_to = {"practice_id": staff.practice_id, "file_name": upload.file_name, "origin": origin or Origin()}
    if upload.kind is UploadKind.PATIENTS:
        sheet = read_patients_csv(upload.data, mapping=choices.mapping)
        columns = sheet.columns
        try:
            outcome = import_patients(
                staff,
                sheet,
                **write_to,
                therapist_id=usual or None,
                dry_run=dry_run,
                skip_bad=choices.skip_bad,
                allow_duplicates=choices.allow_duplicates,
            )
        except NothingToBookYet:
            outcome = None
    elif usual:
        zone = zone_of(staff.practice_id)
        file = read_agenda_ics(upload.data, zone=zone, today=clock.now().astimezone(zone).date())
        left_out = file.left_out
        outcome = import_agenda(
            staff,
            file,
            **write_to,
            therapist_id=StaffId(usual),
            no_patient=choices.no_patient,
            dry_run=dry_run,
            skip_bad=choices.skip_bad,
        )
    return OnTheDesk(upload.kind, upload.file_name, columns, outcome, left_out, therapists, usual)


def _usual(staff: StaffRef, known: list[str], kind: UploadKind) -> str:
    """The only one with an agenda, else the one who imports; an agenda is somebody's in any case."""
    if len(known) == 1 or (kind is UploadKind.AGENDA and staff.staff_id not in known):
        return known[0] if known else ""
    return staff.staff_id if staff.staff_id in known else ""


def _therapists(staff: StaffRef) -> tuple[tuple[str, str], ...]:
    with read() as db:
        rows = db.execute(
            sa.select(col(StaffMember.id), col(StaffMember.name))
            .where(
                col(StaffMember.practice_id) == staff.practice_id,
                col(StaffMember.holds_agenda),
                col(StaffMember.active),
            )
            .order_by(col(StaffMember.name), col(StaffMember.id))
        )
        return tuple((row.id, row.name) for row in rows)


__all__ = ["Choices", "ImportedAgenda", "OnTheDesk", "carry_out", "look"]
