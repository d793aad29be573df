"""The times that the practice proposes to a patient instead of the one that was asked for (AG-4).

Of the patient's own, as columns, one query each (ID-7).
"""

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlmodel import col

from models.agenda import Appointment, ProposedTime, SlotRequest
from models.vocabulary import CANCELLED, RequestStatus
from portal_app.domain.policies import LONGEST_APPOINTMENT
from portal_app.domain.refs import PatientRef
from portal_app.services.transaction import Transaction


@dataclass(frozen=True, slots=True)
class OtherTime:
    """A time that the practice proposes instead, and that is still to be had."""

    proposal_id: str
    starts_at: datetime
    ends_at: datetime


def other_times(db: Transaction, patient: PatientRef, now: datetime) -> dict[str, tuple[OtherTime, ...]]:
    """The times proposed to the patient that are to come and that no appointment has taken, by request, in order."""
    rows = db.execute(
        sa.select(
            col(ProposedTime.id), col(ProposedTime.request_id), col(ProposedTime.starts_at), col(ProposedTime.ends_at)
        )
        .join(SlotRequest, col(SlotRequest.id) == col(ProposedTime.request_id))
        .where(*still_offered(patient.practice_id, patient.patient_id, now, now - LONGEST_APPOINTMENT))
        .order_by(col(ProposedTime.starts_at))
    )
    found: dict[str, tuple[OtherTime, ...]] = {}
    for row in rows:
        time = OtherTime(row.id, row.starts_at, row.ends_at)
        found[row.request_id] = (*found.get(row.request_id, ()), time)
    return found


def still_offered(
    practice_id: str | sa.BindParameter[str],
    patient_id: str | sa.BindParameter[str],
    now: datetime | sa.BindParameter[datetime],
    earliest: datetime | sa.BindParameter[datetime],
) -> list[sa.ColumnElement[bool]]:
    """The conditions that a proposed time is the patient's to take.

    `earliest` is the longest appointment before `now`: what began before it is over.
    """
    taken = sa.exists().where(
        col(Appointment.practice_id) == practice_id,
        sa.or_(
            col(Appointment.therapist_id) == col(SlotRequest.therapist_id),
            col(Appointment.patient_id) == patient_id,
        ),
        col(Appointment.status).not_in(CANCELLED),
        col(Appointment.starts_at) > earliest,
        col(Appointment.starts_at) < col(ProposedTime.ends_at),
        col(Appointment.ends_at) > col(ProposedTime.starts_at),
    )
    return [
        col(ProposedTime.practice_id) == practice_id,
        col(SlotRequest.patient_id) == patient_id,
        col(SlotRequest.status) == RequestStatus.PROPOSED,
        col(ProposedTime.starts_at) > now,
        ~taken,
    ]
