"""How secrets are kept: looked up by a keyed hash, checked by a slow one, shown again only by decryption.

Every purpose has a key of its own, derived from the installation's secret; no key is in the database.
"""

import hashlib
import hmac
import secrets
from base64 import b64encode, urlsafe_b64encode
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property, lru_cache

import bcrypt
from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from portal_app import settings
from portal_app.services.hash_threads import aside

TOKEN_BYTES = 32
MARK_LENGTH = 8
ROUNDS = 12
"""bcrypt's work factor: about a quarter of a second, so a stolen table is slow to guess even with the pepper."""


class Seal(StrEnum):
    """What may be encrypted: text sealed for one purpose opens for no other."""

    ACCESS_CODE = "access-code"
    PATIENT_COOKIE = "patient-cookie"
    STAFF_COOKIE = "staff-cookie"
    DEVICE_COOKIE = "device-cookie"
    DOOR_COOKIE = "door-cookie"
    UPLOAD = "upload"
    SCREEN = "screen"


@dataclass(frozen=True)
class Secret:
    """One secret of an installation, and the keys made of it."""

    value: bytes = field(repr=False)

    @cached_property
    def code(self) -> bytes:
        """The key access codes are looked up by."""
        return _derived(self.value, "code")

    @cached_property
    def pepper(self) -> bytes:
        """What a PIN or password is mixed with before the slow hash."""
        return _derived(self.value, "pepper")

    @cached_property
    def token(self) -> bytes:
        """The key random tokens are looked up by."""
        return _derived(self.value, "token")

    @cached_property
    def mark(self) -> str:
        """A word that says nothing of the secret, by which a slow hash tells which one it was made with."""
        return _derived(self.value, "mark").hex()[:MARK_LENGTH]

    @cached_property
    def seals(self) -> dict[Seal, Fernet]:
        """One cipher per purpose."""
        return {seal: Fernet(urlsafe_b64encode(_derived(self.value, f"seal/{seal}"))) for seal in Seal}


@dataclass(frozen=True)
class Keys:
    """The secrets of an installation, the one in use first.

    Everything is made with the first. What was made with an older one opens, matches and is found until its line goes.
    """

    secrets: tuple[Secret, ...]
    rounds: int = ROUNDS

    @property
    def first(self) -> Secret:
        """The secret in use."""
        return self.secrets[0]

    @cached_property
    def seals(self) -> dict[Seal, MultiFernet]:
        """One cipher per purpose: seals with the first secret, opens with any."""
        return {seal: MultiFernet([secret.seals[seal] for secret in self.secrets]) for seal in Seal}

    @cached_property
    def dummy(self) -> bytes:
        """A hash that nothing matches, for where there is none: checking it takes as long as a real one."""
        return aside(bcrypt.hashpw, _digest(self.first.pepper, secrets.token_hex()), bcrypt.gensalt(self.rounds))

    def behind(self, mark: str) -> Secret | None:
        """The secret of a mark; the oldest for a hash that has none, None for a secret that is gone."""
        if not mark:
            return self.secrets[-1]
        return next((secret for secret in self.secrets if secret.mark == mark), None)


_chosen: list[Keys] = []


def use_keys(secret: bytes, *older: bytes, rounds: int = ROUNDS) -> None:
    """Make these the process's keys, for tests and tools; fewer `rounds` only there."""
    _chosen[:] = [Keys(tuple(Secret(value) for value in (secret, *older)), rounds)]


def forget_keys() -> None:
    """Go back to the keys of the settings."""
    _chosen.clear()


def keys() -> Keys:
    """The process's keys."""
    return _chosen[0] if _chosen else _from_settings()


@lru_cache(maxsize=1)
def _from_settings() -> Keys:
    return Keys(tuple(Secret(value) for value in settings.current().secret_keys))


def _derived(secret: bytes, purpose: str) -> bytes:
    return HKDF(SHA256(), 32, salt=b"espai", info=purpose.encode()).derive(secret)


def _digest(key: bytes, *parts: str) -> bytes:
    """HMAC-SHA256 over the parts, in base64 so that bcrypt meets no zero byte and less than its 72."""
    said = b"".join(len(part).to_bytes(4, "big") + part for part in (text.encode() for text in parts))
    return b64encode(hmac.digest(key, said, hashlib.sha256))


