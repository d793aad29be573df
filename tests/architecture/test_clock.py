"""One place knows what time it is: everything else asks `portal_app/clock.py`."""

import ast

import pytest

from tests.architecture.sources import Module, dotted, modules, parsed

EVERYTHING = [module for module in modules("portal_app", "models") if module.name != "portal_app/clock.py"]

TELLING = {"datetime.now", "datetime.today", "datetime.utcnow", "date.today", "time.time", "time.localtime", "func.now"}
IN_SQL = ("CURRENT_TIMESTAMP", "CURRENT_DATE")


def looks_at_the_clock(module: Module) -> list[str]:
    """Where a module finds out the time by itself."""
    found: list[str] = []
    for node in ast.walk(module.tree):
        match node:
            case ast.Call() if ".".join(dotted(node).split(".")[-2:]) in TELLING:
                found.append(module.at(node))
            case ast.Constant(value=str() as text) if any(word in text for word in IN_SQL):
                found.append(module.at(node))
            case _:
                pass
    return found


def test_nobody_else_looks_at_the_clock() -> None:
    assert [found for module in EVERYTHING for found in looks_at_the_clock(module)] == []


@pytest.mark.parametrize(
    "source",
    ["datetime.now(UTC)", "dt.datetime.now()", "date.today()", "time.time()", "sa.func.now()", "'CURRENT_TIMESTAMP'"],
)
def test_the_rule_catches_it(source: str) -> None:
    assert looks_at_the_clock(parsed(source))


@pytest.mark.parametrize("source", ["clock.now()", "time.monotonic()", "datetime(2026, 1, 1)"])
def test_the_rule_lets_the_rest_pass(source: str) -> None:
    assert looks_at_the_clock(parsed(source)) == []
