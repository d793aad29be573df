"""The patient's own trail in plain words: who did what, when, from where (GD-1)."""

from dataclasses import dataclass, field
from datetime import date, datetime
from itertools import groupby

from models.vocabulary import Action
from portal_app.i18n.text import Text
from portal_app.presenters.patient.agents import system_of
from portal_app.presenters.patient.times import on_wall, whole_date
from portal_app.services.own_activity import OwnActivity, Trace
from portal_app.services.own_rows import Portal

_KINDS = {
    Action.SIGN_IN_FAILED: "warning",
    Action.BIRTH_DATE_WRONG: "warning",
    Action.SIGN_IN_LOCKED: "warning",
    Action.SIGN_IN_BLOCKED: "warning",
    Action.ACCESS_DENIED: "warning",
    Action.FILE_READ: "seen",
    Action.SEEN_AS_PATIENT: "seen",
    Action.CODE_REVEALED: "seen",
    Action.EXPORTED: "file",
    Action.NOTICE_ACCEPTED: "file",
}


@dataclass(frozen=True, slots=True)
class TraceView:
    """A line of the trail. `kind` chooses the icon: door, request, seen, file, pack, warning."""

    words: str
    where: str
    kind: str


@dataclass(frozen=True, slots=True)
class DayView:
    """The lines of one day, the latest first."""

    key: str
    title: str
    traces: list[TraceView] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class ActivityView:
    """The page."""

    days: list[DayView] = field(default_factory=list)
    more: bool = False


def activity_view(t: Text, page: OwnActivity) -> ActivityView:
    """The page as it is drawn: by day."""
    portal = page.portal
    by_day = groupby(page.traces, key=lambda trace: on_wall(trace.at, portal.zone).date())
    return ActivityView(
        days=[
            DayView(on.isoformat(), _day(t, on, portal), [_line(t, trace, portal) for trace in traces])
            for on, traces in by_day
        ],
        more=page.more,
    )


def lately(t: Text, trace: Trace, portal: Portal) -> TraceView:
    """A line that stands alone, and says its day too."""
    return TraceView(_what(t, trace, portal), _where(day_and_time(t, trace.at, portal), trace), kind_of(trace.action))


def _line(t: Text, trace: Trace, portal: Portal) -> TraceView:
    time = t.clock(on_wall(trace.at, portal.zone))
    return TraceView(_what(t, trace, portal), _where(time, trace), kind_of(trace.action))


def _what(t: Text, trace: Trace, portal: Portal) -> str:
    """Requested: 22 Oct, 18:00."""
    if trace.about is None:
        return sentence(t, trace)
    begins = on_wall(trace.about, portal.zone)
    day = whole_date(t, begins.date()) if begins.year == portal.today.year else t.long_date(begins.date())
    return f"{sentence(t, trace)}: {day}, {t.clock(begins)}"


def _where(when: str, trace: Trace) -> str:
    return " · ".join(filter(None, (when, system_of(trace.user_agent), masked(trace.address))))


def _day(t: Text, on: date, portal: Portal) -> str:
    match (portal.today - on).days:
        case 0:
            return t("Today")
        case 1:
            return t("Yesterday")
        case _:
            day = t.day(on) if on.year == portal.today.year else t.long_date(on)
            return day[0].upper() + day[1:]


def kind_of(action: Action) -> str:
    """What a line's icon says."""
    if action in _KINDS:
        return _KINDS[action]
    match action.value.partition(".")[0]:
        case "request" | "appointment":
            return "request"
        case "pack":
            return "pack"
        case "patient":
            return "file"
        case _:
            return "door"


def sentence(t: Text, trace: Trace) -> str:
    """What happened, as its owner would say it. The whole of what a patient learns of what staff do stands here:

    who looked at the file or the code, who sent or renewed it; of requests, sessions and packs, that the practice
    decided. Never why, never from where, and nothing of anybody else's.
    """
    who = trace.by or t("The practice")
    match trace.action:
        case Action.FILE_READ:
            return t("{name} opened your file", name=who)
        case Action.SEEN_AS_PATIENT:
            return t("{name} looked at your space as you see it", name=who)
        case Action.CODE_REVEALED:
            return t("{name} looked at your code", name=who)
        case Action.CODE_SENT:
            return t("{name} sent you the code", name=who)
        case Action.CODE_REGENERATED:
            return t("{name} made you a new code", name=who)
        case Action.DEVICES_CLOSED:
            return t("{name} signed your devices out", name=who)
        case Action.PATIENT_CHANGED:
            return t("{name} changed your details", name=who)
        case Action.EXPORTED:
            return t("{name} downloaded your activity", name=who)
        case _:
            return _without_name(t).get(trace.action) or t("Something changed in your space")


def _without_name(t: Text) -> dict[Action, str]:
    return {
        Action.SIGNED_IN: t("Signed in with the PIN"),
        Action.SIGN_IN_FAILED: t("Wrong PIN"),
        Action.BIRTH_DATE_WRONG: t("Wrong birth date"),
        Action.SIGN_IN_LOCKED: t("Too many wrong tries: a few minutes’ wait"),
        Action.SIGN_IN_BLOCKED: t("Too many wrong tries: your code was closed"),
        Action.SIGNED_OUT: t("Signed out"),
        Action.SIGNED_OUT_OTHERS: t("Signed out the other devices"),
        Action.SIGNED_OUT_EVERYWHERE: t("Signed out everywhere"),
        Action.PIN_SET: t("PIN created"),
        Action.PIN_CHANGED: t("PIN changed"),
        Action.CODE_CREATED: t("Your first code was made"),
        Action.NOTICE_ACCEPTED: t("Consent accepted"),
        Action.REQUEST_MADE: t("Time requested"),
        Action.REQUEST_CANCELLED: t("Request cancelled"),
        Action.REQUEST_ACCEPTED: t("Request confirmed by the practice"),
        Action.REQUEST_REJECTED: t("Request that could not be this time"),
        Action.REQUEST_EXPIRED: t("Request that passed unanswered"),
        Action.ACCEPTANCE_UNDONE: t("The practice took a confirmation back"),
        Action.REJECTION_UNDONE: t("Request that waits again"),
        Action.TIMES_PROPOSED: t("The practice proposed other times"),
        Action.PROPOSAL_WITHDRAWN: t("The practice took the proposed times back"),
        Action.APPOINTMENT_CREATED: t("The practice put a session in your calendar"),
        Action.APPOINTMENT_MOVED: t("A session was moved"),
        Action.APPOINTMENT_CANCELLED: t("A session was cancelled"),
        Action.PATIENT_CREATED: t("The practice made your file"),
        Action.PATIENT_DISCHARGED: t("The practice closed your space"),
        Action.PATIENT_TAKEN_BACK: t("The practice opened your space again"),
        Action.PACK_SOLD: t("Session pack added"),
        Action.PACK_ADJUSTED: t("Session pack corrected"),
        Action.ACCESS_DENIED: t("An attempt from your session or device was refused"),
    }


def masked(address: str) -> str:
    """81.44.x.x: enough to recognise a place by, no more."""
    separator = "." if "." in address else ":"
    parts = address.split(separator)
    return separator.join([*parts[:2], "x", "x"]) if len(parts) > 3 else ""


def day_and_time(t: Text, instant: datetime, portal: Portal) -> str:
    """today, 8:10 · 9 Oct, 21:39."""
    at = on_wall(instant, portal.zone)
    match (portal.today - at.date()).days:
        case 0:
            day = t("today")
        case 1:
            day = t("yesterday")
        case _:
            day = whole_date(t, at.date())
    return f"{day}, {t.clock(at)}"
