"""`docs/security-rules.md` says what the code does: its numbers, tables, keys, loggers and pins are the code's."""

import re
from pathlib import Path

import pytest

from models.tables import metadata
from portal_app.api import door, forms, threads
from portal_app.domain import device_access, lockout, pins, policies
from portal_app.services import hashing, staff_accounts, staff_sign_in
from portal_app.services.imports import uploads
from portal_app.states import guard, socket_server
from portal_app.states.staff import forming
from tests.architecture.sources import ROOT, modules

RULES = (ROOT / "docs" / "security-rules.md").read_text(encoding="utf-8")


def section(title: str) -> str:
    """The part of the document under a heading."""
    found = re.search(rf"^## {re.escape(title)}\n(.*?)(?=^## |\Z)", RULES, re.MULTILINE | re.DOTALL)
    assert found, title
    return found[1]


def row(title: str, first: str) -> str:
    """A table's row by what its first cell begins with."""
    return next(line for line in section(title).splitlines() if line.startswith(f"| {first}"))


def numbers(text: str) -> set[int]:
    """The whole numbers in a text."""
    return {int(number) for number in re.findall(r"\d+", text)}


@pytest.mark.parametrize(
    ("title", "first", "said"),
    [
        ("What may be sent", "a form", {forms.LARGEST_BODY, forms.MOST_FIELDS}),
        ("What may be sent", "an import", {uploads.MOST_BYTES}),
        ("What may be sent", "a socket", {socket_server.LARGEST_MESSAGE, socket_server.BURST}),
        ("What may be sent", "sockets of one", {socket_server.SOCKETS_PER_PLACE, socket_server.UNJOINED_PER_PLACE}),
        ("What may be sent", "an event", {forming.LONGEST_VALUE}),
        ("What may be sent", "a staff form", {forming.MOST_FIELDS}),
        ("What may be sent", "a code", {door.LONGEST_TYPED}),
        ("What may be sent", "a PIN", {pins.LENGTH}),
        ("What may be sent", "a staff password", {staff_accounts.LEAST, staff_sign_in.LONGEST_PASSWORD}),
        ("What may be sent", "a patient's message", {policies.LONGEST_MESSAGE}),
        ("What may be sent", "requests waiting", {policies.MOST_PENDING}),
        ("Ways in, side by side", "a patient, new", {lockout.TRIES, lockout.LONG_ROW, lockout.BLOCKING_ROW}),
        ("Ways in, side by side", "a patient, first", {lockout.TRIES_PER_ADDRESS}),
        ("What costs much", "a bcrypt", {threads.HASHERS, lockout.LONGEST_LINE}),
        ("What costs much", "services", {guard.THREADS, threads.READERS, threads.NAMERS}),
        ("What costs much", "open sockets", {socket_server.SOCKETS_PER_PLACE}),
        ("Keys and cryptography", "PINs", {hashing.ROUNDS}),
    ],
)  # fmt: skip
def test_limits_are_those_of_the_code(title: str, first: str, said: set[int]) -> None:
    assert said <= numbers(row(title, first))


def test_the_times_of_a_session_are_those_of_the_code() -> None:
    idle, longest = int(device_access.IDLE.total_seconds() // 60), int(device_access.LONGEST.total_seconds() // 3_600)
    assert re.search(rf"lasts\s+{idle} minutes without activity and {longest} hours", section("Ways in, side by side"))


def test_every_table_has_a_class_and_its_protection() -> None:
    named = re.findall(r"`(\w+)`", section("What is kept, and how it is protected"))
    tables = {table.name for table in metadata.sorted_tables}
    assert tables - set(named) == set(), "new tables: say in docs/security-rules.md which class they are of"
    assert sorted(named) == sorted(tables)


def test_every_key_and_every_hash_is_in_the_inventory() -> None:
    said = section("Keys and cryptography")
    assert {seal.value for seal in hashing.Seal} <= set(re.findall(r"`([\w-]+)`", said))
    used = {found for module in sources() for found in re.findall(r"hashlib\.(\w+)", module)}
    assert used == {"sha256", "blake2b"}
    assert all(f"`{one}`" in said for one in used)


def test_every_logger_is_in_the_inventory() -> None:
    used = {found for module in sources() for found in re.findall(r'getLogger\("(espai\.[\w.]+)"\)', module)}
    assert used == set(re.findall(r"`(espai\.\w+)`", section("What is written down while it runs")))


def test_roles_are_told_apart_for_everything_that_has_a_page() -> None:
    rows = [line for line in section("Who may do what").splitlines() if line.startswith("| ") and "---" not in line]
    head, *body = [[cell.strip() for cell in line.strip("|").split("|")] for line in rows]
    assert head[1:] == ["patient", "therapist", "scheduler", "admin"]
    assert all(len(cells) == 5 and all(cells) for cells in body)


@pytest.mark.parametrize("name", ["requirements.txt", "requirements-dev.txt"])
def test_every_component_is_pinned_to_one_version(name: str) -> None:
    lines = [line for line in (ROOT / name).read_text(encoding="utf-8").splitlines() if line and line[0] not in "#-"]
    assert len(lines) > 20
    assert [line for line in lines if not re.match(r"[\w.\[\]-]+==[\w.]+( ;.*)?$", line)] == []
    assert any(Path(ROOT / "reflex.lock").iterdir())


def sources() -> list[str]:
    """Our own sources as they are written."""
    return [(ROOT / module.name).read_text(encoding="utf-8") for module in modules("portal_app", "models")]
