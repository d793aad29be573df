"""Who still needs a service or a centre, and in which order they stand."""

from collections.abc import Mapping, Sequence

import sqlalchemy as sa
from sqlalchemy.orm import Mapped
from sqlmodel import col

from models.agenda import Appointment
from models.patients import Patient
from models.practice import Centre, Service
from models.vocabulary import AppointmentStatus, PatientStatus
from portal_app import clock
from portal_app.domain.problems import NotYours
from portal_app.domain.refs import StaffRef
from portal_app.services.transaction import Transaction


def patients_by(db: Transaction, staff: StaffRef, column: Mapped[str]) -> Mapping[str, int]:
    """How many active patients have each as theirs; `column` of `Patient`."""
    rows = db.execute(
        sa.select(column.label("one"), sa.func.count().label("times"))
        .where(col(Patient.practice_id) == staff.practice_id, col(Patient.status) == PatientStatus.ACTIVE)
        .group_by(column)
    )
    return {row.one: row.times for row in rows}


def to_come_by(db: Transaction, staff: StaffRef, column: Mapped[str]) -> Mapping[str, int]:
    """How many confirmed appointments to come there are for each; `column` of `Appointment`."""
    rows = db.execute(
        sa.select(column.label("one"), sa.func.count().label("times"))
        .where(
            col(Appointment.practice_id) == staff.practice_id,
            col(Appointment.starts_at) > clock.now(),
            col(Appointment.status) == AppointmentStatus.CONFIRMED,
        )
        .group_by(column)
    )
    return {row.one: row.times for row in rows}


def give_patients(db: Transaction, staff: StaffRef, column: Mapped[str], *, old: str, new: str) -> None:
    """Let every patient of the practice who has the one have the other."""
    db.execute(
        sa.update(Patient).where(col(Patient.practice_id) == staff.practice_id, column == old).values({column: new})
    )


def put_in_order(rows: Sequence[Service] | Sequence[Centre], ids: Sequence[str]) -> None:
    """Those named in this order, the others after them as they stood. `NotYours` for an id that is none of them."""
    if not {row.id for row in rows}.issuperset(ids):
        raise NotYours
    order = {each: number for number, each in enumerate(ids)}
    for position, row in enumerate(sorted(rows, key=lambda row: order.get(row.id, len(order)))):
        row.position = position
