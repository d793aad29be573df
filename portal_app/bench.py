"""`espai bench`: the benchmarks of a clone, each measured in a process and a folder of its own."""

import json
import os
import re
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from portal_app import build
from portal_app.settings import CannotGoOn

FOLDER = build.ROOT / "tests" / "bench"
_MEASURE = """
import json, sys
from tests.bench.{name} import measure
print(json.dumps(measure(**json.loads(sys.argv[1]))))
"""


def names() -> list[str]:
    """What can be measured: every module of `tests/bench` with a `measure()`, its name written with hyphens."""
    files = [path for path in sorted(FOLDER.glob("*.py")) if "def measure(" in path.read_text(encoding="utf-8")]
    return [path.stem.replace("_", "-") for path in files]


def takes(name: str) -> set[str]:
    """What a benchmark can be told."""
    said = (FOLDER / f"{name.replace('-', '_')}.py").read_text(encoding="utf-8")
    measuring = re.search(r"def measure\((.*?)\) ->", said, re.DOTALL)
    return set(re.findall(r"(\w+):", measuring[1])) if measuring else set()


def measure(name: str, told: Mapping[str, object]) -> dict[str, Any]:
    """One benchmark's figures, as it names them itself; it is `told` what it takes."""
    kept = {key: value for key, value in os.environ.items() if not key.startswith("ESPAI_")}
    with tempfile.TemporaryDirectory(prefix="espai-bench-") as folder:
        finished = subprocess.run(
            [sys.executable, "-c", _MEASURE.format(name=name.replace("-", "_")), json.dumps(told)],
            cwd=build.ROOT,
            env={**kept, "ESPAI_MODE": "demo", "ESPAI_DATA_DIR": str(Path(folder))},
            stdout=subprocess.PIPE,
            text=True,
            check=False,
        )
    if finished.returncode != 0:
        raise CannotGoOn(lambda t: t("The benchmark {name} failed; the lines above say why.", name=name))
    return json.loads(finished.stdout)
