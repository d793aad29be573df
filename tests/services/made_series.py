"""Series to look at, as reception makes them, and what they leave in the diary and in the trail."""

from typing import Any

import sqlalchemy as sa

from models.tables import ActivityEntry, Appointment
from models.vocabulary import CANCELLED, Action
from portal_app.domain.availability import Reason
from portal_app.domain.refs import NOWHERE, PatientRef, StaffRef
from portal_app.domain.series import Repetition, Scope
from portal_app.services import series
from portal_app.services.series import ChangedSeries, CreatedSeries, Planned
from portal_app.services.transaction import read
from tests.builders import BARCELONA, Cast, at

TUESDAY = "2026-10-20 10:00"
FOUR = Repetition(times=4)


def given(cast: Cast, starts: str = TUESDAY, repetition: Repetition = FOUR, **more: Any) -> dict[str, Any]:
    return {
        "therapist_id": cast.marta.staff_id,
        "service_id": cast.individual,
        "centre_id": cast.gracia,
        "starts_at": at(starts),
        "repetition": repetition,
        **more,
    }


def create(cast: Cast, staff: StaffRef | None = None, patient: PatientRef | None = None, **more: Any) -> CreatedSeries:
    who = (patient or cast.ana).patient_id
    return series.create(staff or cast.ruth, who, origin=NOWHERE, **given(cast, **more))


def planned(cast: Cast, **more: Any) -> list[Planned]:
    return series.preview(cast.ruth, cast.ana.patient_id, **given(cast, **more))


def row(appointment_id: str) -> Appointment:
    with read() as db:
        return db.get_one(Appointment, appointment_id)


def diary(cast: Cast, patient: PatientRef | None = None) -> list[str]:
    """The patient's appointments that hold time, on the wall."""
    with read() as db:
        rows = db.scalars(
            sa.select(Appointment.starts_at)
            .where(
                Appointment.patient_id == (patient or cast.ana).patient_id,
                Appointment.practice_id == cast.practice_id,
                Appointment.status.not_in(CANCELLED),
            )
            .order_by(Appointment.starts_at)
        )
        return [f"{instant.astimezone(BARCELONA):%d.%m %H:%M}" for instant in rows]


def entries() -> list[tuple[Action, dict[str, str]]]:
    with read() as db:
        rows = db.scalars(sa.select(ActivityEntry).order_by(ActivityEntry.number))
        return [(entry.action, entry.detail) for entry in rows]


def stands(plan: list[Planned]) -> list[tuple[str, bool, bool, tuple[Reason, ...]]]:
    return [(f"{one.on:%d.%m}", one.overlaps, one.patient_is_taken, one.reasons) for one in plan]


def change(cast: Cast, appointment_id: str, scope: Scope, starts: str | None = None, **more: Any) -> ChangedSeries:
    options = {"seen": row(appointment_id).sequence, **more}
    starts_at = at(starts) if starts else None
    staff = options.pop("staff", cast.ruth)
    return series.change(staff, appointment_id, scope=scope, starts_at=starts_at, origin=NOWHERE, **options)
