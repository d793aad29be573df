"""A build on a machine that reaches no other: nothing but the packages' own registry is ever needed (R16, OP-1).

A minute of building, so only with `ESPAI_TEST_LONG=1`.
"""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from portal_app import build
from tests import engines

LONG = os.environ.get("ESPAI_TEST_LONG") == "1"
# A network of its own, in which there is this machine and nobody else.
ALONE = ["unshare", "--user", "--map-root-user", "--net", "sh", "-c", 'ip link set lo up && exec "$@"', "alone"]
BUILD = "from portal_app import build; build.build(); assert build.is_built()"
ASK = "import socket; socket.create_connection(('192.0.2.1', 443), 2)"

if LONG:

    @pytest.fixture(scope="module")
    def alone() -> list[str]:
        """What runs a command there."""
        if shutil.which("unshare") is None or subprocess.run([*ALONE, "true"], check=False).returncode != 0:
            engines.do_without("unshare", "no network of one's own to be had")
        return ALONE

    @pytest.mark.timeout(900)
    def test_a_build_whose_packages_are_there_needs_nobody(alone: list[str], tmp_path: Path) -> None:
        """In a copy whose sources have changed, so that all of it is made again."""
        build.ensure_built()
        for name in (*build.SOURCES, *build.LOCKS, ".web", ".build", "pyproject.toml"):
            source = build.ROOT / name
            if source.is_dir():
                shutil.copytree(source, tmp_path / name, symlinks=True)
            else:
                shutil.copy2(source, tmp_path / name)
        with (tmp_path / "assets" / "espai.js").open("a", encoding="utf-8") as script:
            script.write("/* changed */\n")
        environment = {**os.environ, "PYTHONPATH": str(tmp_path)}
        built = subprocess.run([*alone, sys.executable, "-c", BUILD], cwd=tmp_path, env=environment, check=False)
        assert built.returncode == 0

    def test_nobody_is_reached_from_there(alone: list[str]) -> None:
        asked = subprocess.run([*alone, sys.executable, "-c", ASK], capture_output=True, check=False)
        assert b"unreachable" in asked.stderr
