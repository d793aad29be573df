"""Anything at all for arguments: no body runs that should not, nothing falls over, nothing is given away (R2)."""

import importlib
import json
import os
import pkgutil
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pydantic import BaseModel, ValidationError

from portal_app import states
from portal_app.states import gate
from tests.hostile.client import NAMESPACE, Caller
from tests.hostile.conftest import ROLES
from tests.hostile.events import fitting
from tests.hostile.pages import PRESENCE, ROOT, fired
from tests.hostile.server import Served
from tests.hostile.test_roles import foreign_canaries

LONG = os.environ.get("ESPAI_TEST_LONG") == "1"
EVENTS = 5_000 if LONG else 144
A_BREATH = 18
TRACES = ("Traceback", ".py", "sqlalchemy", "site-packages", "Error:")

for _module in pkgutil.walk_packages(states.__path__, "portal_app.states."):
    importlib.import_module(_module.name)
MODELS = {**{name: entry.arguments for name, entry in gate._entries.items()}, **gate._FRAMEWORK}

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=80),
    lambda inside: st.lists(inside, max_size=3) | st.dictionaries(st.text(max_size=12), inside, max_size=3),
    max_leaves=6,
)


def payloads(model: type[BaseModel]) -> st.SearchStrategy[dict[str, Any]]:
    """Anything under the names of its arguments, some of them missing, some too many."""
    named = st.fixed_dictionaries({}, optional=dict.fromkeys(model.model_fields, JSON))
    return named | st.dictionaries(st.text(max_size=12), JSON, max_size=4)


@pytest.mark.parametrize("name", sorted(MODELS))
@settings(max_examples=500 if LONG else 25, deadline=None, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_a_model_takes_what_it_says_or_refuses(name: str, data: st.DataObject) -> None:
    model = MODELS[name]
    payload = data.draw(payloads(model))
    try:
        taken = model.model_validate(payload)
    except ValidationError:
        return
    assert taken.model_dump(exclude_unset=True) == payload, "what a handler gets is what was sent, nothing coerced"
    assert payload.keys() <= model.model_fields.keys()
    for value in payload.values():
        assert isinstance(value, str | int | bool | dict | list) or value is None
        assert not isinstance(value, float)


@pytest.mark.parametrize("name", sorted(gate._entries))
def test_what_the_matrix_sends_fits_each_model(name: str) -> None:
    """So that a refusal in it is not one of a badly filled form."""
    model = MODELS[name]
    model.model_validate(fitting(model.model_json_schema(), {"query": "Clara", "on": "2026-10-28"}))


WILD: list[Any] = [
    {}, [], None, "text", 7, {"x": 1}, {"__proto__": {}}, {"self": 1}, {"value": {"a": [None] * 50}},
    {"vars": {f"{ROOT}.is_hydrated_rx_state_": True}}, {"hashes": [1]}, {"on": "2026-02-31"},
    {"vars": {"a.b": 1}}, {"hashes": ["x"] * 500},
    {"on": "9999-99-9"}, {"month": "0000-00-00"}, {"month": "2026-13-01"}, {"month": "٢٠٢٦-01-01"}, {"weeks": 10**30},
    {"weeks": 0.5}, {"request": "' OR 1=1 --"}, {"request": "\0"}, {"request": "\ud800"}, {"query": "%' UNION SELECT"},
    {"query": "\u202e" * 40}, {"query": "%" * 60}, {"therapist_id": "../../etc/passwd"}, {"device": "x" * 65},
    {"slot": "x", "place": "x", "message": "m" * 20_001, "tap": "t", "attempt": "a"},
    {"slot": "x", "place": "x", "message": "<img src=x>", "tap": "t", "attempt": "a"}, {"form": "list\n"},
    {"door": "staff"}, {"code": "{0.__class__}", "reference": "x"}, {"code": "%s%n", "reference": "{t}"},
]  # fmt: skip


@pytest.mark.parametrize("role", ROLES)
def test_events_with_anything_in_them(role: str, portal: Served, callers: dict[str, Caller]) -> None:
    names = [event["name"] for event in portal.told["events"] if not event["name"].endswith(("everywhere", "others"))]
    names += ["", "x", f"{ROOT}.nothing", f"{PRESENCE}.__init__", "_redirect", f"{ROOT}..", "a" * 300]
    said: list[str] = []
    sent = 0
    while sent < EVENTS:
        page = ["/es/calendar", "/es/staff/agenda", "/es/staff/patients/" + "f" * 24, "/nowhere", ""][sent % 5]
        with callers[role].socket(page) as socket:
            for _ in range(A_BREATH):
                name, payload = names[sent * 7 % len(names)], WILD[sent * 11 % len(WILD)]
                assert "closed" not in fired(socket, name, payload), (name, payload)
                sent += 1
            said += socket.heard
    everything = "\n".join(said)
    assert [trace for trace in TRACES if trace in everything.replace(".portal_app", "")] == []
    assert [canary for canary in foreign_canaries(portal, role) if canary in everything] == []
    assert portal.stranger().http.get("/health/ready").json() == {"status": "ready"}


BROKEN_FRAMES: list[Any] = [None, 7, "text", "{", [], [1], {}, {"name": 7}, {"name": None}, {"name": ["x"]},
    {"name": "x", "payload": 7}, {"name": "x", "payload": None, "router_data": None}, {"router_data": 7},
    {"name": f"{PRESENCE}.dismiss", "payload": {}, "router_data": "text"},
    {"name": f"{PRESENCE}.dismiss", "payload": {}, "router_data": {"pathname": 7, "query": 7, "asPath": []}},
    {"name": f"{PRESENCE}.dismiss", "payload": {}, "router_data": {"pathname": "/" + "../" * 99, "query": {"x": {}}}},
    {"name": f"{PRESENCE}.dismiss", "payload": {}, "token": {"x": 1}, "substate_token": 7},
]  # fmt: skip


@pytest.mark.parametrize("frame", BROKEN_FRAMES, ids=range(len(BROKEN_FRAMES)))
def test_an_event_that_is_none_is_not_answered_with_a_trace(
    frame: Any, portal: Served, callers: dict[str, Caller]
) -> None:
    with callers["ana"].socket() as socket:
        socket.message("event", frame)
        said = "\n".join(socket.frames())
        assert [trace for trace in TRACES if trace in said.replace(".portal_app", "")] == []
    with callers["ana"].socket() as another:
        assert "closed" not in fired(another, f"{PRESENCE}.dismiss", {})


@pytest.mark.parametrize("auth", [{"event": 7}, {"event": {"name": 7}}, {"state_schema": {"x": []}}, [], 7, "x"])
def test_a_connect_packet_with_anything_in_it(auth: Any, callers: dict[str, Caller]) -> None:
    with callers["ana"].socket(join=False) as socket:
        socket.raw(f"40{NAMESPACE}," + json.dumps(auth))
        socket.frames()
        assert "Traceback" not in "\n".join(socket.heard)
    with callers["ana"].socket() as another:
        assert "closed" not in fired(another, f"{PRESENCE}.dismiss", {})


@pytest.mark.parametrize("event", ["ping", "client_error"])
@pytest.mark.parametrize("said", [[], [{}], [{"message": "canary-in-the-log" * 9, "stack": 7}], ["canary-in-the-log"]])
def test_what_a_page_reports_of_itself_is_not_copied_into_the_log(
    event: str, said: list[Any], portal: Served, callers: dict[str, Caller]
) -> None:
    with callers["ana"].socket() as socket:
        socket.message(event, *said)
        socket.frames()
    assert "canary-in-the-log" not in portal.logs()
