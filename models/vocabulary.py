"""The closed sets of words the tables and the rules share.

Every enum is stored by its value, so a value is for ever: rename the member, never the string.
"""

from enum import StrEnum
from typing import NewType

PracticeId = NewType("PracticeId", str)
CentreId = NewType("CentreId", str)
ServiceId = NewType("ServiceId", str)
StaffId = NewType("StaffId", str)
PatientId = NewType("PatientId", str)
DeviceId = NewType("DeviceId", str)
AppointmentId = NewType("AppointmentId", str)
RequestId = NewType("RequestId", str)
PackId = NewType("PackId", str)


class Locale(StrEnum):
    """The languages every text exists in (UX-1); the first is the fallback."""

    ES = "es"
    CA = "ca"
    EN = "en"


class Theme(StrEnum):
    """Light, dark, or as the system says (UX-2)."""

    SYSTEM = "system"
    LIGHT = "light"
    DARK = "dark"


class Role(StrEnum):
    """What a staff member may do (ID-8)."""

    ADMIN = "admin"
    THERAPIST = "therapist"
    SCHEDULER = "scheduler"


class CentreKind(StrEnum):
    """A place with an address, or a video call."""

    PLACE = "place"
    ONLINE = "online"


class WhoMayAsk(StrEnum):
    """Which patients may see open times and ask for them (AV-6)."""

    NOBODY = "nobody"
    CONSENTED = "consented"
    ALL = "all"


class PatientStatus(StrEnum):
    """A discharged patient keeps the file and loses the door."""

    ACTIVE = "active"
    DISCHARGED = "discharged"


class AppointmentStatus(StrEnum):
    """AG-2. Only the two cancelled ones give the time back."""

    CONFIRMED = "confirmed"
    ATTENDED = "attended"
    NO_SHOW = "no_show"
    CANCELLED_BY_PATIENT = "cancelled_by_patient"
    CANCELLED_BY_PRACTICE = "cancelled_by_practice"


CANCELLED = (AppointmentStatus.CANCELLED_BY_PATIENT, AppointmentStatus.CANCELLED_BY_PRACTICE)


class RequestStatus(StrEnum):
    """A slot request is a wish; only *accepted* ever became an appointment.

    *Proposed*: staff answered with other times, and the patient chooses.
    """

    PENDING = "pending"
    PROPOSED = "proposed"
    ACCEPTED = "accepted"
    REJECTED = "rejected"
    CANCELLED = "cancelled"
    EXPIRED = "expired"


class PaymentMethod(StrEnum):
    """How a session pack was paid (PK-1)."""

    CASH = "cash"
    CARD = "card"
    TRANSFER = "transfer"
    BIZUM = "bizum"


class Door(StrEnum):
    """The two ways in, and the step before the first, where a code is named: each has a brake of its own."""

    PATIENT = "patient"
    STAFF = "staff"
    CODE = "code"


class AttemptOutcome(StrEnum):
    """An attempt is written before its secret is checked, so a lost answer still counts."""

    RESERVED = "reserved"
    FAILED = "failed"
    SUCCEEDED = "succeeded"


class ActorKind(StrEnum):
    """Who did what the activity trail tells."""

    PATIENT = "patient"
    STAFF = "staff"
    SYSTEM = "system"
    UNKNOWN = "unknown"


class Action(StrEnum):
    """What the activity trail can tell (GD-1)."""

    SIGNED_IN = "signed_in"
    SIGN_IN_FAILED = "sign_in.failed"
    BIRTH_DATE_WRONG = "sign_in.birth_date_wrong"
    SIGN_IN_LOCKED = "sign_in.locked"
    SIGN_IN_BLOCKED = "sign_in.blocked"
    SIGNED_OUT = "signed_out"
    SIGNED_OUT_OTHERS = "signed_out.others"
    SIGNED_OUT_EVERYWHERE = "signed_out.everywhere"
    NOTICE_ACCEPTED = "notice.accepted"
    PIN_SET = "pin.set"
    PIN_CHANGED = "pin.changed"
    CODE_CREATED = "code.created"
    CODE_REVEALED = "code.revealed"
    CODE_SENT = "code.sent"
    CODE_REGENERATED = "code.regenerated"
    DEVICES_CLOSED = "devices.closed"
    FILE_READ = "file.read"
    SEEN_AS_PATIENT = "file.seen_as_patient"
    REQUEST_MADE = "request.made"
    REQUEST_CANCELLED = "request.cancelled"
    REQUEST_ACCEPTED = "request.accepted"
    REQUEST_REJECTED = "request.rejected"
    REQUEST_EXPIRED = "request.expired"
    ACCEPTANCE_UNDONE = "request.acceptance_undone"
    REJECTION_UNDONE = "request.rejection_undone"
    TIMES_PROPOSED = "request.times_proposed"
    PROPOSAL_WITHDRAWN = "request.proposal_withdrawn"
    APPOINTMENT_CREATED = "appointment.created"
    APPOINTMENT_MOVED = "appointment.moved"
    APPOINTMENT_CANCELLED = "appointment.cancelled"
    APPOINTMENT_MARKED = "appointment.marked"
    PATIENT_CREATED = "patient.created"
    PATIENT_CHANGED = "patient.changed"
    PATIENT_DISCHARGED = "patient.discharged"
    PATIENT_TAKEN_BACK = "patient.taken_back"
    PACK_SOLD = "pack.sold"
    PACK_ADJUSTED = "pack.adjusted"
    PRACTICE_CHANGED = "practice.changed"
    PASSWORD_GIVEN = "password.given"
    PASSWORD_CHOSEN = "password.chosen"
    PASSWORD_CHANGED = "password.changed"
    IMPORTED = "imported"
    IMPORT_UNDONE = "import.undone"
    EXPORTED = "exported"
    ACCESS_DENIED = "access.denied"
