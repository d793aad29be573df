"""The patient's calendar as it is read: what is next, what waits, the months' days, and one day's open times (CA-*).

Every read is the signed-in patient's own and costs a fixed number of queries.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from sqlmodel import col

from models.agenda import SlotRequest
from models.vocabulary import AppointmentStatus, RequestStatus
from portal_app.domain.availability import Slot
from portal_app.domain.calendar_days import CalendarDay, calendar_days
from portal_app.domain.policies import NEAREST_TIMES
from portal_app.domain.refs import PatientRef
from portal_app.domain.time_ranges import TimeRange
from portal_app.domain.wall_clock import DAY
from portal_app.services import availability, own_statements
from portal_app.services.other_times import other_times
from portal_app.services.own_rows import (
    File,
    OwnAppointment,
    OwnRequest,
    Place,
    Portal,
    file_of,
    is_to_come,
    own_appointments,
    own_requests,
    places_of,
    waiting_requests,
)
from portal_app.services.transaction import Transaction, read

MONTHS_BACK, MONTHS_AHEAD = 1, 3
# Of what was answered, as many are shown at once; further back one goes by as many more, so far.
ANSWERED_AT_ONCE, MOST_ANSWERED = 6, 60
# "Later than" excludes its own instant; a time at midnight belongs to the next day.
INSTANT = timedelta(microseconds=1)


@dataclass(frozen=True, slots=True)
class Home:
    """The calendar page: the next session, what waits, and the days of some whole months in a row.

    `asking_is_open` False: no times are open to this patient (AV-6).
    """

    portal: Portal
    next: OwnAppointment | None
    pending: Sequence[OwnRequest]
    days: Sequence[CalendarDay]
    open_times: Mapping[date, int]
    appointments: Sequence[OwnAppointment]
    places: Mapping[str, Place]
    is_new: bool
    asking_is_open: bool


@dataclass(frozen=True, slots=True)
class Day:
    """One date: the patient's own sessions and pending requests, and the times that are free at this moment.

    `online` is where a slot with `online_too` may be held instead of at its centre. `next_open_on` is told when
    nothing is free on the day. `asking_is_open` False: open times are not shown to this patient (AV-6).
    """

    portal: Portal
    on: date
    appointments: Sequence[OwnAppointment]
    requests: Sequence[OwnRequest]
    slots: Sequence[Slot]
    places: Mapping[str, Place]
    online: Place | None
    asking_is_open: bool
    next_open_on: date | None


@dataclass(frozen=True, slots=True)
class Requests:
    """What the patient asked for, the latest first where it is answered, and the next openings after a no (WL-6).

    `proposed` are those that the practice answered with other times, which the patient takes or declines.
    `more`: there are earlier answered ones.
    """

    portal: Portal
    proposed: Sequence[OwnRequest]
    pending: Sequence[OwnRequest]
    answered: Sequence[OwnRequest]
    openings: Sequence[Slot]
    more: bool = False


def portal(patient: PatientRef) -> Portal:
    """What is around every page. `SignedOut` when the patient was discharged meanwhile."""
    with read() as db:
        return file_of(db, patient).portal


def home(patient: PatientRef, *, back: int = MONTHS_BACK, ahead: int = MONTHS_AHEAD) -> Home:
    """The calendar from `back` months before this one to `ahead` months after it, whole months."""
    with read() as db:
        file = file_of(db, patient)
        zone, now, today = file.portal.zone, file.portal.now, file.portal.today
        first_on, last_on = _month(today, -back), _month(today, ahead + 1) - DAY
        appointments = own_appointments(
            db, patient, since=_midnight(first_on, zone), until=_midnight(last_on + DAY, zone)
        )
        pending = waiting_requests(db, patient, now) if file.portal.pending else []
        slots = _free(db, file, today, last_on, own=appointments)
        upcoming = [one for one in appointments if _is_next(one, now)]
        been_here = bool(appointments) or _has_been_here(db, patient)
        following = upcoming[0] if upcoming else _next_beyond(db, patient, now) if been_here else None
        places = places_of(db, patient)
        is_new = not been_here and not pending
    open_times = Counter(slot.starts_at.astimezone(zone).date() for slot in slots)
    return Home(
        portal=file.portal,
        next=following,
        pending=pending,
        days=calendar_days(
            [first_on + DAY * n for n in range((last_on - first_on).days + 1)],
            zone=zone,
            now=now,
            appointments=[(TimeRange(one.starts_at, one.ends_at), one.status) for one in appointments],
            pending=[TimeRange(one.starts_at, one.ends_at) for one in pending],
            open_days=open_times.keys(),
        ),
        open_times=open_times,
        appointments=appointments,
        places=places,
        is_new=is_new,
        asking_is_open=file.asking_is_open,
    )


def day(patient: PatientRef, on: date) -> Day:
    """One date of the patient's calendar (CA-2)."""
    with read() as db:
        file = file_of(db, patient)
        zone, now = file.portal.zone, file.portal.now
        since, until = _midnight(on, zone), _midnight(on + DAY, zone)
        appointments = own_appointments(db, patient, since=since, until=until)
        slots = _free(db, file, on, on, own=appointments)
        places = places_of(db, patient)
        following = (
            None if slots or not file.asking_is_open else _next_open(db, patient, file, after=max(until - INSTANT, now))
        )
        return Day(
            portal=file.portal,
            on=on,
            appointments=appointments,
            requests=waiting_requests(db, patient, now, since=since, until=until) if file.portal.pending else [],
            slots=slots,
            places=places,
            online=next((place for place in places.values() if place.is_online), None),
            asking_is_open=file.asking_is_open,
            next_open_on=following,
        )


