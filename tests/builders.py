"""The fixed cast and what happens to it, in a few words each. Times are wall-clock times in Barcelona.

Ana and Biel see Marta, Clara sees Jordi; Ruth is at reception, Olga runs the practice. It is Monday 19 October 2026,
nine in the morning (`NOW`), and the clocks change on the 25th.
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from models.columns import new_id
from models.tables import (
    Appointment,
    Centre,
    Patient,
    PatientAccess,
    Practice,
    Service,
    SessionPack,
    SlotRequest,
    StaffMember,
    TimeOff,
    WorkingHours,
)
from models.vocabulary import (
    ActorKind,
    AppointmentId,
    AppointmentStatus,
    CentreId,
    CentreKind,
    Locale,
    PackId,
    PatientId,
    PaymentMethod,
    PracticeId,
    RequestId,
    RequestStatus,
    Role,
    ServiceId,
    StaffId,
)
from portal_app import clock
from portal_app.domain.refs import PatientRef, StaffRef
from portal_app.services import transaction
from portal_app.services.transaction import Transaction

BARCELONA = ZoneInfo("Europe/Madrid")
NOW = datetime(2026, 10, 19, 9, tzinfo=BARCELONA).astimezone(UTC)
LENGTH = timedelta(minutes=50)

_MORNING, _AFTERNOON = (time(9), time(14)), (time(16), time(20))


@dataclass(frozen=True, slots=True)
class Cast:
    """One practice and everybody in it."""

    practice_id: PracticeId
    gracia: CentreId
    online: CentreId
    individual: ServiceId
    marta: StaffRef
    jordi: StaffRef
    ruth: StaffRef
    olga: StaffRef
    ana: PatientRef
    biel: PatientRef
    clara: PatientRef
    ana_pack: PackId

    def therapist_of(self, patient: PatientRef) -> StaffId:
        """Clara sees Jordi, everybody else sees Marta."""
        return (self.jordi if patient == self.clara else self.marta).staff_id


def at(wall_clock: str) -> datetime:
    """`at("2026-10-22 10:00")`: that time in Barcelona, as an instant in UTC."""
    return datetime.fromisoformat(wall_clock).replace(tzinfo=BARCELONA).astimezone(UTC)


def on(day: str) -> date:
    """`on("2026-10-22")`."""
    return date.fromisoformat(day)


def the_cast(*, name: str = "Alba Psicologia", slug: str = "alba") -> Cast:
    """The practice, committed. Called again with another slug it makes a neighbouring practice with the same people."""
    with transaction.write() as db:
        practice = Practice(
            slug=slug,
            name=name,
            timezone="Europe/Madrid",
            region="CT",
            phone="+34931234567",
            whatsapp="+34600123456",
            notice_date=on("2026-09-01"),
            created_at=at("2026-01-01 09:00"),
        )
        gracia = Centre(
            practice_id=practice.id, name="Gràcia", address="Carrer de Verdi 28, 08012 Barcelona", region="CT"
        )
        online = Centre(practice_id=practice.id, name="Online", kind=CentreKind.ONLINE, region="CT", position=1)
        individual = Service(
            practice_id=practice.id,
            names={"es": "Sesión individual", "ca": "Sessió individual", "en": "Individual session"},
            length_minutes=50,
            price_cents=6_000,
        )
        _save(db, practice, gracia, online, individual)
        marta = _staff(db, practice, "Marta Soler Puig", Role.THERAPIST, holds_agenda=True)
        jordi = _staff(db, practice, "Jordi Vidal Roca", Role.THERAPIST, holds_agenda=True)
        ruth = _staff(db, practice, "Ruth Campos Gil", Role.SCHEDULER)
        olga = _staff(db, practice, "Olga Ferrer Mas", Role.ADMIN)
        for therapist in (marta, jordi):
            for weekday in range(5):
                for starts, ends in (_MORNING, _AFTERNOON):
                    hours = WorkingHours(
                        practice_id=practice.id,
                        therapist_id=therapist.staff_id,
                        centre_id=gracia.id,
                        weekday=weekday,
                        starts=starts,
                        ends=ends,
                    )
                    db.add(hours)
        home = _Home(practice.id, individual.id, gracia.id)
        ana = _patient(db, home, "Ana Ribas Font", marta, locale=Locale.CA, phone="+34600000001")
        biel = _patient(db, home, "Biel Costa Vila", marta, locale=Locale.ES, phone="+34600000002")
        clara = _patient(db, home, "Clara Stone", jordi, locale=Locale.EN, phone="+34600000003")
        ana_pack = _pack(db, ana, total=10, contracted_on=on("2026-09-01"))
        return Cast(
            practice_id=PracticeId(practice.id),
            gracia=CentreId(gracia.id),
            online=CentreId(online.id),
            individual=ServiceId(individual.id),
            marta=marta,
            jordi=jordi,
            ruth=ruth,
            olga=olga,
            ana=ana,
            biel=biel,
            clara=clara,
            ana_pack=ana_pack,
        )


def appointment(
    cast: Cast,
    patient: PatientRef,
    starts: str | datetime,
    *,
    therapist: StaffRef | None = None,
    length: timedelta = LENGTH,
    status: AppointmentStatus = AppointmentStatus.CONFIRMED,
    pack_id: PackId | None = None,
    centre_id: CentreId | None = None,
) -> AppointmentId:
    """An appointment that is there, made by Ruth."""
    starts_at = _instant(starts)
    row = Appointment(
        practice_id=cast.practice_id,
        therapist_id=therapist.staff_id if therapist else cast.therapist_of(patient),
        patient_id=patient.patient_id,
        service_id=cast.individual,
        centre_id=centre_id or cast.gracia,
        pack_id=pack_id,
        starts_at=starts_at,
        ends_at=starts_at + length,
        status=status,
        created_by_kind=ActorKind.STAFF,
        created_by=cast.ruth.staff_id,
        created_at=clock.now(),
        changed_at=clock.now(),
    )
    with transaction.write() as db:
        _save(db, row)
    return AppointmentId(row.id)


def slot_request(
    cast: Cast,
    patient: PatientRef,
    starts: str | datetime,
    *,
    therapist: StaffRef | None = None,
    length: timedelta = LENGTH,
    status: RequestStatus = RequestStatus.PENDING,
    message: str = "",
    centre_id: CentreId | None = None,
    created_at: datetime | None = None,
) -> RequestId:
    """A request that is there, whatever the rules would have said."""
    starts_at = _instant(starts)
    created_at = created_at or clock.now()
    row = SlotRequest(
        practice_id=cast.practice_id,
        therapist_id=therapist.staff_id if therapist else cast.therapist_of(patient),
        patient_id=patient.patient_id,
        service_id=cast.individual,
        centre_id=centre_id or cast.gracia,
        starts_at=starts_at,
        ends_at=starts_at + length,
        message=message,
        status=status,
        idempotency_key=new_id(),
        created_at=created_at,
        told_at=created_at,
    )
    with transaction.write() as db:
        _save(db, row)
    return RequestId(row.id)


def pack(patient: PatientRef, *, total: int = 10, contracted_on: str = "2026-09-01") -> PackId:
    """One more session pack."""
    with transaction.write() as db:
        return _pack(db, patient, total=total, contracted_on=on(contracted_on))


def time_off(
    cast: Cast,
    first: str,
    last: str | None = None,
    *,
    therapist: StaffRef | None = None,
    hours: tuple[time, time] | None = None,
    rrule: str | None = None,
) -> str:
    """Time off on those days, whole or between two hours; without a therapist, of the whole practice."""
    row = TimeOff(
        practice_id=cast.practice_id,
        therapist_id=therapist.staff_id if therapist else None,
        first_on=on(first),
        last_on=on(last or first),
        starts=hours[0] if hours else None,
        ends=hours[1] if hours else None,
        rrule=rrule,
    )
    with transaction.write() as db:
        _save(db, row)
    return row.id


@dataclass(frozen=True, slots=True)
class _Home:
    practice_id: str
    service_id: str
    centre_id: str


def _save(db: Transaction, *rows: object) -> None:
    for row in rows:
        db.add(row)
        db.flush()


def _instant(when: str | datetime) -> datetime:
    return at(when) if isinstance(when, str) else when


def _staff(db: Transaction, practice: Practice, name: str, role: Role, *, holds_agenda: bool = False) -> StaffRef:
    given = name.split(maxsplit=1)[0]
    row = StaffMember(
        practice_id=practice.id,
        name=name,
        given_name=given,
        email=f"{given.lower()}@{practice.slug}.example",
        role=role,
        holds_agenda=holds_agenda,
        created_at=practice.created_at,
    )
    _save(db, row)
    return StaffRef(PracticeId(practice.id), StaffId(row.id), role)


def _patient(db: Transaction, home: _Home, name: str, therapist: StaffRef, *, locale: Locale, phone: str) -> PatientRef:
    row = Patient(
        practice_id=home.practice_id,
        name=name,
        given_name=name.split(maxsplit=1)[0],
        phone=phone,
        locale=locale,
        therapist_id=therapist.staff_id,
        service_id=home.service_id,
        centre_id=home.centre_id,
        since=on("2026-03-02"),
        created_at=at("2026-03-02 09:00"),
    )
    _save(db, row, PatientAccess(patient_id=row.id, practice_id=home.practice_id))
    return PatientRef(PracticeId(home.practice_id), PatientId(row.id))


def _pack(db: Transaction, patient: PatientRef, *, total: int, contracted_on: date) -> PackId:
    row = SessionPack(
        practice_id=patient.practice_id,
        patient_id=patient.patient_id,
        total=total,
        price_cents=total * 5_400,
        payment=PaymentMethod.BIZUM,
        contracted_on=contracted_on,
        created_at=at(f"{contracted_on} 10:00"),
    )
    _save(db, row)
    return PackId(row.id)
