"""A new appointment: whom it is for, and what it starts from (AG-2)."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from portal_app.i18n.text import Text
from portal_app.presenters.staff import words
from portal_app.presenters.staff.agenda import Option
from portal_app.services.appointment_form import Choices
from portal_app.services.patients import FoundPatient

USUAL_TIMES = "10"


@dataclass(frozen=True, slots=True)
class PatientOption:
    """Somebody the search found; without an id nobody is chosen."""

    patient_id: str = ""
    name: str = ""
    initials: str = ""
    detail: str = ""


def patient(one: FoundPatient) -> PatientOption:
    """A line of the search."""
    detail = " · ".join(part for part in (words.phone(one.phone), one.therapist) if part)
    return PatientOption(one.patient_id, one.name, words.initials(one.name), detail)


def therapists(choices: Choices) -> list[Option]:
    """In whose agenda it can be."""
    return [Option(one.staff_id, one.name) for one in choices.therapists]


def services(t: Text, choices: Choices) -> list[Option]:
    """What it can be of, with its length."""
    return [
        Option(one.service_id, f"{words.service(t, one.names)} · {words.length(t, one.length)}")
        for one in choices.services
    ]


def centres(choices: Choices) -> list[Option]:
    """Where it can be."""
    return [Option(one.centre_id, one.name) for one in choices.centres]


def therapists_or(offered: Choices, own: str, name: str) -> list[Option]:
    """Those that are offered, and the one it has where that one is retired."""
    return _with_own(therapists(offered), Option(own, name))


def services_or(t: Text, offered: Choices, own: str) -> list[Option]:
    """Those that are offered, and the one it has where that one is retired."""
    return _with_own(services(t, offered), Option(own, t("The one it has")))


def centres_or(offered: Choices, own: str, name: str) -> list[Option]:
    """Those that are offered, and the one it has where that one is retired."""
    return _with_own(centres(offered), Option(own, name))


def _with_own(offered: list[Option], own: Option) -> list[Option]:
    return offered if any(one.value == own.value for one in offered) else [*offered, own]


def minutes(length: timedelta) -> str:
    """A length as its field holds it."""
    return str(int(length.total_seconds()) // 60)


def made(t: Text, name: str, starts_at: datetime, zone: ZoneInfo) -> str:
    """What was done."""
    return t("Appointment made: {asked}.", asked=words.asked_for(t, name, starts_at.astimezone(zone)))


def made_series(t: Text, name: str, number: int) -> str:
    """What was done, of a series."""
    return t.plural("{n} appointment made for {name}.", "{n} appointments made for {name}.", number, name=name)
