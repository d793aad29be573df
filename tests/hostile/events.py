"""Every event that the running application would take by name, and arguments that fit it."""

from typing import Any

import reflex as rx
from reflex_base.registry import RegistrationContext

from portal_app.states import gate


def events_of(app: rx.App) -> list[dict[str, Any]]:
    """Reflex's whole registry: name, whose pages send it (empty: the list does not know it), the arguments' schema."""
    context = app._registration_context or RegistrationContext.get()
    found = []
    for name in context.event_handlers:
        entry = gate.entry_for(name)
        schema = entry.arguments.model_json_schema() if entry else {}
        found.append({"name": name, "who": entry.who.value if entry else "", "schema": schema})
    return sorted(found, key=lambda event: str(event["name"]))


def fitting(schema: dict[str, Any], values: dict[str, str]) -> dict[str, Any]:
    """Arguments that the schema takes: from `values` what the attacker knows, anything that fits for the rest."""
    made: dict[str, Any] = {}
    for name, kind in schema.get("properties", {}).items():
        match kind.get("type"):
            case "integer":
                made[name] = kind.get("maximum", 1)
            case "boolean":
                made[name] = True
            case _ if "pattern" in kind:
                made[name] = kind["pattern"].strip("^$()").split("|")[0]
            case _:
                made[name] = values.get(name, "x")[: kind.get("maxLength", 64)]
    return made
