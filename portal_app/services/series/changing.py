"""One occurrence, it and those after it, or all: changed or cancelled together (AG-3).

What is past, attended, missed or cancelled is never touched.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from sqlmodel import col

from models.agenda import Appointment, AppointmentSeries
from models.vocabulary import Action, AppointmentId, AppointmentStatus, Role, StaffId
from portal_app import clock
from portal_app.domain import series
from portal_app.domain.problems import AppointmentNotConfirmed
from portal_app.domain.refs import Origin, StaffRef
from portal_app.domain.series import Scope
from portal_app.services import activity, appointments, booking, denials, refusals
from portal_app.services import seen as seen_sequence
from portal_app.services.appointments import Change
from portal_app.services.series import planning
from portal_app.services.series.planning import Occurrence, Planned
from portal_app.services.transaction import Transaction, read, write


@dataclass(frozen=True, slots=True)
class ChangedSeries:
    """How many appointments were changed, and how many requests that settled."""

    changed: int
    rejected: int


def preview_change(
    staff: StaffRef,
    appointment_id: str,
    *,
    scope: Scope,
    starts_at: datetime | None = None,
    length: timedelta | None = None,
    therapist_id: StaffId | None = None,
    service_id: str | None = None,
    centre_id: str | None = None,
) -> list[Planned]:
    """Each occurrence that `change` would touch, as it would be; `on` is its planned date then."""
    wish = Change(starts_at, length, therapist_id, service_id, centre_id)
    with read() as db:
        chosen = appointments.for_staff(db, staff, appointment_id)
        touched = _in_scope(db, staff, chosen, scope)
        zone = planning.zone_of(db, staff.practice_id)
        return planning.plan(db, staff.practice_id, _occurrences(db, staff, chosen, touched, wish, zone))


def change(
    staff: StaffRef,
    appointment_id: str,
    *,
    scope: Scope,
    starts_at: datetime | None = None,
    length: timedelta | None = None,
    therapist_id: StaffId | None = None,
    service_id: str | None = None,
    centre_id: str | None = None,
    skip: Collection[date] = (),
    override: bool = False,
    seen: int,
    origin: Origin,
) -> ChangedSeries:
    """Change this occurrence, it and those after it, or all still to come; `None` leaves a thing as it is.

    `starts_at` is where this one goes: the others go as many days from their planned date, to the same time on the
    wall, those moved by hand too. Those whose planned date, as `preview_change` has it, is in `skip` stay as they are.
    What is changed becomes a series of its own where others stay behind. `seen` is this appointment's `sequence`:
    `ChangedMeanwhile`. `SeriesOverlaps`, `NeedsOverride`, `AppointmentNotConfirmed` when there is nothing to change;
    `NotYours`, `NotAllowed`.
    """
    wish = Change(starts_at, length, therapist_id, service_id, centre_id)
    if scope is Scope.THIS:
        return _change_one(staff, appointment_id, wish, override=override, seen=seen, origin=origin)
    with denials.traced(staff, origin, "appointment"), refusals.in_words(), write() as db:
        chosen = appointments.for_staff(db, staff, appointment_id)
        seen_sequence.check_sequence(db, chosen, seen)
        touched = _in_scope(db, staff, chosen, scope)
        zone = planning.zone_of(db, staff.practice_id)
        wanted = planning.without_skipped(_occurrences(db, staff, chosen, touched, wish, zone), skip)
        rows = {row.id: row for row in touched}
        wanted = [one for one in wanted if one.booking != booking.booking_of(rows[one.appointment_id or ""])]
        if not wanted:
            return ChangedSeries(0, 0)
        moving = [rows[one.appointment_id or ""] for one in wanted]
        therapists = {row.therapist_id for row in moving} | {one.booking.therapist_id for one in wanted}
        for each in sorted(therapists):
            booking.hold_agenda(db, staff.practice_id, each)
        overridden = planning.refuse(planning.plan(db, staff.practice_id, wanted), override=override)
        series_id = _series_for(db, chosen, wanted)
        was = min(row.starts_at for row in moving)
        rejected = _rebook(db, staff, moving, wanted, series_id, origin)
        activity.record(
            db,
            practice_id=staff.practice_id,
            action=Action.APPOINTMENT_MOVED,
            actor=staff,
            origin=origin,
            patient_id=chosen.patient_id,
            **_which(chosen, series_id, len(moving)),
            was=was.isoformat(),
            starts_at=min(row.starts_at for row in moving).isoformat(),
            **appointments.overriding(overridden),
        )
        for each in sorted(therapists):
            booking.tell_of_times(db, staff.practice_id, each, chosen.patient_id, *rejected)
    return ChangedSeries(len(moving), len(rejected))


def cancel(
    staff: StaffRef,
    appointment_id: str,
    *,
    scope: Scope,
    by_patient: bool = False,
    reason: str = "",
    seen: int | None = None,
    origin: Origin,
) -> int:
    """Cancel this occurrence, it and those after it, or all still to come; how many.

    `AppointmentNotConfirmed` when there is nothing to cancel, `ChangedMeanwhile`, `NotYours`, `NotAllowed`.
    """
    with denials.traced(staff, origin, "appointment"), write() as db:
        chosen = appointments.for_staff(db, staff, appointment_id)
        seen_sequence.check_sequence(db, chosen, seen)
        rows = _in_scope(db, staff, chosen, scope)
        first = min(row.starts_at for row in rows)
        for row in rows:
            appointments.end(row, by_patient=by_patient, reason=reason)
        activity.record(
            db,
            practice_id=staff.practice_id,
            action=Action.APPOINTMENT_CANCELLED,
            actor=staff,
            origin=origin,
            patient_id=chosen.patient_id,
            **_which(chosen, None if scope is Scope.THIS else chosen.series_id, len(rows)),
            starts_at=first.isoformat(),
        )
        for each in sorted({row.therapist_id for row in rows}):
            booking.tell_of_times(db, staff.practice_id, each, chosen.patient_id)
    return len(rows)


def _change_one(
    staff: StaffRef, appointment_id: str, wish: Change, *, override: bool, seen: int, origin: Origin
) -> ChangedSeries:
    """Change one occurrence: it stays the one of its planned date, wherever it goes."""
    moved = appointments.move(
        staff,
        AppointmentId(appointment_id),
        starts_at=wish.starts_at,
        length=wish.length,
        therapist_id=wish.therapist_id,
        service_id=wish.service_id,
        centre_id=wish.centre_id,
        override=override,
        seen=seen,
        origin=origin,
    )
    return ChangedSeries(int(moved.sequence != seen), moved.rejected)


def _in_scope(db: Transaction, staff: StaffRef, chosen: Appointment, scope: Scope) -> list[Appointment]:
    """The confirmed appointments that are meant, in order, kept from others until the commit.

    Of a series only those still to come, and for a therapist only those in their own agenda.
    """
    if scope is Scope.THIS or chosen.series_id is None:
        if chosen.status is not AppointmentStatus.CONFIRMED:
            raise AppointmentNotConfirmed
        return [chosen]
    conditions = [
        col(Appointment.practice_id) == staff.practice_id,
        col(Appointment.series_id) == chosen.series_id,
        col(Appointment.status) == AppointmentStatus.CONFIRMED,
        col(Appointment.starts_at) > clock.now(),
    ]
    if scope is Scope.FOLLOWING:
        conditions.append(col(Appointment.series_on) >= chosen.series_on)
    if staff.role is Role.THERAPIST:
        conditions.append(col(Appointment.therapist_id) == staff.staff_id)
    rows = db.scalars(db.held(sa.select(Appointment).where(*conditions).order_by(col(Appointment.id)))).all()
    if not rows:
        raise AppointmentNotConfirmed
    return sorted(rows, key=lambda row: (row.series_on or date.min, row.id))


def _occurrences(
    db: Transaction,
    staff: StaffRef,
    chosen: Appointment,
    rows: Sequence[Appointment],
    wish: Change,
    zone: ZoneInfo,
) -> list[Occurrence]:
    """What each becomes: as far from its planned date as this one goes from its own."""
    planned_on = chosen.series_on or chosen.starts_at.astimezone(zone).date()
    local = None if wish.starts_at is None else wish.starts_at.astimezone(zone)
    keeps_place = replace(wish, starts_at=None)
    found: list[Occurrence] = []
    for row in rows:
        wanted = appointments.changed_booking(db, staff, booking.booking_of(row), keeps_place)
        on = row.series_on or row.starts_at.astimezone(zone).date()
        if local is not None:
            length = wanted.ends_at - wanted.starts_at
            on += local.date() - planned_on
            starts_at = wish.starts_at if row is chosen else None
            starts_at = starts_at or series.starts_at(on, local.time(), zone)
            wanted = replace(wanted, starts_at=starts_at, ends_at=starts_at + length)
        found.append(Occurrence(on, wanted, AppointmentId(row.id), row.starts_at))
    return found


def _rebook(
    db: Transaction,
    staff: StaffRef,
    rows: Sequence[Appointment],
    wanted: Sequence[Occurrence],
    series_id: str | None,
    origin: Origin,
) -> list[str]:
    """Take all of them out of the agenda, then put each where it goes: none is in another's way meanwhile."""
    for row in rows:
        row.status = AppointmentStatus.CANCELLED_BY_PRACTICE
    db.flush()
    rejected: list[str] = []
    for row, one in zip(rows, wanted, strict=True):
        row.status = AppointmentStatus.CONFIRMED
        of_series = replace(one.booking, series_id=series_id, series_on=one.on if series_id else None)
        rejected += booking.rebook(db, staff, row, of_series, origin=origin)
    return rejected


