"""Where a request came from: one answer for sockets and routes."""

import ipaddress
from typing import Any

from portal_app.domain.refs import Origin

LONGEST_AGENT = 300


def origin_of(scope: dict[str, Any], hops: int) -> Origin:
    """The peer of an ASGI scope, behind as many proxies as are trusted.

    Each proxy adds the address it saw at the right end of X-Forwarded-For, so with `hops` of them only that many
    from the right were written by somebody we trust; what a client wrote stands further left. What is no address is
    dropped.
    """
    headers = {name.decode("latin-1").lower(): value.decode("latin-1") for name, value in scope.get("headers", ())}
    client = scope.get("client")
    address = client[0] if client else ""
    if hops:
        seen = [part.strip() for part in headers.get("x-forwarded-for", "").split(",") if part.strip()]
        address = seen[-hops] if len(seen) >= hops else address
    return Origin(address=_address(address), user_agent=headers.get("user-agent", "")[:LONGEST_AGENT])


def _address(text: str) -> str:
    """An IP address in its usual form, without brackets, port or zone; empty for anything else."""
    plain = text.strip().split("%")[0]
    if plain.startswith("["):
        plain = plain[1:].partition("]")[0]
    elif plain.count(":") == 1:
        plain = plain.partition(":")[0]
    try:
        address = ipaddress.ip_address(plain)
    except ValueError:
        return ""
    mapped = getattr(address, "ipv4_mapped", None)
    return str(mapped or address)
