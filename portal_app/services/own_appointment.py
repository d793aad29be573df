"""One appointment of a patient's own, to take along (CA-5)."""

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlmodel import col

from models.agenda import Appointment
from models.practice import Centre, Practice
from models.vocabulary import CANCELLED, AppointmentId, CentreKind
from portal_app.domain.problems import NotYours
from portal_app.domain.refs import Origin, PatientRef
from portal_app.services import denials
from portal_app.services.transaction import read


@dataclass(frozen=True, slots=True)
class OwnAppointment:
    """When and where. `place` is empty for a session online."""

    appointment_id: AppointmentId
    starts_at: datetime
    ends_at: datetime
    practice: str
    place: str


def own_appointment(patient: PatientRef, appointment_id: str, *, origin: Origin) -> OwnAppointment:
    """The patient's appointment, unless it was cancelled. `NotYours` for any other, which leaves a trace (ID-7)."""
    with read() as db:
        row = db.execute(
            sa.select(
                col(Appointment.starts_at),
                col(Appointment.ends_at),
                col(Practice.name),
                col(Centre.name).label("centre"),
                col(Centre.kind),
                col(Centre.address),
            )
            .join(Practice, col(Practice.id) == col(Appointment.practice_id))
            .join(Centre, col(Centre.id) == col(Appointment.centre_id))
            .where(
                col(Appointment.id) == appointment_id,
                col(Appointment.practice_id) == patient.practice_id,
                col(Appointment.patient_id) == patient.patient_id,
                col(Appointment.status).not_in(CANCELLED),
            )
        ).first()
    if row is None:
        denials.record(patient, origin, "appointment")
        raise NotYours
    place = "" if row.kind is CentreKind.ONLINE else (row.address or row.centre)
    return OwnAppointment(AppointmentId(appointment_id), row.starts_at, row.ends_at, row.name, place)