def _hex(key: bytes, *parts: str) -> str:
    return hmac.new(key, "\0".join(parts).encode(), hashlib.sha256).hexdigest()


def code_hash(code: str) -> str:
    """What a normalised access code is kept under."""
    return code_hashes(code)[0]


def code_hashes(code: str) -> tuple[str, ...]:
    """What a normalised access code is found by, and its attempts are counted under: the kept form, then older ones."""
    return subject_hashes("code", code)


def subject_hash(kind: str, subject: str) -> str:
    """What attempts of another kind are counted under, an e-mail address for one."""
    return subject_hashes(kind, subject)[0]


def subject_hashes(kind: str, subject: str) -> tuple[str, ...]:
    """`subject_hash`, and what it was under each older secret."""
    return tuple(_hex(secret.code, kind, subject) for secret in keys().secrets)


def new_token() -> str:
    """256 random bits, for a cookie."""
    return secrets.token_urlsafe(TOKEN_BYTES)


def mark() -> str:
    """The mark of the secret that tokens are kept and sealed under now."""
    return keys().first.mark


def is_of_an_older_secret(mark_then: str) -> bool:
    """Whether what bears this mark opens only as long as an older secret's line is there."""
    return keys().behind(mark_then) not in (keys().first, None)


def following(token: str) -> str:
    """The token that takes this one's place: nobody can tell it from random ones, or make it, without our key."""
    return urlsafe_b64encode(hmac.digest(keys().first.token, f"following\0{token}".encode(), hashlib.sha256)).decode()


def token_hash(token: str) -> str:
    """What the database keeps of a token."""
    return token_hashes(token)[0]


def token_hashes(token: str) -> tuple[str, ...]:
    """What a token is found by: the kept form, then what it was under each older secret."""
    return tuple(_hex(secret.token, token) for secret in keys().secrets)


def hash_secret(owner_id: str, secret: str) -> str:
    """The slow hash of a PIN or password, bound to its owner (ID-2). Takes a quarter of a second: never on the loop."""
    now = keys()
    digest = _digest(now.first.pepper, owner_id, secret)
    slow = aside(bcrypt.hashpw, digest, bcrypt.gensalt(now.rounds)).decode()
    return now.first.mark + slow


def secret_matches(owner_id: str, secret: str, kept: str | None) -> bool:
    """Whether `secret` is the one `kept` was made from. None: no, after just as long."""
    mark, slow = _parts(kept)
    behind = keys().behind(mark)
    known = slow is not None and behind is not None
    pepper = behind.pepper if behind else keys().first.pepper
    right = aside(bcrypt.checkpw, _digest(pepper, owner_id, secret), slow if known and slow else keys().dummy)
    return right and known


def hash_anew(owner_id: str, secret: str, kept: str | None) -> str | None:
    """The slow hash under the secret in use of what just matched `kept`; None where that is what it is already."""
    return hash_secret(owner_id, secret) if kept and is_outdated(kept) else None


def is_outdated(kept: str) -> bool:
    """Whether a slow hash was made with an older secret than the one in use: whoever shows the right one renews it."""
    return keys().behind(_parts(kept)[0]) is not keys().first


def is_lost(kept: str) -> bool:
    """Whether the secret a slow hash was made with is gone, so that nothing matches it any more."""
    return keys().behind(_parts(kept)[0]) is None


def _parts(kept: str | None) -> tuple[str, bytes | None]:
    """The mark and the hash itself of what is kept."""
    if not kept:
        return "", None
    mark, sign, slow = kept.partition("$")
    return mark, (sign + slow).encode()


def seal(purpose: Seal, text: str) -> str:
    """`text`, readable by nobody without the keys and by no other purpose."""
    return keys().seals[purpose].encrypt(text.encode()).decode()


def unseal(purpose: Seal, sealed: str, *, ttl: int | None = None) -> str | None:
    """What was sealed, at most `ttl` seconds ago; None for anything else."""
    try:
        return keys().seals[purpose].decrypt(sealed.encode(), ttl=ttl).decode()
    except (InvalidToken, UnicodeError):
        return None


def opens_with_first(purpose: Seal, sealed: str) -> bool:
    """Whether the secret in use opens it by itself."""
    try:
        keys().first.seals[purpose].decrypt(sealed.encode())
    except (InvalidToken, UnicodeError):
        return False
    return True
