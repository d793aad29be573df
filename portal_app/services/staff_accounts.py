"""Staff passwords: long, not common, kept as a slow hash (ID-8)."""

import re
from itertools import pairwise
from typing import Final

from portal_app.domain.problems import PasswordTooCommon, PasswordTooShort
from portal_app.services import hashing

LEAST: Final = 12
_OWNER: Final = "staff"
_FEWEST_SIGNS: Final = 5
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


def check_password(password: str) -> None:
    """At least twelve characters and none of the common ones: `PasswordTooShort`, `PasswordTooCommon`."""
    if len(password) < LEAST:
        raise PasswordTooShort(least=LEAST)
    plain = password.casefold()
    core = re.sub(r"[\W\d_]+", "", plain)
    if len(set(plain)) < _FEWEST_SIGNS or core in _COMMON or _is_a_run(plain) or _is_one_piece_again_and_again(plain):
        raise PasswordTooCommon


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
