"""The form with a patient's contact data."""

from collections.abc import Sequence

from portal_app.domain.patient_details import PatientDraft
from portal_app.i18n.text import Text
from portal_app.presenters.staff import words
from portal_app.presenters.staff.agenda import Option
from portal_app.services.patient_details import Named


def form(draft: PatientDraft) -> dict[str, str]:
    """What the form is filled from."""
    return {
        "name": draft.name,
        "given_name": draft.given_name,
        "phone": words.phone(draft.phone),
        "email": draft.email,
        "birth_date": draft.birth_date.isoformat() if draft.birth_date else "",
        "locale": draft.locale.value,
        "therapist_id": draft.therapist_id,
        "service_id": draft.service_id or "",
        "centre_id": draft.centre_id or "",
        "may_ask": "on" if draft.may_ask else "",
    }


def people(named: Sequence[Named]) -> list[Option]:
    """Therapists or centres to choose."""
    return [Option(one.key, one.name) for one in named]


def services(t: Text, named: Sequence[Named]) -> list[Option]:
    """Services to choose."""
    return [Option(one.key, words.service(t, one.names or {})) for one in named]
