"""An appointment's card, and its form (AG-2, AG-3)."""

from dataclasses import dataclass

from models.vocabulary import AppointmentStatus
from portal_app.domain.problems import ChangedMeanwhile, Problem
from portal_app.i18n.text import Text
from portal_app.presenters.staff import fields, words
from portal_app.presenters.staff.booking import minutes
from portal_app.services.appointment_form import AppointmentShown

# The states with a shape of their own.
TONES = {
    AppointmentStatus.CONFIRMED: "ok",
    AppointmentStatus.ATTENDED: "good",
    AppointmentStatus.NO_SHOW: "bad",
    AppointmentStatus.CANCELLED_BY_PATIENT: "past",
    AppointmentStatus.CANCELLED_BY_PRACTICE: "past",
}


@dataclass(frozen=True, slots=True)
class CardView:
    """What the card shows, and what can be done with the appointment as it is."""

    appointment_id: str = ""
    patient_id: str = ""
    patient: str = ""
    initials: str = ""
    phone: str = ""
    day: str = ""
    span: str = ""
    what: str = ""
    where: str = ""
    therapist: str = ""
    status: str = ""
    tone: str = ""
    pack: str = ""
    reason: str = ""
    made: str = ""
    series: str = ""
    of_series: bool = False
    may_change: bool = False
    may_mark: bool = False
    marked: bool = False


def card(t: Text, one: AppointmentShown) -> CardView:
    """The appointment in words."""
    starts, ends = one.starts_at.astimezone(one.zone), one.ends_at.astimezone(one.zone)
    confirmed = one.status is AppointmentStatus.CONFIRMED
    marked = one.status in (AppointmentStatus.ATTENDED, AppointmentStatus.NO_SHOW)
    by = f" · {one.created_by}" if one.created_by else ""
    return CardView(
        appointment_id=one.appointment_id,
        patient_id=one.patient_id,
        patient=one.patient,
        initials=words.initials(one.patient),
        phone=one.phone,
        day=words.capital(t.day(starts.date())),
        span=words.span(t, starts, ends),
        what=f"{words.service(t, one.service_names)} · {words.length(t, one.ends_at - one.starts_at)}",
        where=words.place(t, one.centre, online=one.online),
        therapist=one.therapist,
        status=words.status(t, one.status),
        tone=TONES[one.status],
        pack=t("Paid from a pack") if one.from_pack else t("No pack"),
        reason=words.quoted(t, one.cancel_reason) if one.cancel_reason else "",
        made=words.date_in_year(t, one.created_at.astimezone(one.zone).date()) + by,
        series=_series(t, one),
        of_series=one.series is not None and one.series.to_come > 1,
        may_change=one.may_change and confirmed,
        may_mark=one.may_change and confirmed and one.has_begun,
        marked=one.may_change and marked,
    )


def form(one: AppointmentShown) -> dict[str, str]:
    """The appointment as its form holds it; cancelling has its fields there too."""
    starts = one.starts_at.astimezone(one.zone)
    return {
        "on": starts.date().isoformat(),
        "time": starts.strftime("%H:%M"),
        "minutes": minutes(one.ends_at - one.starts_at),
        "therapist_id": one.therapist_id,
        "service_id": one.service_id,
        "centre_id": one.centre_id,
        "scope": "this",
        "by_patient": "",
        "reason": "",
    }


def refused(t: Text, problem: Problem, was: AppointmentShown | None) -> str:
    """Why the grid stays as it was; `was` is how the appointment is by now, where it is known."""
    if isinstance(problem, ChangedMeanwhile):
        by = str(problem.facts.get("by") or "")
        now = f" {_at(t, was)}." if was else ""
        if by:
            return t("{name} has changed it meanwhile. Nothing was moved.", name=by) + now
        return t("Somebody has changed it meanwhile. Nothing was moved.") + now
    return fields.trouble(t, problem.code, problem.facts)


def changed(t: Text, by: str, was: AppointmentShown, now: AppointmentShown) -> str:
    """Somebody was faster than this form: what they changed, and what becomes of what was typed."""
    what = differences(t, was, now)
    who = (
        t("{name} has changed it meanwhile: {what}.", name=by, what=what)
        if by
        else t("Somebody has changed it meanwhile: {what}.", what=what)
    )
    return " ".join((who, t("What you typed is still here: save again to put it in.")))


def differences(t: Text, was: AppointmentShown, now: AppointmentShown) -> str:
    """What became different, in a few words."""
    pairs = (
        (_at(t, was), _at(t, now)),
        (words.service(t, was.service_names), words.service(t, now.service_names)),
        (words.place(t, was.centre, online=was.online), words.place(t, now.centre, online=now.online)),
        (was.therapist, now.therapist),
        (words.status(t, was.status), words.status(t, now.status)),
    )
    return " · ".join(after for before, after in pairs if before != after)


def _at(t: Text, one: AppointmentShown) -> str:
    starts, ends = one.starts_at.astimezone(one.zone), one.ends_at.astimezone(one.zone)
    return f"{words.capital(t.day(starts.date()))}, {words.span(t, starts, ends)}"


def _series(t: Text, one: AppointmentShown) -> str:
    if one.series is None:
        return ""
    often = t("Every week") if one.series.every_weeks == 1 else t("Every {n} weeks", n=one.series.every_weeks)
    left = t.plural("{n} session to come", "{n} sessions to come", one.series.to_come)
    return f"{often} · {left}"
