"""What the schema refuses, in the words of the rules: the database has the last word, and it is a Problem like any."""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy.exc import IntegrityError

from portal_app.domain.problems import AlreadyAsked, AppointmentsOverlap, AppointmentTooLong, Problem, TooManyPending

# The names that PostgreSQL and the triggers give, and SQLite's way of naming a unique index: by its columns.
_REFUSALS: tuple[tuple[str, type[Problem]], ...] = (
    ("appointments_overlap", AppointmentsOverlap),
    ("appointment_lasts_a_day", AppointmentTooLong),
    ("too_many_pending", TooManyPending),
    ("one_pending_request_per_slot", AlreadyAsked),
    ("slot_request.patient_id, slot_request.therapist_id, slot_request.starts_at", AlreadyAsked),
)


@contextmanager
def in_words() -> Iterator[None]:
    """Raise the Problem that a constraint or a trigger stands for; anything else it refuses is a fault of ours."""
    try:
        yield
    except IntegrityError as error:
        said = str(error.orig)
        for name, problem in _REFUSALS:
            if name in said:
                raise problem from error
        raise
