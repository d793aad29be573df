"""Six months of appointments behind the demo's day and two ahead, and the packs that pay for some of them."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from models.tables import Appointment, AppointmentSeries, Patient, SessionPack
from models.vocabulary import CANCELLED, ActorKind, AppointmentStatus
from portal_app.demo.days import Days
from portal_app.demo.people import EVALUATION, FIRST, HISTORY_WEEKS, Pack, Person, Rhythm
from portal_app.demo.premises import Premises

_CANCELLED_BY_PATIENT, _CANCELLED_BY_PRACTICE, _NO_SHOW = 0.05, 0.07, 0.105
"""Of a hundred past sessions five were cancelled by the patient, two by the practice, and three or four missed."""

_REASONS = ("Viaje de trabajo", "Enfermedad", "")
_PACK_LASTS = timedelta(days=365)
_PRICES = {5: 29_000, 10: 54_000, 20: 104_000}
_COUPLE_PRICES = {5: 35_000}


@dataclass(frozen=True, slots=True)
class Diary:
    """The rows, each appointment with whom it is for."""

    appointments: list[Appointment]
    series: list[AppointmentSeries]
    packs: list[SessionPack]


def write_diary(days: Days, premises: Premises, people: list[tuple[Person, Patient]]) -> Diary:
    """Every rhythm played out, packs booked and used from the last appointment backwards."""
    diary = Diary([], [], [])
    for person, patient in people:
        for rhythm in person.rhythms:
            _play(days, premises, diary, person, patient, rhythm)
    return diary


def _play(days: Days, premises: Premises, diary: Diary, person: Person, patient: Patient, rhythm: Rhythm) -> None:
    dates = _dates(days, premises, person, rhythm)
    first_in_series = rhythm.since > -HISTORY_WEEKS and rhythm is person.rhythms[0] and rhythm.service != EVALUATION
    ahead = [at for at in dates if at >= days.at(days.today, "0:00")]
    if rhythm.booked is not None:
        ahead = ahead[: rhythm.booked]
    behind = dates[: len(dates) - len([at for at in dates if at >= days.at(days.today, "0:00")])]
    series = _series(days, premises, rhythm, ahead)
    if series is not None:
        diary.series.append(series)
    made = [
        _appointment(
            days, premises, person, patient, rhythm, at, FIRST if first_in_series and number == 0 else rhythm.service
        )
        for number, at in enumerate([*behind, *ahead])
    ]
    for appointment in made[len(behind) :]:
        appointment.series_id = series.id if series else None
        appointment.created_at = _booked_at(days, appointment.starts_at, series)
        appointment.changed_at = appointment.created_at
    if rhythm.pack is not None:
        diary.packs.extend(_packs(days, premises, patient, rhythm, rhythm.pack, made))
    diary.appointments.extend(made)


def _dates(days: Days, premises: Premises, person: Person, rhythm: Rhythm) -> list[datetime]:
    """The starts of a rhythm, without what falls on a holiday or on time off."""
    length = timedelta(minutes=premises.services[rhythm.service].length_minutes)
    found: list[datetime] = []
    for week in range(rhythm.since, rhythm.last + 1):
        on = days.day(week, rhythm.weekday)
        if week % rhythm.every == rhythm.phase and premises.works(person.therapist, on, rhythm.at, length):
            found.append(days.at(on, rhythm.at))
    return found


def _series(days: Days, premises: Premises, rhythm: Rhythm, ahead: list[datetime]) -> AppointmentSeries | None:
    """Who has a standing time has a series; who books a few sessions at a time has none."""
    if rhythm.booked is not None or not ahead:
        return None
    return AppointmentSeries(
        id=days.new_id(),
        practice_id=premises.practice.id,
        every_weeks=rhythm.every,
        until=days.day(rhythm.last, 6),
        created_at=days.at(days.day(-2, 2), "19:30"),
    )


def _appointment(
    days: Days,
    premises: Premises,
    person: Person,
    patient: Patient,
    rhythm: Rhythm,
    starts_at: datetime,
    service_key: str,
) -> Appointment:
    service = premises.services[service_key]
    therapist = premises.staff[person.therapist]
    ends_at = starts_at + timedelta(minutes=service.length_minutes)
    status = _outcome(days, starts_at)
    over = status is not AppointmentStatus.CONFIRMED
    cancelled = status in CANCELLED
    changed_at = starts_at - timedelta(hours=30) if cancelled else ends_at + timedelta(minutes=4)
    created_at = max(starts_at - timedelta(days=14), premises.practice.created_at + timedelta(hours=1))
    return Appointment(
        id=days.new_id(),
        practice_id=premises.practice.id,
        therapist_id=therapist.id,
        patient_id=patient.id,
        service_id=service.id,
        centre_id=premises.centres[rhythm.place].id,
        starts_at=starts_at,
        ends_at=ends_at,
        status=status,
        video_url=f"https://meet.example/{therapist.given_name.lower()}" if rhythm.place == "online" else "",
        created_by_kind=ActorKind.STAFF,
        created_by=therapist.id,
        created_at=created_at,
        changed_at=max(changed_at, created_at) if over else created_at,
        cancel_reason=days.chance.choice(_REASONS) if cancelled else "",
        sequence=1 if cancelled else 0,
    )


def _outcome(days: Days, starts_at: datetime) -> AppointmentStatus:
    """What became of a session: nothing yet from the demo's day on."""
    if starts_at >= days.at(days.today, "0:00"):
        return AppointmentStatus.CONFIRMED
    luck = days.chance.random()
    if luck < _CANCELLED_BY_PATIENT:
        return AppointmentStatus.CANCELLED_BY_PATIENT
    if luck < _CANCELLED_BY_PRACTICE:
        return AppointmentStatus.CANCELLED_BY_PRACTICE
    return AppointmentStatus.NO_SHOW if luck < _NO_SHOW else AppointmentStatus.ATTENDED


def _booked_at(days: Days, starts_at: datetime, series: AppointmentSeries | None) -> datetime:
    if series is not None:
        return series.created_at
    return days.not_later(starts_at - timedelta(days=14))


def _packs(
    days: Days,
    premises: Premises,
    patient: Patient,
    rhythm: Rhythm,
    plan: Pack,
    made: list[Appointment],
) -> list[SessionPack]:
    """The packs behind these appointments, newest last: sessions fill them from the latest appointment backwards.

    A finished pack that history has too few sessions for was never sold.
    """
    paid = [
        one for one in made if one.status not in CANCELLED and one.service_id == premises.services[rhythm.service].id
    ]
    sold: list[SessionPack] = []
    for total, left in ((plan.total, plan.left), *((total, 0) for total in reversed(plan.finished))):
        taken = total - left
        if len(paid) < taken:
            break
        covered = paid[len(paid) - taken :]
        paid = paid[: len(paid) - taken]
        bought_at = min(covered[0].created_at, covered[0].starts_at, days.last_evening)
        pack = SessionPack(
            id=days.new_id(),
            practice_id=premises.practice.id,
            patient_id=patient.id,
            service_id=premises.services[rhythm.service].id,
            total=total,
            price_cents=(_COUPLE_PRICES if rhythm.service == "couple" else _PRICES)[total],
            payment=plan.payment,
            contracted_on=bought_at.astimezone(days.zone).date(),
            expires_on=bought_at.astimezone(days.zone).date() + _PACK_LASTS,
            created_at=bought_at,
        )
        for appointment in covered:
            appointment.pack_id = pack.id
        sold.insert(0, pack)
    return sold
