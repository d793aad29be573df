"""Slot requests: ask, take back, accept, reject, expire. Each is one transaction, told to whom it concerns (WL-1 to WL-5)."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlmodel import col

from models.agenda import Appointment, SlotRequest
from models.patients import Patient
from models.practice import Centre, Service, StaffMember
from models.vocabulary import (
    CANCELLED,
    Action,
    AppointmentId,
    AppointmentStatus,
    CentreKind,
    RequestId,
    RequestStatus,
)
from portal_app import clock
from portal_app.domain import slot_requests as rules
from portal_app.domain.policies import LONGEST_APPOINTMENT
from portal_app.domain.problems import NotYours, RequestNotPending, SlotNotOffered, SlotTaken, UndoTooLate
from portal_app.domain.refs import NOWHERE, Origin, PatientRef, StaffRef
from portal_app.domain.slot_requests import Asker, Own, Wish
from portal_app.domain.time_ranges import TimeRange
from portal_app.services import access, activity, appointments, availability, refusals
from portal_app.services.appointments import Booking
from portal_app.services.transaction import Transaction, write


@dataclass(frozen=True, slots=True)
class Accepted:
    """The appointment a request became, and how many other requests that settled."""

    appointment_id: AppointmentId
    rejected: int


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
        appointments.hold_agenda(db, patient.practice_id, file.therapist_id)
        asked_before = _asked_with(db, patient, key)
        if asked_before is not None:
            return asked_before
        message = rules.tidy_message(message)
        _expire(db, [*_own_pending(db, patient)], clock.now())
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
        _record(db, request, Action.REQUEST_MADE, patient, origin)
        db.tell(request.practice_id, request.patient_id)
    return RequestId(request.id)


def cancel(patient: PatientRef, request_id: str, *, origin: Origin) -> None:
    """Take back a request that waits; nobody needs to answer (CA-4). Taken back already: nothing happens."""
    with write() as db:
        request = _own(db, patient, request_id)
        if request.status is RequestStatus.CANCELLED:
            return
        if request.status is not RequestStatus.PENDING:
            raise RequestNotPending
        _decide(request, RequestStatus.CANCELLED, patient.patient_id)
        _record(db, request, Action.REQUEST_CANCELLED, patient, origin)
        db.tell(request.practice_id, request.patient_id)


def restore(patient: PatientRef, request_id: str, *, origin: Origin) -> None:
    """Undo a cancel within ten seconds (CA-10). Waiting already: nothing happens.

    `UndoTooLate`, `RequestNotPending` when it was not the patient who ended it or its time has passed, `SlotTaken`
    when an appointment came in between, `TooManyPending`, `AlreadyAsked`.
    """
    with refusals.in_words(), write() as db:
        now = clock.now()
        request = _own(db, patient, request_id)
        if request.status is RequestStatus.PENDING:
            return
        if request.status is not RequestStatus.CANCELLED or rules.has_passed(request.starts_at, now):
            raise RequestNotPending
        rules.check_undo(request.decided_at, now)
        appointments.hold_agenda(db, request.practice_id, request.therapist_id)
        if _is_taken(db, request):
            raise SlotTaken(starts_at=request.starts_at)
        _reopen(request)
        db.flush()
        _record(db, request, Action.REQUEST_MADE, patient, origin)
        db.tell(request.practice_id, request.patient_id)


def accept(staff: StaffRef, request_id: str, *, origin: Origin) -> Accepted:
    """Make the request an appointment and reject all that overlap it, in one transaction (WL-3).

    `RequestNotPending` when it was decided, taken back or its time has passed; `AppointmentsOverlap` and
    `OverlapsOwnAppointment` when therapist or patient are taken; `NotYours`, `NotAllowed`.
    """
    with refusals.in_words(), write() as db:
        request = _for_staff(db, staff, request_id)
        appointments.hold_agenda(db, request.practice_id, request.therapist_id)
        db.refresh(request, with_for_update=True)
        if request.status is not RequestStatus.PENDING or rules.has_passed(request.starts_at, clock.now()):
            raise RequestNotPending
        appointment = appointments.book(
            db,
            staff,
            Booking(
                therapist_id=request.therapist_id,
                patient_id=request.patient_id,
                service_id=request.service_id,
                centre_id=request.centre_id,
                starts_at=request.starts_at,
                ends_at=request.ends_at,
            ),
        )
        _decide(request, RequestStatus.ACCEPTED, staff.staff_id)
        request.appointment_id = appointment.id
        rejected = appointments.settle_overlaps(db, appointment, staff=staff, origin=origin)
        _record(db, request, Action.REQUEST_ACCEPTED, staff, origin, appointment_id=appointment.id)
        appointments.tell_of_times(db, request.practice_id, request.therapist_id, request.patient_id, *rejected)
    return Accepted(AppointmentId(appointment.id), len(rejected))


def undo_accept(staff: StaffRef, appointment_id: str, *, origin: Origin) -> None:
    """Within ten seconds the appointment goes, and what it settled is pending again (WL-4).

    A request that another appointment overlaps by now, or whose time has passed, stays rejected. `UndoTooLate`, also
    when the appointment was changed meanwhile; `NotYours` when it did not come from a request.
    """
    with refusals.in_words(), write() as db:
        now = clock.now()
        appointment = appointments.for_staff(db, staff, appointment_id)
        appointments.hold_agenda(db, appointment.practice_id, appointment.therapist_id)
        settled = _settled_by(db, appointment)
        if not any(request.status is RequestStatus.ACCEPTED for request in settled):
            raise NotYours
        rules.check_undo(appointment.created_at, now)
        if appointment.status is not AppointmentStatus.CONFIRMED or appointment.sequence:
            raise UndoTooLate
        _record_undo(db, staff, appointment, origin)
        for request in settled:
            request.appointment_id = None
        db.flush()
        db.delete(appointment)
        db.flush()
        for request in settled:
            if rules.has_passed(request.starts_at, now) or _is_taken(db, request):
                request.status = RequestStatus.REJECTED
            else:
                _reopen(request)
        appointments.tell_of_times(
            db, appointment.practice_id, appointment.therapist_id, *(request.patient_id for request in settled)
        )


def reject(staff: StaffRef, request_ids: Collection[str], *, reply: str = "", origin: Origin) -> int:
    """Reject these with a word to the patients (AG-4); how many still waited.

    Those that were decided or taken back meanwhile are left alone; `RequestNotPending` when none is left.
    `MessageTooLong`, `NotYours`, `NotAllowed`.
    """
    with write() as db:
        reply = rules.tidy_message(reply)
        requests = [_for_staff(db, staff, request_id, lock=True) for request_id in sorted(set(request_ids))]
        waiting = [request for request in requests if request.status is RequestStatus.PENDING]
        if not waiting:
            raise RequestNotPending
        for request in waiting:
            _decide(request, RequestStatus.REJECTED, staff.staff_id)
            request.reply = reply
            _record(db, request, Action.REQUEST_REJECTED, staff, origin, because="decided")
            db.tell(request.practice_id, request.patient_id)
    return len(waiting)


def expire(now: datetime) -> int:
    """End every request whose time has passed unanswered (WL-5), in every practice; how many there were."""
    with write() as db:
        passed = db.scalars(
            sa.select(SlotRequest)
            .where(col(SlotRequest.status) == RequestStatus.PENDING, col(SlotRequest.starts_at) <= now)
            .order_by(col(SlotRequest.id))
            .with_for_update()
        )
        return _expire(db, passed, now)


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
    rules.check_open(asker_of(db, file), practice.policy)
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


def asker_of(db: Transaction, file: Patient) -> Asker:
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


def _own_pending(db: Transaction, patient: PatientRef) -> Iterable[SlotRequest]:
    """The patient's requests that still say *pending* although their time has passed."""
    return db.scalars(
        sa.select(SlotRequest).where(
            col(SlotRequest.practice_id) == patient.practice_id,
            col(SlotRequest.patient_id) == patient.patient_id,
            col(SlotRequest.status) == RequestStatus.PENDING,
            col(SlotRequest.starts_at) <= clock.now(),
        )
    )


