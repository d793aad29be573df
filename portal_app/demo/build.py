"""Builds the demo practice in one transaction, and says who can sign in."""

import json
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass
from datetime import date, timedelta
from pathlib import Path

from sqlmodel import SQLModel

from models.tables import Appointment, Patient, SlotRequest
from models.vocabulary import CANCELLED, Action, ActorKind, AppointmentStatus, RequestStatus
from portal_app.demo import trail
from portal_app.demo.days import Days
from portal_app.demo.diary import Diary, write_diary
from portal_app.demo.doors import Doors
from portal_app.demo.people import PEOPLE, RUTH, STAFF, Person, Way
from portal_app.demo.premises import Premises, furnish
from portal_app.demo.trail import Event
from portal_app.demo.wishes import Wishes
from portal_app.services import hashing, staff_accounts
from portal_app.services.transaction import Transaction, write

FILE_NAME = "demo.json"


@dataclass(frozen=True, slots=True)
class DemoStaff:
    """Who may sign in at the staff door."""

    name: str
    email: str
    password: str
    role: str


@dataclass(frozen=True, slots=True)
class DemoPatient:
    """Who may sign in at the patient door; `pin` None: no PIN opens it. `note` says what is special, if anything."""

    name: str
    code: str
    pin: str | None
    locale: str
    therapist: str
    note: str


