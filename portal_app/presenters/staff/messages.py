"""The message that brings a patient the code, as a WhatsApp link (AG-6)."""

import re
from urllib.parse import quote

from portal_app.domain import access_codes
from portal_app.i18n.text import Text, text
from portal_app.services.practice import CodeMessage


def chat(phone: str) -> str:
    """A WhatsApp chat with that number, nothing written yet; empty without a number."""
    digits = "".join(sign for sign in phone if sign.isdigit())
    return f"https://wa.me/{digits}" if digits else ""


def whatsapp_link(message: CodeMessage, code: str) -> str:
    """The chat with the message in it, in the patient's language; empty without a number."""
    address = chat(message.phone)
    return f"{address}?text={quote(code_message(message, code), safe='')}" if address else ""


def code_message(message: CodeMessage, code: str) -> str:
    """The practice's own words, or ours: what the portal is in one line, the link, the code.

    An own text may say {name}, {practice}, {link} and {code}; anything else in braces stays as it is.
    """
    t = text(message.locale)
    facts = {
        "name": message.given_name,
        "practice": message.practice,
        "link": message.link,
        "code": access_codes.spoken(code),
    }
    own = message.template or usual(t)
    return re.sub("{(" + "|".join(facts) + ")}", lambda place: facts[place[1]], own)


def usual(t: Text) -> str:
    """Our own wording, with the places that are filled in for each patient."""
    return t(
        "Hello {name}, this is {practice}. In our portal you see your sessions, ask for a time and follow your "
        "packs: {link} Your personal code is {code}. The first time, you choose a PIN of 4 digits."
    )
