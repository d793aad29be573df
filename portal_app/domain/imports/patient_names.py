"""Whom a calendar's title means: "Sesión Ana P.", "ANA PUIG (online)", "Àlex Romero" (PR-4)."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from portal_app.domain.imports.columns import folded

_NOISE = set(
    """
    sesion sesiones sessio sessions session cita cites citas visita visit appointment
    terapia therapy psicoterapia psicologia consulta seguimiento seguiment individual presencial
    online virtual videollamada videotrucada video zoom meet skype teams telefono telefon phone
    con amb with de del la el en and paciente pacient patient primera first nueva nova new
    hora confirmada confirmat ok sr sra dr dra
    """.split()  # noqa: SIM905  # a list of words reads best as words
)
_REMARK = re.compile(r"\([^()]*\)|\[[^\[\]]*\]")
_PARTICLES = {"de", "del", "la", "las", "los", "el", "els", "i", "y", "da", "do", "dos", "van", "von"}
_ONLINE = {"online", "virtual", "videollamada", "videotrucada", "video", "zoom", "meet", "skype", "teams", "hangouts"}


class Unmatched(StrEnum):
    """Why a title names nobody in particular."""

    NOBODY = "nobody"
    SEVERAL = "several"


@dataclass(frozen=True, slots=True)
class Candidate:
    """A patient who may be meant."""

    patient_id: str
    name: str
    therapist_id: str
    email: str = ""


@dataclass(frozen=True, slots=True)
class _Known:
    candidate: Candidate
    words: tuple[str, ...]


class PatientNames:
    """The patients of a practice, to be found by what a therapist calls them in a calendar."""

    def __init__(self, candidates: Iterable[Candidate]) -> None:
        self._by_given: dict[str, list[_Known]] = {}
        self._by_email: dict[str, list[Candidate]] = {}
        for one in candidates:
            if words := _significant(one.name):
                self._by_given.setdefault(words[0], []).append(_Known(one, tuple(words)))
            if one.email:
                self._by_email.setdefault(one.email, []).append(one)

    def meant(self, title: str, *, therapist_id: str, emails: Sequence[str] = ()) -> Candidate | Unmatched:
        """The one patient the title means. An invited address decides; then the surest reading that finds anybody.

        The whole name, wherever it stands; then given name and first surname; given name and initials; the given name
        alone, when nothing else is said. Among several, the therapist's own patient.
        """
        for email in emails:
            invited = self._by_email.get(email.strip().lower(), [])
            if len(invited) == 1:
                return invited[0]
        words = _words(title)
        # A remark in brackets is not part of the name: "Ana R. (cambio)".
        said = [word for word in _words(_REMARK.sub(" ", title)) or words if word not in _NOISE]
        while said and len(said[0]) == 1:
            # «Sessió d’Ana», "cita a Ana": an initial never comes first.
            said = said[1:]
        known = [one for word in dict.fromkeys(words) for one in self._by_given.get(word, [])]
        for found in (
            _whole(known, words),
            _given_and_surname(known, said),
            _initials(known, said),
            _given_alone(known, said),
        ):
            own = [one for one in found if one.therapist_id == therapist_id] if len(found) > 1 else found
            if len(own or found) == 1:
                return (own or found)[0]
            if found:
                return Unmatched.SEVERAL
        return Unmatched.NOBODY


def _whole(known: Sequence[_Known], words: Sequence[str]) -> list[Candidate]:
    """The longest of the names that stand whole in the title; a given name alone is no whole name."""
    plain = [word for word in words if word not in _PARTICLES]
    found = [one for one in known if _stands_in(one.words, plain)]
    longest = max((len(one.words) for one in found), default=0)
    return [one.candidate for one in found if len(one.words) == longest >= 2]


def _given_and_surname(known: Sequence[_Known], said: Sequence[str]) -> list[Candidate]:
    plain = [word for word in said if word not in _PARTICLES]
    return [
        one.candidate
        for one in known
        if any(_stands_in(one.words[:length], plain) for length in range(2, len(one.words)))
    ]


def _initials(known: Sequence[_Known], said: Sequence[str]) -> list[Candidate]:
    """Every word said is the name's, in order, some cut to an initial; the first one is whole."""
    if len(said) < 2 or all(len(word) > 1 for word in said[1:]):
        return []
    return [one.candidate for one in known if _abbreviates(said, one.words)]


def _given_alone(known: Sequence[_Known], said: Sequence[str]) -> list[Candidate]:
    if len(said) != 1 or len(said[0]) < 2:
        return []
    return [one.candidate for one in known if one.words[0] == said[0]]


def is_online(text: str) -> bool:
    """Whether a title or a place speaks of a video call."""
    return bool(_ONLINE & set(folded(text).split()))


def _words(title: str) -> list[str]:
    return [word for word in folded(title).split() if word.isalpha()]


def _significant(name: str) -> list[str]:
    words = folded(name).split()
    return [word for word in words if word not in _PARTICLES] or words


def _stands_in(part: Sequence[str], whole: Sequence[str]) -> bool:
    """Whether the words of `part` follow one another somewhere in `whole`."""
    return any(tuple(whole[at : at + len(part)]) == tuple(part) for at in range(len(whole) - len(part) + 1))


def _abbreviates(said: Sequence[str], words: Sequence[str]) -> bool:
    if said[0] != words[0]:
        return False
    at = 1
    for word in said[1:]:
        while at < len(words) and not (words[at] == word or (len(word) == 1 and words[at].startswith(word))):
            at += 1
        if at == len(words):
            return False
        at += 1
    return True
