"""One patient's file as staff read it: contact, way in, appointments, packs, activity (AG-5, ID-12, GD-1)."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from sqlmodel import col

from models.activity import ActivityEntry
from models.agenda import Appointment, SlotRequest
from models.devices import Device
from models.patients import Patient
from models.practice import Centre, Practice, Service, StaffMember
from models.vocabulary import (
    CANCELLED,
    Action,
    ActorKind,
    AppointmentStatus,
    CentreKind,
    Locale,
    PatientId,
    PatientStatus,
    PaymentMethod,
    RequestStatus,
)
from portal_app import clock
from portal_app.domain import way_in
from portal_app.domain.packs import PackCount
from portal_app.domain.refs import Origin, StaffRef
from portal_app.domain.way_in import Standing, WayIn
from portal_app.services import access, denials, looking, ways_in
from portal_app.services.packs import packs_of
from portal_app.services.transaction import Transaction, read, write

COMING = 12
LATEST_PAST = 5
LATEST_ACTIVITY = 8


@dataclass(frozen=True, slots=True)
class FileAppointment:
    """An appointment, or a pending request (`status` None)."""

    starts_at: datetime
    ends_at: datetime
    status: AppointmentStatus | None
    centre: str
    online: bool


@dataclass(frozen=True, slots=True)
class FilePack:
    """A pack with its sessions counted (PK-1); without `services`, for every one.

    `is_over`: closed by hand, expired, or nothing left to hold.
    """

    pack_id: str
    services: tuple[dict[str, str], ...]
    count: PackCount
    price_cents: int
    currency: str
    payment: PaymentMethod
    contracted_on: date
    expires_on: date | None
    is_closed: bool
    is_expired: bool

    @property
    def is_over(self) -> bool:
        return self.is_closed or self.is_expired or (self.count.left <= 0 and not self.count.booked)


@dataclass(frozen=True, slots=True)
class FileDevice:
    """A browser the patient signed in on."""

    user_agent: str
    last_used_at: datetime


@dataclass(frozen=True, slots=True)
class FileActivity:
    """An entry of the activity trail that concerns the patient; `actor` is a staff member's name."""

    at: datetime
    action: Action
    actor_kind: ActorKind
    actor: str
    user_agent: str


@dataclass(frozen=True, slots=True)
class PatientFile:
    """What a staff member may read. Clinical notes are not here: a scheduler reads all of it (ID-8)."""

    patient_id: PatientId
    name: str
    given_name: str
    phone: str
    email: str
    locale: Locale
    since: date
    birth_date: date | None
    may_ask: bool
    discharged: bool
    therapist: str
    centre: str
    service_names: dict[str, str]
    zone: str
    now: datetime
    way_in: WayIn
    asks_birth_date: bool
    has_birth_date: bool
    standing: Standing
    devices: tuple[FileDevice, ...]
    coming: tuple[FileAppointment, ...]
    past: tuple[FileAppointment, ...]
    past_in_all: int
    coming_in_all: int
    held: int
    packs: tuple[FilePack, ...]
    activity: tuple[FileActivity, ...]


def open_file(staff: StaffRef, patient_id: PatientId | str, *, origin: Origin) -> PatientFile:
    """Read a patient's file; that it was opened is in the activity trail, once for each opening (GD-1). `NotYours`."""
    with denials.traced(staff, origin, "file"), write() as db:
        patient = access.patient_for_staff(db, staff, patient_id)
        file = _file(db, staff, patient)
        looking.told(db, staff, patient.id, Action.FILE_READ, origin=origin)
    return file


def still_open(staff: StaffRef, patient_id: PatientId | str, *, past: int = LATEST_PAST) -> PatientFile:
    """The file again, for a page that has it open: one reading, one entry in the trail. `NotYours`.

    `past`: how many of the appointments that were.
    """
    with read() as db:
        return _file(db, staff, access.patient_for_staff(db, staff, patient_id), past=past)


def _file(db: Transaction, staff: StaffRef, patient: Patient, *, past: int = LATEST_PAST) -> PatientFile:
    now = clock.now()
    home = db.execute(
        sa.select(
            col(Practice.timezone),
            col(Practice.code_lapses_days),
            col(Practice.asks_birth_date),
            col(StaffMember.name).label("therapist"),
            col(Centre.name).label("centre"),
            col(Service.names).label("service_names"),
        )
        .select_from(Practice)
        .join(StaffMember, col(StaffMember.id) == patient.therapist_id)
        .join(Centre, col(Centre.id) == patient.centre_id)
        .join(Service, col(Service.id) == patient.service_id)
        .where(col(Practice.id) == staff.practice_id)
    ).one()
    way = ways_in.way_in_of(db, patient.id, now)
    coming, were, held = _appointments(db, patient.id, now)
    return PatientFile(
        patient_id=PatientId(patient.id),
        name=patient.name,
        given_name=patient.given_name,
        phone=patient.phone,
        email=patient.email,
        locale=patient.locale,
        since=patient.since,
        birth_date=patient.birth_date,
        may_ask=patient.may_ask,
        discharged=patient.status is PatientStatus.DISCHARGED,
        therapist=home.therapist,
        centre=home.centre,
        service_names=home.service_names,
        zone=home.timezone,
        now=now,
        way_in=way,
        asks_birth_date=home.asks_birth_date,
        has_birth_date=patient.birth_date is not None,
        standing=way_in.standing(way, lapse_days=home.code_lapses_days, now=now),
        devices=_devices(db, patient.id),
        coming=coming[:COMING],
        past=were[:past],
        past_in_all=len(were),
        coming_in_all=len(coming),
        held=held,
        packs=_packs(db, patient, now.astimezone(ZoneInfo(home.timezone)).date()),
        activity=_activity(db, staff, patient.id),
    )


