"""Why there is nothing: a therapist's day, stretch by stretch, with what stands in each (AV-9)."""

from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from models.vocabulary import AppointmentId, PatientId, StaffId
from portal_app.domain.availability import Reason
from portal_app.domain.refs import StaffRef


@dataclass(frozen=True, slots=True)
class ExplainedStretch:
    """A part of the day. An appointment's has its patient; time off and a holiday have their title, if any.

    `centre` is where one works then; empty outside the hours.
    """

    starts_at: datetime
    ends_at: datetime
    reason: Reason
    title: str = ""
    centre: str = ""
    appointment_id: AppointmentId | None = None
    patient_id: PatientId | None = None
    patient: str = ""


@dataclass(frozen=True, slots=True)
class ExplainedDay:
    """From midnight to midnight without a hole; for a service of that length with those buffers."""

    on: date
    zone: ZoneInfo
    now: datetime
    therapist_id: StaffId
    therapist: str
    service_id: str
    service_names: dict[str, str]
    stretches: tuple[ExplainedStretch, ...]


def day(
    staff: StaffRef, on: date, *, therapist_id: StaffId | None = None, service_id: str | None = None
) -> ExplainedDay:
    """The day of that therapist, or of oneself, for that service, or the first that patients may ask for.

    For whoever may see that agenda, names included: `NotYours`.
    """
    raise NotImplementedError
