"""Who may run a job now: a row in the database, taken for a while, so that of many processes one does it."""

from datetime import timedelta

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError
from sqlmodel import col

from models.practice import Lease
from portal_app import clock
from portal_app.services import transaction


def take(name: str, *, holder: str, lasting: timedelta) -> bool:
    """Take the lease, or keep it longer when it is the holder's already. False while somebody else holds it."""
    now = clock.now()
    try:
        with transaction.write() as db:
            lease = db.get(Lease, name, with_for_update=True)
            if lease is None:
                db.add(Lease(name=name, holder=holder, until=now + lasting))
                return True
            if lease.holder != holder and lease.until > now:
                return False
            lease.holder, lease.until = holder, now + lasting
            return True
    except IntegrityError:
        # Two took a lease that was nobody's: the other was first.
        return False


def give_back(name: str, *, holder: str) -> None:
    """Let the next one have it at once."""
    with transaction.write() as db:
        db.execute(sa.delete(Lease).where(col(Lease.name) == name, col(Lease.holder) == holder))
