"""What a page says first on its line: where it is, and of which build. Said with the asking for the line already.

The framework's client says it when the line is there, a round trip later, with a hash for each state.
"""

import json
from typing import Any
from urllib.parse import parse_qs

import reflex as rx
from reflex.istate.delta import _resolve_delta
from reflex.state import all_base_state_classes, state_snapshot_hashes

from portal_app.states.marks import mark

LONGEST = 1_000
# Engine.IO's message, Socket.IO's asking for a namespace.
_JOIN = "0{namespace},{words}"

_own: dict[int, list[str]] = {}


def in_address(query: str, *, namespace: str) -> str | None:
    """The packet a page's client would send first, if the address of its line says it; None otherwise."""
    given = {name: values[0] for name, values in parse_qs(query).items()}
    at = given.get("at", "")
    if not at or len(at) > LONGEST:
        return None
    try:
        router_data = json.loads(at)
    except (ValueError, RecursionError):
        return None
    if not isinstance(router_data, dict):
        return None
    event = {
        "name": f"{rx.State.get_full_name()}.hydrate_and_load",
        "payload": {"hashes": [given.get("of", "")]},
        "router_data": router_data,
    }
    words = json.dumps({"event": event, "state_schema": given.get("schema", "")})
    return _JOIN.format(namespace=namespace, words=words)


async def whole(auth: Any) -> Any:
    """What a page says with all hashes in the place of their mark; without any, so that it is told all, where its
    mark is not ours.
    """
    match auth:
        case {"event": {"payload": {"hashes": [str(said)]} as payload} as event}:
            own = await _own_hashes()
            return {**auth, "event": {**event, "payload": {**payload, "hashes": own if said == mark(own) else []}}}
        case _:
            return auth


async def _own_hashes() -> list[str]:
    classes = len(all_base_state_classes)
    if classes not in _own:
        defaults = rx.State(_reflex_internal_init=True).dict(initial=True)  # pyright: ignore[reportCallIssue]  the mark that the framework itself makes it with
        _own[classes] = state_snapshot_hashes(await _resolve_delta(defaults))
    return _own[classes]
