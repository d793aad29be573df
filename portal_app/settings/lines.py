"""Lines that leave this machine, to a database or Redis elsewhere: nobody between may read them."""

import ipaddress
from urllib.parse import parse_qs, urlsplit

from sqlalchemy.engine import make_url

from portal_app.settings.refusals import CannotGoOn

# What PostgreSQL's client calls TLS with a certificate that is looked at; "require" takes anybody's.
_CHECKED = {"verify-ca", "verify-full"}


def is_here(host: str) -> bool:
    """Whether a name or an address is this machine's own."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def in_the_clear(*, database_url: str, redis_url: str | None) -> list[str]:
    """The settings whose line goes to another machine without TLS, or to whoever answers there."""
    found = []
    database = make_url(database_url)
    if database.host and not is_here(database.host) and database.query.get("sslmode") not in _CHECKED:
        found.append("ESPAI_DATABASE_URL")
    redis = urlsplit(redis_url or "")
    unchecked = "none" in parse_qs(redis.query).get("ssl_cert_reqs", [])
    if redis.hostname and not is_here(redis.hostname) and (redis.scheme != "rediss" or unchecked):
        found.append("ESPAI_REDIS_URL")
    return found


def lets_anybody_in(redis_url: str | None) -> bool:
    """Whether Redis is on another machine and asks for no password."""
    redis = urlsplit(redis_url or "")
    return bool(redis.hostname) and not is_here(redis.hostname or "") and not redis.password


def check(*, database_url: str, redis_url: str | None, private_network: bool) -> None:
    """`CannotGoOn` for a Redis that anybody may ask, and for a line that others could read.

    Unless the network it goes over is said to be ours alone: then it may be read by those on it, and nobody is.
    """
    if lets_anybody_in(redis_url):
        raise CannotGoOn(
            lambda t: t("Redis on another machine lets anybody in. Give it a password, and name it in its address.")
        )
    named = [] if private_network else in_the_clear(database_url=database_url, redis_url=redis_url)
    if named:
        raise CannotGoOn(
            lambda t: t(
                "{name} leads to another machine, and the line there could be read on its way. Ask for TLS "
                "(?sslmode=verify-full, rediss:), or set ESPAI_PRIVATE_NETWORK=yes where nobody else is on that "
                "network.",
                name=named[0],
            )
        )
