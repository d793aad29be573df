"""What the patient's pages know and reckon by themselves, in `assets/patient.js` and `sheet.js`: no round trip."""

from hashlib import sha256
from typing import Any

import reflex as rx
from reflex_base.event import EventChain
from reflex_base.utils.imports import ImportVar
from reflex_base.vars import VarData
from reflex_base.vars.base import LiteralVar, Var
from reflex_base.vars.function import FunctionVar

_MODULE = "$/public/patient.js"
_SHEET_MODULE = "$/public/sheet.js"
_OF_THE_SHEET = {"sheetEntry"}


def held(name: str) -> Var[str]:
    """A word the page holds by itself: the month, the day, the step, what is typed. A change of language keeps it."""
    hook = VarData(hooks={f"const held_{name} = useHeld({name!r})": None})
    return Var(_js_expr=f"held_{name}", _var_type=str, _var_data=VarData.merge(_imported("useHeld"), hook)).to(str)


def peek(name: str) -> Var[str]:
    """The held word at the moment of an event, not of the last drawing."""
    return reckon("peek", name).to(str)


def settled(is_there: Any) -> rx.vars.BooleanVar:
    """Whether what a skeleton stands for is there, and the skeleton, if it came to be seen, was not a mere flicker."""
    given = LiteralVar.create(is_there)
    name = f"settled_{sha256(str(given).encode()).hexdigest()[:8]}"
    hook = VarData(hooks={f"const {name} = useSettled({given!s})": None})
    return Var(_js_expr=name, _var_type=bool, _var_data=VarData.merge(_imported("useSettled"), _needs(given), hook)).to(
        bool
    )


def hold(**words: Any) -> Any:
    """An event handler that holds these words from now on."""
    return do("hold", words)


def reckon(function: str, *arguments: Any) -> Var[Any]:
    """The value of one of the script's functions; give it its type with `.to(…)`."""
    given = [LiteralVar.create(argument) for argument in arguments]
    return Var(
        _js_expr=f"{function}({', '.join(str(argument) for argument in given)})",
        _var_data=VarData.merge(_imported(function), *map(_needs, given)),
    )


def do(function: str, *arguments: Any) -> Any:
    """An event handler that calls one of the script's functions. Vars among the arguments are read at the drawing."""
    return _handler("()", reckon(function, *arguments))


def typed(name: str) -> Any:
    """An `on_change` handler that holds what is typed into a field."""
    return _handler("(_value, event)", reckon("hold", {name: Var("event.target.value")}))


class Whenever(rx.Fragment):
    """Draws nothing; calls one of the script's functions whenever the first of its arguments changes."""

    first: rx.Var[Any]
    call: rx.Var[Any]

    @classmethod
    def of(cls, function: str, first: Var[Any], *others: Any) -> "Whenever":
        """`Whenever.of("leaveLater", toast.key, 6)`."""
        return cls.create(first=first, call=reckon(function, first, *others))

    def add_hooks(self) -> list[str | Var[Any]]:
        needs = VarData.merge(_needs(self.first), _needs(self.call))
        return [Var(_js_expr=f"useEffect(() => {{ {self.call!s} }}, [{self.first!s}])", _var_data=needs)]

    def add_imports(self) -> dict[str, str]:
        return {"react": "useEffect"}

    def render(self) -> dict[str, Any]:
        rendered = super().render()
        rendered["props"] = []
        return rendered


def _handler(parameters: str, body: Var[Any]) -> Any:
    return Var(_js_expr=f"({parameters} => {body!s})", _var_data=_needs(body)).to(FunctionVar, EventChain)


def _imported(function: str) -> VarData:
    module = _SHEET_MODULE if function in _OF_THE_SHEET else _MODULE
    return VarData(imports={module: [ImportVar(tag=function)]})


def _needs(var: Var[Any]) -> VarData | None:
    return var._get_all_var_data()  # noqa: SLF001 - Reflex has no public name for it
