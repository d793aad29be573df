"""The activity trail as a sentence a line (GD-1)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from zoneinfo import ZoneInfo

from models.vocabulary import Action, ActorKind
from portal_app.i18n.text import Text
from portal_app.presenters.staff import words
from portal_app.services.patient_file import FileActivity

_FAILURES = (
    Action.SIGN_IN_FAILED,
    Action.BIRTH_DATE_WRONG,
    Action.SIGN_IN_LOCKED,
    Action.SIGN_IN_BLOCKED,
    Action.ACCESS_DENIED,
)


@dataclass(frozen=True, slots=True)
class TrailView:
    """What happened, and when by whom; `icon` one of a few."""

    icon: str
    what: str
    detail: str


def trail(t: Text, one: FileActivity, *, now: datetime, zone: ZoneInfo) -> TrailView:
    """An entry, with the moment, the person and the device."""
    local = one.at.astimezone(zone)
    moment = words.when(t, one.at, now=now, zone=zone)
    if ":" not in moment:
        moment = f"{moment}, {t.clock(local)}"
    who = one.actor if one.actor_kind is ActorKind.STAFF else ""
    device = device_name(one.user_agent) if one.actor_kind is ActorKind.PATIENT else ""
    return TrailView(
        icon=icon_of(one.action),
        what=sentences(t)[one.action],
        detail=" · ".join(part for part in (moment, who, device) if part),
    )


def device_name(user_agent: str) -> str:
    """The kind of device, as far as a browser tells it; empty where it does not."""
    known = (
        ("iPhone", "iPhone"),
        ("iPad", "iPad"),
        ("Android", "Android"),
        ("Windows", "Windows"),
        ("Macintosh", "Mac"),
        ("Linux", "Linux"),
    )
    return next((name for sign, name in known if sign in user_agent), "")


def icon_of(action: Action) -> str:
    """The icon of an action's kind."""
    if action in _FAILURES:
        return "alert"
    kind = action.value.partition(".")[0]
    match kind:
        case "request" | "appointment":
            return "calendar"
        case "sign_in" | "signed_in" | "signed_out" | "pin" | "code" | "notice":
            return "key"
        case "file":
            return "eye"
        case "pack":
            return "packs"
        case _:
            return "file"


@cache
def sentences(t: Text) -> Mapping[Action, str]:
    """What each action is called."""
    return {
        Action.SIGNED_IN: t("Signed in"),
        Action.SIGN_IN_FAILED: t("Wrong PIN"),
        Action.BIRTH_DATE_WRONG: t("Wrong birth date"),
        Action.SIGN_IN_LOCKED: t("Locked after several wrong tries"),
        Action.SIGN_IN_BLOCKED: t("Blocked after too many wrong tries"),
        Action.SIGNED_OUT: t("Signed out"),
        Action.SIGNED_OUT_OTHERS: t("Signed out the other devices"),
        Action.SIGNED_OUT_EVERYWHERE: t("Signed out everywhere"),
        Action.NOTICE_ACCEPTED: t("Accepted the portal notice"),
        Action.PIN_SET: t("Created the PIN"),
        Action.PIN_CHANGED: t("Changed the PIN"),
        Action.CODE_CREATED: t("Code created"),
        Action.CODE_REVEALED: t("Code looked at"),
        Action.CODE_SENT: t("Code sent"),
        Action.CODE_REGENERATED: t("New code made"),
        Action.DEVICES_CLOSED: t("Every device signed out"),
        Action.FILE_READ: t("File read"),
        Action.SEEN_AS_PATIENT: t("Portal seen as the patient"),
        Action.REQUEST_MADE: t("Asked for a time"),
        Action.REQUEST_CANCELLED: t("Cancelled a request"),
        Action.REQUEST_ACCEPTED: t("Request accepted"),
        Action.REQUEST_REJECTED: t("Request answered with no"),
        Action.REQUEST_EXPIRED: t("Request passed unanswered"),
        Action.ACCEPTANCE_UNDONE: t("Acceptance undone"),
        Action.REJECTION_UNDONE: t("No taken back"),
        Action.TIMES_PROPOSED: t("Other times proposed"),
        Action.PROPOSAL_WITHDRAWN: t("Proposed times withdrawn"),
        Action.APPOINTMENT_CREATED: t("Appointment made"),
        Action.APPOINTMENT_MOVED: t("Appointment moved"),
        Action.APPOINTMENT_CANCELLED: t("Appointment cancelled"),
        Action.APPOINTMENT_MARKED: t("Appointment marked"),
        Action.PATIENT_CREATED: t("File created"),
        Action.PATIENT_CHANGED: t("File changed"),
        Action.PATIENT_DISCHARGED: t("Discharged"),
        Action.PATIENT_TAKEN_BACK: t("Taken up again"),
        Action.PACK_SOLD: t("Pack sold"),
        Action.PACK_ADJUSTED: t("Pack adjusted"),
        Action.PASSWORD_GIVEN: t("First password given"),
        Action.PASSWORD_CHOSEN: t("Own password chosen"),
        Action.PASSWORD_CHANGED: t("Password changed"),
        Action.IMPORTED: t("Imported"),
        Action.IMPORT_UNDONE: t("Import undone"),
        Action.EXPORTED: t("Data exported"),
        Action.PRACTICE_CHANGED: t("Settings changed"),
        Action.ACCESS_DENIED: t("Access refused"),
    }
