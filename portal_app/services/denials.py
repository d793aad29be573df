"""A refusal leaves a trace: who reached for what is not theirs (ID-7, GD-1)."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

import sqlalchemy as sa
from sqlmodel import col

from models.activity import RefusedAgain
from models.vocabulary import Action, ActorKind
from portal_app import clock
from portal_app.domain import repeats
from portal_app.domain.problems import NotAllowed, NotYours
from portal_app.domain.refs import Origin, PatientRef, StaffRef
from portal_app.services import activity
from portal_app.services.transaction import Transaction, write


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
    """Write down that `person` reached for `what`, in a transaction of its own.

    The first few of a minute have an entry each; more of the same are counted, and told in one when it is over.
    """
    with write() as db:
        db.stand_in_line(f"refusals of {activity.who(person)[1]}")
        count = _count_of(db, person, origin, what)
        count.last_at = clock.now()
        if not repeats.is_told_in_full(count.entries):
            count.more += 1
            return
        count.entries += 1
        activity.record(
            db,
            practice_id=person.practice_id,
            action=Action.ACCESS_DENIED,
            actor=person,
            origin=origin,
            what=what,
            **_through(origin.through),
        )


def tell_repeated(now: datetime) -> int:
    """Tell of refusals that came again and again in a minute that is over, in every practice; how many there were."""
    with write() as db:
        over = db.scalars(
            sa.select(RefusedAgain)
            .where(col(RefusedAgain.began_at) <= now - repeats.REFUSALS_JOINED)
            .order_by(col(RefusedAgain.began_at), col(RefusedAgain.id))
            .with_for_update()
        ).all()
        return sum(_tell(db, count) for count in over)


def _count_of(db: Transaction, person: PatientRef | StaffRef, origin: Origin, what: str) -> RefusedAgain:
    """The count of this minute for this refusal; one that is over is told first."""
    kind, actor_id = activity.who(person)
    found = db.scalar(
        sa.select(RefusedAgain).where(
            col(RefusedAgain.practice_id) == person.practice_id,
            col(RefusedAgain.actor_id) == actor_id,
            col(RefusedAgain.address) == origin.address,
            col(RefusedAgain.what) == what,
            col(RefusedAgain.through) == origin.through,
        )
    )
    if found is not None and not repeats.is_over(found.began_at, clock.now()):
        return found
    if found is not None:
        _tell(db, found)
    fresh = RefusedAgain(
        practice_id=person.practice_id,
        actor_kind=kind,
        actor_id=actor_id,
        address=origin.address,
        user_agent=origin.user_agent[:300],
        what=what,
        through=origin.through,
        began_at=clock.now(),
        last_at=clock.now(),
        entries=0,
    )
    db.add(fresh)
    return fresh


def _tell(db: Transaction, count: RefusedAgain) -> int:
    """Write down what was counted, and count no more."""
    if count.more:
        activity.append(
            db,
            practice_id=count.practice_id,
            action=Action.ACCESS_DENIED,
            by=(ActorKind(count.actor_kind), count.actor_id),
            origin=Origin(address=count.address, user_agent=count.user_agent),
            patient_id=count.actor_id if count.actor_kind is ActorKind.PATIENT else None,
            what=count.what,
            again=str(count.more),
            since=count.began_at.isoformat(),
            until=count.last_at.isoformat(),
            **_through(count.through),
        )
    more = count.more
    db.delete(count)
    db.flush()
    return more


def _through(event: str) -> dict[str, str]:
    return {"event": event} if event else {}
