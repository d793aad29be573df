"""A practice's first steps: what is done, what comes next, and closing the guide (PR-1)."""

from dataclasses import dataclass
from datetime import time

import sqlalchemy as sa
from sqlmodel import col

from models.patients import Patient
from models.practice import Centre, Practice, Service, WorkingHours
from models.vocabulary import CentreKind
from portal_app.domain import guide as rules
from portal_app.domain.guide import Facts, Step
from portal_app.domain.refs import Origin, StaffRef
from portal_app.services.installation import FIRST_HOURS
from portal_app.services.set_up import steps
from portal_app.services.transaction import Transaction, read


@dataclass(frozen=True, slots=True)
class Guide:
    """The steps in their order, each done or not."""

    steps: tuple[tuple[Step, bool], ...]

    @property
    def done(self) -> int:
        """How many are done."""
        return sum(done for _, done in self.steps)


def shown(staff: StaffRef) -> Guide | None:
    """How far the practice is; None once the guide is closed, and for whoever is no admin. One query then."""
    if not steps.is_admin(staff):
        return None
    with read() as db:
        row = db.execute(
            sa.select(col(Practice.guide), col(Practice.phone), col(Practice.whatsapp)).where(
                col(Practice.id) == staff.practice_id
            )
        ).one()
        if row.guide == rules.CLOSED:
            return None
        facts = _facts(db, staff, reachable=bool(row.phone or row.whatsapp))
    found_right = rules.read(row.guide)
    return Guide(tuple((step, rules.done(step, facts, found_right)) for step in Step))


def find_right(staff: StaffRef, step: Step, *, origin: Origin) -> None:
    """Somebody looked at what the step is about, and it is right as it is. `NotAllowed`."""
    with steps.changing(staff, origin) as db:
        steps.admin_only(staff)
        row = _row(db, staff)
        if row.guide == rules.CLOSED or step in rules.read(row.guide):
            return
        row.guide = rules.written(rules.read(row.guide) | {step})
        steps.told(db, staff, origin, "guide.found_right", step=step.value)


def close(staff: StaffRef, *, origin: Origin) -> None:
    """Put the guide away for good. `NotAllowed`."""
    with steps.changing(staff, origin) as db:
        steps.admin_only(staff)
        row = _row(db, staff)
        if row.guide != rules.CLOSED:
            row.guide = rules.CLOSED
            steps.told(db, staff, origin, "guide.closed")


def _row(db: Transaction, staff: StaffRef) -> Practice:
    return db.scalars(sa.select(Practice).where(col(Practice.id) == staff.practice_id)).one()


def _facts(db: Transaction, staff: StaffRef, *, reachable: bool) -> Facts:
    there = sa.select(
        sa.exists()
        .where(
            col(Centre.practice_id) == staff.practice_id,
            col(Centre.active),
            col(Centre.kind) == CentreKind.PLACE,
            col(Centre.address) != "",
        )
        .label("addressed"),
        sa.exists()
        .where(col(Service.practice_id) == staff.practice_id, col(Service.active), col(Service.price_cents) > 0)
        .label("priced"),
        sa.exists().where(col(Patient.practice_id) == staff.practice_id).label("patient"),
    )
    row = db.execute(there).one()
    hours = db.execute(
        sa.select(col(WorkingHours.weekday), col(WorkingHours.starts), col(WorkingHours.ends)).where(
            col(WorkingHours.practice_id) == staff.practice_id
        )
    ).all()
    first: set[tuple[int | None, time | None, time | None]] = {
        (weekday, *period) for weekday in range(5) for period in FIRST_HOURS
    }
    return Facts(
        reachable=reachable,
        addressed=row.addressed,
        priced=row.priced,
        own_hours={(one.weekday, one.starts, one.ends) for one in hours} != first,
        patient=row.patient,
    )
