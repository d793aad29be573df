"""The services a practice offers (PR-1)."""

from collections.abc import Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from sqlmodel import col

from models.agenda import Appointment
from models.patients import Patient
from models.practice import Service
from models.vocabulary import ServiceId
from portal_app.domain.problems import NotYours, StillInUse
from portal_app.domain.refs import Origin, StaffRef
from portal_app.domain.set_up import ServiceDraft, tidy_service
from portal_app.services import seen as seen_state
from portal_app.services.set_up import steps, uses
from portal_app.services.transaction import Transaction, read


@dataclass(frozen=True, slots=True)
class ServiceOffered:
    """A service as it is; `patients` have it as theirs, `to_come` appointments are booked for it."""

    service_id: ServiceId
    draft: ServiceDraft
    currency: str
    active: bool
    patients: int
    to_come: int
    state: str


def listed(staff: StaffRef) -> list[ServiceOffered]:
    """All services in their order, retired ones last; for whoever works there."""
    with read() as db:
        rows = _all(db, staff)
        patients, to_come = (
            uses.patients_by(db, staff, col(Patient.service_id)),
            uses.to_come_by(db, staff, col(Appointment.service_id)),
        )
    return [
        ServiceOffered(
            service_id=ServiceId(row.id),
            draft=_draft(row),
            currency=row.currency,
            active=row.active,
            patients=patients.get(row.id, 0),
            to_come=to_come.get(row.id, 0),
            state=_state(row),
        )
        for row in rows
    ]


def create(staff: StaffRef, draft: ServiceDraft, *, origin: Origin) -> ServiceId:
    """A new service, last in the order. `BadFields`, `NotAllowed`."""
    with steps.changing(staff, origin) as db:
        steps.admin_only(staff)
        draft = tidy_service(draft, languages=steps.languages(db, staff))
        row = Service(practice_id=staff.practice_id, names={}, length_minutes=0, position=len(_all(db, staff)))
        _fill(row, draft)
        db.add(row)
        steps.told(db, staff, origin, "service.created", service_id=row.id)
    return ServiceId(row.id)


def change(staff: StaffRef, service_id: str, draft: ServiceDraft, *, seen: str, origin: Origin) -> None:
    """Make it what the draft says; appointments that are there keep their length. `BadFields`, `ChangedMeanwhile`."""
    with steps.changing(staff, origin) as db:
        steps.admin_only(staff)
        row = _one(db, staff, service_id)
        seen_state.check_state(seen, _state(row))
        _fill(row, tidy_service(draft, languages=steps.languages(db, staff)))
        steps.told(db, staff, origin, "service.changed", times=True, service_id=row.id)


def retire(staff: StaffRef, service_id: str, *, instead: str | None = None, seen: str, origin: Origin) -> None:
    """Offer it no more; what is booked stays, its patients get `instead`.

    `StillInUse` without one for them, and for the last service there is. Retired already: nothing happens.
    """
    with steps.changing(staff, origin) as db:
        steps.admin_only(staff)
        row = _one(db, staff, service_id)
        if not row.active:
            return
        seen_state.check_state(seen, _state(row))
        patients = uses.patients_by(db, staff, col(Patient.service_id)).get(row.id, 0)
        others = {other.id for other in _all(db, staff) if other.active} - {row.id}
        if instead is not None and instead not in others:
            raise NotYours
        if not others or (patients and instead is None):
            raise StillInUse(patients=patients, appointments=0, therapists=(), last=not others)
        if instead is not None:
            uses.give_patients(db, staff, col(Patient.service_id), old=row.id, new=instead)
        row.active = False
        steps.told(db, staff, origin, "service.retired", times=True, service_id=row.id, instead=instead or "")


def bring_back(staff: StaffRef, service_id: str, *, origin: Origin) -> None:
    """Offer a retired one again."""
    with steps.changing(staff, origin) as db:
        steps.admin_only(staff)
        row = _one(db, staff, service_id)
        if row.active:
            return
        row.active = True
        steps.told(db, staff, origin, "service.brought_back", times=True, service_id=row.id)


def reorder(staff: StaffRef, service_ids: Sequence[str], *, origin: Origin) -> None:
    """Put them in this order; those not named come after."""
    with steps.changing(staff, origin) as db:
        steps.admin_only(staff)
        uses.put_in_order(_all(db, staff), service_ids)
        steps.told(db, staff, origin, "service.reordered")


def _all(db: Transaction, staff: StaffRef) -> Sequence[Service]:
    return db.scalars(
        sa.select(Service)
        .where(col(Service.practice_id) == staff.practice_id)
        .order_by(col(Service.active).desc(), col(Service.position), col(Service.id))
    ).all()


def _one(db: Transaction, staff: StaffRef, service_id: str) -> Service:
    found = next((row for row in _all(db, staff) if row.id == service_id), None)
    if found is None:
        raise NotYours
    return found


def _draft(row: Service) -> ServiceDraft:
    return ServiceDraft(
        names=dict(row.names),
        length_minutes=row.length_minutes,
        before_minutes=row.buffer_before_minutes,
        after_minutes=row.buffer_after_minutes,
        price_cents=row.price_cents,
        hue=row.hue,
        patients_may_ask=row.patients_may_ask,
    )


def _fill(row: Service, draft: ServiceDraft) -> None:
    row.names, row.length_minutes = draft.names, draft.length_minutes
    row.buffer_before_minutes, row.buffer_after_minutes = draft.before_minutes, draft.after_minutes
    row.price_cents, row.hue, row.patients_may_ask = draft.price_cents, draft.hue, draft.patients_may_ask


def _state(row: Service) -> str:
    return seen_state.state(_draft(row), row.active)
