"""The only road to a patient's rows: "not yours" is the same as "not there" (ID-7, ID-8)."""

import sqlalchemy as sa
from sqlalchemy.orm import Mapped
from sqlmodel import col

from models.patients import Patient
from models.vocabulary import PatientId, PatientStatus, Role
from portal_app.domain.problems import NotYours, SignedOut
from portal_app.domain.refs import PatientRef, StaffRef
from portal_app.services.transaction import Transaction


def patient_row(db: Transaction, patient: PatientRef) -> Patient:
    """The patient's own file. `SignedOut` when it was discharged meanwhile."""
    row = db.scalar(
        sa.select(Patient).where(
            col(Patient.practice_id) == patient.practice_id,
            col(Patient.id) == patient.patient_id,
            col(Patient.status) == PatientStatus.ACTIVE,
        )
    )
    if row is None:
        raise SignedOut
    return row


def patient_for_staff(db: Transaction, staff: StaffRef, patient_id: PatientId | str, *, held: bool = False) -> Patient:
    """A patient's file for a staff member: a therapist's own patients, all of the practice's for the others.

    `held` keeps it from others until the commit. `NotYours` for a stranger's id and for another therapist's patient
    alike.
    """
    chosen = sa.select(Patient).where(
        col(Patient.id) == patient_id,
        col(Patient.practice_id) == staff.practice_id,
        *reach(staff, col(Patient.therapist_id)),
    )
    row = db.scalar(db.held(chosen) if held else chosen)
    if row is None:
        raise NotYours
    return row


def reach(staff: StaffRef, therapist_column: sa.ColumnElement[str] | Mapped[str]) -> list[sa.ColumnElement[bool]]:
    """The condition that keeps a therapist to what is theirs; nothing for who may see the whole practice."""
    if staff.role is Role.THERAPIST and not staff.sees_all:
        return [therapist_column == staff.staff_id]
    return []
