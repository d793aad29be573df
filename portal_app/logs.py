"""What the installation writes down about itself: lines for people or for machines, never personal data (OP-4).

The frameworks below put payloads and headers into their messages, and a database error carries the values of the row;
so of their records only who, where and which kind of error is kept. Our own messages are constants with safe facts.
"""

import logging
import secrets
import traceback
from collections.abc import Callable, Mapping, MutableMapping
from contextvars import ContextVar, copy_context
from typing import Any, ParamSpec, TextIO, TypeVar

import structlog

from portal_app import stray_lines

P = ParamSpec("P")
R = TypeVar("R")

OWN = "espai"
# Loggers whose messages hold what clients sent.
TALKATIVE = (
    "reflex",
    "reflex_base",
    "socketio",
    "engineio",
    "sqlalchemy",
    "asyncio",
    "starlette",
    "granian",
    "_granian",
)
# Those of the server's first process, which say the number of a worker and nothing else.
HARMLESS = {("_granian", "common")}

Event = MutableMapping[str, Any]

_request: ContextVar[str] = ContextVar("request", default="")


def configure(*, as_json: bool, level: int = logging.INFO, stream: TextIO | None = None) -> None:
    """Send every record through the same narrow door to `stream` (standard error)."""
    stream = stream or stray_lines.standard_error()
    renderer = structlog.processors.JSONRenderer() if as_json else structlog.dev.ConsoleRenderer(colors=False)
    handler = logging.StreamHandler(stream)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=[
                structlog.stdlib.add_log_level,
                structlog.stdlib.add_logger_name,
                structlog.processors.TimeStamper(fmt="iso", utc=True),
                name_the_request,
            ],
            processors=[
                keep_quiet,
                name_the_error,
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                renderer,
            ],
        )
    )
    root = logging.getLogger()
    root.handlers[:] = [handler]
    # Of the others' records only the place is kept: not worth a line unless something is wrong.
    root.setLevel(logging.WARNING)
    logging.getLogger(OWN).setLevel(level)
    for name in list(logging.root.manager.loggerDict):
        if name.split(".")[0] in TALKATIVE:
            talkative = logging.getLogger(name)
            talkative.handlers.clear()
            talkative.propagate = True


def take_over(*, as_json: bool, level: int = logging.INFO) -> None:
    """Let this process write nothing but records, whoever writes: also what goes wrong where nobody catches it.

    As JSON, what is merely printed becomes a record too. As text a terminal shows it as it is.
    """
    configure(as_json=as_json, level=level)
    stray_lines.catch_failures()
    if as_json:
        stray_lines.catch_prints()


def begin_request() -> str:
    """A name for what is being answered: on every line about it from here on, and in the answer's headers."""
    name = secrets.token_hex(4)
    _request.set(name)
    return name


def in_request(service: Callable[P, R], *args: P.args, **kwargs: P.kwargs) -> Callable[[], R]:
    """The call, for another thread, with the name of what it is part of."""
    context = copy_context()
    return lambda: context.run(service, *args, **kwargs)


def name_the_request(_logger: Any, _method: str, event: Event) -> Mapping[str, Any]:
    """Say which request or event a line is about."""
    if name := _request.get():
        event["request"] = name
    return event


def keep_quiet(_logger: Any, _method: str, event: Event) -> Mapping[str, Any]:
    """Replace the message of a record that is not ours by where it came from."""
    record: logging.LogRecord | None = event.get("_record")
    if record is None or (record.name, record.module) in HARMLESS:
        return event
    if record.name.split(".")[0] != OWN:
        event["event"] = f"{record.module}:{record.lineno}"
    return event


def name_the_error(_logger: Any, _method: str, event: Event) -> Mapping[str, Any]:
    """Keep an exception's type and the places it passed, not its message: that may quote a row or a payload."""
    record: logging.LogRecord | None = event.get("_record")
    error = event.pop("exc_info", None) or (record.exc_info if record is not None else None)
    if isinstance(error, BaseException):
        error = (type(error), error, error.__traceback__)
    if not isinstance(error, tuple) or error[1] is None:
        return event
    event["error"] = f"{type(error[1]).__module__}.{type(error[1]).__qualname__}"
    event["through"] = [
        f"{frame.filename.rpartition('/')[2]}:{frame.lineno} {frame.name}" for frame in traceback.extract_tb(error[2])
    ][-8:]
    return event
