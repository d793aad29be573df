"""`docs/asvs.csv`: what OWASP ASVS 5.0 asks at levels 1 and 2, and the tests that prove what is called met."""

import ast
import csv
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
STATUSES = {"met", "not yet", "not applicable"}
ID = re.compile(r"V\d{1,2}\.(\d{1,2}\.\d{1,2}|\*)")


def requirements() -> list[dict[str, str]]:
    """The file's rows."""
    with (ROOT / "docs" / "asvs.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def names_of_tests() -> set[str]:
    """Every test there is."""
    return {
        node.name
        for path in (ROOT / "tests").rglob("test_*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and node.name.startswith("test_")
    }


def unproved(rows: list[dict[str, str]], known: set[str]) -> list[str]:
    """Requirements that are called met without a test, or that name one which is not there."""
    return [
        f"{row['id']} {row['tests']}"
        for row in rows
        if (row["status"] == "met" and not row["tests"].split()) or set(row["tests"].split()) - known
    ]


def test_what_is_called_met_names_tests_that_exist() -> None:
    assert unproved(requirements(), names_of_tests()) == []


def test_each_requirement_stands_once_with_its_level_and_a_status() -> None:
    rows = requirements()
    assert len({row["id"] for row in rows}) == len(rows) > 200
    for row in rows:
        assert ID.fullmatch(row["id"]), row
        assert row["level"] in {"1", "2"}, row
        assert row["status"] in STATUSES, row
        assert row["requirement"], row


def test_what_does_not_apply_says_why() -> None:
    assert [row["id"] for row in requirements() if row["status"] == "not applicable" and not row["note"]] == []


@pytest.mark.parametrize("tests", ["", "test_nobody_wrote_this", "test_it test_nobody_wrote_this"])
def test_the_rule_catches_a_claim_without_proof(tests: str) -> None:
    assert unproved([{"id": "V1.1.1", "status": "met", "tests": tests}], {"test_it"})


def test_the_rule_lets_a_proved_claim_pass() -> None:
    assert unproved([{"id": "V1.1.1", "status": "met", "tests": "test_it"}], {"test_it"}) == []
