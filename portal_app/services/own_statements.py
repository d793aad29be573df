"""What is asked of the tables for every page of a patient's: made once, for making it costs more than answering it.

Parameters: `practice_id`, `patient_id` and what each names beside.
"""

from datetime import datetime

import sqlalchemy as sa
from sqlmodel import col

from models.agenda import Appointment, ProposedTime, SlotRequest
from models.columns import UtcDateTime
from models.patients import Patient
from models.practice import Centre, Practice, Service, StaffMember
from models.vocabulary import CANCELLED, PatientStatus, RequestStatus


def _instant(name: str) -> sa.BindParameter[datetime]:
    return sa.bindparam(name, type_=UtcDateTime())


_PRACTICE, _PATIENT = sa.bindparam("practice_id", type_=sa.String()), sa.bindparam("patient_id", type_=sa.String())
_NOW, _EARLIEST = _instant("now"), _instant("earliest")

_PENDING = (
    sa.select(sa.func.count())
    .select_from(SlotRequest)
    .where(
        col(SlotRequest.practice_id) == _PRACTICE,
        col(SlotRequest.patient_id) == _PATIENT,
        col(SlotRequest.status) == RequestStatus.PENDING,
        col(SlotRequest.starts_at) > _NOW,
    )
    .scalar_subquery()
)
_TAKEN = sa.exists().where(
    col(Appointment.practice_id) == _PRACTICE,
    sa.or_(
        col(Appointment.therapist_id) == col(SlotRequest.therapist_id),
        col(Appointment.patient_id) == _PATIENT,
    ),
    col(Appointment.status).not_in(CANCELLED),
    col(Appointment.starts_at) > _EARLIEST,
    col(Appointment.starts_at) < col(ProposedTime.ends_at),
    col(Appointment.ends_at) > col(ProposedTime.starts_at),
)
_STILL_OFFERED = (
    col(ProposedTime.practice_id) == _PRACTICE,
    col(SlotRequest.patient_id) == _PATIENT,
    col(SlotRequest.status) == RequestStatus.PROPOSED,
    col(ProposedTime.starts_at) > _NOW,
    ~_TAKEN,
)
_PROPOSED = (
    sa.select(sa.func.count(sa.distinct(col(ProposedTime.request_id))))
    .join(SlotRequest, col(SlotRequest.id) == col(ProposedTime.request_id))
    .where(*_STILL_OFFERED)
    .scalar_subquery()
)

FILE = (
    sa.select(
        col(Practice.name).label("practice"),
        col(Practice.timezone),
        col(Practice.whatsapp),
        col(Practice.who_may_ask),
        col(Practice.languages),
        col(Patient.name),
        col(Patient.may_ask),
        col(Patient.therapist_id),
        col(Patient.service_id),
        col(StaffMember.given_name).label("therapist"),
        col(StaffMember.name).label("therapist_name"),
        col(StaffMember.whatsapp).label("own_whatsapp"),
        col(StaffMember.visible_to_patients),
        col(Service.patients_may_ask),
        _PENDING.label("pending"),
        _PROPOSED.label("proposed"),
    )
    .select_from(Patient)
    .join(Practice, col(Practice.id) == col(Patient.practice_id))
    .join(StaffMember, col(StaffMember.id) == col(Patient.therapist_id))
    .join(Service, col(Service.id) == col(Patient.service_id))
    .where(
        col(Patient.practice_id) == _PRACTICE,
        col(Patient.id) == _PATIENT,
        col(Patient.status) == PatientStatus.ACTIVE,
    )
)
"""One row; also `now`, and `earliest`: the longest appointment before it."""

OTHER_TIMES = (
    sa.select(
        col(ProposedTime.id), col(ProposedTime.request_id), col(ProposedTime.starts_at), col(ProposedTime.ends_at)
    )
    .join(SlotRequest, col(SlotRequest.id) == col(ProposedTime.request_id))
    .where(*_STILL_OFFERED)
    .order_by(col(ProposedTime.starts_at))
)
"""Also `now`, and `earliest`: the longest appointment before it."""

PLACES = (
    sa.select(col(Centre.id), col(Centre.name), col(Centre.kind), col(Centre.address))
    .where(col(Centre.practice_id) == _PRACTICE, col(Centre.active))
    .order_by(col(Centre.position), col(Centre.name))
)
"""`practice_id` alone."""

APPOINTMENTS = (
    sa.select(
        col(Appointment.id),
        col(Appointment.starts_at),
        col(Appointment.ends_at),
        col(Appointment.status),
        col(Appointment.video_url),
        col(Service.names),
        col(StaffMember.given_name),
        col(Centre.id).label("centre_id"),
        col(Centre.name),
        col(Centre.kind),
        col(Centre.address),
    )
    .join(Service, col(Service.id) == col(Appointment.service_id))
    .join(StaffMember, col(StaffMember.id) == col(Appointment.therapist_id))
    .join(Centre, col(Centre.id) == col(Appointment.centre_id))
    .where(
        col(Appointment.practice_id) == _PRACTICE,
        col(Appointment.patient_id) == _PATIENT,
        col(Appointment.status).not_in(CANCELLED),
        col(Appointment.ends_at) > _instant("since"),
        # Says nothing new, but lets the index begin there instead of years ago.
        col(Appointment.starts_at) > _EARLIEST,
    )
    .order_by(col(Appointment.starts_at))
)
"""Also `since`, and `earliest`: the longest appointment before it."""

APPOINTMENTS_UNTIL = APPOINTMENTS.where(col(Appointment.starts_at) < _instant("until"))
"""Also `until`."""

REQUESTS = (
    sa.select(
        col(SlotRequest.id),
        sa.func.coalesce(col(Appointment.starts_at), col(SlotRequest.starts_at)).label("starts_at"),
        sa.func.coalesce(col(Appointment.ends_at), col(SlotRequest.ends_at)).label("ends_at"),
        col(SlotRequest.status),
        col(SlotRequest.message),
        col(SlotRequest.created_at),
        col(SlotRequest.decided_at),
        col(SlotRequest.reply),
        col(Appointment.status).label("appointment"),
        col(StaffMember.given_name),
        col(Centre.id).label("centre_id"),
        col(Centre.name),
        col(Centre.kind),
        col(Centre.address),
    )
    .join(StaffMember, col(StaffMember.id) == col(SlotRequest.therapist_id))
    .outerjoin(
        Appointment,
        sa.and_(
            col(SlotRequest.status) == RequestStatus.ACCEPTED,
            col(Appointment.id) == col(SlotRequest.appointment_id),
        ),
    )
    .join(Centre, col(Centre.id) == sa.func.coalesce(col(Appointment.centre_id), col(SlotRequest.centre_id)))
    .where(col(SlotRequest.practice_id) == _PRACTICE, col(SlotRequest.patient_id) == _PATIENT)
)
"""Which ones, in which order and how many is said beside."""

WAITING = REQUESTS.where(col(SlotRequest.status) == RequestStatus.PENDING, col(SlotRequest.starts_at) > _NOW).order_by(
    col(SlotRequest.starts_at)
)
"""Those that wait and whose time has not come; also `now`."""

WAITING_THAT_DAY = WAITING.where(
    col(SlotRequest.starts_at) >= _instant("since"), col(SlotRequest.starts_at) < _instant("until")
)
"""Also `since` and `until`."""

HAS_BEEN_HERE = sa.select(
    sa.exists().where(
        col(Appointment.practice_id) == _PRACTICE,
        col(Appointment.patient_id) == _PATIENT,
        col(Appointment.status).not_in(CANCELLED),
    )
)
"""One value."""
