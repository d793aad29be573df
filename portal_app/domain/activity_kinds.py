"""What one may look for in the activity trail, and which actions that is (GD-1)."""

from enum import StrEnum

from models.vocabulary import Action


class Kind(StrEnum):
    """What one may look for."""

    WAY_IN = "way_in"
    LOOKS = "looks"
    AGENDA = "agenda"
    FILES = "files"
    PRACTICE = "practice"
    REFUSALS = "refusals"


KINDS: dict[Kind, frozenset[Action]] = {
    Kind.WAY_IN: frozenset(
        {
            Action.SIGNED_IN,
            Action.SIGN_IN_FAILED,
            Action.BIRTH_DATE_WRONG,
            Action.SIGN_IN_LOCKED,
            Action.SIGN_IN_BLOCKED,
            Action.SIGNED_OUT,
            Action.SIGNED_OUT_OTHERS,
            Action.SIGNED_OUT_EVERYWHERE,
            Action.NOTICE_ACCEPTED,
            Action.PIN_SET,
            Action.PIN_CHANGED,
            Action.CODE_CREATED,
            Action.CODE_SENT,
            Action.CODE_REGENERATED,
            Action.DEVICES_CLOSED,
            Action.PASSWORD_GIVEN,
            Action.PASSWORD_CHOSEN,
            Action.PASSWORD_CHANGED,
        }
    ),
    Kind.LOOKS: frozenset({Action.FILE_READ, Action.SEEN_AS_PATIENT, Action.CODE_REVEALED, Action.EXPORTED}),
    Kind.AGENDA: frozenset(
        {
            Action.REQUEST_MADE,
            Action.REQUEST_CANCELLED,
            Action.REQUEST_ACCEPTED,
            Action.REQUEST_REJECTED,
            Action.REQUEST_EXPIRED,
            Action.ACCEPTANCE_UNDONE,
            Action.REJECTION_UNDONE,
            Action.TIMES_PROPOSED,
            Action.PROPOSAL_WITHDRAWN,
            Action.APPOINTMENT_CREATED,
            Action.APPOINTMENT_MOVED,
            Action.APPOINTMENT_CANCELLED,
            Action.APPOINTMENT_MARKED,
        }
    ),
    Kind.FILES: frozenset(
        {
            Action.PATIENT_CREATED,
            Action.PATIENT_CHANGED,
            Action.PATIENT_DISCHARGED,
            Action.PATIENT_TAKEN_BACK,
            Action.PACK_SOLD,
            Action.PACK_ADJUSTED,
        }
    ),
    Kind.PRACTICE: frozenset({Action.PRACTICE_CHANGED, Action.IMPORTED, Action.IMPORT_UNDONE}),
    Kind.REFUSALS: frozenset(
        {
            Action.ACCESS_DENIED,
            Action.SIGN_IN_FAILED,
            Action.BIRTH_DATE_WRONG,
            Action.SIGN_IN_LOCKED,
            Action.SIGN_IN_BLOCKED,
        }
    ),
}
