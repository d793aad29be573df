"""The form of a pack (PK-1)."""

import re
from collections.abc import Mapping

from models.vocabulary import PaymentMethod
from portal_app.domain.fields import Fields
from portal_app.i18n.text import Text
from portal_app.presenters.staff import words
from portal_app.presenters.staff.agenda import Option
from portal_app.services.pack_sales import Offer

USUAL_SIZE = "10"
FOR = "for_"


def empty(offer: Offer) -> dict[str, str]:
    """What a new pack begins with."""
    return {
        "size": USUAL_SIZE,
        "total": "",
        "price_cents": "",
        "payment": PaymentMethod.TRANSFER.value,
        "contracted_on": offer.today.isoformat(),
        "expires_on": "",
        **dict.fromkeys(names_of(offer), ""),
    }


def services(t: Text, offer: Offer) -> list[Option]:
    """What a pack can be for, each by its field's name."""
    return [Option(f"{FOR}{key}", words.service(t, names)) for key, names, _ in offer.services]


def names_of(offer: Offer) -> list[str]:
    """The fields that say which services it is for; none of them ticked: for every one."""
    return [f"{FOR}{key}" for key, _, _ in offer.services]


def chosen(filled: Mapping[str, str]) -> tuple[str, ...]:
    """The services that are ticked."""
    return tuple(name.removeprefix(FOR) for name, value in filled.items() if name.startswith(FOR) and value)


def signed(written: str, fields: Fields) -> int:
    """A number of sessions with its sign, however the minus is written."""
    tidy = written.strip().replace("−", "-").replace("–", "-").replace(" ", "")
    if not tidy:
        fields.refuse("sessions", "empty")
        return 0
    if not re.fullmatch(r"[+-]?\d{1,4}", tidy):
        fields.refuse("sessions", "not_a_number")
        return 0
    return int(tidy)
