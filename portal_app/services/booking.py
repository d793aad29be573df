"""How an appointment comes about, whatever the way, and the requests that it settles (AV-4, WL-3, PK-1)."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from sqlmodel import col

from models.agenda import Appointment, SlotRequest
from models.patients import Patient
from models.practice import Practice, StaffMember
from models.vocabulary import CANCELLED, Action, ActorKind, PatientStatus, RequestStatus
from portal_app import clock
from portal_app.domain.availability import Reason
from portal_app.domain.policies import LONGEST_APPOINTMENT
from portal_app.domain.problems import AppointmentsOverlap, NeedsOverride, OverlapsOwnAppointment
from portal_app.domain.refs import Origin, StaffRef
from portal_app.domain.time_ranges import TimeRange
from portal_app.services import activity, fitting, packs
from portal_app.services.fitting import Wanted
from portal_app.services.transaction import Transaction


@dataclass(frozen=True, slots=True)
class Booking:
    """What an appointment is made of; `series_on` its planned date where it is one of a series."""

    therapist_id: str
    patient_id: str
    service_id: str
    centre_id: str
    starts_at: datetime
    ends_at: datetime
    series_id: str | None = None
    series_on: date | None = None

    @property
    def time(self) -> TimeRange:
        """From its start to its end."""
        return TimeRange(self.starts_at, self.ends_at)

    def wanted(self, practice_id: str) -> Wanted:
        """All of it but the time."""
        return Wanted(practice_id, self.therapist_id, self.patient_id, self.service_id, self.centre_id)


@dataclass(frozen=True, slots=True)
class Booked:
    """The appointment, and the patients whose requests it settled."""

    appointment: Appointment
    rejected: list[str]


def hold_agenda(db: Transaction, practice_id: str, therapist_id: str) -> None:
    """Let nobody else change this therapist's agenda until the commit. SQLite's writers stand in line anyway.

    Nobody waits for somebody who waits for them: what is kept is kept in one order, the set-up, appointments by id,
    agendas by id, requests by id.
    """
    db.execute(
        sa.select(col(StaffMember.id))
        .where(col(StaffMember.id) == therapist_id, col(StaffMember.practice_id) == practice_id)
        .with_for_update(key_share=True)
    )


def check(
    db: Transaction,
    staff: StaffRef,
    booking: Booking,
    *,
    override: bool,
    was: Booking | None = None,
    leaving_out: Collection[str] = (),
) -> tuple[Reason, ...]:
    """What staff override by this, once it is clear that they mean it (AV-10); `was`: what is being moved.

    `AppointmentsOverlap`, `OverlapsOwnAppointment`; `NeedsOverride` where something stands against it otherwise.
    """
    found = fitting.load(db, booking.wanted(staff.practice_id), over=booking.time, leaving_out=leaving_out)
    fit = found.fit(booking.time)
    if fit.overlaps:
        raise AppointmentsOverlap
    if fit.patient_is_taken:
        raise OverlapsOwnAppointment
    reasons = fit.reasons
    if was is not None and was.starts_at == booking.starts_at:
        # What is late already is not made later by another room or another length.
        reasons = tuple(reason for reason in reasons if reason not in (Reason.PAST, Reason.NOTICE))
    if reasons and not override:
        raise NeedsOverride(reasons=reasons)
    return reasons


def book(db: Transaction, staff: StaffRef, booking: Booking, *, origin: Origin) -> Booked:
    """Put the appointment into the agenda where therapist and patient are free then.

    The caller holds the agenda and has decided the request the appointment comes from, if any. `AppointmentsOverlap`,
    `OverlapsOwnAppointment`.
    """
    time = {"practice_id": staff.practice_id, "starts_at": booking.starts_at, "ends_at": booking.ends_at}
    if is_taken(db, therapist_id=booking.therapist_id, **time):
        raise AppointmentsOverlap
    if patient_is_taken(db, patient_id=booking.patient_id, **time):
        raise OverlapsOwnAppointment
    return put(db, staff, booking, origin=origin)


def put(db: Transaction, staff: StaffRef, booking: Booking, *, origin: Origin) -> Booked:
    """Write the appointment, with a session of the oldest active pack that covers it, and settle what it overlaps.

    The caller holds the agenda and has checked that nothing is in its way.
    """
    now = clock.now()
    appointment = Appointment(
        practice_id=staff.practice_id,
        therapist_id=booking.therapist_id,
        patient_id=booking.patient_id,
        service_id=booking.service_id,
        centre_id=booking.centre_id,
        pack_id=packs.pack_to_book(
            db,
            practice_id=staff.practice_id,
            patient_id=booking.patient_id,
            service_id=booking.service_id,
            on=_on_wall(db, staff.practice_id, booking.starts_at),
        ),
        series_id=booking.series_id,
        series_on=booking.series_on,
        starts_at=booking.starts_at,
        ends_at=booking.ends_at,
        created_by_kind=ActorKind.STAFF,
        created_by=staff.staff_id,
        created_at=now,
        changed_at=now,
    )
    db.add(appointment)
    db.flush()
    return Booked(appointment, settle_overlaps(db, appointment, staff=staff, origin=origin))


def rebook(
    db: Transaction, staff: StaffRef, appointment: Appointment, booking: Booking, *, origin: Origin
) -> list[str]:
    """Make the appointment what the booking says, its pack with it; the patients whose requests that settles.

    The caller holds the appointment and the agendas it leaves and enters, and has checked.
    """
    if (appointment.service_id, appointment.starts_at) != (booking.service_id, booking.starts_at):
        appointment.pack_id = packs.pack_after(
            db,
            practice_id=staff.practice_id,
            patient_id=appointment.patient_id,
            pack_id=appointment.pack_id,
            service_id=booking.service_id,
            is_new_service=appointment.service_id != booking.service_id,
            on=_on_wall(db, staff.practice_id, booking.starts_at),
        )
    appointment.therapist_id, appointment.service_id = booking.therapist_id, booking.service_id
    appointment.centre_id = booking.centre_id
    appointment.starts_at, appointment.ends_at = booking.starts_at, booking.ends_at
    appointment.series_id, appointment.series_on = booking.series_id, booking.series_on
    changed(appointment)
    return settle_overlaps(db, appointment, staff=staff, origin=origin)


def booking_of(appointment: Appointment) -> Booking:
    """What the appointment is made of now."""
    return Booking(
        therapist_id=appointment.therapist_id,
        patient_id=appointment.patient_id,
        service_id=appointment.service_id,
        centre_id=appointment.centre_id,
        starts_at=appointment.starts_at,
        ends_at=appointment.ends_at,
        series_id=appointment.series_id,
        series_on=appointment.series_on,
    )


def changed(appointment: Appointment) -> None:
    """Count the change, so that whoever saw it before is told, calendars included."""
    appointment.changed_at = clock.now()
    appointment.sequence += 1


def settle_overlaps(db: Transaction, appointment: Appointment, *, staff: StaffRef, origin: Origin) -> list[str]:
    """Reject every pending request at this therapist that overlaps the appointment (WL-3); the patients' ids.

    Each keeps the appointment that settled it, so that an undo finds it again: staff's knowledge, never shown to
    the patient (WL-6).
    """
    db.flush()
    overlapped = db.scalars(
        sa.select(SlotRequest)
        .where(
            col(SlotRequest.practice_id) == appointment.practice_id,
            col(SlotRequest.therapist_id) == appointment.therapist_id,
            col(SlotRequest.status) == RequestStatus.PENDING,
            col(SlotRequest.starts_at) < appointment.ends_at,
            col(SlotRequest.ends_at) > appointment.starts_at,
        )
        .order_by(col(SlotRequest.id))
        .with_for_update()
    ).all()
    now = clock.now()
    for request in overlapped:
        request.status = RequestStatus.REJECTED
        request.decided_at = now
        request.decided_by = staff.staff_id
        request.appointment_id = appointment.id
        activity.record(
            db,
            practice_id=appointment.practice_id,
            action=Action.REQUEST_REJECTED,
            actor=staff,
            origin=origin,
            patient_id=request.patient_id,
            request_id=request.id,
            starts_at=request.starts_at.isoformat(),
            because="time_taken",
        )
    return [request.patient_id for request in overlapped]


def is_taken(db: Transaction, *, practice_id: str, therapist_id: str, starts_at: datetime, ends_at: datetime) -> bool:
    """Whether an appointment of this therapist holds some of that time."""
    return _exists(db, col(Appointment.therapist_id) == therapist_id, practice_id, starts_at, ends_at)


def patient_is_taken(
    db: Transaction, *, practice_id: str, patient_id: str, starts_at: datetime, ends_at: datetime
) -> bool:
    """Whether the patient has an appointment in that time, with anyone."""
    return _exists(db, col(Appointment.patient_id) == patient_id, practice_id, starts_at, ends_at)


def tell_of_times(db: Transaction, practice_id: str, therapist_id: str, *patients: str) -> None:
    """The therapist's open times changed: tell staff, these patients, and all who may be looking at them (CA-8)."""
    looking = db.scalars(
        sa.select(col(Patient.id)).where(
            col(Patient.practice_id) == practice_id,
            col(Patient.therapist_id) == therapist_id,
            col(Patient.status) == PatientStatus.ACTIVE,
        )
    )
    db.tell(practice_id, *patients, *looking)


def _on_wall(db: Transaction, practice_id: str, instant: datetime) -> date:
    zone = db.scalar(sa.select(col(Practice.timezone)).where(col(Practice.id) == practice_id)) or "UTC"
    return instant.astimezone(ZoneInfo(zone)).date()


def _exists(
    db: Transaction, whose: sa.ColumnElement[bool], practice_id: str, starts_at: datetime, ends_at: datetime
) -> bool:
    found = db.scalar(
        sa.select(col(Appointment.id))
        .where(
            whose,
            col(Appointment.practice_id) == practice_id,
            col(Appointment.starts_at) > starts_at - LONGEST_APPOINTMENT,
            col(Appointment.starts_at) < ends_at,
            col(Appointment.ends_at) > starts_at,
            col(Appointment.status).not_in(CANCELLED),
        )
        .limit(1)
    )
    return found is not None
