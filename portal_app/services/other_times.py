"""The times that the practice proposes to a patient instead of the one that was asked for (AG-4).

Of the patient's own, as columns, one query each (ID-7).
"""

from dataclasses import dataclass
from datetime import datetime

from portal_app.domain.policies import LONGEST_APPOINTMENT
from portal_app.domain.refs import PatientRef
from portal_app.services import own_statements
from portal_app.services.transaction import Transaction


@dataclass(frozen=True, slots=True)
class OtherTime:
    """A time that the practice proposes instead, and that is still to be had."""

    proposal_id: str
    starts_at: datetime
    ends_at: datetime


def other_times(db: Transaction, patient: PatientRef, now: datetime) -> dict[str, tuple[OtherTime, ...]]:
    """The times proposed to the patient that are to come and that no appointment has taken, by request, in order."""
    asked = {
        "practice_id": patient.practice_id,
        "patient_id": patient.patient_id,
        "now": now,
        "earliest": now - LONGEST_APPOINTMENT,
    }
    found: dict[str, tuple[OtherTime, ...]] = {}
    for row in db.execute(own_statements.OTHER_TIMES, asked):
        time = OtherTime(row.id, row.starts_at, row.ends_at)
        found[row.request_id] = (*found.get(row.request_id, ()), time)
    return found
