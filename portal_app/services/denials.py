"""A refusal leaves a trace: who reached for what is not theirs (ID-7, GD-1)."""

from collections.abc import Iterator
from contextlib import contextmanager

from models.vocabulary import Action
from portal_app.domain.problems import NotAllowed, NotYours
from portal_app.domain.refs import Origin, PatientRef, StaffRef
from portal_app.services import activity
from portal_app.services.transaction import write


@contextmanager
def traced(person: PatientRef | StaffRef, origin: Origin, what: str) -> Iterator[None]:
    """Write an activity entry when what is done inside ends in `NotYours` or `NotAllowed`.

    It goes around the transaction, which is rolled back by then, and has one of its own.
    """
    try:
        yield
    except (NotYours, NotAllowed):
        record(person, origin, what)
        raise


def record(person: PatientRef | StaffRef, origin: Origin, what: str) -> None:
    """Write down that `person` reached for `what`, in a transaction of its own."""
    with write() as db:
        activity.record(
            db,
            practice_id=person.practice_id,
            action=Action.ACCESS_DENIED,
            actor=person,
            origin=origin,
            what=what,
        )
