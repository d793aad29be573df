"""Staff passwords: long, not common, kept as a slow hash (ID-8)."""

import re
from collections.abc import Collection
from functools import cache
from itertools import pairwise
from typing import Final

from portal_app.domain.door_problems import PasswordTooCommon, PasswordTooShort
from portal_app.services import hashing

LEAST: Final = 12
_OWNER: Final = "staff"
_FEWEST_SIGNS: Final = 5
_SHORTEST_WORD: Final = 4
MOST_COMMON: Final = 10_000
# What stays of a common password without the digits and signs that people put around it to make it long.
_COMMON: Final = frozenset(
    re.findall(
        r"\S+",
        """
        password passwort passw0rd p@ssword pass contrasena contraseña contrasenya clave acceso admin administrator
        administrador administradora root user usuario usuari guest test demo welcome bienvenido bienvenida
        benvinguda benvingut letmein iloveyou tequiero teamo qwerty qwertyuiop qwertyuiopasdfghjklzxcvbnm asdfgh
        asdfghjkl zxcvbnm abc abcd abcdef abcdefgh abcdefghijkl abcdefghijklmnopqrstuvwxyz azerty dragon monkey
        football baseball barcelona fcbarcelona barca visca viscabarca realmadrid madrid espana españa catalunya
        sunshine princess princesa superman batman pokemon starwars trustno master shadow michael jordan hola
        holahola holamundo secret secreto changeme cambiame cambiala espai espaiespai psicologia psicologo psicologa
        psychology consulta terapia default login
        """,
    )
)


def hash_password(password: str) -> str:
    """What the database keeps of a staff password. Takes a quarter of a second."""
    return hashing.hash_secret(_OWNER, password)


def matches(password: str, kept: str | None) -> bool:
    """Whether it is the password; an empty `kept` takes as long and is never matched."""
    return hashing.secret_matches(_OWNER, password, kept or None)


def hash_anew(password: str, kept: str) -> str | None:
    """The hash under the secret in use of the right password; None where that is what is kept already."""
    return hashing.hash_anew(_OWNER, password, kept)


def check_password(password: str, *, about: Collection[str] = ()) -> None:
    """At least twelve characters, and nothing a stranger would try: `PasswordTooShort`, `PasswordTooCommon`.

    Refused are the 10,000 most used ones and the region's own, also with digits and signs around them or said again and
    again, and what is made of nothing but the words it is `about`: the person's and the practice's names.
    """
    if len(password) < LEAST:
        raise PasswordTooShort(least=LEAST)
    plain = password.casefold()
    core = re.sub(r"[\W\d_]+", "", plain)
    tried = {plain, core, _piece(plain), _piece(core)} - {""}
    if (
        len(set(plain)) < _FEWEST_SIGNS
        or tried & _COMMON
        or any(len(one) >= _SHORTEST_WORD and one in common_passwords() for one in tried)
        or _is_a_run(plain)
        or _is_one_piece_again_and_again(plain)
        or _is_nothing_but(core, about)
    ):
        raise PasswordTooCommon


@cache
def common_passwords() -> frozenset[str]:
    """The most used passwords of all, from what was stolen elsewhere; read when the first password is chosen."""
    from zxcvbn.frequency_lists import FREQUENCY_LISTS

    return frozenset(word.casefold() for word in FREQUENCY_LISTS["passwords"][:MOST_COMMON])


def _piece(text: str) -> str:
    """What a text says again and again: hola of holaholahola, and all of what repeats nothing."""
    length = (text + text).find(text, 1)
    return text[:length]


def _is_nothing_but(core: str, about: Collection[str]) -> bool:
    """Whether hardly a letter is left once the words of these names are taken out."""
    words = {word for name in about for word in re.split(r"[\W\d_]+", name.casefold()) if len(word) >= _SHORTEST_WORD}
    if not words:
        return False
    for word in sorted(words, key=len, reverse=True):
        core = core.replace(word, "")
    return len(core) < _SHORTEST_WORD


def _is_a_run(text: str) -> bool:
    """123456789012, abcdefghijkl: each sign follows the one before."""
    steps = {
        (ord(after) - ord(before)) % 10 if before.isdigit() and after.isdigit() else ord(after) - ord(before)
        for before, after in pairwise(text)
    }
    return steps in ({1}, {-1}, {9})


def _is_one_piece_again_and_again(text: str) -> bool:
    return text in (text + text)[1:-1] and len(set(text)) < LEAST // 2 + 1


def normalise_email(typed: str) -> str:
    """An address as it is kept and found."""
    return typed.strip().casefold()
