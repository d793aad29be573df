"""Appointments that somebody has to decide about, in words (AV-10)."""

from dataclasses import dataclass
from zoneinfo import ZoneInfo

from portal_app.i18n.text import Text
from portal_app.presenters.staff import words
from portal_app.services.set_up.decisions import Covered, Decision


@dataclass(frozen=True, slots=True)
class CoveredView:
    """An appointment, with what becomes of it: `keep`, `cancel` or not decided yet."""

    key: str
    patient: str
    when: str
    therapist: str
    decision: str


def covered(t: Text, one: Covered, *, zone: ZoneInfo, decision: Decision | None) -> CoveredView:
    """An appointment that somebody has to decide about."""
    starts, ends = one.starts_at.astimezone(zone), one.ends_at.astimezone(zone)
    return CoveredView(
        key=one.appointment_id,
        patient=one.patient,
        when=f"{words.capital(t.day(starts.date()))}, {words.span(t, starts, ends)}",
        therapist=one.therapist,
        decision=decision.value if decision else "",
    )
