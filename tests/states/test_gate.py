"""The gate: what is not on the list does not run, and what does not fit its model neither."""

import pytest
import reflex as rx
from pydantic import ValidationError
from reflex.state import StateUpdate
from reflex_base.event import Event

from portal_app.states import gate
from portal_app.states.gate import Gate, one_of, patient_event, whole, words


class GateProbe(rx.State):
    """A page's state, as any other."""

    shown: str = ""

    @patient_event(key=words(5), step=whole(-1, 1), view=one_of("grid", "list"))
    async def choose(self, key: str, step: int, view: str) -> None:
        self.shown = f"{key}{step}{view}"

    @rx.event
    async def forgotten(self) -> None:
        self.shown = "ran"


def named(handler: str) -> str:
    return f"{GateProbe.get_full_name()}.{handler}"


async def passes(name: str, payload: dict[str, object]) -> bool:
    state = rx.State(_reflex_internal_init=True)
    answer = await Gate().preprocess(app=None, state=state, event=Event(name=name, payload=payload))  # pyright: ignore[reportArgumentType]  the gate never looks at the app
    assert answer is None or answer == StateUpdate()
    return answer is None


FITTING = {"key": "abc", "step": 1, "view": "grid"}


async def test_an_event_on_the_list_passes_with_fitting_arguments() -> None:
    assert await passes(named("choose"), dict(FITTING))


@pytest.mark.parametrize(
    "change",
    [
        {"key": "abcdef"},
        {"key": 7},
        {"key": None},
        {"key": ["abc"]},
        {"step": 2},
        {"step": "1"},
        {"step": True},
        {"step": 0.5},
        {"view": "grid\n"},
        {"view": "table"},
        {"extra": 1},
    ],
)
async def test_arguments_that_do_not_fit_run_nothing(change: dict[str, object]) -> None:
    assert not await passes(named("choose"), FITTING | change)


async def test_a_missing_argument_runs_nothing() -> None:
    assert not await passes(named("choose"), {"key": "abc"})


@pytest.mark.parametrize("handler", ["forgotten", "setvar", "nothing", "choose.x", ""])
async def test_what_is_not_on_the_list_does_not_run(handler: str) -> None:
    assert not await passes(named(handler), {})


async def test_the_framework_may_hydrate_and_load() -> None:
    assert await passes("reflex___state____state.hydrate", {})


def test_whole_numbers_are_not_truths() -> None:
    entry = gate.entry_for(named("choose"))
    assert entry is not None
    with pytest.raises(ValidationError):
        entry.arguments.model_validate({**FITTING, "step": False})
