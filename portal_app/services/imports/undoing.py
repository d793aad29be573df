"""Taking an import back: what nobody has touched since goes, what is in use stays and is told of (PR-4)."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlmodel import col

from models.tables import (
    AccessCode,
    ActivityEntry,
    Appointment,
    ImportBatch,
    Patient,
    PatientAccess,
    SessionPack,
    SlotRequest,
    StaffMember,
    TimeOff,
)
from models.vocabulary import Action, AppointmentStatus, PatientStatus, RequestStatus
from portal_app import clock
from portal_app.domain.problems import ImportUndone, NotAllowed, NotYours
from portal_app.domain.refs import Origin, StaffRef
from portal_app.domain.slot_requests import has_passed
from portal_app.services import activity, booking, denials
from portal_app.services.imports import agenda, patients
from portal_app.services.imports.batches import may_import
from portal_app.services.slot_requests import steps
from portal_app.services.transaction import Transaction, read, write

SHOWN = 20
"""As many of the latest imports are listed."""


@dataclass(frozen=True, slots=True)
class PastImport:
    """An import that was made. `going` would go if it were undone now, `staying` are in use by now."""

    batch_id: str
    kind: str
    file_name: str
    rows: int
    by: str
    at: datetime
    undone_at: datetime | None
    going: int
    staying: int


@dataclass(frozen=True, slots=True)
class Undone:
    """What undoing took away, and how much is in use and stayed."""

    gone: int
    stayed: int


def listed(staff: StaffRef) -> list[PastImport]:
    """The latest imports of the practice, newest first. A fixed number of queries. `NotAllowed`."""
    may_import(staff, staff.practice_id)
    with read() as db:
        batches = db.execute(
            sa.select(
                col(ImportBatch.id),
                col(ImportBatch.kind),
                col(ImportBatch.file_name),
                col(ImportBatch.rows),
                col(ImportBatch.at),
                col(ImportBatch.undone_at),
                col(StaffMember.name),
            )
            .outerjoin(StaffMember, col(StaffMember.id) == col(ImportBatch.staff_id))
            .where(col(ImportBatch.practice_id) == staff.practice_id)
            .order_by(col(ImportBatch.at).desc(), col(ImportBatch.id))
            .limit(SHOWN)
        ).all()
        ids = [row.id for row in batches if row.undone_at is None]
        untouched = Counter[str]()
        for query in (_untouched_patients, _untouched_appointments, _time_off):
            untouched.update(_count(db, query(staff, ids)))
    return [
        PastImport(
            batch_id=row.id,
            kind=row.kind,
            file_name=row.file_name,
            rows=row.rows,
            by=row.name or "",
            at=row.at,
            undone_at=row.undone_at,
            going=untouched[row.id],
            staying=0 if row.undone_at else row.rows - untouched[row.id],
        )
        for row in batches
    ]


def undo(staff: StaffRef, batch_id: str, *, origin: Origin) -> Undone:
    """Take the import back: every file, session and block of it that nobody has touched since.

    A patient who has a session, a request, a pack or an entry of their own in the trail stays, and so does a session
    that was moved or marked. Requests that an undone session had settled wait again, where their time is still open.
    `NotYours`, `NotAllowed`, `ImportUndone`.
    """
    with denials.traced(staff, origin, "import"), write() as db:
        may_import(staff, staff.practice_id)
        batch = db.scalar(
            sa.select(ImportBatch)
            .where(col(ImportBatch.practice_id) == staff.practice_id, col(ImportBatch.id) == batch_id)
            .with_for_update()
        )
        if batch is None:
            raise NotYours
        if batch.undone_at is not None:
            raise ImportUndone
        match batch.kind:
            case patients.KIND:
                gone, touched = _take_patients(db, staff, batch_id), list[str]()
            case agenda.KIND:
                gone, touched = _take_agenda(db, staff, batch_id, origin)
            case _:
                raise NotAllowed
        batch.undone_at = clock.now()
        activity.record(
            db,
            practice_id=staff.practice_id,
            action=Action.IMPORT_UNDONE,
            actor=staff,
            origin=origin,
            import_id=batch_id,
            kind=batch.kind,
            rows=str(gone),
        )
        db.tell(staff.practice_id, *touched, every_patient=batch.kind == agenda.KIND)
        return Undone(gone, batch.rows - gone)


def _take_patients(db: Transaction, staff: StaffRef, batch_id: str) -> int:
    ids = list(db.scalars(_untouched_patients(staff, [batch_id]).with_only_columns(col(Patient.id))))
    for table, column in (
        (AccessCode, col(AccessCode.patient_id)),
        (PatientAccess, col(PatientAccess.patient_id)),
        (Patient, col(Patient.id)),
    ):
        for some in _in_parts(ids):
            db.execute(sa.delete(table).where(column.in_(some)))
    return len(ids)


def _take_agenda(db: Transaction, staff: StaffRef, batch_id: str, origin: Origin) -> tuple[int, list[str]]:
    """How many sessions and blocks went, and the patients whom it concerns."""
    therapists = db.scalars(
        sa.select(col(Appointment.therapist_id))
        .where(col(Appointment.practice_id) == staff.practice_id, col(Appointment.import_id) == batch_id)
        .distinct()
        .order_by(col(Appointment.therapist_id))
    ).all()
    for therapist_id in therapists:
        booking.hold_agenda(db, staff.practice_id, therapist_id)
    rows = db.execute(
        _untouched_appointments(staff, [batch_id]).with_only_columns(col(Appointment.id), col(Appointment.patient_id))
    ).all()
    ids = [row.id for row in rows]
    waiting_again = [
        request
        for some in _in_parts(ids)
        for request in db.scalars(
            sa.select(SlotRequest)
            .where(col(SlotRequest.practice_id) == staff.practice_id, col(SlotRequest.appointment_id).in_(some))
            .order_by(col(SlotRequest.id))
            .with_for_update()
        )
    ]
    for request in waiting_again:
        request.appointment_id = None
    db.flush()
    for some in _in_parts(ids):
        db.execute(sa.delete(Appointment).where(col(Appointment.id).in_(some)))
    blocks = db.execute(
        sa.delete(TimeOff).where(col(TimeOff.practice_id) == staff.practice_id, col(TimeOff.import_id) == batch_id)
    )
    for request in waiting_again:
        _wait_again(db, request, staff, origin)
    patients = {row.patient_id for row in rows} | {request.patient_id for request in waiting_again}
    return len(ids) + int(blocks.rowcount), sorted(patients)  # pyright: ignore[reportAttributeAccessIssue]  a DELETE's result counts its rows


def _wait_again(db: Transaction, request: SlotRequest, staff: StaffRef, origin: Origin) -> None:
    """A request that the session had settled waits again, unless its time went otherwise or was asked for anew."""
    asked_anew = db.scalar(
        sa.select(col(SlotRequest.id)).where(
            col(SlotRequest.practice_id) == request.practice_id,
            col(SlotRequest.patient_id) == request.patient_id,
            col(SlotRequest.starts_at) == request.starts_at,
            col(SlotRequest.status) == RequestStatus.PENDING,
        )
    )
    if asked_anew or has_passed(request.starts_at, clock.now()) or steps.is_taken(db, request):
        return
    steps.reopen(request)
    steps.record(db, request, Action.ACCEPTANCE_UNDONE, staff, origin)


def _untouched_patients(staff: StaffRef, batch_ids: Sequence[str]) -> sa.Select[str | None, int]:
    """The imported files that hold nothing but what the import wrote."""
    used = [
        sa.exists().where(column == col(Patient.id))
        for column in (
            col(Appointment.patient_id),
            col(SlotRequest.patient_id),
            col(SessionPack.patient_id),
            # Opened, sent a code, signed in: whatever was done with the file stands in the trail for ever.
            col(ActivityEntry.patient_id),
        )
    ]
    return sa.select(col(Patient.import_id), sa.func.count()).where(
        col(Patient.practice_id) == staff.practice_id,
        col(Patient.import_id).in_(batch_ids),
        col(Patient.status) == PatientStatus.ACTIVE,
        *(~each for each in used),
    )


def _untouched_appointments(staff: StaffRef, batch_ids: Sequence[str]) -> sa.Select[str | None, int]:
    """The imported sessions that were neither moved nor marked since."""
    return sa.select(col(Appointment.import_id), sa.func.count()).where(
        col(Appointment.practice_id) == staff.practice_id,
        col(Appointment.import_id).in_(batch_ids),
        col(Appointment.sequence) == 0,
        col(Appointment.changed_at) == col(Appointment.created_at),
        col(Appointment.status).in_((AppointmentStatus.CONFIRMED, AppointmentStatus.ATTENDED)),
    )


def _time_off(staff: StaffRef, batch_ids: Sequence[str]) -> sa.Select[str | None, int]:
    return sa.select(col(TimeOff.import_id), sa.func.count()).where(
        col(TimeOff.practice_id) == staff.practice_id, col(TimeOff.import_id).in_(batch_ids)
    )


def _count(db: Transaction, query: sa.Select[str | None, int]) -> dict[str, int]:
    """The query's numbers, by import."""
    batch_id, _number = query.selected_columns
    return {row[0]: row[1] for row in db.execute(query.group_by(batch_id)) if row[0] is not None}


def _in_parts(ids: Sequence[str], most: int = 500) -> list[Sequence[str]]:
    """A database takes only so many values in one statement."""
    return [ids[start : start + most] for start in range(0, len(ids), most)]
