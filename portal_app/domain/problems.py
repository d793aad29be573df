"""What can be refused, by name. A problem travels as its code and is worded where it is shown (UX-6)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import ClassVar


class Problem(Exception):
    """Something a person asked for cannot be done. `code` names the reason, `facts` fill in its sentence."""

    code: ClassVar[str] = "problem"

    def __init__(self, **facts: object) -> None:
        super().__init__(self.code)
        self.facts = facts


class NotYours(Problem):
    """What was named is not there for the one who asks: "not yours" is the same as "not there"."""

    code = "not_yours"


class NotAllowed(Problem):
    """The role does not reach this far (ID-8)."""

    code = "not_allowed"


class SignedOut(Problem):
    """There is no living session."""

    code = "signed_out"


class SlotTaken(Problem):
    """The time went meanwhile (CA-3). Facts: `starts_at`."""

    code = "slot_taken"


class SlotNotOffered(Problem):
    """No such slot is offered: outside the hours, past, inside the notice or beyond the horizon (AV-1)."""

    code = "slot_not_offered"


class AlreadyAsked(Problem):
    """The same patient asked for this slot already (CA-3)."""

    code = "already_asked"


class OverlapsOwnAppointment(Problem):
    """The patient has an appointment then (CA-3)."""

    code = "overlaps_own_appointment"


class TooManyPending(Problem):
    """As many requests are pending as the practice allows (CA-3). Facts: `most`."""

    code = "too_many_pending"


class MessageTooLong(Problem):
    """Facts: `most`, `length`, in characters."""

    code = "message_too_long"


class AskingIsClosed(Problem):
    """This practice does not take requests from this patient (AV-6)."""

    code = "asking_is_closed"


class BadProposal(Problem):
    """Other times are one to three, all to come, and none is the one that was asked for (AG-4). Facts: `most`."""

    code = "bad_proposal"


class RequestNotPending(Problem):
    """The request was decided, cancelled or expired meanwhile. Facts, for staff only: `status`, `by`."""

    code = "request_not_pending"


class AppointmentsOverlap(Problem):
    """The therapist already has an appointment then: somebody was faster (AV-4)."""

    code = "appointments_overlap"


class AppointmentTooLong(Problem):
    """What lasts longer than a day is time off, not an appointment."""

    code = "appointment_too_long"


class AppointmentNotConfirmed(Problem):
    """The appointment is not in a state for this: cancelled, marked already, or not begun yet (AG-2)."""

    code = "appointment_not_confirmed"


class UndoTooLate(Problem):
    """The ten seconds are over (WL-4, CA-10)."""

    code = "undo_too_late"


class Busy(Problem):
    """The database is busy or full: nothing was changed, trying again is safe."""

    code = "busy"


class LastAdmin(Problem):
    """Somebody must be able to run the practice (ID-8)."""

    code = "last_admin"


class PracticeExists(Problem):
    """The installation has its practice already."""

    code = "practice_exists"


class NothingToBookYet(Problem):
    """The practice has no service, no centre or nobody with an agenda yet, so nothing can be imported into it."""

    code = "nothing_to_book_yet"


class FileTooBig(Problem):
    """The file is larger than an import takes (PR-4). Facts: `most`, in megabytes."""

    code = "file_too_big"


class ImportUndone(Problem):
    """The import was undone already (PR-4)."""

    code = "import_undone"


class NeedsOverride(Problem):
    """Staff may have it so, but knowingly (AV-10). Facts: `reasons`, words of `availability.Reason` in its order.

    For a series also `planned`, the occurrences that something stands against.
    """

    code = "needs_override"


class SeriesOverlaps(Problem):
    """Some occurrences would overlap an appointment: skip them or choose another time. Facts: `planned`, those."""

    code = "series_overlaps"


class ChangedMeanwhile(Problem):
    """Somebody else changed it after it was shown. Facts: `by`, who it was, where that is known.

    Of an appointment also how it is now: `sequence`, `starts_at`, `ends_at`, `status`, `therapist`, `centre`,
    `service_names`.
    """

    code = "changed_meanwhile"


class LooksLikeAnother(Problem):
    """A patient with that telephone or that name has a file already. Facts: `found`, those of them."""

    code = "looks_like_another"


class PatientDischarged(Problem):
    """The patient is discharged: whoever takes them up again gives them a new code first."""

    code = "patient_discharged"


class PackClosed(Problem):
    """The pack was closed meanwhile."""

    code = "pack_closed"


class StillInUse(Problem):
    """It cannot be retired while somebody needs it. Facts: `patients`, `appointments`, `therapists`: names, counts."""

    code = "still_in_use"


class AppointmentsCovered(Problem):
    """Time off lies over appointments that nobody decided about (AV-10). Facts: `covered`, those."""

    code = "appointments_covered"


@dataclass(frozen=True, slots=True)
class FieldProblem:
    """What is wrong with the field `name` of a form: `code` names the reason, `facts` fill in its sentence."""

    name: str
    code: str
    facts: Mapping[str, object] = field(default_factory=dict)


class BadFields(Problem):
    """Some fields cannot be as they are; nothing was written. Facts: `fields`, a `FieldProblem` for each."""

    code = "bad_fields"

    def __init__(self, fields: Sequence[FieldProblem]) -> None:
        super().__init__(fields=tuple(fields))
