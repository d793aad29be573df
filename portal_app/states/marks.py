"""One mark for the defaults of all states: what a page of a build says it has."""

import hashlib
from collections.abc import Sequence


def mark(hashes: Sequence[str]) -> str:
    """What stands for these hashes, which the framework makes of the names and the defaults of its states."""
    return hashlib.sha256("\n".join(hashes).encode()).hexdigest()[:16]
