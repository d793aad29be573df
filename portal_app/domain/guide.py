"""The first steps of a practice, and when each is done (PR-1)."""

from dataclasses import dataclass
from enum import StrEnum


class Step(StrEnum):
    """What a practice needs before its first patient asks for a time, in this order."""

    PRACTICE = "practice"
    CENTRE = "centre"
    SERVICE = "service"
    HOURS = "hours"
    PATIENT = "patient"


CLOSED = "closed"


@dataclass(frozen=True, slots=True)
class Facts:
    """What the practice has: a telephone or chat, a centre with an address, a price, hours of its own, a patient."""

    reachable: bool
    addressed: bool
    priced: bool
    own_hours: bool
    patient: bool


def done(step: Step, facts: Facts, found_right: frozenset[Step]) -> bool:
    """A step is done by what it is about, or because somebody looked and found it right as it was."""
    if step in found_right:
        return True
    match step:
        case Step.PRACTICE:
            return facts.reachable
        case Step.CENTRE:
            return facts.addressed
        case Step.SERVICE:
            return facts.priced
        case Step.HOURS:
            return facts.own_hours
        case Step.PATIENT:
            return facts.patient


def read(kept: str) -> frozenset[Step]:
    """The steps that were found right."""
    return frozenset(Step(word) for word in kept.split() if word in set(Step))


def written(steps: frozenset[Step]) -> str:
    """How they are kept."""
    return " ".join(step.value for step in Step if step in steps)
