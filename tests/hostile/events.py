"""Every event that the running application would take by name, and arguments that fit it."""

from collections.abc import Iterator
from itertools import groupby
from typing import Any

import reflex as rx
from reflex_base.registry import RegistrationContext
from starlette.routing import Mount, Route
from starlette.types import ASGIApp

from portal_app.states import gate

A_BREATH = 15
FIRST = (
    "load",
    "start",
    "open",
    "open_group",
    "find",
    "choose",
    "go",
    "ask_retire",
    "ask_remove",
    "ask_new_code",
    "typed",
)
ENDING = ("close", "discard", "dismiss", "leave")
LAST = 99


def events_of(app: rx.App) -> list[dict[str, Any]]:
    """Reflex's whole registry: name, whose pages send it (empty: the list does not know it), the arguments' schema."""
    context = app._registration_context or RegistrationContext.get()
    found = []
    for name in context.event_handlers:
        entry = gate.entry_for(name)
        schema = entry.arguments.model_json_schema() if entry else {}
        found.append({"name": name, "who": entry.who.value if entry else "", "schema": schema})
    return sorted(found, key=lambda event: str(event["name"]))


def routes_of(app: ASGIApp) -> list[dict[str, Any]]:
    """Every address that the running application has, the framework's own among them, and the methods it takes."""
    found: list[dict[str, Any]] = []
    layers: list[Any] = [app]
    while layers:
        layer = layers.pop()
        if isinstance(layer, Route):
            found.append({"path": layer.path, "methods": sorted(layer.methods or ())})
        elif isinstance(layer, Mount) and layer.path:
            found.append({"path": layer.path, "methods": []})
        elif routes := getattr(layer, "routes", None):
            layers += routes
        else:
            inner = getattr(layer, "_app", None) or getattr(layer, "app", None)
            layers += [inner] if inner is not None else []
    return sorted(found, key=lambda route: str(route["path"]))


def in_turn(events: list[dict[str, Any]]) -> Iterator[list[dict[str, Any]]]:
    """The events of one state after another, in the order in which a page would come to them: a form is open when it
    is sent. As many at once as a socket may send in one breath, each with the question after it.
    """
    for _state, some in groupby(events, key=lambda event: str(event["name"]).rpartition(".")[0]):
        ordered = sorted(some, key=lambda event: (_turn(event["name"]), event["name"]))
        for first in range(0, len(ordered), A_BREATH):
            yield ordered[first : first + A_BREATH]


def _turn(name: str) -> int:
    handler = name.rpartition(".")[2]
    return FIRST.index(handler) if handler in FIRST else LAST if handler in ENDING else len(FIRST)


def fitting(schema: dict[str, Any], values: dict[str, str]) -> dict[str, Any]:
    """Arguments that the schema takes: from `values` what the attacker knows, anything that fits for the rest.

    A form has a field for each of the values.
    """
    made: dict[str, Any] = {}
    for name, kind in schema.get("properties", {}).items():
        match kind.get("type"):
            case None if "$ref" in kind:
                made[name] = {"__reflex_form_data__": [[field, value] for field, value in values.items()]}
            case "integer":
                made[name] = kind.get("maximum", 1)
            case "boolean":
                made[name] = True
            case _ if "pattern" in kind:
                made[name] = kind["pattern"].strip("^$()").split("|")[0]
            case _:
                made[name] = values.get(name, "x")[: kind.get("maxLength", 64)]
    return made