def _series_for(db: Transaction, chosen: Appointment, wanted: Sequence[Occurrence]) -> str | None:
    """The series of what is changed: the same where all of it is, else one of its own, and the old one ends."""
    if chosen.series_id is None:
        return None
    old = db.scalars(
        sa.select(AppointmentSeries).where(
            col(AppointmentSeries.practice_id) == chosen.practice_id, col(AppointmentSeries.id) == chosen.series_id
        )
    ).one()
    behind = db.scalars(
        sa.select(col(Appointment.series_on)).where(
            col(Appointment.practice_id) == chosen.practice_id,
            col(Appointment.series_id) == chosen.series_id,
            col(Appointment.id).not_in([one.appointment_id for one in wanted]),
        )
    ).all()
    last = max(one.on for one in wanted)
    if not behind:
        old.until, old.times = last, None
        return old.id
    new = AppointmentSeries(
        practice_id=chosen.practice_id, every_weeks=old.every_weeks, until=last, created_at=clock.now()
    )
    old.until, old.times = max(on for on in behind if on is not None), None
    db.add(new)
    db.flush()
    return new.id


def _which(chosen: Appointment, series_id: str | None, count: int) -> dict[str, str]:
    """How the activity trail names what was meant."""
    if series_id is None:
        return {"appointment_id": chosen.id}
    return {"series_id": series_id, "appointments": str(count)}
