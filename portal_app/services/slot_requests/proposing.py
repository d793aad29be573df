"""Other times instead of the one that was asked for: staff propose, the patient takes one or none (AG-4)."""

from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import datetime

import sqlalchemy as sa
from sqlmodel import col

from models.agenda import ProposedTime, SlotRequest
from models.practice import StaffMember
from models.vocabulary import Action, AppointmentId, PracticeId, RequestStatus, StaffId
from portal_app import clock
from portal_app.domain import slot_requests as rules
from portal_app.domain.availability import Reason
from portal_app.domain.problems import AppointmentsOverlap, NeedsOverride, NotYours, RequestNotPending, SlotTaken
from portal_app.domain.refs import Origin, PatientRef, StaffRef
from portal_app.services import access, appointments, booking, denials, fitting, refusals
from portal_app.services.booking import Booking
from portal_app.services.slot_requests import deciding, steps
from portal_app.services.transaction import Transaction, write


def propose(
    staff: StaffRef, request_id: str, times: Collection[datetime], *, override: bool = False, origin: Origin
) -> None:
    """Answer a request with one to three other times, of the same length and place; the patient chooses (AG-4).

    They take nothing away: who comes first has the time. `NeedsOverride` where something stands against one of them,
    unless `override` says that it is meant (AV-10). `AppointmentsOverlap` and `OverlapsOwnAppointment` when therapist
    or patient are taken at one; `BadProposal`, `RequestNotPending`, `NotYours`, `NotAllowed`.
    """
    with denials.traced(staff, origin, "request"), write() as db:
        booking.hold_agenda(db, staff.practice_id, deciding.therapist_asked(db, staff, request_id))
        request = deciding.for_staff(db, staff, request_id)
        now = clock.now()
        if request.status is not RequestStatus.PENDING or rules.has_passed(request.starts_at, now):
            raise steps.not_pending(db, request)
        asked = steps.booking_of(request)
        starts = rules.check_proposed(times, asked_for=asked.starts_at, now=now)
        wanted = [replace(asked, starts_at=one, ends_at=one + (asked.ends_at - asked.starts_at)) for one in starts]
        against = [booking.check(db, staff, one, override=True) for one in wanted]
        reasons = tuple(dict.fromkeys(reason for found in against for reason in found))
        if reasons and not override:
            raise NeedsOverride(reasons=reasons)
        _forget(db, request)
        for one, found in zip(wanted, against, strict=True):
            db.add(
                ProposedTime(
                    practice_id=request.practice_id,
                    request_id=request.id,
                    starts_at=one.starts_at,
                    ends_at=one.ends_at,
                    overridden=" ".join(found),
                    proposed_by=staff.staff_id,
                    created_at=now,
                )
            )
        steps.wait_for_patient(request)
        detail = {"times": str(len(wanted)), **appointments.overriding(reasons)}
        steps.record(db, request, Action.TIMES_PROPOSED, staff, origin, **detail)
        db.tell(request.practice_id, request.patient_id)


def withdraw(staff: StaffRef, request_id: str, *, origin: Origin) -> bool:
    """Take proposed times back; whether the request waits for staff again, as it was asked.

    It does not where its own time has passed or was taken meanwhile: then it is answered with no. `RequestNotPending`
    when the patient has chosen, declined or let them pass; `NotYours`, `NotAllowed`.
    """
    with denials.traced(staff, origin, "request"), refusals.in_words(), write() as db:
        booking.hold_agenda(db, staff.practice_id, deciding.therapist_asked(db, staff, request_id))
        request = deciding.for_staff(db, staff, request_id)
        if request.status is not RequestStatus.PROPOSED:
            raise steps.not_pending(db, request)
        _forget(db, request)
        # By way of a no: what staff take back is let through, however many requests wait.
        steps.decide(request, RequestStatus.REJECTED, staff.staff_id)
        db.flush()
        again = not rules.has_passed(request.starts_at, clock.now()) and not steps.is_taken(db, request)
        if again:
            steps.reopen(request)
        steps.record(db, request, Action.PROPOSAL_WITHDRAWN, staff, origin)
        db.tell(request.practice_id, request.patient_id)
    return again


