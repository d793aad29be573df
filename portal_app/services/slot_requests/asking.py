"""What patients do: ask for a slot and take it back (CA-3, CA-4, CA-10)."""

from collections.abc import Iterable
from datetime import datetime

import sqlalchemy as sa
from sqlmodel import col

from models.agenda import Appointment, SlotRequest
from models.patients import Patient
from models.practice import Centre, Service, StaffMember
from models.vocabulary import CANCELLED, Action, CentreKind, RequestId, RequestStatus
from portal_app import clock
from portal_app.domain import slot_requests as rules
from portal_app.domain.policies import LONGEST_APPOINTMENT, UNDO
from portal_app.domain.problems import NotYours, RequestNotPending, SlotNotOffered, SlotTaken
from portal_app.domain.refs import Origin, PatientRef
from portal_app.domain.slot_requests import Asker, Own, Wish
from portal_app.domain.time_ranges import TimeRange
from portal_app.services import access, availability, booking, denials, refusals
from portal_app.services.slot_requests import steps
from portal_app.services.transaction import Transaction, write


def ask(
    patient: PatientRef, starts_at: datetime, *, centre_id: str, message: str, key: str, origin: Origin
) -> RequestId:
    """Ask the patient's therapist for the patient's service at that time and centre (CA-3).

    `key` is made once for each intent: the same key again gives the same id and writes nothing. `AskingIsClosed`,
    `MessageTooLong`, `AlreadyAsked`, `OverlapsOwnAppointment`, `TooManyPending`, `SlotNotOffered`, and `SlotTaken`,
    whose fact `nearest` holds the nearest free `Slot`s.
    """
    with refusals.in_words(), write() as db:
        file = access.patient_row(db, patient)
        booking.hold_agenda(db, patient.practice_id, file.therapist_id)
        asked_before = _asked_with(db, patient, key)
        if asked_before is not None:
            return asked_before
        message = rules.tidy_message(message)
        steps.end_passed(db, [*_own_passed(db, patient)], clock.now())
        wish = _check(db, file, starts_at, centre_id)
        now = clock.now()
        request = SlotRequest(
            practice_id=file.practice_id,
            therapist_id=file.therapist_id,
            patient_id=file.id,
            service_id=file.service_id,
            centre_id=centre_id,
            starts_at=wish.time.starts_at,
            ends_at=wish.time.ends_at,
            message=message,
            idempotency_key=key,
            created_at=now,
            told_at=rules.told_at(now),
        )
        db.add(request)
        db.flush()
        steps.record(db, request, Action.REQUEST_MADE, patient, origin)
        db.tell(request.practice_id, request.patient_id)
        db.tell(request.practice_id, after=UNDO)
    return RequestId(request.id)


def cancel(patient: PatientRef, request_id: str, *, origin: Origin) -> None:
    """Take back a request that waits, or decline the times that were proposed instead; nobody needs to answer (CA-4).

    Taken back already: nothing happens. `RequestNotPending`.
    """
    with denials.traced(patient, origin, "request"), write() as db:
        request = _own(db, patient, request_id)
        if request.status is RequestStatus.CANCELLED:
            return
        if request.status not in (RequestStatus.PENDING, RequestStatus.PROPOSED):
            raise RequestNotPending
        steps.decide(request, RequestStatus.CANCELLED, patient.patient_id)
        steps.record(db, request, Action.REQUEST_CANCELLED, patient, origin)
        db.tell(request.practice_id, request.patient_id)


def restore(patient: PatientRef, request_id: str, *, origin: Origin) -> None:
    """Undo a cancel within ten seconds (CA-10). Waiting already: nothing happens.

    `UndoTooLate`, `RequestNotPending` when it was not the patient who ended it or its time has passed, `SlotTaken`
    when an appointment came in between, `TooManyPending`, `AlreadyAsked`.
    """
    with denials.traced(patient, origin, "request"), refusals.in_words(), write() as db:
        now = clock.now()
        request = _own(db, patient, request_id)
        if request.status in (RequestStatus.PENDING, RequestStatus.PROPOSED):
            return
        if request.status is not RequestStatus.CANCELLED:
            raise RequestNotPending
        rules.check_undo(request.decided_at, now)
        if steps.was_proposed(db, request):
            steps.wait_for_patient(request)
            steps.record(db, request, Action.REQUEST_MADE, patient, origin)
            db.tell(request.practice_id, request.patient_id)
            return
        if rules.has_passed(request.starts_at, now):
            raise RequestNotPending
        booking.hold_agenda(db, request.practice_id, request.therapist_id)
        if steps.is_taken(db, request):
            raise SlotTaken(starts_at=request.starts_at)
        steps.reopen(request)
        db.flush()
        steps.record(db, request, Action.REQUEST_MADE, patient, origin)
        db.tell(request.practice_id, request.patient_id)


