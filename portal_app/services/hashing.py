"""How secrets are kept: looked up by a keyed hash, checked by a slow one, shown again only by decryption.

Every purpose has a key of its own, derived from the installation's secret; no key is in the database.
"""

import hashlib
import hmac
import secrets
from base64 import b64encode, urlsafe_b64encode
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property, lru_cache

import bcrypt
from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from portal_app import settings

TOKEN_BYTES = 32
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


@dataclass(frozen=True)
class Keys:
    """The keys of an installation, newest secret first.

    Seals are made with the newest and opened with any. Hashes stay with the oldest, for they cannot be made again.
    """

    secrets: tuple[bytes, ...]
    rounds: int = ROUNDS

    @cached_property
    def code(self) -> bytes:
        """The key access codes are looked up by."""
        return _derived(self.secrets[-1], "code")

    @cached_property
    def pepper(self) -> bytes:
        """What a PIN or password is mixed with before the slow hash."""
        return _derived(self.secrets[-1], "pepper")

    @cached_property
    def token(self) -> bytes:
        """The key random tokens are looked up by."""
        return _derived(self.secrets[-1], "token")

    @cached_property
    def seals(self) -> dict[Seal, MultiFernet]:
        """One cipher per purpose."""
        return {
            purpose: MultiFernet(
                [Fernet(urlsafe_b64encode(_derived(secret, f"seal/{purpose}"))) for secret in self.secrets]
            )
            for purpose in Seal
        }

    @cached_property
    def dummy(self) -> bytes:
        """A hash that nothing matches, for where there is none: checking it takes as long as a real one."""
        return bcrypt.hashpw(_digest(self.pepper, secrets.token_hex()), bcrypt.gensalt(self.rounds))


_chosen: list[Keys] = []


def use_keys(secret: bytes, *older: bytes, rounds: int = ROUNDS) -> None:
    """Make these the process's keys, for tests and tools; fewer `rounds` only there."""
    _chosen[:] = [Keys((secret, *older), rounds)]


def forget_keys() -> None:
    """Go back to the keys of the settings."""
    _chosen.clear()


def keys() -> Keys:
    """The process's keys."""
    return _chosen[0] if _chosen else _from_settings()


@lru_cache(maxsize=1)
def _from_settings() -> Keys:
    return Keys((settings.current().secret_key,))


def _derived(secret: bytes, purpose: str) -> bytes:
    return HKDF(SHA256(), 32, salt=b"espai", info=purpose.encode()).derive(secret)


def _digest(key: bytes, *parts: str) -> bytes:
    """HMAC-SHA256 over the parts, in base64 so that bcrypt meets no zero byte and less than its 72."""
    said = b"".join(len(part).to_bytes(4, "big") + part for part in (text.encode() for text in parts))
    return b64encode(hmac.digest(key, said, hashlib.sha256))


def _hex(key: bytes, *parts: str) -> str:
    return hmac.new(key, "\0".join(parts).encode(), hashlib.sha256).hexdigest()


def code_hash(code: str) -> str:
    """What a normalised access code is found by, and its attempts are counted under."""
    return _hex(keys().code, "code", code)


def subject_hash(kind: str, subject: str) -> str:
    """What attempts of another kind are counted under, an e-mail address for one."""
    return _hex(keys().code, kind, subject)


def new_token() -> str:
    """256 random bits, for a cookie."""
    return secrets.token_urlsafe(TOKEN_BYTES)


def token_hash(token: str) -> str:
    """What the database keeps of a token."""
    return _hex(keys().token, token)


def hash_secret(owner_id: str, secret: str) -> str:
    """The slow hash of a PIN or password, bound to its owner (ID-2). Takes a quarter of a second: never on the loop."""
    return bcrypt.hashpw(_digest(keys().pepper, owner_id, secret), bcrypt.gensalt(keys().rounds)).decode()


def secret_matches(owner_id: str, secret: str, kept: str | None) -> bool:
    """Whether `secret` is the one `kept` was made from. None: no, after just as long."""
    right = bcrypt.checkpw(_digest(keys().pepper, owner_id, secret), kept.encode() if kept else keys().dummy)
    return right and kept is not None


def seal(purpose: Seal, text: str) -> str:
    """`text`, readable by nobody without the keys and by no other purpose."""
    return keys().seals[purpose].encrypt(text.encode()).decode()


def unseal(purpose: Seal, sealed: str, *, ttl: int | None = None) -> str | None:
    """What was sealed, at most `ttl` seconds ago; None for anything else."""
    try:
        return keys().seals[purpose].decrypt(sealed.encode(), ttl=ttl).decode()
    except (InvalidToken, UnicodeError):
        return None