def requests(patient: PatientRef, *, most: int = ANSWERED_AT_ONCE, waited: Sequence[str] = ()) -> Requests:
    """The requests page: those that wait by their time, then the `most` latest answered, cancelled and passed ones.

    Those that `waited` on an open page come in any case, beside the `most`. One whose proposed times have all gone
    reads as a no.
    """
    pending_now = col(SlotRequest.status) == RequestStatus.PENDING
    most = min(most, MOST_ANSWERED)
    with read() as db:
        file = file_of(db, patient)
        now = file.portal.now
        times = other_times(db, patient, now)
        proposed = [
            replace(one, proposed=times[one.request_id])
            for one in own_requests(db, patient, col(SlotRequest.id).in_(times))
        ]
        waiting = waiting_requests(db, patient, now)
        others = sa.and_(sa.not_(sa.and_(pending_now, is_to_come(now))), col(SlotRequest.id).not_in(times))
        found = [
            replace(one, status=RequestStatus.REJECTED) if one.status is RequestStatus.PROPOSED else one
            for one in own_requests(db, patient, others, first=waited, latest_first=True, most=len(waited) + most + 1)
        ]
        here = [one for one in found if one.request_id in waited]
        earlier = found[len(here) :]
        answered = [*here, *earlier[:most]]
        refused = any(one.status is RequestStatus.REJECTED and one.starts_at > now for one in answered)
        openings = _next_slots(db, patient, file, after=now) if refused and file.asking_is_open else []
    more = len(earlier) > most and most < MOST_ANSWERED
    return Requests(file.portal, proposed, waiting, answered, openings, more)


def _free(db: Transaction, file: File, first_on: date, last_on: date, *, own: Sequence[OwnAppointment]) -> list[Slot]:
    """What the patient can ask for: their therapist's free times that meet no session of their own."""
    if not file.asking_is_open or last_on < file.portal.today:
        return []
    taken = [TimeRange(one.starts_at, one.ends_at) for one in own if one.ends_at > file.portal.now]
    slots = availability.free_slots(
        db,
        practice_id=file.practice_id,
        therapist_id=file.therapist_id,
        service_id=file.service_id,
        first_on=first_on,
        last_on=last_on,
    )
    return [slot for slot in slots if not _meets(slot, taken)] if taken else slots


def _meets(slot: Slot, taken: Sequence[TimeRange]) -> bool:
    when = TimeRange(slot.starts_at, slot.ends_at)
    return any(when.overlaps(one) for one in taken)


def _next_slots(
    db: Transaction, patient: PatientRef, file: File, *, after: datetime, count: int = NEAREST_TIMES
) -> list[Slot]:
    """The next times that the patient can ask for, being nowhere else then."""
    own = own_appointments(db, patient, since=max(after, file.portal.now))
    return availability.next_slots(
        db,
        practice_id=file.practice_id,
        therapist_id=file.therapist_id,
        service_id=file.service_id,
        after=after,
        besides=[TimeRange(one.starts_at, one.ends_at) for one in own],
        count=count,
    )


def _next_open(db: Transaction, patient: PatientRef, file: File, *, after: datetime) -> date | None:
    slots = _next_slots(db, patient, file, after=after, count=1)
    return slots[0].starts_at.astimezone(file.portal.zone).date() if slots else None


def _next_beyond(db: Transaction, patient: PatientRef, now: datetime) -> OwnAppointment | None:
    return next((one for one in own_appointments(db, patient, since=now, most=5) if _is_next(one, now)), None)


def _is_next(appointment: OwnAppointment, now: datetime) -> bool:
    return appointment.status is AppointmentStatus.CONFIRMED and appointment.ends_at > now


def _has_been_here(db: Transaction, patient: PatientRef) -> bool:
    asked = {"practice_id": patient.practice_id, "patient_id": patient.patient_id}
    return bool(db.columns(own_statements.HAS_BEEN_HERE, asked).scalar())


def _midnight(on: date, zone: ZoneInfo) -> datetime:
    return datetime.combine(on, time(), zone)


def _month(on: date, later: int) -> date:
    """The first day of the month `later` months after the one `on` lies in."""
    months = on.year * 12 + on.month - 1 + later
    return date(months // 12, months % 12 + 1, 1)
