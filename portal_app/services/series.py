"""Appointments that repeat: seen before they are written, made, changed and cancelled as one (AG-3)."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from models.vocabulary import AppointmentId, PatientId, StaffId
from portal_app.domain.availability import Reason
from portal_app.domain.refs import Origin, StaffRef
from portal_app.domain.series import Repetition, Scope


@dataclass(frozen=True, slots=True)
class Planned:
    """An occurrence as it would be. `on` is its planned date: what `skip` names.

    `overlaps`: the therapist has an appointment then; `patient_is_taken`: the patient has one. Both are refused
    whatever staff say. `reasons` can be overridden. `appointment_id` where the occurrence is there already.
    """

    on: date
    starts_at: datetime
    ends_at: datetime
    overlaps: bool = False
    patient_is_taken: bool = False
    reasons: tuple[Reason, ...] = ()
    appointment_id: AppointmentId | None = None

    @property
    def is_free(self) -> bool:
        """Whether nothing stands against it."""
        return not (self.overlaps or self.patient_is_taken or self.reasons)


@dataclass(frozen=True, slots=True)
class CreatedSeries:
    """The appointments of a new series, in order, and how many requests they settled."""

    series_id: str
    appointment_ids: tuple[AppointmentId, ...]
    rejected: int


@dataclass(frozen=True, slots=True)
class ChangedSeries:
    """How many appointments were changed, and how many requests that settled."""

    changed: int
    rejected: int


def preview(
    staff: StaffRef,
    patient_id: PatientId,
    *,
    therapist_id: StaffId,
    service_id: str,
    centre_id: str,
    starts_at: datetime,
    length: timedelta | None = None,
    repetition: Repetition,
) -> list[Planned]:
    """Each occurrence and what stands against it, before anything is written. `BadFields`, `NotYours`, `NotAllowed`."""
    raise NotImplementedError


def create(
    staff: StaffRef,
    patient_id: PatientId,
    *,
    therapist_id: StaffId,
    service_id: str,
    centre_id: str,
    starts_at: datetime,
    length: timedelta | None = None,
    repetition: Repetition,
    skip: Collection[date] = (),
    override: bool = False,
    origin: Origin,
) -> CreatedSeries:
    """Make every occurrence but those of the planned dates in `skip`, or none at all.

    `SeriesOverlaps` when one overlaps, `NeedsOverride` when something else stands against one and `override` is not
    given: both with the fact `planned`. `BadFields`, also when all are skipped (field `skip`); `NotYours`,
    `NotAllowed`.
    """
    raise NotImplementedError


def preview_change(
    staff: StaffRef,
    appointment_id: str,
    *,
    scope: Scope,
    starts_at: datetime | None = None,
    length: timedelta | None = None,
    therapist_id: StaffId | None = None,
    service_id: str | None = None,
    centre_id: str | None = None,
) -> list[Planned]:
    """Each occurrence that `change` would touch, as it would be."""
    raise NotImplementedError


def change(
    staff: StaffRef,
    appointment_id: str,
    *,
    scope: Scope,
    starts_at: datetime | None = None,
    length: timedelta | None = None,
    therapist_id: StaffId | None = None,
    service_id: str | None = None,
    centre_id: str | None = None,
    skip: Collection[date] = (),
    override: bool = False,
    seen: int,
    origin: Origin,
) -> ChangedSeries:
    """Change this occurrence, it and those after it, or all still to come; `None` leaves a thing as it is.

    `starts_at` is where this one goes: the others go as many days from their planned date, to the same time on the
    wall, those moved by hand too. Those of the planned dates in `skip` stay as they are. Past and attended
    occurrences are never touched: what is changed becomes a series of its own where others stay behind.
    `seen` is this appointment's `sequence`: `ChangedMeanwhile`. `SeriesOverlaps`, `NeedsOverride`,
    `AppointmentNotConfirmed` when there is nothing to change; `NotYours`, `NotAllowed`.
    """
    raise NotImplementedError


def cancel(
    staff: StaffRef,
    appointment_id: str,
    *,
    scope: Scope,
    by_patient: bool = False,
    reason: str = "",
    seen: int | None = None,
    origin: Origin,
) -> int:
    """Cancel this occurrence, it and those after it, or all still to come; how many. Past ones are never touched."""
    raise NotImplementedError