def _asked_with(db: Transaction, patient: PatientRef, key: str) -> RequestId | None:
    found = db.scalar(
        sa.select(col(SlotRequest.id)).where(
            col(SlotRequest.practice_id) == patient.practice_id,
            col(SlotRequest.patient_id) == patient.patient_id,
            col(SlotRequest.idempotency_key) == key,
        )
    )
    return None if found is None else RequestId(found)


def _check(db: Transaction, file: Patient, starts_at: datetime, centre_id: str) -> Wish:
    """The wish, once every rule has been asked."""
    practice = availability.rules_of(db, practice_id=file.practice_id, service_id=file.service_id)
    rules.check_open(_asker(db, file), practice.policy)
    online = _is_online(db, file.practice_id, centre_id)
    wish = Wish(TimeRange(starts_at, starts_at + practice.service.length), centre_id, online)
    on = starts_at.astimezone(practice.zone).date()
    agenda = availability.agendas(db, practice, therapist_ids=[file.therapist_id], first_on=on, last_on=on)[
        file.therapist_id
    ]
    try:
        rules.check(
            wish,
            free=agenda.free_slots(on, on),
            were_nobody_there=agenda.free_slots(on, on, were_nobody_there=True),
            own=_own_times(db, file, wish.time),
            policy=practice.policy,
        )
    except SlotTaken:
        nearest = availability.nearest_slots(
            db,
            practice_id=file.practice_id,
            therapist_id=file.therapist_id,
            service_id=file.service_id,
            to=starts_at,
        )
        raise SlotTaken(starts_at=starts_at, nearest=nearest) from None
    return wish


def _asker(db: Transaction, file: Patient) -> Asker:
    """What decides whether this patient sees open times (AV-6)."""
    row = db.execute(
        sa.select(
            col(StaffMember.visible_to_patients),
            col(StaffMember.active),
            col(Service.patients_may_ask),
            col(Service.active),
        )
        .join(Service, col(Service.practice_id) == col(StaffMember.practice_id))
        .where(
            col(StaffMember.practice_id) == file.practice_id,
            col(StaffMember.id) == file.therapist_id,
            col(Service.id) == file.service_id,
        )
    ).one()
    visible, working, may_be_asked, in_use = row
    return Asker(file.may_ask, visible and working, may_be_asked and in_use)


def _is_online(db: Transaction, practice_id: str, centre_id: str) -> bool:
    kind = db.scalar(
        sa.select(col(Centre.kind)).where(
            col(Centre.practice_id) == practice_id, col(Centre.id) == centre_id, col(Centre.active)
        )
    )
    if kind is None:
        raise SlotNotOffered
    return kind is CentreKind.ONLINE


def _own_times(db: Transaction, file: Patient, time: TimeRange) -> Own:
    held = db.execute(
        sa.select(col(Appointment.starts_at), col(Appointment.ends_at)).where(
            col(Appointment.practice_id) == file.practice_id,
            col(Appointment.patient_id) == file.id,
            col(Appointment.starts_at) > time.starts_at - LONGEST_APPOINTMENT,
            col(Appointment.starts_at) < time.ends_at,
            col(Appointment.status).not_in(CANCELLED),
        )
    )
    waiting = db.execute(
        sa.select(col(SlotRequest.therapist_id), col(SlotRequest.starts_at)).where(
            col(SlotRequest.practice_id) == file.practice_id,
            col(SlotRequest.patient_id) == file.id,
            col(SlotRequest.status) == RequestStatus.PENDING,
        )
    ).all()
    return Own(
        appointments=[TimeRange(row.starts_at, row.ends_at) for row in held],
        pending=[row.starts_at for row in waiting if row.therapist_id == file.therapist_id],
        pending_count=len(waiting),
    )


def _own(db: Transaction, patient: PatientRef, request_id: str) -> SlotRequest:
    access.patient_row(db, patient)
    request = db.scalar(
        sa.select(SlotRequest)
        .where(
            col(SlotRequest.practice_id) == patient.practice_id,
            col(SlotRequest.patient_id) == patient.patient_id,
            col(SlotRequest.id) == request_id,
        )
        .with_for_update()
    )
    if request is None:
        raise NotYours
    return request


def _own_passed(db: Transaction, patient: PatientRef) -> Iterable[SlotRequest]:
    """The patient's requests that still say *pending* although their time has passed."""
    return db.scalars(
        sa.select(SlotRequest).where(
            col(SlotRequest.practice_id) == patient.practice_id,
            col(SlotRequest.patient_id) == patient.patient_id,
            col(SlotRequest.status) == RequestStatus.PENDING,
            col(SlotRequest.starts_at) <= clock.now(),
        )
    )
