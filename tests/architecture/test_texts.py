"""What a person reads goes through `t()`: no text stands in a page or a component (UX-1)."""

import ast
import re
from collections.abc import Iterator

import pytest

from tests.architecture.sources import Module, dotted, modules, parsed

PAGES = modules("portal_app/components", "portal_app/pages")

# Attributes that are read out or shown.
SPOKEN = {"aria_label", "aria_description", "aria_roledescription", "alt", "title", "placeholder", "label"}
DRAWN = re.compile(r"^(rx\.el\.\w+|rx\.fragment|rx\.Fragment|rx\.text)$")
LETTERS = re.compile(r"[^\W\d_]{2,}")


def parts(node: ast.AST) -> list[ast.AST]:
    """What an expression may come to on the screen: the branches of a choice, the pieces of a whole."""
    match node:
        case ast.JoinedStr():
            return list(node.values)
        case ast.IfExp():
            return [node.body, node.orelse]
        case ast.Starred():
            return [node.value]
        case ast.List() | ast.Tuple():
            return list(node.elts)
        case ast.BinOp():
            return [node.left, node.right]
        case ast.Call() if dotted(node) == "rx.cond":
            return node.args[1:]
        case ast.Call() if dotted(node) == "rx.match":
            return [case.elts[-1] if isinstance(case, ast.Tuple) else case for case in node.args[1:]]
        case _:
            return []


def written(node: ast.AST) -> Iterator[ast.AST]:
    """The literal texts in an expression that is drawn; calls of anything but a choice say for themselves."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str) and LETTERS.search(node.value):
        yield node
    for part in parts(node):
        yield from written(part)


def bare_texts(module: Module) -> list[str]:
    """Texts for people that are not `t()`'s."""
    found: list[str] = []
    for node in ast.walk(module.tree):
        if not isinstance(node, ast.Call) or not DRAWN.match(dotted(node)):
            continue
        drawn = [*node.args, *(keyword.value for keyword in node.keywords if keyword.arg in SPOKEN)]
        found += [f"{module.at(text)} {ast.unparse(text)}" for child in drawn for text in written(child)]
    return found


def test_no_text_for_people_stands_outside_t() -> None:
    assert [found for module in PAGES for found in bare_texts(module)] == []


@pytest.mark.parametrize(
    "source",
    [
        'rx.el.p("Hello")',
        'rx.el.p(name, " signed in")',
        'rx.el.button(icon("x"), aria_label="Close")',
        'rx.el.p(rx.cond(State.open, "open", "closed"))',
        'rx.el.p(f"{n} sessions")',
        'rx.el.p("yes" if answer else n)',
        'rx.el.p(rx.match(State.kind, ("a", "Alpha"), "Beta"))',
    ],
)
def test_the_rule_catches_a_bare_text(source: str) -> None:
    assert bare_texts(parsed(source))


@pytest.mark.parametrize(
    "source",
    [
        'rx.el.p(t("Hello"))',
        'rx.el.p(State.name, " · ", State.hour)',
        'rx.el.button(t("Close"), class_name="btn", type="button")',
        'rx.el.p(rx.cond(State.open, t("open"), t("closed")))',
        'rx.el.p(class_name=rx.cond(State.open, "open", "closed"))',
        'rx.el.a(icon("phone"), href="/calendar", aria_label=t("Call"))',
    ],
)
def test_the_rule_lets_the_rest_pass(source: str) -> None:
    assert bare_texts(parsed(source)) == []
