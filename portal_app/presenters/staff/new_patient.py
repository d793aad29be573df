"""A new patient's form, and who may be the same person."""

from collections.abc import Sequence
from dataclasses import dataclass

from models.vocabulary import PatientId
from portal_app.i18n.text import Text
from portal_app.presenters.staff import words
from portal_app.presenters.staff.agenda import Option
from portal_app.presenters.staff.booking import PatientOption
from portal_app.services.patient_details import Alike, Choices


@dataclass(frozen=True, slots=True)
class AlikeView:
    """Somebody who has a file already."""

    patient_id: str
    name: str
    detail: str


def empty(choices: Choices, name: str) -> dict[str, str]:
    """What the form begins with. What was looked for is a phone where it has no letter."""
    is_name = any(sign.isalpha() for sign in name)
    return {
        "name": name if is_name else "",
        "phone": "" if is_name else name,
        "locale": choices.locale.value,
        "therapist_id": choices.usual,
        "email": "",
        "birth_date": "",
    }


def therapists(t: Text, choices: Choices) -> list[Option]:
    """Who may be theirs; nobody yet, where somebody has to say."""
    none = [] if choices.usual else [Option("", t("Choose"))]
    return [*none, *(Option(one.key, one.name) for one in choices.therapists)]


def languages(choices: Choices) -> list[Option]:
    """What the practice speaks with its patients, and what this one speaks."""
    return [Option(one.value, words.LANGUAGES[one]) for one in choices.languages]


def alike(t: Text, found: Sequence[Alike]) -> list[AlikeView]:
    """Those who share the phone or the name."""
    return [
        AlikeView(
            one.patient_id,
            one.name,
            " · ".join(part for part in (words.phone(one.phone), t("Discharged") if one.discharged else "") if part),
        )
        for one in found
    ]


def made(patient_id: PatientId, name: str, phone: str) -> PatientOption:
    """The new one."""
    return PatientOption(patient_id, name, words.initials(name), words.phone(phone))
