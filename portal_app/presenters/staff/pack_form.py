"""The form of a pack (PK-1)."""

import re

from models.vocabulary import PaymentMethod
from portal_app.domain.fields import Fields
from portal_app.i18n.text import Text
from portal_app.presenters.staff import words
from portal_app.presenters.staff.agenda import Option
from portal_app.services.pack_sales import Offer

USUAL_SIZE = "10"


def empty(offer: Offer) -> dict[str, str]:
    """What a new pack begins with."""
    return {
        "size": USUAL_SIZE,
        "total": "",
        "price_cents": "",
        "payment": PaymentMethod.TRANSFER.value,
        "contracted_on": offer.today.isoformat(),
        "expires_on": "",
        "service_id": "",
    }


def services(t: Text, offer: Offer) -> list[Option]:
    """What a pack can be for."""
    return [Option("", t("Any service")), *(Option(key, words.service(t, names)) for key, names, _ in offer.services)]


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
