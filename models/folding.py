"""Names as a search compares them: without accents, in small letters."""

import unicodedata


def folded(text: str) -> str:
    """The text without accents, in small letters: "Núñez" is "nunez"."""
    if text.isascii():
        return text.lower()
    plain = unicodedata.normalize("NFKD", text.casefold())
    return "".join(sign for sign in plain if not unicodedata.combining(sign))