def _for_staff(db: Transaction, staff: StaffRef, request_id: str, *, lock: bool = False) -> SlotRequest:
    """The request, for a staff member who may decide on it (AG-4)."""
    query = sa.select(SlotRequest).where(
        col(SlotRequest.practice_id) == staff.practice_id, col(SlotRequest.id) == request_id
    )
    request = db.scalar(query.with_for_update() if lock else query)
    if request is None:
        raise NotYours
    appointments.may_change(staff, request.therapist_id)
    return request


def _settled_by(db: Transaction, appointment: Appointment) -> list[SlotRequest]:
    return list(
        db.scalars(
            sa.select(SlotRequest)
            .where(
                col(SlotRequest.practice_id) == appointment.practice_id,
                col(SlotRequest.appointment_id) == appointment.id,
            )
            .order_by(col(SlotRequest.id))
            .with_for_update()
        )
    )


def _is_taken(db: Transaction, request: SlotRequest) -> bool:
    return appointments.is_taken(
        db,
        practice_id=request.practice_id,
        therapist_id=request.therapist_id,
        starts_at=request.starts_at,
        ends_at=request.ends_at,
    ) or appointments.patient_is_taken(
        db,
        practice_id=request.practice_id,
        patient_id=request.patient_id,
        starts_at=request.starts_at,
        ends_at=request.ends_at,
    )


def _decide(request: SlotRequest, status: RequestStatus, who: str | None) -> None:
    request.status, request.decided_at, request.decided_by = status, clock.now(), who


def _reopen(request: SlotRequest) -> None:
    request.status, request.decided_at, request.decided_by = RequestStatus.PENDING, None, None


def _expire(db: Transaction, passed: Iterable[SlotRequest], now: datetime) -> int:
    count = 0
    for count, request in enumerate(passed, start=1):
        request.status, request.decided_at = RequestStatus.EXPIRED, now
        _record(db, request, Action.REQUEST_EXPIRED, None, NOWHERE)
        db.tell(request.practice_id, request.patient_id)
    db.flush()
    return count


def _record(
    db: Transaction,
    request: SlotRequest,
    action: Action,
    actor: PatientRef | StaffRef | None,
    origin: Origin,
    **detail: str,
) -> None:
    activity.record(
        db,
        practice_id=request.practice_id,
        action=action,
        actor=actor,
        origin=origin,
        patient_id=request.patient_id,
        request_id=request.id,
        starts_at=request.starts_at.isoformat(),
        **detail,
    )


def _record_undo(db: Transaction, staff: StaffRef, appointment: Appointment, origin: Origin) -> None:
    activity.record(
        db,
        practice_id=appointment.practice_id,
        action=Action.ACCEPTANCE_UNDONE,
        actor=staff,
        origin=origin,
        patient_id=appointment.patient_id,
        appointment_id=appointment.id,
        starts_at=appointment.starts_at.isoformat(),
    )
