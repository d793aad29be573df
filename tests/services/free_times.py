"""The times that Marta offers for an individual session, as the services tell them."""

from portal_app.domain.availability import Slot
from portal_app.services import availability
from portal_app.services.transaction import read
from tests.builders import Cast, on


def free_on(cast: Cast, day: str) -> list[Slot]:
    """What is free on a day."""
    with read() as db:
        return availability.free_slots(
            db,
            practice_id=cast.practice_id,
            therapist_id=cast.marta.staff_id,
            service_id=cast.individual,
            first_on=on(day),
            last_on=on(day),
        )
