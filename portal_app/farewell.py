"""Whether this process is about to end: from then on it takes nothing new and finishes what it has."""

from dataclasses import dataclass


@dataclass
class _Going:
    soon: bool = False


_going = _Going()


def begin() -> None:
    """From now on nothing new is taken."""
    _going.soon = True


def has_begun() -> bool:
    """Whether the process is about to end."""
    return _going.soon
