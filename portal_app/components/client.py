"""Calls into `assets/espai.js`: what a page does by itself, without a round trip and without `eval`."""

import json
from typing import Any

import reflex as rx
from reflex_base.event import EventChain
from reflex_base.vars import VarData
from reflex_base.vars.base import LiteralVar, Var
from reflex_base.vars.function import FunctionVar


def call(name: str, *arguments: Any) -> Any:
    """An event handler that calls `window.espai.<name>(…)`. Vars among the arguments are read at the click."""
    given = [argument if isinstance(argument, Var) else LiteralVar.create(argument) for argument in arguments]
    expression = f"(() => window.espai.{name}({', '.join(str(argument) for argument in given)}))"
    return Var(_js_expr=expression, _var_data=VarData.merge(*map(_var_data, given))).to(FunctionVar, EventChain)


def _var_data(var: Var) -> VarData | None:
    return var._get_all_var_data()  # noqa: SLF001  Reflex has no public way to what a Var needs around it


class Effect(rx.Fragment):
    """Draws nothing; calls `window.espai.<name>(value)` each time the value changes."""

    value: rx.Var[Any]
    name: str = ""

    @classmethod
    def of(cls, name: str, value: Var) -> "Effect":
        """`Effect.of("leave", Presence.leave_to)`."""
        effect = cls.create(value=value)
        effect.name = name
        return effect

    def add_hooks(self) -> list[str | Var]:
        expression = (
            f"useEffect(() => {{ window.espai?.{json.loads(json.dumps(self.name))}({self.value}) }}, [{self.value}])"
        )
        return [Var(_js_expr=expression, _var_data=_var_data(self.value))]

    def add_imports(self) -> dict[str, str]:
        return {"react": "useEffect"}

    def render(self) -> dict[str, Any]:
        rendered = super().render()
        rendered["props"] = []
        return rendered