def accept_proposed(patient: PatientRef, proposal_id: str, *, origin: Origin) -> AppointmentId:
    """Take one of the times that were proposed: it becomes the appointment, as if staff accepted it (AG-4, WL-3).

    All is asked again. `SlotTaken` when the time went, or something stands against it that staff did not know of;
    `OverlapsOwnAppointment`; `RequestNotPending` when the proposal was taken back, answered, or its time has passed.
    """
    with denials.traced(patient, origin, "request"), refusals.in_words(), write() as db:
        file = access.patient_row(db, patient)
        proposal = _own_proposal(db, patient, proposal_id)
        therapist_id = db.scalars(
            sa.select(col(SlotRequest.therapist_id)).where(
                col(SlotRequest.practice_id) == patient.practice_id, col(SlotRequest.id) == proposal.request_id
            )
        ).one()
        booking.hold_agenda(db, patient.practice_id, therapist_id)
        request = _held(db, patient, proposal.request_id)
        if request.status is not RequestStatus.PROPOSED or rules.has_passed(proposal.starts_at, clock.now()):
            raise RequestNotPending
        proposer = _proposer(db, proposal, therapist_id)
        wanted = replace(steps.booking_of(request), starts_at=proposal.starts_at, ends_at=proposal.ends_at)
        _check_again(db, proposer, wanted, known=proposal.overridden.split())
        try:
            booked = booking.book(db, proposer, wanted, origin=origin)
        except AppointmentsOverlap:
            raise SlotTaken(starts_at=wanted.starts_at) from None
        steps.decide(request, RequestStatus.ACCEPTED, patient.patient_id)
        request.appointment_id = booked.appointment.id
        request.starts_at, request.ends_at = wanted.starts_at, wanted.ends_at
        steps.record(db, request, Action.REQUEST_ACCEPTED, patient, origin, appointment_id=booked.appointment.id)
        booking.tell_of_times(db, request.practice_id, therapist_id, file.id, *booked.rejected)
    return AppointmentId(booked.appointment.id)


def _check_again(db: Transaction, proposer: StaffRef, wanted: Booking, *, known: Sequence[str]) -> None:
    """`SlotTaken` where an appointment is there, or a reason that was none when the time was proposed.

    The notice is the patient's rule for asking, not for an offer.
    """
    fit = fitting.load(db, wanted.wanted(proposer.practice_id), over=wanted.time).fit(wanted.time)
    new = [reason for reason in fit.reasons if reason is not Reason.NOTICE and reason not in known]
    if fit.overlaps or new:
        raise SlotTaken(starts_at=wanted.starts_at)


def _proposer(db: Transaction, proposal: ProposedTime, therapist_id: str) -> StaffRef:
    """In whose name the appointment is made. `SlotTaken` when the therapist has left."""
    members = db.execute(
        sa.select(col(StaffMember.id), col(StaffMember.role), col(StaffMember.active)).where(
            col(StaffMember.practice_id) == proposal.practice_id,
            col(StaffMember.id).in_({proposal.proposed_by, therapist_id}),
        )
    ).all()
    if not all(row.active for row in members if row.id == therapist_id):
        raise SlotTaken(starts_at=proposal.starts_at)
    role = next(row.role for row in members if row.id == proposal.proposed_by)
    return StaffRef(PracticeId(proposal.practice_id), StaffId(proposal.proposed_by), role)


def _own_proposal(db: Transaction, patient: PatientRef, proposal_id: str) -> ProposedTime:
    found = db.scalar(
        sa.select(ProposedTime)
        .join(SlotRequest, col(SlotRequest.id) == col(ProposedTime.request_id))
        .where(
            col(ProposedTime.practice_id) == patient.practice_id,
            col(ProposedTime.id) == proposal_id,
            col(SlotRequest.patient_id) == patient.patient_id,
        )
    )
    if found is None:
        raise NotYours
    return found


def _held(db: Transaction, patient: PatientRef, request_id: str) -> SlotRequest:
    return db.scalars(
        sa.select(SlotRequest)
        .where(
            col(SlotRequest.practice_id) == patient.practice_id,
            col(SlotRequest.patient_id) == patient.patient_id,
            col(SlotRequest.id) == request_id,
        )
        .with_for_update()
    ).one()


def _forget(db: Transaction, request: SlotRequest) -> None:
    db.execute(
        sa.delete(ProposedTime).where(
            col(ProposedTime.practice_id) == request.practice_id, col(ProposedTime.request_id) == request.id
        )
    )
