"""A process that may make only the system calls of the unit file, and is killed at the first other one.

Under systemd such a call is refused and whoever made it may go on; here none shall be made at all.
"""

import ctypes
import ctypes.util
import os
import shutil
import subprocess
import sys
from pathlib import Path

from tests.engines import do_without

UNIT = Path(__file__).parents[2] / "deploy" / "espai.service"
# seccomp(2), libseccomp's names for what happens at a call.
KILL_PROCESS, ALLOW = 0x80000000, 0x7FFF0000
# SQLite gives its files to the folder's owner when root runs it, and then alone; the unit's user is another.
BY_ROOT = {"fchown"} if os.geteuid() == 0 else set[str]()
_ANALYZE = "systemd-analyze"


def command(*what: str) -> list[str]:
    """The command line that runs `what` under the unit's filter."""
    return [sys.executable, "-m", "tests.operations.sealed", ",".join(sorted(allowed() | BY_ROOT)), *what]


def allowed() -> set[str]:
    """The calls that the unit's lines leave, in their order, as systemd.exec(5) reads them."""
    if shutil.which(_ANALYZE) is None or ctypes.util.find_library("seccomp") is None:
        do_without("systemd", "neither systemd-analyze nor libseccomp, which say what the unit allows")
    left = set[str]()
    for line in UNIT.read_text(encoding="utf-8").splitlines():
        if line.startswith("SystemCallFilter="):
            said = line.partition("=")[2]
            names = {call for name in said.lstrip("~").split() for call in _calls(name)}
            left = left - names if said.startswith("~") else left | names
    return left


def _calls(name: str) -> set[str]:
    """A call's name, or the names in a set of them, which may hold other sets."""
    if not name.startswith("@"):
        return {name}
    told = subprocess.run([_ANALYZE, "--no-pager", "syscall-filter", name], capture_output=True, text=True, check=True)
    inside = [line.strip() for line in told.stdout.splitlines()[1:] if line.startswith(" ")]
    return {call for one in inside if one and not one.startswith("#") for call in _calls(one)}


def _seal(names: list[str]) -> None:
    library = ctypes.CDLL(ctypes.util.find_library("seccomp"), use_errno=True)
    library.seccomp_init.restype = ctypes.c_void_p
    library.seccomp_init.argtypes = [ctypes.c_uint32]
    library.seccomp_rule_add.argtypes = [ctypes.c_void_p, ctypes.c_uint32, ctypes.c_int, ctypes.c_uint]
    library.seccomp_load.argtypes = [ctypes.c_void_p]
    rules = library.seccomp_init(KILL_PROCESS)
    for name in names:
        # A name of another kind of machine has no number here, or one below zero, which can be told all the same.
        if (number := library.seccomp_syscall_resolve_name(name.encode())) >= 0:
            library.seccomp_rule_add(rules, ALLOW, number, 0)
    if library.seccomp_load(rules) != 0:
        msg = "The filter could not be loaded."
        raise OSError(msg)


if __name__ == "__main__":
    _seal(sys.argv[1].split(","))
    os.execvp(sys.argv[2], sys.argv[2:])  # noqa: S606  A shell would make calls of its own.
