"""Where slow hashes are worked out: beside everything else, and after it (R14)."""

import os
import sys
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from typing import TypeVar

R = TypeVar("R")

STEP_BACK = 5
"""How far, as `nice` counts, a slow hash comes after whatever else the machine has to do: open pages go first, and a
machine that is busy with other things still lets people in."""


def _step_back() -> None:
    """Let this thread come after all others. On Linux a thread has a priority of its own; elsewhere none is touched."""
    if sys.platform == "linux":
        # Where a service manager forbids it, the doors open all the same.
        with suppress(OSError):
            os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), STEP_BACK)


@dataclass
class _Cores:
    """How many processes share those of the machine."""

    shared_by: int = 1


_cores = _Cores()


def share_cores(processes: int) -> None:
    """So many processes hash on this machine: all together no more at once than it has cores, and one each."""
    _cores.shared_by = processes
    _slow.cache_clear()


@cache
def _slow() -> ThreadPoolExecutor:
    """Where a hash is done alone, which holds nothing that others wait for: no interpreter, no transaction."""
    at_once = max(1, (os.cpu_count() or 1) // _cores.shared_by)
    return ThreadPoolExecutor(at_once, thread_name_prefix="hash", initializer=_step_back)


# A worker forked from a process that has hashed inherits the pool and none of its threads: it makes its own.
os.register_at_fork(after_in_child=_slow.cache_clear)


def aside(slow: Callable[..., R], *args: bytes) -> R:
    """Run a slow hash so that a crowd at the door takes of the cores what open pages leave (R14)."""
    return _slow().submit(slow, *args).result()
