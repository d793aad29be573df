"""What is taken hold of inside the framework and asyncio: where an upgrade moves it, this says so first."""

import asyncio
import inspect
import signal

from reflex.istate.manager.redis import StateManagerRedis
from reflex.state import BaseState

from portal_app.states import sealing


async def test_a_loop_keeps_who_answers_a_signal_where_the_stop_looks_for_it() -> None:
    loop, asked = asyncio.get_running_loop(), asyncio.Event()
    loop.add_signal_handler(signal.SIGUSR1, asked.set)
    try:
        loop._signal_handlers[signal.SIGUSR1]._run()  # pyright: ignore[reportAttributeAccessIssue]  as states/leaving.py does
        assert asked.is_set()
    finally:
        loop.remove_signal_handler(signal.SIGUSR1)


def test_what_goes_to_redis_and_comes_from_there_passes_through_what_is_sealed() -> None:
    kept = inspect.getsource(StateManagerRedis)
    assert "._serialize()" in kept
    assert "._deserialize(" in kept
    assert {"_serialize", "_deserialize"} <= vars(BaseState).keys()
    assert "_serialize" in inspect.getsource(sealing.seal_states)
