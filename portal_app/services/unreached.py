"""Why a database did not take us in, as far as it says so itself."""

import re
from dataclasses import dataclass
from enum import StrEnum

from sqlalchemy.exc import DBAPIError


class Why(StrEnum):
    """What has to be looked at."""

    AWAY = "away"
    WHO = "who"
    """The user or the password: PostgreSQL does not say which."""
    WHICH = "which"
    """The database's name."""
    OTHERWISE = "otherwise"
    """Something else, which it tells in its own words."""


@dataclass(frozen=True, slots=True)
class Unreached:
    """Why, and what it said: a name may be in that, never a password."""

    why: Why
    words: str = ""


_AWAY = Unreached(Why.AWAY)
# What PostgreSQL says has no number when it lets nobody in. In another language than this it is told as it is said.
_SAID = {
    Why.WHO: re.compile(r"password authentication failed|no password supplied|role .* (does not exist|not permitted)"),
    Why.WHICH: re.compile(r"database .* does not exist"),
}
_TLS = re.compile(r"SSL|certificate", re.IGNORECASE)


def why(error: DBAPIError) -> Unreached:
    """What an error says that came instead of a connection, or with its first question."""
    line = getattr(error.orig, "pgconn", None)
    said = str(error.orig)
    words = _words(said)
    if getattr(error.orig, "sqlstate", None):
        return Unreached(Why.OTHERWISE, words)
    if line is None:
        return _AWAY
    for reason, pattern in _SAID.items():
        if pattern.search(words):
            return Unreached(reason, words)
    answered = "FATAL" in said or line.used_password or _TLS.search(words)
    return Unreached(Why.OTHERWISE, words) if answered else _AWAY


def _words(said: str) -> str:
    """What was said at the last address that was tried, without what it means in detail."""
    return (said.rpartition(" failed: ")[2].strip().splitlines() or [""])[0].removeprefix("FATAL:").strip()
