"""What a form for an appointment offers and shows (AG-2, AG-3)."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from models.vocabulary import (
    AppointmentId,
    AppointmentStatus,
    CentreId,
    PatientId,
    ServiceId,
    StaffId,
)
from portal_app.domain.refs import StaffRef


@dataclass(frozen=True, slots=True)
class TherapistChoice:
    """Somebody in whose agenda this person may write."""

    staff_id: StaffId
    name: str


@dataclass(frozen=True, slots=True)
class ServiceChoice:
    """A service in use, with the names it has in each language."""

    service_id: ServiceId
    names: dict[str, str]
    length: timedelta


@dataclass(frozen=True, slots=True)
class CentreChoice:
    """A centre that is open."""

    centre_id: CentreId
    name: str
    online: bool


@dataclass(frozen=True, slots=True)
class Choices:
    """What can be chosen, each in the practice's order."""

    zone: ZoneInfo
    interval: timedelta
    therapists: tuple[TherapistChoice, ...]
    services: tuple[ServiceChoice, ...]
    centres: tuple[CentreChoice, ...]


@dataclass(frozen=True, slots=True)
class SeriesShown:
    """The series an appointment belongs to; `to_come` counts the confirmed ones that have not begun, this included."""

    series_id: str
    every_weeks: int
    to_come: int


@dataclass(frozen=True, slots=True)
class AppointmentShown:
    """An appointment with all its form needs; `sequence` goes back with a change, as what was seen."""

    appointment_id: AppointmentId
    sequence: int
    patient_id: PatientId
    patient: str
    therapist_id: StaffId
    therapist: str
    service_id: ServiceId
    service_names: dict[str, str]
    centre_id: CentreId
    centre: str
    online: bool
    starts_at: datetime
    ends_at: datetime
    status: AppointmentStatus
    has_begun: bool
    cancel_reason: str
    from_pack: bool
    created_by: str
    created_at: datetime
    changed_at: datetime
    zone: ZoneInfo
    may_change: bool
    series: SeriesShown | None


def choices(staff: StaffRef) -> Choices:
    """Whom, what and where an appointment of this person's making can be with. Four queries."""
    raise NotImplementedError


def shown(staff: StaffRef, appointment_id: str) -> AppointmentShown:
    """The appointment, for whoever may see that agenda. `NotYours`."""
    raise NotImplementedError
