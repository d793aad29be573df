"""The revisions are one chain, and each says how it is taken back."""

import ast
from pathlib import Path

import models

VERSIONS = sorted((Path(models.__file__).parent / "migrations" / "versions").glob("0*.py"))


def test_every_revision_says_how_it_is_taken_back() -> None:  # OP-3
    one_way = [
        path.name
        for path in VERSIONS
        if not any(
            isinstance(node, ast.FunctionDef) and node.name == "downgrade"
            for node in ast.parse(path.read_text(encoding="utf-8")).body
        )
    ]
    assert one_way == []


def test_the_revisions_follow_one_another() -> None:
    numbers = [path.name[:4] for path in VERSIONS]
    assert numbers == [f"{number:04}" for number in range(1, len(VERSIONS) + 1)]