def _devices(db: Transaction, patient_id: str) -> tuple[FileDevice, ...]:
    rows = db.execute(
        sa.select(col(Device.user_agent), col(Device.last_used_at))
        .where(col(Device.patient_id) == patient_id, col(Device.revoked_at).is_(None))
        .order_by(col(Device.last_used_at).desc())
    )
    return tuple(FileDevice(row.user_agent, row.last_used_at) for row in rows)


def _appointments(
    db: Transaction, patient_id: str, now: datetime
) -> tuple[tuple[FileAppointment, ...], tuple[FileAppointment, ...], int]:
    """What comes, requests among it; what was, the latest first; and how many sessions were held."""
    columns = (col(Centre.name).label("centre"), col(Centre.kind))
    rows = db.execute(
        sa.select(col(Appointment.starts_at), col(Appointment.ends_at), col(Appointment.status), *columns)
        .join(Centre, col(Centre.id) == col(Appointment.centre_id))
        .where(col(Appointment.patient_id) == patient_id)
        .order_by(col(Appointment.starts_at).desc())
    ).all()
    pending = db.execute(
        sa.select(col(SlotRequest.starts_at), col(SlotRequest.ends_at), sa.null().label("status"), *columns)
        .join(Centre, col(Centre.id) == col(SlotRequest.centre_id))
        .where(
            col(SlotRequest.patient_id) == patient_id,
            col(SlotRequest.status) == RequestStatus.PENDING,
            col(SlotRequest.starts_at) > now,
            col(SlotRequest.told_at) <= now,
        )
    ).all()
    every = [
        FileAppointment(row.starts_at, row.ends_at, row.status, row.centre, row.kind is CentreKind.ONLINE)
        for row in (*rows, *pending)
    ]
    coming = sorted(
        (one for one in every if one.ends_at > now and one.status not in CANCELLED), key=lambda one: one.starts_at
    )
    past = [one for one in every if one.ends_at <= now]
    held = sum(one.status in (AppointmentStatus.CONFIRMED, AppointmentStatus.ATTENDED) for one in past)
    return tuple(coming), tuple(past), held


def _packs(db: Transaction, patient: Patient, today: date) -> tuple[FilePack, ...]:
    """The packs, the latest first, their sessions counted from the appointments."""
    sold = packs_of(db, patient.id, patient.practice_id)
    names = {
        row.id: row.names
        for row in db.execute(
            sa.select(col(Service.id), col(Service.names)).where(
                col(Service.practice_id) == patient.practice_id,
                col(Service.id).in_([service_id for one in sold for service_id in one.pack.services]),
            )
        )
    }
    return tuple(
        FilePack(
            pack_id=one.pack.pack_id,
            services=tuple(names[service_id] for service_id in one.pack.services),
            count=one.pack.count,
            price_cents=one.price_cents,
            currency=one.currency,
            payment=one.payment,
            contracted_on=one.pack.contracted_on,
            expires_on=one.pack.expires_on,
            is_closed=one.pack.is_closed,
            is_expired=one.pack.expires_on is not None and one.pack.expires_on < today,
        )
        for one in reversed(sold)
    )


def _activity(db: Transaction, staff: StaffRef, patient_id: str) -> tuple[FileActivity, ...]:
    rows = db.execute(
        sa.select(
            col(ActivityEntry.at),
            col(ActivityEntry.action),
            col(ActivityEntry.actor_kind),
            col(ActivityEntry.user_agent),
            col(StaffMember.name).label("actor"),
        )
        .outerjoin(
            StaffMember,
            sa.and_(
                col(ActivityEntry.actor_kind) == ActorKind.STAFF,
                col(StaffMember.id) == col(ActivityEntry.actor_id),
            ),
        )
        .where(
            col(ActivityEntry.practice_id) == staff.practice_id,
            col(ActivityEntry.patient_id) == patient_id,
            col(ActivityEntry.at) > clock.now() - timedelta(days=365),
        )
        .order_by(col(ActivityEntry.number).desc())
        .limit(LATEST_ACTIVITY)
    )
    return tuple(FileActivity(row.at, row.action, row.actor_kind, row.actor or "", row.user_agent) for row in rows)
