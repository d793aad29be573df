"""A new series, looked at and made (AG-3)."""

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from models.agenda import AppointmentSeries
from models.vocabulary import Action, AppointmentId, PatientId, StaffId
from portal_app import clock
from portal_app.domain import series
from portal_app.domain.refs import Origin, StaffRef
from portal_app.domain.series import Repetition
from portal_app.services import access, activity, appointments, booking, denials, refusals
from portal_app.services.booking import Booking
from portal_app.services.series import planning
from portal_app.services.series.planning import Occurrence, Planned
from portal_app.services.transaction import Transaction, read, write


@dataclass(frozen=True, slots=True)
class CreatedSeries:
    """The appointments of a new series, in order, and how many requests they settled."""

    series_id: str
    appointment_ids: tuple[AppointmentId, ...]
    rejected: int


@dataclass(frozen=True, slots=True)
class _First:
    """The first occurrence, which the others are like."""

    patient_id: PatientId
    therapist_id: StaffId
    service_id: str
    centre_id: str
    starts_at: datetime
    length: timedelta | None


def preview(
    staff: StaffRef,
    patient_id: PatientId,
    *,
    therapist_id: StaffId,
    service_id: str,
    centre_id: str,
    starts_at: datetime,
    length: timedelta | None = None,
    repetition: Repetition,
) -> list[Planned]:
    """Each occurrence and what stands against it, before anything is written. `BadFields`, `NotYours`, `NotAllowed`."""
    first = _First(patient_id, therapist_id, service_id, centre_id, starts_at, length)
    with read() as db:
        return planning.plan(db, staff.practice_id, _occurrences(db, staff, first, repetition))


def create(
    staff: StaffRef,
    patient_id: PatientId,
    *,
    therapist_id: StaffId,
    service_id: str,
    centre_id: str,
    starts_at: datetime,
    length: timedelta | None = None,
    repetition: Repetition,
    skip: Collection[date] = (),
    override: bool = False,
    origin: Origin,
) -> CreatedSeries:
    """Make every occurrence but those of the planned dates in `skip`, or none at all.

    `SeriesOverlaps` when one overlaps, `NeedsOverride` when something else stands against one and `override` is not
    given: both with the fact `planned`. `BadFields`, also when all are skipped (field `skip`); `NotYours`,
    `NotAllowed`.
    """
    first = _First(patient_id, therapist_id, service_id, centre_id, starts_at, length)
    with denials.traced(staff, origin, "agenda"), refusals.in_words(), write() as db:
        occurrences = planning.without_skipped(_occurrences(db, staff, first, repetition), skip)
        booking.hold_agenda(db, staff.practice_id, therapist_id)
        overridden = planning.refuse(planning.plan(db, staff.practice_id, occurrences), override=override)
        row = AppointmentSeries(
            practice_id=staff.practice_id,
            every_weeks=repetition.every_weeks,
            until=repetition.until,
            times=repetition.times,
            created_at=clock.now(),
        )
        db.add(row)
        db.flush()
        booked = [
            booking.put(db, staff, replace(one.booking, series_id=row.id, series_on=one.on), origin=origin)
            for one in occurrences
        ]
        activity.record(
            db,
            practice_id=staff.practice_id,
            action=Action.APPOINTMENT_CREATED,
            actor=staff,
            origin=origin,
            patient_id=patient_id,
            series_id=row.id,
            appointments=str(len(booked)),
            starts_at=booked[0].appointment.starts_at.isoformat(),
            **appointments.overriding(overridden),
        )
        rejected = [patient for one in booked for patient in one.rejected]
        booking.tell_of_times(db, staff.practice_id, therapist_id, patient_id, *rejected)
    return CreatedSeries(row.id, tuple(AppointmentId(one.appointment.id) for one in booked), len(rejected))


def _occurrences(db: Transaction, staff: StaffRef, first: _First, repetition: Repetition) -> list[Occurrence]:
    """The occurrences as they would be, once it is clear that this person may make them."""
    appointments.may_change(staff, first.therapist_id)
    patient = access.patient_for_staff(db, staff, first.patient_id)
    usual = appointments.usual_length(
        db, staff, therapist_id=first.therapist_id, service_id=first.service_id, centre_id=first.centre_id
    )
    length = appointments.check_length(first.length or usual)
    zone = planning.zone_of(db, staff.practice_id)
    local = first.starts_at.astimezone(zone)
    found: list[Occurrence] = []
    for on in series.planned_days(repetition, local.date()):
        starts_at = series.starts_at(on, local.time(), zone)
        wanted = Booking(
            first.therapist_id, patient.id, first.service_id, first.centre_id, starts_at, starts_at + length
        )
        found.append(Occurrence(on, wanted))
    return found
