"""The places a practice works at, and online (PR-1)."""

from collections.abc import Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from sqlmodel import col

from models.agenda import Appointment
from models.patients import Patient
from models.practice import Centre, StaffMember, WorkingHours
from models.vocabulary import CentreId, CentreKind
from portal_app.domain.problems import NotYours, StillInUse
from portal_app.domain.refs import Origin, StaffRef
from portal_app.domain.set_up import CentreDraft, tidy_centre
from portal_app.services import seen as seen_state
from portal_app.services.public_holidays import regions
from portal_app.services.set_up import outside, steps, uses
from portal_app.services.set_up.decisions import NOTHING, Decided
from portal_app.services.transaction import Transaction, read


@dataclass(frozen=True, slots=True)
class CentreSet:
    """A centre as it is; `therapists` work there, by name, and `to_come` appointments are booked for it."""

    centre_id: CentreId
    draft: CentreDraft
    active: bool
    therapists: tuple[str, ...]
    patients: int
    to_come: int
    state: str


def listed(staff: StaffRef) -> list[CentreSet]:
    """All centres in their order, retired ones last; for whoever works there."""
    with read() as db:
        rows, working = _all(db, staff), _working(db, staff)
        patients, to_come = (
            uses.patients_by(db, staff, col(Patient.centre_id)),
            uses.to_come_by(db, staff, col(Appointment.centre_id)),
        )
    return [
        CentreSet(
            centre_id=CentreId(row.id),
            draft=_draft(row),
            active=row.active,
            therapists=tuple(working.get(row.id, ())),
            patients=patients.get(row.id, 0),
            to_come=to_come.get(row.id, 0),
            state=_state(row),
        )
        for row in rows
    ]


def create(staff: StaffRef, draft: CentreDraft, *, origin: Origin) -> CentreId:
    """A new centre, last in the order. `BadFields`, `NotAllowed`."""
    with steps.changing(staff, origin) as db:
        steps.admin_only(staff)
        draft = tidy_centre(draft, regions=regions())
        row = Centre(practice_id=staff.practice_id, name="", position=len(_all(db, staff)))
        _fill(row, draft)
        db.add(row)
        steps.told(db, staff, origin, "centre.created", centre_id=row.id)
    return CentreId(row.id)


def change(
    staff: StaffRef, centre_id: str, draft: CentreDraft, *, decided: Decided = NOTHING, seen: str, origin: Origin
) -> None:
    """Make it what the draft says; a place stays a place. `BadFields`, `ChangedMeanwhile`.

    `AppointmentsCovered` for appointments on holidays of a new region that nobody decided about.
    """
    with steps.changing(staff, origin) as db:
        steps.admin_only(staff)
        row = _one(db, staff, centre_id)
        seen_state.check_state(seen, _state(row))
        draft = tidy_centre(draft, regions=regions(), was=_draft(row))
        was = outside.before(db, staff, decided) if draft.region != row.region else None
        _fill(row, draft)
        if was is not None:
            was.settle(db, because="holiday", origin=origin)
        steps.told(db, staff, origin, "centre.changed", times=True, centre_id=row.id)


def retire(staff: StaffRef, centre_id: str, *, instead: str | None = None, seen: str, origin: Origin) -> None:
    """Close it, once nobody works there and nothing is booked there: `StillInUse`. Its patients get `instead`.

    Also `StillInUse`: patients of its own and no `instead`. Closed already: nothing happens.
    """
    with steps.changing(staff, origin) as db:
        steps.admin_only(staff)
        row = _one(db, staff, centre_id)
        if not row.active:
            return
        seen_state.check_state(seen, _state(row))
        others = {other.id for other in _all(db, staff) if other.active} - {row.id}
        if instead is not None and instead not in others:
            raise NotYours
        therapists = tuple(_working(db, staff).get(row.id, ()))
        to_come, patients = (
            uses.to_come_by(db, staff, col(Appointment.centre_id)).get(row.id, 0),
            uses.patients_by(db, staff, col(Patient.centre_id)).get(row.id, 0),
        )
        if therapists or to_come or not others or (patients and instead is None):
            raise StillInUse(patients=patients, appointments=to_come, therapists=therapists, last=not others)
        if instead is not None:
            uses.give_patients(db, staff, col(Patient.centre_id), old=row.id, new=instead)
        row.active = False
        steps.told(db, staff, origin, "centre.retired", times=True, centre_id=row.id, instead=instead or "")


def bring_back(staff: StaffRef, centre_id: str, *, origin: Origin) -> None:
    """Open a retired one again."""
    with steps.changing(staff, origin) as db:
        steps.admin_only(staff)
        row = _one(db, staff, centre_id)
        if row.active:
            return
        row.active = True
        steps.told(db, staff, origin, "centre.brought_back", times=True, centre_id=row.id)


def reorder(staff: StaffRef, centre_ids: Sequence[str], *, origin: Origin) -> None:
    """Put them in this order; those not named come after."""
    with steps.changing(staff, origin) as db:
        steps.admin_only(staff)
        uses.put_in_order(_all(db, staff), centre_ids)
        steps.told(db, staff, origin, "centre.reordered")


def _all(db: Transaction, staff: StaffRef) -> Sequence[Centre]:
    return db.scalars(
        sa.select(Centre)
        .where(col(Centre.practice_id) == staff.practice_id)
        .order_by(col(Centre.active).desc(), col(Centre.position), col(Centre.id))
    ).all()


def _one(db: Transaction, staff: StaffRef, centre_id: str) -> Centre:
    found = next((row for row in _all(db, staff) if row.id == centre_id), None)
    if found is None:
        raise NotYours
    return found


def _draft(row: Centre) -> CentreDraft:
    return CentreDraft(name=row.name, kind=CentreKind(row.kind), address=row.address, region=row.region)


def _fill(row: Centre, draft: CentreDraft) -> None:
    row.name, row.kind, row.address, row.region = draft.name, draft.kind, draft.address, draft.region


def _state(row: Centre) -> str:
    return seen_state.state(_draft(row), row.active)


def _working(db: Transaction, staff: StaffRef) -> dict[str, list[str]]:
    """Who has hours at which centre, from now on."""
    rows = db.execute(
        sa.select(
            col(WorkingHours.centre_id),
            col(StaffMember.name),
            col(WorkingHours.on),
            col(WorkingHours.valid_to),
            col(WorkingHours.starts),
        )
        .join(StaffMember, col(StaffMember.id) == col(WorkingHours.therapist_id))
        .where(
            col(WorkingHours.practice_id) == staff.practice_id, col(StaffMember.active), col(StaffMember.holds_agenda)
        )
        .order_by(col(StaffMember.name))
    )
    today = steps.today(steps.zone_of(db, staff))
    found: dict[str, list[str]] = {}
    for row in rows:
        ends_on = row.on or row.valid_to
        names = found.setdefault(row.centre_id, [])
        if row.starts is not None and (ends_on is None or ends_on >= today) and row.name not in names:
            names.append(row.name)
    return found
