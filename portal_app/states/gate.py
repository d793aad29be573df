"""The gate before every handler: what is not on the list does not run (deny by default).

Any client can send any event name with any payload. Handlers are put on the list by the decorators below, each with
who it is for and a strict model of its arguments; the application refuses to start when the list and Reflex's own
registry differ (`check`). Who the person is, is asked again inside the handler, and once more in the service.
"""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Annotated, Any

import reflex as rx
from pydantic import BaseModel, ConfigDict, Field, StrictBool, StrictInt, StrictStr, ValidationError, create_model
from reflex.middleware.middleware import Middleware
from reflex.state import BaseState, OnLoadInternalState, StateUpdate
from reflex_base.event import Event
from reflex_base.registry import RegistrationContext

from portal_app import logs
from portal_app.states import guard

log = logging.getLogger("espai.gate")


class Who(StrEnum):
    """Whose pages send an event."""

    ANYONE = "anyone"
    PATIENT = "patient"
    STAFF = "staff"


@dataclass(frozen=True, slots=True)
class Entry:
    """One handler on the list."""

    who: Who
    arguments: type[BaseModel]


_entries: dict[str, Entry] = {}


def words(most: int) -> Any:
    """An argument: a string of at most `most` characters."""
    return Annotated[StrictStr, Field(max_length=most)]


def whole(least: int, most: int) -> Any:
    """An argument: a whole number between the two, both included."""
    return Annotated[StrictInt, Field(ge=least, le=most)]


def one_of(*values: str) -> Any:
    """An argument: one of these words."""
    return Annotated[StrictStr, Field(pattern="^(" + "|".join(values) + ")$")]


flag = StrictBool
NAME = words(64)


def _model(name: str, /, **arguments: Any) -> type[BaseModel]:
    """A strict model: these arguments, each of its kind, all of them and no other."""
    return create_model(
        name,
        __config__=ConfigDict(extra="forbid", strict=True),
        **{name: (kind, ...) for name, kind in arguments.items()},  # pyright: ignore[reportArgumentType, reportCallIssue]  any name may be an argument's
    )


class _Hydration(BaseModel):
    """What a page says when it connects. No var of ours is kept in the browser, so none comes from there."""

    model_config = ConfigDict(extra="forbid", strict=True)

    vars: dict[str, str] | None = Field(None, max_length=0)
    hashes: list[Annotated[str, Field(max_length=128)]] | None = Field(None, max_length=256)


# What the framework itself sends: the whole state after a connect, and a page's load events.
_ROOT, _ARRIVALS = rx.State.get_full_name(), OnLoadInternalState.get_full_name()
_SNAPSHOTS = frozenset({f"{_ROOT}.hydrate", f"{_ROOT}.hydrate_and_load"})
_LOAD = f"{_ARRIVALS}.on_load_internal"
_FRAMEWORK = {
    f"{_ROOT}.hydrate": _model("hydrate"),
    f"{_ROOT}.hydrate_and_load": _Hydration,
    _LOAD: _model("on_load_internal"),
    f"{_ROOT}.set_is_hydrated": _model("set_is_hydrated", value=flag),
    f"{_ARRIVALS}.set_is_hydrated": _model("set_is_hydrated", value=flag),
}


def handler(who: Who, /, **arguments: Any) -> Callable[[Callable[..., Any]], Any]:
    """Make a state's method an event of `who`, its payload checked against `arguments` before it runs."""

    def decorate(method: Callable[..., Any]) -> Any:
        _entries[f"{method.__module__}.{method.__qualname__}"] = Entry(who, _model(method.__qualname__, **arguments))
        return rx.event(method)  # pyright: ignore[reportCallIssue, reportArgumentType]  any handler's signature

    return decorate


def patient_event(**arguments: Any) -> Callable[[Callable[..., Any]], Any]:
    """`@patient_event(key=words(64))`: an event that only patients' pages send."""
    return handler(Who.PATIENT, **arguments)


def staff_event(**arguments: Any) -> Callable[[Callable[..., Any]], Any]:
    """`@staff_event(request_id=NAME)`: an event that only staff pages send."""
    return handler(Who.STAFF, **arguments)


def anyone_event(**arguments: Any) -> Callable[[Callable[..., Any]], Any]:
    """An event that needs no person: it reads and writes nothing of anybody's."""
    return handler(Who.ANYONE, **arguments)


def entry_for(event_name: str) -> Entry | None:
    """The list's entry for an event by the name it arrived under, or None."""
    registered = RegistrationContext.get().event_handlers.get(event_name)
    if registered is None:
        return None
    name = event_name.rpartition(".")[2]
    owners = (f"{owner.__module__}.{owner.__qualname__}.{name}" for owner in registered.states[0].__mro__)
    return next((_entries[owner] for owner in owners if owner in _entries), None)


def unlisted() -> list[str]:
    """The handlers of ours that Reflex would run and the list does not know: start-up refuses to go on with any."""
    return sorted(
        name
        for name, registered in RegistrationContext.get().event_handlers.items()
        if registered.states[0].__module__.startswith("portal_app.")
        and name.rpartition(".")[2] != "setvar"
        and entry_for(name) is None
    )


class Gate(Middleware):
    """Refuses what is not on the list or does not fit its model: no body runs, nothing is answered."""

    async def preprocess(self, app: rx.App, state: BaseState, event: Event) -> StateUpdate | None:  # noqa: ARG002  the framework passes them by name
        logs.begin_request()
        arguments = _arguments_of(event.name)
        if arguments is None:
            log.warning("An event that is not on the list was refused")
            return StateUpdate()
        try:
            arguments.model_validate(event.payload)
        except ValidationError as error:
            log.warning("A payload was refused: %s", [detail["type"] for detail in error.errors()])
            return StateUpdate()
        guard.note_event(event.name)
        if event.name in _SNAPSHOTS:
            await guard.forget_who_left(state)
        elif event.name == _LOAD:
            guard.note_arrival(state)
        return None


def _arguments_of(event_name: str) -> type[BaseModel] | None:
    """The model that an event's payload has to fit; None for what is not on the list."""
    if event_name in _FRAMEWORK:
        return _FRAMEWORK[event_name]
    entry = entry_for(event_name)
    return entry.arguments if entry else None


def refuse_strangers() -> None:
    """Stop the start when Reflex would run a handler that is not on the list."""
    if strangers := unlisted():
        msg = f"These event handlers are not on the gate's list: {', '.join(strangers)}"
        raise RuntimeError(msg)
