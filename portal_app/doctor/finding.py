"""One thing that the doctor looked at, and what to say of it."""

from collections.abc import Callable
from dataclasses import dataclass

from portal_app.settings import Say


@dataclass(frozen=True, slots=True)
class Finding:
    """What was looked at; an ill one's sentence says what to do about it."""

    name: str
    well: bool
    sentence: Callable[[Say], str]

    def as_json(self, t: Say) -> dict[str, object]:
        """For a script."""
        return {"name": self.name, "well": self.well, "sentence": self.sentence(t)}


def well(name: str, sentence: Callable[[Say], str]) -> Finding:
    """All is as it should be."""
    return Finding(name, well=True, sentence=sentence)


def ill(name: str, sentence: Callable[[Say], str]) -> Finding:
    """Something has to be done."""
    return Finding(name, well=False, sentence=sentence)
