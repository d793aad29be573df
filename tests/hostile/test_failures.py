"""A service that fails as nobody foresaw, each in turn: the page says a reference in words, and goes on (R13)."""

import ast
import importlib
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import httpx
import pytest

from portal_app.api.app import FORMS
from portal_app.domain import door_problems, problems
from portal_app.states.gate import Who
from tests.architecture.sources import dotted, modules
from tests.hostile.client import Caller
from tests.hostile.conftest import SIDE
from tests.hostile.events import fitting, in_turn
from tests.hostile.pages import PRESENCE, fired
from tests.hostile.practice import PASSWORD
from tests.hostile.served import ALL, KNOWING_WHO, PLANTED
from tests.hostile.server import Served, served
from tests.hostile.test_roles import is_the_frameworks

REFERENCE = re.compile(r"\(([0-9a-f]{8})\)")
TRACES = (PLANTED, "Traceback", "RuntimeError", "site-packages", "portal_app/")
MOST_ROUNDS = 8
# What reading a text, a packet or a seal, or a Redis that is away, may raise; no service's failure is among them
# but by name.
EXPECTED = {
    "ValueError", "TypeError", "ValidationError", "LookupError", "IndexError", "KeyError", "RecursionError",
    "MultiPartException", "TimeoutError", "RedisError", "OSError",
    "asyncio.CancelledError", "InvalidToken", "ClientDisconnect", "_AWAY",
}  # fmt: skip
ROLES_THAT_CALL = ("nobody", "ana", "olga")
FORM = {
    "code": "K7M4QZ",
    "pin": "7391",
    "email": "marta@alba.example",
    "password": PASSWORD,
    "old": "7391",
    "lang": "es",
}


