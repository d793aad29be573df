"""The list of patients."""

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from portal_app.i18n.text import Text
from portal_app.presenters.staff import words
from portal_app.services.patients import FoundPatient, FoundPatients


@dataclass(frozen=True, slots=True)
class PatientRowView:
    """A line of the list; `tone` is the pill's."""

    patient_id: str
    name: str
    initials: str
    phone: str
    therapist: str
    next: str
    standing: str
    tone: str


def rows(t: Text, found: FoundPatients) -> list[PatientRowView]:
    """The lines."""
    zone = ZoneInfo(found.zone)
    return [_row(t, one, now=found.now, zone=zone) for one in found.patients]


def _row(t: Text, one: FoundPatient, *, now: datetime, zone: ZoneInfo) -> PatientRowView:
    standing, tone = (t("Discharged"), "past") if one.discharged else words.standing(t, one.standing)
    return PatientRowView(
        patient_id=one.patient_id,
        name=one.name,
        initials=words.initials(one.name),
        phone=words.phone(one.phone),
        therapist=one.therapist,
        next=words.coming(t, one.next_at, now=now, zone=zone) if one.next_at else t("No session ahead"),
        standing=standing,
        tone=tone,
    )


def count(t: Text, found: FoundPatients) -> str:
    """How many there are, and whether the list shows them all."""
    if found.found > len(found.patients):
        return t("{shown} of {n}. Type more of the name to find the others.", shown=len(found.patients), n=found.found)
    return t.plural("{n} patient", "{n} patients", found.found)
