"""Access codes: six characters that are hard to confuse and quick to type (ID-1)."""

import secrets
import unicodedata

LENGTH = 6
ALPHABET = "ABCDEFGHJKMNPQRSTUVWXYZ23456789"
"""A–Z and 2–9 without the look-alikes 0 O 1 I L."""


def new() -> str:
    """A code nobody can guess."""
    return "".join(secrets.choice(ALPHABET) for _ in range(LENGTH))


def normalise(typed: str) -> str:
    """The code as it is kept: capitals, without the spaces and hyphens people add."""
    plain = unicodedata.normalize("NFKC", typed).upper()
    return "".join(sign for sign in plain if not sign.isspace() and unicodedata.category(sign) not in {"Pd", "Cf"})


def is_code(code: str) -> bool:
    """Whether a normalised text could be a code at all."""
    return len(code) == LENGTH and all(sign in ALPHABET for sign in code)


def spoken(code: str) -> str:
    """The code as it is shown, in two halves: K7M-4QZ."""
    return f"{code[:3]}-{code[3:]}"
