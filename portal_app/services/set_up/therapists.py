"""Who holds an agenda, and whether patients see it (AV-6, PR-1)."""

from dataclasses import dataclass

from models.vocabulary import StaffId
from portal_app.domain.refs import Origin, StaffRef


@dataclass(frozen=True, slots=True)
class TherapistSet:
    """Somebody with an agenda; `may_set_hours` and `may_set_time_off` say what this person may do about it."""

    staff_id: StaffId
    name: str
    visible_to_patients: bool
    may_set_hours: bool
    may_set_time_off: bool


def listed(staff: StaffRef) -> list[TherapistSet]:
    """Those whose agenda this person may see, by name."""
    raise NotImplementedError


def show_to_patients(staff: StaffRef, therapist_id: StaffId, visible: bool, *, origin: Origin) -> None:
    """Let patients see the therapist's open times, or not (AV-6). An admin does."""
    raise NotImplementedError
