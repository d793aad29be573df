"""The patient's own rows, read as columns: the file, sessions and requests. Nobody else's ever come from here (ID-7).

Every function costs one query.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from sqlmodel import col

from models.agenda import SlotRequest
from models.vocabulary import (
    CANCELLED,
    AppointmentId,
    AppointmentStatus,
    CentreId,
    CentreKind,
    Locale,
    RequestId,
    RequestStatus,
)
from portal_app import clock
from portal_app.domain import slot_requests
from portal_app.domain.policies import LONGEST_APPOINTMENT, Policy
from portal_app.domain.problems import SignedOut
from portal_app.domain.refs import PatientRef
from portal_app.domain.slot_requests import Asker
from portal_app.domain.video_calls import call_link
from portal_app.services import own_statements, sharing
from portal_app.services.front import languages_of
from portal_app.services.other_times import OtherTime
from portal_app.services.transaction import Transaction


@dataclass(frozen=True, slots=True)
class Place:
    """Where a session is held: a centre with an address, or online."""

    centre_id: CentreId
    name: str
    kind: CentreKind
    address: str = ""

    @property
    def is_online(self) -> bool:
        return self.kind is CentreKind.ONLINE


@dataclass(frozen=True, slots=True)
class OwnAppointment:
    """A session of the patient's. `service` holds its name by language."""

    appointment_id: AppointmentId
    starts_at: datetime
    ends_at: datetime
    status: AppointmentStatus
    service: Mapping[str, str]
    therapist: str
    place: Place
    video_url: str

    @property
    def length(self) -> timedelta:
        return self.ends_at - self.starts_at


@dataclass(frozen=True, slots=True)
class OwnRequest:
    """A request of the patient's, with nothing of why it was answered as it was (WL-6).

    One whose appointment was cancelled afterwards reads as cancelled; an accepted one reads as what was made of it.
    `reply` is the word that came with a no.
    """

    request_id: RequestId
    starts_at: datetime
    ends_at: datetime
    status: RequestStatus
    place: Place
    therapist: str
    message: str
    created_at: datetime
    decided_at: datetime | None
    reply: str = ""
    proposed: tuple[OtherTime, ...] = ()


@dataclass(frozen=True, slots=True)
class Portal:
    """What every page of a patient's shows around its content."""

    practice: str
    zone: ZoneInfo
    patient: str
    therapist: str
    therapist_name: str
    whatsapp: str
    pending: int
    proposed: int
    now: datetime
    languages: tuple[Locale, ...]

    @property
    def today(self) -> date:
        """The date on the practice's wall."""
        return self.now.astimezone(self.zone).date()


@dataclass(frozen=True, slots=True)
class File:
    """A patient's file as reads need it: the page's frame, and what is asked of whom."""

    portal: Portal
    practice_id: str
    therapist_id: str
    service_id: str
    asking_is_open: bool


def file_of(db: Transaction, patient: PatientRef) -> File:
    """The patient's own file, in one query. `SignedOut` when it was discharged meanwhile."""
    now = clock.now()
    row = db.columns(own_statements.FILE, {**_of(patient), "now": now, "earliest": now - LONGEST_APPOINTMENT}).first()
    if row is None:
        raise SignedOut
    asker = Asker(
        consented=row.may_ask,
        therapist_is_visible=row.visible_to_patients,
        service_may_be_asked=row.patients_may_ask,
    )
    return File(
        portal=Portal(
            practice=row.practice,
            zone=ZoneInfo(row.timezone),
            patient=row.name,
            therapist=row.therapist,
            therapist_name=row.therapist_name,
            whatsapp=row.own_whatsapp or row.whatsapp,
            pending=row.pending,
            proposed=row.proposed,
            now=now,
            languages=languages_of(row.languages),
        ),
        practice_id=patient.practice_id,
        therapist_id=row.therapist_id,
        service_id=row.service_id,
        asking_is_open=slot_requests.asking_is_open(asker, Policy(who_may_ask=row.who_may_ask)),
    )


def places_of(db: Transaction, patient: PatientRef) -> Mapping[str, Place]:
    """The practice's centres that are open, by id, in the practice's order."""

    def read_them() -> dict[str, Place]:
        rows = db.columns(own_statements.PLACES, {"practice_id": patient.practice_id})
        return {row.id: Place(CentreId(row.id), row.name, row.kind, row.address) for row in rows}

    return sharing.once(db, patient.practice_id, "places", read_them)


def own_appointments(
    db: Transaction, patient: PatientRef, *, since: datetime, until: datetime | None = None, most: int | None = None
) -> list[OwnAppointment]:
    """The patient's sessions that end after `since` and begin before `until`, in order; cancelled ones left out."""
    asked: dict[str, object] = {**_of(patient), "since": since, "earliest": since - LONGEST_APPOINTMENT}
    statement = own_statements.APPOINTMENTS
    if until is not None:
        statement, asked["until"] = own_statements.APPOINTMENTS_UNTIL, until
    if most is not None:
        statement = statement.limit(most)
    return [
        OwnAppointment(
            appointment_id=AppointmentId(row.id),
            starts_at=row.starts_at,
            ends_at=row.ends_at,
            status=row.status,
            service=row.names,
            therapist=row.given_name,
            place=Place(CentreId(row.centre_id), row.name, row.kind, row.address),
            video_url=call_link(row.video_url),
        )
        for row in db.columns(statement, asked)
    ]


def own_requests(
    db: Transaction,
    patient: PatientRef,
    which: sa.ColumnElement[bool],
    *,
    first: Sequence[str] = (),
    latest_first: bool = False,
    most: int | None = None,
) -> list[OwnRequest]:
    """The patient's requests that fit `which`, by the time asked for, those named `first` before all others."""
    by_time = col(SlotRequest.starts_at).desc() if latest_first else col(SlotRequest.starts_at)
    order = (col(SlotRequest.id).in_(first).desc(), by_time) if first else (by_time,)
    return _requests(db, own_statements.REQUESTS.where(which).order_by(*order).limit(most), _of(patient))


def waiting_requests(
    db: Transaction, patient: PatientRef, now: datetime, *, since: datetime | None = None, until: datetime | None = None
) -> list[OwnRequest]:
    """The patient's requests that wait for an answer to a time to come, by that time; of one day where it is told."""
    asked: dict[str, object] = {**_of(patient), "now": now}
    if since is None or until is None:
        return _requests(db, own_statements.WAITING, asked)
    return _requests(db, own_statements.WAITING_THAT_DAY, {**asked, "since": since, "until": until})


def _requests(db: Transaction, statement: sa.Select[*tuple[Any, ...]], asked: Mapping[str, object]) -> list[OwnRequest]:
    return [
        OwnRequest(
            request_id=RequestId(row.id),
            starts_at=row.starts_at,
            ends_at=row.ends_at,
            status=RequestStatus.CANCELLED if row.appointment in CANCELLED else row.status,
            place=Place(CentreId(row.centre_id), row.name, row.kind, row.address),
            therapist=row.given_name,
            message=row.message,
            created_at=row.created_at,
            decided_at=row.decided_at,
            reply=row.reply,
        )
        for row in db.columns(statement, asked)
    ]


def _of(patient: PatientRef) -> dict[str, object]:
    return {"practice_id": patient.practice_id, "patient_id": patient.patient_id}


def is_to_come(now: datetime) -> sa.ColumnElement[bool]:
    """The condition that a request's time has not come yet."""
    return col(SlotRequest.starts_at) > now
