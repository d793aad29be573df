"""Under `ESPAI_LOG=json` whatever a server writes is a record, whoever writes it (OP-4)."""

import json
import os
import signal
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.operations.house import House, house, wait_until

CANARY = "Ana-Pujol-4821"
# A library that misbehaves in every process, as Python runs it before anything else.
UNRULY = f"""
import os, sys, threading, time, warnings

def misbehave():
    time.sleep(0.5)
    while type(sys.stdout).__name__ != "Stray":
        time.sleep(0.1)
    print("{CANARY}")
    print("{CANARY}", file=sys.stderr)
    warnings.warn("{CANARY}", RuntimeWarning)
    raise ValueError("{CANARY}")

def later():
    threading.Thread(target=misbehave, daemon=True).start()

if "serve" in sys.argv:
    os.register_at_fork(after_in_child=later)
    later()
"""


@pytest.fixture
def practice(tmp_path: Path) -> Iterator[House]:
    folder = tmp_path / "data"
    folder.mkdir()
    with house(folder) as one:
        one.environment["ESPAI_LOG"] = "json"
        yield one


def records(written: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in written.splitlines()]


def test_every_line_of_a_server_is_a_record(practice: House, tmp_path: Path) -> None:
    (tmp_path / "sitecustomize.py").write_text(UNRULY, encoding="utf-8")
    practice.environment["PYTHONPATH"] = f"{tmp_path}{os.pathsep}{practice.environment['PYTHONPATH']}"
    practice.start()
    practice.page(practice.patient())
    (killed,) = practice.worker_pids()
    # The first process and its worker, and then the worker that comes after this one.
    wait_until(lambda: practice.whole_log().count("Nobody caught") == 2, why=practice.log)
    os.kill(killed, signal.SIGKILL)
    wait_until(lambda: practice.whole_log().count("Nobody caught") == 3, why=practice.log)
    wait_until(practice.is_ready)
    practice.stop()

    written = practice.whole_log()
    said = records(written)
    assert CANARY not in written
    assert all(line["timestamp"] and line["level"] and line["logger"] for line in said)
    own = [line["event"] for line in said if line["logger"] == "espai.server"]
    assert own == [
        f"Serving on 127.0.0.1:{practice.port}, processes: 1",
        "Worker 1 was killed (signal 9)",
        "Stopping: what runs is finished first",
        "Stopped",
    ]
    assert [line["event"] for line in said if line["logger"] == "_granian"] == ["Unexpected exit from worker-1"]
    stray = [line for line in said if line["logger"] == "espai.stray"]
    assert sorted({line["event"] for line in stray}) == [
        "A line that is no record was written in sitecustomize.py, misbehave",
        "Nobody caught ValueError",
        "Python warns of RuntimeWarning in sitecustomize.py:10",
    ]
    assert {line.get("error") for line in stray} == {None, "builtins.ValueError"}


def test_every_line_of_what_comes_before_a_server_is_a_record(practice: House) -> None:
    finished = practice.run("db", "upgrade")
    assert finished.returncode == 0
    assert [line["level"] for line in records(finished.stdout + finished.stderr)] == ["info"]


@pytest.mark.parametrize(
    ("name", "value"),
    [("ESPAI_TRUSTED_PROXY_HOPS", "many"), ("ESPAI_NONSENSE", "1"), ("ESPAI_DATABASE_URL", "sqlite:////nowhere/a.db")],
)
def test_a_refused_start_is_a_record_that_names_the_setting(practice: House, name: str, value: str) -> None:
    practice.environment[name] = value
    finished = practice.run("serve", f"--port={practice.port}")
    assert finished.returncode == 1
    (line,) = records(finished.stdout + finished.stderr)
    assert (line["level"], line["logger"]) == ("error", "espai.command")
    assert name in line["event"]


def test_a_worker_that_cannot_go_on_says_so_in_records(practice: House) -> None:
    practice.environment["PYTHONPATH"] += os.pathsep + str(practice.data_dir)
    (practice.data_dir / "sitecustomize.py").write_text(
        f"import os, sys\nif 'serve' in sys.argv:\n    os.register_at_fork(after_in_child=lambda: sys.modules.update("
        f"{{'portal_app.portal_app': None}}))\nCANARY = '{CANARY}'\n",
        encoding="utf-8",
    )
    finished = practice.run("serve", f"--port={practice.port}")
    assert finished.returncode == 1
    said = records(finished.stdout + finished.stderr)
    failed = [line for line in said if line["logger"] == "espai.server" and line["level"] == "error"]
    assert {line["error"] for line in failed} == {"builtins.ModuleNotFoundError"}
    assert [line["event"] for line in said if line["logger"] == "_granian"][-1] == "Worker crash loop detected, exiting"