@pytest.fixture(scope="module")
def portal(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """A practice in which everything may be tried and little works."""
    with served(tmp_path_factory.mktemp("failing")) as opened:
        yield opened


def services_called() -> set[str]:
    """Every service that a state or a route hands to a thread, by its full name."""
    found: set[str] = set()
    for module in modules("portal_app/states", "portal_app/api"):
        names = vars(
            importlib.import_module(module.name.removesuffix(".py").removesuffix("/__init__").replace("/", "."))
        )
        called = {id(node.func) for node in ast.walk(module.tree) if isinstance(node, ast.Call)}
        for node in ast.walk(module.tree):
            if isinstance(node, ast.Attribute | ast.Name) and id(node) not in called:
                first, _, rest = dotted(node).partition(".")
                value: Any = names.get(first)
                for part in rest.split(".") if rest else ():
                    value = getattr(value, part, None)
                if callable(value) and not isinstance(value, type) and "services" in (value.__module__ or ""):
                    found.add(f"{value.__module__}.{value.__qualname__}")
    return found


def known(portal: Served) -> dict[str, str]:
    """Names of things that are there, so that services are reached."""
    ana = portal.told["people"]["ana"]
    return {
        "request": ana["requests"][0],
        "request_id": ana["requests"][0],
        "appointment_id": ana["appointments"][0],
        "patient_id": ana["patient_id"],
        "therapist_id": portal.told["staff"]["marta"]["staff_id"],
        "staff_id": portal.told["staff"]["marta"]["staff_id"],
        "key": portal.told["centre_id"],
        "place": portal.told["centre_id"],
        "on": "2026-10-28",
        "at": "2026-10-28T10:00",
        "month": "2026-11-01",
        "slot": "2026-10-28T16:00",
        "query": "Ana",
        "code": "failure",
        "name": "Alba",
    }


@dataclass
class Swept:
    """What was said while each service failed once."""

    failed: list[str] = field(default_factory=list)
    on_pages: dict[str, list[str]] = field(default_factory=dict)
    """What a page was told, by the service that failed."""
    at_addresses: dict[str, httpx.Response] = field(default_factory=dict)
    cut_off: list[str] = field(default_factory=list)
    """Services after whose failure the page did not go on."""


@pytest.fixture(scope="module")
def swept(portal: Served) -> Swept:
    """Every event and every address, again and again, until no service is left that has not failed."""
    swept = Swept()
    for role in ROLES_THAT_CALL:
        sweep_addresses(portal, role, swept)
    for role in ROLES_THAT_CALL:
        if role != "nobody":
            sweep_events(portal, role, swept)
    swept.failed = portal.hatch()["failed"]
    return swept


def sweep_events(portal: Served, role: str, swept: Swept) -> None:
    """All events of the role's own side, state by state."""
    caller, patient = portal.enter(role), portal.told["people"]["ana"]["patient_id"]
    page = "/es/calendar" if SIDE[role] is Who.PATIENT else f"/es/staff/patients/{patient}"
    side = SIDE[role].value
    own = [event for event in portal.told["events"] if event["who"] == side and not is_the_frameworks(event["name"])]
    own.sort(key=lambda event: "sign_out" in event["name"])
    for some in in_turn(own):
        for _ in range(MOST_ROUNDS):
            if not fire_all(portal, caller, page, some, swept):
                break


def fire_all(portal: Served, caller: Caller, page: str, events: list[dict[str, Any]], swept: Swept) -> bool:
    """Each event once, with every service failing that has not yet; whether any did."""
    values, found = known(portal), False
    with caller.socket(page) as socket:
        for event in events:
            with planted(portal, ALL) as failed:
                said = fired(socket, event["name"], fitting(event["schema"], values))
            if not failed:
                continue
            afterwards, found = fired(socket, f"{PRESENCE}.dismiss", {}), True
            for service in failed:
                swept.on_pages.setdefault(service, []).append("\n".join(said + afterwards))
            if "closed" in afterwards:
                swept.cut_off += failed
    return found


def sweep_addresses(portal: Served, role: str, swept: Swept) -> None:
    """All addresses and forms, in one language."""
    caller = portal.stranger() if role == "nobody" else portal.enter(role)
    own = portal.told["people"]["ana"]["appointments"][0]
    gets = [route["path"] for route in portal.told["routes"] if "GET" in route["methods"]]
    kept = [path for path in gets if not path.endswith("/") and path[:3] not in {"/ca", "/en"} and "{rest" not in path]
    asked = [("GET", path.replace("{appointment_id}", own)) for path in ["/", "/api/session?side=staff", *kept]]
    forms = sorted(FORMS, key=lambda path: "sign-out" in path)
    for method, path in [*asked, *(("POST", path) for path in forms)]:
        for _ in range(MOST_ROUNDS):
            with planted(portal, ALL) as failed:
                answer = caller.http.request(method, path, data=FORM if method == "POST" else None)
            swept.at_addresses |= dict.fromkeys((f"{service} at {path}" for service in failed), answer)
            if not failed:
                break


@contextmanager
def planted(portal: Served, service: str) -> Iterator[list[str]]:
    """Inside, that service fails, or all that have not yet; those that did are told afterwards."""
    failed: list[str] = []
    before = len(portal.hatch("plant", service)["failed"])
    try:
        yield failed
    finally:
        failed += portal.hatch("plant", "")["failed"][before:]


def test_the_services_that_pages_and_addresses_call_failed_once(swept: Swept) -> None:
    """All that one event or address after another reaches; for those behind several steps the rule below stands."""
    called = services_called()
    assert len(called) > 60
    assert len(called & set(swept.failed)) > len(called) * 0.6, sorted(called - set(swept.failed) - KNOWING_WHO)


def test_a_page_says_a_reference_and_no_trace_and_goes_on(portal: Served, swept: Swept) -> None:
    assert len(swept.on_pages) > 40
    assert swept.cut_off == []
    log = portal.logs()
    for service, said in swept.on_pages.items():
        everything = "\n".join(said)
        assert [trace for trace in TRACES if trace in everything.replace(".portal_app", "")] == [], service
        references = REFERENCE.findall(everything)
        assert references, service
        assert all(reference in log for reference in references), service


def test_an_address_says_a_reference_and_no_trace(portal: Served, swept: Swept) -> None:
    assert len(swept.at_addresses) > 8
    log = portal.logs()
    for where, answer in swept.at_addresses.items():
        assert [trace for trace in TRACES if trace in answer.text] == [], where
        if where.endswith("/health/ready"):
            continue
        references = re.findall(r"\b[0-9a-f]{8}\b", answer.text)
        assert answer.status_code == 500, where
        assert references, where
        assert all(reference in log for reference in references), where


def test_nothing_of_what_failed_is_in_the_log(portal: Served, swept: Swept) -> None:
    assert swept.failed
    log = portal.logs()
    people = [canary for person in portal.told["people"].values() for canary in person["canaries"]]
    told = [PLANTED, PASSWORD, *people, *portal.told["neighbour"]["canaries"]]
    assert [canary for canary in told if canary in log] == []


@pytest.mark.parametrize("service", sorted(KNOWING_WHO))
def test_that_nobody_can_tell_who_asks_is_said_in_words_too(service: str, portal: Served) -> None:
    for role, page, handler in (("biel", "/es/calendar", "calendar"), ("jordi", "/es/staff/agenda", "agenda")):
        caller, load = portal.enter(role), portal.event(f"{handler}_state.load")
        with caller.socket(page) as socket:
            with planted(portal, service):
                said = "\n".join(fired(socket, load, {}))
                answers = [caller.http.get(path).text for path in ("/", "/es/staff", page)]
            assert [trace for trace in TRACES if trace in "\n".join([said.replace(".portal_app", ""), *answers])] == []
            assert "closed" not in fired(socket, load, {})


def test_no_state_and_no_address_catches_what_nobody_foresaw() -> None:
    """So that whatever service fails, however deep in a form, the last line of defence hears of it."""
    caught = {
        name
        for module in modules("portal_app/states", "portal_app/api")
        # Where the process itself stops, nobody's event is under way.
        if not module.name.endswith("states/leaving.py")
        for handler in ast.walk(module.tree)
        if isinstance(handler, ast.ExceptHandler)
        for name in caught_by(handler)
    }
    assert "Problem" in caught
    known = {**vars(problems), **vars(door_problems)}
    assert [name for name in caught if name not in EXPECTED and not issubclass(known[name], problems.Problem)] == []


def caught_by(handler: ast.ExceptHandler) -> list[str]:
    """The names of what an `except` catches; nothing named is everything."""
    match handler.type:
        case None:
            return ["BaseException"]
        case ast.Tuple(elts=several):
            return [dotted(one) for one in several]
        case one:
            return [dotted(one)]
