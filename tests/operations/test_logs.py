"""Logs say what went wrong and where, and nothing of anybody."""

import io
import json
import logging
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from portal_app import logs

Written = Callable[[], list[dict[str, Any]]]

CANARY = "Ana-Pujol-4821"


@pytest.fixture
def written() -> Iterator[Written]:
    before, stream = logging.getLogger().handlers[:], io.StringIO()
    logs.configure(as_json=True, stream=stream)
    yield lambda: [json.loads(line) for line in stream.getvalue().splitlines()]
    logging.getLogger().handlers[:] = before


def fail() -> None:
    raise ValueError(CANARY)


def test_our_own_messages_are_kept(written: Written) -> None:
    logging.getLogger("espai.gate").warning("A payload was refused: %s", ["too_long"])
    (line,) = written()
    assert line["event"] == "A payload was refused: ['too_long']"
    assert (line["level"], line["logger"]) == ("warning", "espai.gate")


@pytest.mark.parametrize("name", ["reflex.app", "socketio.server", "engineio", "sqlalchemy.engine", "some.library"])
def test_messages_of_the_libraries_are_not(written: Written, name: str) -> None:  # OP-4
    logging.getLogger(name).error("Event data: %s", {"pin": CANARY})
    text = json.dumps(written())
    assert CANARY not in text
    assert "test_logs" in text


def test_an_exception_is_named_without_its_message(written: Written) -> None:  # OP-4
    try:
        fail()
    except ValueError:
        logging.getLogger("espai.failure").exception("Unforeseen failure %s", "abcd")
    (line,) = written()
    assert CANARY not in json.dumps(line)
    assert line["error"] == "builtins.ValueError"
    assert line["through"][-1].endswith(" fail")


def test_a_chained_exception_does_not_slip_out(written: Written) -> None:  # OP-4
    try:
        try:
            fail()
        except ValueError as cause:
            raise RuntimeError from cause
    except RuntimeError:
        logging.getLogger("reflex.event").exception("it broke")
    assert CANARY not in json.dumps(written())


def test_every_line_about_a_request_carries_its_name_also_from_another_thread(written: Written) -> None:  # OP-4
    logging.getLogger("espai.gate").warning("Before any request")
    name = logs.begin_request()
    logging.getLogger("espai.gate").warning("In it")
    say = logs.in_request(logging.getLogger("espai.database").warning, "In its service")
    with ThreadPoolExecutor(1) as pool:
        pool.submit(say).result()
    other = logs.begin_request()
    logging.getLogger("espai.gate").warning("In the next")
    assert [line.get("request") for line in written()] == [None, name, name, other]
    assert name != other
