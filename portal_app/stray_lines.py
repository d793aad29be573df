"""What a process would write past its log: warnings of Python, what nobody caught, what a library prints (OP-4).

Each becomes a record that says what kind it is and where it comes from. What it says itself may quote a row or what
somebody sent, and is not written.
"""

import io
import logging
import sys
import threading
import warnings
from pathlib import Path
from types import TracebackType
from typing import TextIO

log = logging.getLogger("espai.stray")


class Stray(io.TextIOBase):
    """In the place of standard output or standard error, whose records go to the one `behind`."""

    def __init__(self, behind: TextIO) -> None:
        self.behind = behind

    def write(self, text: str) -> int:
        """Tell where the line was written, whatever it says."""
        if text.strip():
            code = sys._getframe(1).f_code  # noqa: SLF001  There is no other cheap way to know who writes.
            log.warning("A line that is no record was written in %s, %s", Path(code.co_filename).name, code.co_name)
        return len(text)

    def flush(self) -> None:
        """Nothing is kept back."""
        self.behind.flush()

    def fileno(self) -> int:
        """For who hands the stream on to another process."""
        return self.behind.fileno()


def standard_error() -> TextIO:
    """Where records go: standard error itself, also when what is printed there is caught."""
    return sys.stderr.behind if isinstance(sys.stderr, Stray) else sys.stderr


def catch_prints() -> None:
    """Make a record of every line that is printed in this process and in those forked from it."""
    for name in ("stdout", "stderr"):
        if not isinstance(stream := getattr(sys, name), Stray):
            setattr(sys, name, Stray(stream))


def catch_failures() -> None:
    """Make a record of every warning, and of every exception that nobody catches."""
    warnings.showwarning = _warned
    sys.excepthook = _failed
    threading.excepthook = lambda told: _failed(told.exc_type, told.exc_value, told.exc_traceback)
    sys.unraisablehook = lambda told: _failed(told.exc_type, told.exc_value, told.exc_traceback)


def _warned(
    _message: Warning | str,
    category: type[Warning],
    filename: str,
    lineno: int,
    _file: TextIO | None = None,
    _line: str | None = None,
) -> None:
    log.warning("Python warns of %s in %s:%d", category.__name__, Path(filename).name, lineno)


def _failed(kind: type[BaseException], error: BaseException | None, trace: TracebackType | None) -> None:
    if error is None or not isinstance(error, KeyboardInterrupt | SystemExit):
        log.error("Nobody caught %s", kind.__name__, exc_info=(kind, error or kind(), trace))
