"""Who is asking. Made only where a door was passed; services take these, never bare ids."""

from dataclasses import dataclass

from models.vocabulary import DeviceId, PatientId, PracticeId, Role, StaffId


@dataclass(frozen=True, slots=True)
class PatientRef:
    """A patient who passed the door: the only key to a patient's rows (ID-7)."""

    practice_id: PracticeId
    patient_id: PatientId


@dataclass(frozen=True, slots=True)
class StaffRef:
    """A staff member who passed the door, with the role that permissions are read from (ID-8)."""

    practice_id: PracticeId
    staff_id: StaffId
    role: Role
    sees_all: bool = False


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a request came from, as the activity trail tells it. `through` is the event that brought it, if any did."""

    address: str = ""
    user_agent: str = ""
    device_id: DeviceId | None = None
    through: str = ""


NOWHERE = Origin()
