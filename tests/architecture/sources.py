"""Our own sources, parsed, for the rules that imports cannot say."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[2]

Function = ast.FunctionDef | ast.AsyncFunctionDef


@dataclass(frozen=True, slots=True)
class Module:
    """One file. `name` is its path from the root, for messages."""

    name: str
    tree: ast.Module

    def at(self, node: ast.AST) -> str:
        """Where something stands: `portal_app/pages/home.py:12`."""
        return f"{self.name}:{getattr(node, 'lineno', 0)}"


@cache
def modules(*folders: str) -> tuple[Module, ...]:
    """Every module below these folders or files, by name."""
    found: list[Module] = []
    for folder in folders:
        path = ROOT / folder
        files = [path] if path.is_file() else sorted(path.rglob("*.py"))
        found += [
            Module(file.relative_to(ROOT).as_posix(), ast.parse(file.read_text(encoding="utf-8"))) for file in files
        ]
    return tuple(found)


def parsed(source: str) -> Module:
    """A source written down in a test, to show that a rule catches what it should."""
    return Module("example.py", ast.parse(source))


def functions(body: list[ast.stmt]) -> Iterator[Function]:
    """The functions that stand directly in a body."""
    for statement in body:
        if isinstance(statement, Function):
            yield statement


def dotted(node: ast.AST) -> str:
    """`rx.el.div` for that expression, and for a call of it; empty for anything less plain."""
    match node:
        case ast.Call():
            return dotted(node.func)
        case ast.Name():
            return node.id
        case ast.Attribute():
            owner = dotted(node.value)
            return f"{owner}.{node.attr}" if owner else ""
        case _:
            return ""


def without_docstring(body: list[ast.stmt]) -> list[ast.stmt]:
    """A function's statements."""
    match body:
        case [ast.Expr(value=ast.Constant(value=str())), *rest]:
            return rest
        case _:
            return body
