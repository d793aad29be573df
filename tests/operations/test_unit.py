"""`deploy/espai.service` forbids system calls by name: none that Espai makes (OP-7)."""

import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.operations import sealed
from tests.operations.house import ROOT, House, house


@pytest.fixture
def practice(tmp_path: Path) -> Iterator[House]:
    with house(tmp_path) as one:
        one.within = sealed.command
        yield one


def ends_with(code: str) -> int:
    """How a Python of those lines ends under the filter."""
    return subprocess.run(sealed.command(sys.executable, "-c", code), cwd=ROOT, check=False).returncode


def test_the_filter_lets_hashing_step_back_and_stops_who_would_leave_the_folder() -> None:
    assert ends_with("import os; os.setpriority(os.PRIO_PROCESS, 0, 5)") == 0
    assert ends_with("import os; os.chroot('/')") == -signal.SIGSYS
    assert ends_with("import os; os.sched_setscheduler(0, 0, os.sched_param(0))") == -signal.SIGSYS


def test_a_server_makes_no_call_that_its_unit_forbids(practice: House) -> None:
    upgraded = practice.run("db", "upgrade")
    assert upgraded.returncode == 0, upgraded.stderr
    practice.start()
    workers = practice.worker_pids()
    practice.page(practice.patient())
    practice.page(practice.member("therapist"), "/es/staff/agenda")
    assert practice.worker_pids() == workers
    assert practice.stop() == 0, practice.log()
