"""The message that brings a patient the code: as the form holds it, and as a patient reads it (AG-6)."""

from collections.abc import Mapping
from dataclasses import dataclass

from models.vocabulary import Locale
from portal_app.i18n.text import text
from portal_app.presenters.staff import messages
from portal_app.services.practice import CodeMessage
from portal_app.services.set_up.messages import MessagesSet

EXAMPLE_CODE = "K7M4QP"
EXAMPLE_NAMES = {Locale.ES: "Laura", Locale.CA: "Biel", Locale.EN: "Emma"}


@dataclass(frozen=True, slots=True)
class PreviewView:
    """What a patient of that language would read."""

    lang: str
    words: str


def form(read: MessagesSet) -> dict[str, str]:
    """The wordings as the form holds them: the practice's own, else ours to begin from."""
    return {_field(locale): read.bodies.get(locale) or messages.usual(text(locale)) for locale in Locale}


def bodies(form: Mapping[str, str]) -> dict[Locale, str]:
    """What is to be kept of the form: nothing where it says what we would say anyway."""
    return {
        locale: "" if form[_field(locale)].strip() == messages.usual(text(locale)) else form[_field(locale)]
        for locale in Locale
    }


def previews(read: MessagesSet, form: Mapping[str, str]) -> list[PreviewView]:
    """What each language's patients would read, with a name and a code for an example."""
    return [
        PreviewView(
            locale.value,
            messages.code_message(
                CodeMessage(read.practice, EXAMPLE_NAMES[locale], "", locale, read.link, form[_field(locale)]),
                EXAMPLE_CODE,
            ),
        )
        for locale in Locale
    ]


def _field(locale: Locale) -> str:
    return f"body_{locale.value}"