@dataclass(frozen=True, slots=True)
class DemoSummary:
    """What `demo.json` lists."""

    url: str
    practice: str
    today: str
    staff: tuple[DemoStaff, ...]
    patients: tuple[DemoPatient, ...]

    def write_to(self, data_dir: Path) -> Path:
        """Write it as `demo.json`, readable by the owner only; the file's path."""
        path = data_dir / FILE_NAME
        path.touch(mode=0o600)
        path.write_text(json.dumps(asdict(self), ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
        return path


def read_summary(data_dir: Path) -> DemoSummary | None:
    """What an earlier build wrote; None where there is none, or something else."""
    try:
        told = json.loads((data_dir / FILE_NAME).read_text(encoding="utf-8"))
        staff = tuple(DemoStaff(**one) for one in told.pop("staff"))
        patients = tuple(DemoPatient(**one) for one in told.pop("patients"))
        return DemoSummary(**told, staff=staff, patients=patients)
    except (OSError, ValueError, TypeError, KeyError, AttributeError):
        return None


def build(url: str, *, today: date, data_dir: Path) -> DemoSummary:
    """Make the demo practice of that day in the current, empty database, and `demo.json` in `data_dir`.

    The same day makes the same rows, codes and PINs; only salts and sealed texts differ. `url` is where people open it.
    """
    days = Days(today)
    with ThreadPoolExecutor() as pool:
        passwords = {member.key: pool.submit(staff_accounts.hash_password, member.password) for member in STAFF}
        premises = furnish(days, {key: hashed.result() for key, hashed in passwords.items()})
        doors = Doors(days, premises)
        people = [(person, doors.file(person, number)) for number, person in enumerate(PEOPLE, 1)]
        for person, patient in people:
            doors.choose_secrets(person, patient)
        hashes = {owner: pool.submit(hashing.hash_secret, owner, pin) for owner, pin in doors.clear_pins.items()}
        diary = write_diary(days, premises, people)
        wishes = Wishes(days, premises, diary, {patient.name: patient for _, patient in people})
        requests = wishes.write()
        for person, patient in people:
            hashed = hashes.get(patient.id)
            doors.hang(person, patient, hashed.result() if hashed else None)
    events = [*doors.events, *_told(premises, people, diary, requests)]
    entries = trail.chained(premises.practice.id, events)
    with write() as db:
        for rows in (
            [premises.practice],
            [*premises.centres.values(), *premises.services.values(), *premises.staff.values()],
            [*premises.rows, *(patient for _, patient in people)],
            [*doors.access, *doors.codes, *doors.notices, *doors.devices, *doors.attempts],
            [*diary.packs, *diary.series],
            diary.appointments,
            requests,
            wishes.proposals,
            entries,
        ):
            _add(db, rows)
    summary = _summary(url, days, premises, doors, people)
    summary.write_to(data_dir)
    return summary


def _add(db: Transaction, rows: Iterable[SQLModel]) -> None:
    """Rows that do not point at one another; the database checks each as it comes."""
    db.add_all(rows)
    db.flush()


def _told(
    premises: Premises,
    people: list[tuple[Person, Patient]],
    diary: Diary,
    requests: list[SlotRequest],
) -> list[Event]:
    """What the staff and the patients did with files, packs, appointments and requests."""
    ruth = premises.staff[RUTH].id
    events = [
        Event(patient.created_at, Action.PATIENT_CREATED, ActorKind.STAFF, ruth, patient.id) for _, patient in people
    ]
    for pack in diary.packs:
        detail = {"pack_id": pack.id}
        events.append(Event(pack.created_at, Action.PACK_SOLD, ActorKind.STAFF, ruth, pack.patient_id, detail=detail))
    asked_for = {one.appointment_id for one in requests if one.status is RequestStatus.ACCEPTED}
    in_series: set[str] = set()
    for appointment in diary.appointments:
        if appointment.series_id in in_series:
            continue
        if appointment.series_id is not None:
            in_series.add(appointment.series_id)
        events += _told_of_appointment(appointment, came_of_request=appointment.id in asked_for)
    for request in requests:
        events += _told_of_request(request)
    return events


def _told_of_appointment(appointment: Appointment, *, came_of_request: bool) -> list[Event]:
    staff, patient_id = appointment.created_by, appointment.patient_id
    detail = {"appointment_id": appointment.id, "starts_at": appointment.starts_at.isoformat()}
    events: list[Event] = []
    if not came_of_request:
        events.append(
            Event(
                appointment.created_at,
                Action.APPOINTMENT_CREATED,
                ActorKind.STAFF,
                staff,
                patient_id,
                detail=detail,
            )
        )
    if appointment.status is AppointmentStatus.CONFIRMED:
        return events
    action = Action.APPOINTMENT_CANCELLED if appointment.status in CANCELLED else Action.APPOINTMENT_MARKED
    if action is Action.APPOINTMENT_MARKED:
        detail = {**detail, "status": appointment.status.value}
    return [*events, Event(appointment.changed_at, action, ActorKind.STAFF, staff, patient_id, detail=detail)]


def _told_of_request(request: SlotRequest) -> list[Event]:
    patient_id = request.patient_id
    asked = {"request_id": request.id, "starts_at": request.starts_at.isoformat()}
    made = Event(request.created_at, Action.REQUEST_MADE, ActorKind.PATIENT, patient_id, patient_id, detail=asked)
    settled = {"appointment_id": request.appointment_id} if request.appointment_id else {}
    match request.status:
        case RequestStatus.PENDING:
            return [made]
        case RequestStatus.ACCEPTED:
            action, kind, actor, detail = Action.REQUEST_ACCEPTED, ActorKind.STAFF, request.decided_by, asked | settled
        case RequestStatus.REJECTED:
            action, kind, actor = Action.REQUEST_REJECTED, ActorKind.STAFF, request.decided_by
            detail = asked | {"because": "time_taken" if settled else "decided"}
        case RequestStatus.PROPOSED:
            proposed = Event(
                request.created_at + timedelta(hours=3),
                Action.TIMES_PROPOSED,
                ActorKind.STAFF,
                request.therapist_id,
                patient_id,
                detail=asked,
            )
            return [made, proposed]
        case RequestStatus.CANCELLED:
            action, kind, actor, detail = Action.REQUEST_CANCELLED, ActorKind.PATIENT, patient_id, asked
        case RequestStatus.EXPIRED:
            action, kind, actor, detail = Action.REQUEST_EXPIRED, ActorKind.SYSTEM, None, asked
    return [made, Event(request.decided_at or request.created_at, action, kind, actor, patient_id, detail=detail)]


def _summary(
    url: str, days: Days, premises: Premises, doors: Doors, people: list[tuple[Person, Patient]]
) -> DemoSummary:
    staff = {member.id: member for member in premises.staff.values()}
    return DemoSummary(
        url=url,
        practice=premises.practice.name,
        today=days.today.isoformat(),
        staff=tuple(
            DemoStaff(member.name, premises.staff[member.key].email, member.password, member.role.value)
            for member in STAFF
        ),
        patients=tuple(
            DemoPatient(
                name=patient.name,
                code=doors.clear_codes[patient.id],
                pin=None if person.way is Way.DISCHARGED else doors.clear_pins.get(patient.id),
                locale=patient.locale.value,
                therapist=staff[patient.therapist_id].name,
                note=person.way.value,
            )
            for person, patient in people
        ),
    )
