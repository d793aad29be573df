"""Time off, once or recurring, and what becomes of the appointments it lies over (AV-2, AV-10)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from enum import StrEnum

from models.vocabulary import AppointmentId, PatientId, StaffId
from portal_app.domain.absences import Recurrence
from portal_app.domain.refs import Origin, StaffRef


class Decision(StrEnum):
    """What becomes of an appointment that time off lies over."""

    KEEP = "keep"
    CANCEL = "cancel"


@dataclass(frozen=True, slots=True)
class TimeOffDraft:
    """Time off as its form has it; `therapist_id` None: the whole practice. Without `starts` and `ends`, whole days.

    Fields: `title`, `therapist_id`, `first_on`, `last_on`, `starts`, `ends`, `every`, `weekdays`, `until`.
    """

    therapist_id: StaffId | None
    first_on: date
    last_on: date
    title: str = ""
    starts: time | None = None
    ends: time | None = None
    recurrence: Recurrence | None = None


@dataclass(frozen=True, slots=True)
class TimeOffSet:
    """Time off as it is. A rule from a calendar may say more than a `Recurrence` can: then only `rule` holds it."""

    time_off_id: str
    draft: TimeOffDraft
    therapist: str
    rule: str
    may_change: bool
    state: str


@dataclass(frozen=True, slots=True)
class Covered:
    """An appointment to come that the time off lies over."""

    appointment_id: AppointmentId
    starts_at: datetime
    ends_at: datetime
    patient_id: PatientId
    patient: str
    therapist: str


@dataclass(frozen=True, slots=True)
class SavedTimeOff:
    """The time off, and how many appointments went for it."""

    time_off_id: str
    cancelled: int


def coming(staff: StaffRef, therapist_id: StaffId | None = None) -> list[TimeOffSet]:
    """What is off today or later, by date: of one therapist with the practice's, or of all this person may see."""
    raise NotImplementedError


def covered(staff: StaffRef, draft: TimeOffDraft) -> list[Covered]:
    """The appointments to come that it would lie over, in order. `BadFields`, `NotYours`, `NotAllowed`."""
    raise NotImplementedError


def add(
    staff: StaffRef,
    draft: TimeOffDraft,
    *,
    decisions: Mapping[str, Decision],
    reason: str = "",
    origin: Origin,
) -> SavedTimeOff:
    """Put it in, and keep or cancel each appointment it lies over (ids to decisions), all in one.

    `AppointmentsCovered` when one is undecided, also one that came meanwhile. `reason` is what is noted with those
    cancelled. `BadFields`, `NotYours`, `NotAllowed`.
    """
    raise NotImplementedError


def change(
    staff: StaffRef,
    time_off_id: str,
    draft: TimeOffDraft,
    *,
    decisions: Mapping[str, Decision],
    reason: str = "",
    seen: str,
    origin: Origin,
) -> SavedTimeOff:
    """Make it what the draft says, as `add`. `ChangedMeanwhile`."""
    raise NotImplementedError


def remove(staff: StaffRef, time_off_id: str, *, seen: str, origin: Origin) -> None:
    """Work again. Removed already: nothing happens."""
    raise NotImplementedError
