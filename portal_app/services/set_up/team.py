"""Who works at the practice, in which role, and how each gets in the first time (PR-1, ID-8)."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlmodel import col

from models.agenda import Appointment, SlotRequest
from models.devices import StaffSession
from models.patients import Patient
from models.practice import StaffMember
from models.vocabulary import Action, Locale, RequestStatus, Role, StaffId
from portal_app import clock
from portal_app.domain.access_codes import ALPHABET
from portal_app.domain.fields import Fields
from portal_app.domain.problems import LastAdmin, NotYours, StillInUse
from portal_app.domain.refs import Origin, StaffRef
from portal_app.domain.set_up import MemberDraft, tidy_member
from portal_app.services import activity, staff_accounts
from portal_app.services import seen as seen_state
from portal_app.services.imports.phones import PhoneLostDigits, PhoneUnreadable, read_phone
from portal_app.services.set_up import steps, uses
from portal_app.services.slot_requests import steps as request_steps
from portal_app.services.transaction import Transaction, read

FIRST_PASSWORD_LASTS = timedelta(days=7)
_GROUPS, _SIGNS = 4, 4


@dataclass(frozen=True, slots=True)
class Member:
    """Somebody of the team. `has_password`: they have chosen their own; `invited_until`: a first one waits for them.

    Who is not an admin reads names and roles only.
    """

    staff_id: StaffId
    draft: MemberDraft
    active: bool
    oneself: bool
    has_password: bool
    invited_until: datetime | None
    last_entry: datetime | None
    patients: int
    to_come: int
    state: str


@dataclass(frozen=True, slots=True)
class FirstPassword:
    """A password to hand over, and to whom."""

    name: str
    password: str


def listed(staff: StaffRef) -> list[Member]:
    """The team by name, those who left last; for whoever works there. A fixed number of queries."""
    is_admin = steps.is_admin(staff)
    with read() as db:
        rows = _all(db, staff)
        patients = uses.patients_by(db, staff, col(Patient.therapist_id))
        to_come = uses.to_come_by(db, staff, col(Appointment.therapist_id))
        entries = {
            row.staff_id: row.last
            for row in db.execute(
                sa.select(col(StaffSession.staff_id), sa.func.max(col(StaffSession.started_at)).label("last"))
                .where(col(StaffSession.practice_id) == staff.practice_id)
                .group_by(col(StaffSession.staff_id))
            )
        }
    return [
        Member(
            staff_id=StaffId(row.id),
            draft=_draft(row) if is_admin else MemberDraft(row.name, "", row.role, licence=row.licence),
            active=row.active,
            oneself=row.id == staff.staff_id,
            has_password=bool(row.password_hash) and row.first_password_until is None,
            invited_until=row.first_password_until,
            last_entry=entries.get(row.id) if is_admin else None,
            patients=patients.get(row.id, 0) if row.holds_agenda else 0,
            to_come=to_come.get(row.id, 0) if row.holds_agenda else 0,
            state=_state(row),
        )
        for row in rows
    ]


def create(staff: StaffRef, draft: MemberDraft, *, origin: Origin) -> StaffId:
    """Somebody new, who gets in once a first password was given. `BadFields`, `NotAllowed`."""
    with steps.changing(staff, origin) as db:
        steps.admin_only(staff)
        draft = _tidy(db, draft)
        row = StaffMember(
            practice_id=staff.practice_id,
            name="",
            given_name="",
            email=draft.email,
            role=draft.role,
            created_at=clock.now(),
        )
        _fill(row, draft)
        db.add(row)
        steps.told(db, staff, origin, "member.created", times=row.holds_agenda, staff_id=row.id, role=row.role.value)
    return StaffId(row.id)


def change(staff: StaffRef, staff_id: str, draft: MemberDraft, *, seen: str, origin: Origin) -> None:
    """Make them what the draft says; a new role holds from their next tap on.

    `BadFields`, `ChangedMeanwhile`, `LastAdmin`; `StillInUse` for an agenda that patients or appointments are in.
    """
    with steps.changing(staff, origin) as db:
        steps.admin_only(staff)
        row = _one(db, staff, staff_id)
        seen_state.check_state(seen, _state(row))
        draft = _tidy(db, draft, was=row)
        if row.role is Role.ADMIN and draft.role is not Role.ADMIN:
            _keep_an_admin(db, staff, row)
        if row.holds_agenda and not draft.holds_agenda:
            _check_agenda_is_empty(db, staff, row.id, instead=None)
        times = row.holds_agenda or draft.holds_agenda
        _fill(row, draft)
        steps.told(db, staff, origin, "member.changed", times=times, staff_id=row.id, role=row.role.value)


def retire(staff: StaffRef, staff_id: str, *, instead: str | None = None, seen: str, origin: Origin) -> None:
    """They leave: every session of theirs ends, requests for their times are answered, patients go to `instead`.

    `StillInUse` while appointments are to come or patients have nobody else; `LastAdmin`. Gone already: nothing.
    """
    with steps.changing(staff, origin) as db:
        steps.admin_only(staff)
        row = _one(db, staff, staff_id)
        if not row.active:
            return
        seen_state.check_state(seen, _state(row))
        if row.role is Role.ADMIN:
            _keep_an_admin(db, staff, row)
        if row.holds_agenda:
            if instead is not None and not any(
                other.id == instead and other.active and other.holds_agenda and other.id != row.id
                for other in _all(db, staff)
            ):
                raise NotYours
            _check_agenda_is_empty(db, staff, row.id, instead=instead)
            if instead is not None:
                uses.give_patients(db, staff, col(Patient.therapist_id), old=row.id, new=instead)
            _answer_requests(db, staff, row.id, origin)
        row.active = False
        row.password_hash, row.first_password_until = "", None
        _end_sessions(db, staff, row.id)
        steps.told(db, staff, origin, "member.left", times=row.holds_agenda, staff_id=row.id, instead=instead or "")


def bring_back(staff: StaffRef, staff_id: str, *, origin: Origin) -> None:
    """They work here again, and get in with a new first password."""
    with steps.changing(staff, origin) as db:
        steps.admin_only(staff)
        row = _one(db, staff, staff_id)
        if row.active:
            return
        row.active = True
        steps.told(db, staff, origin, "member.brought_back", times=row.holds_agenda, staff_id=row.id)


def give_first_password(staff: StaffRef, staff_id: str, *, origin: Origin) -> FirstPassword:
    """A password to hand over, shown this once: whatever they had ends, and it opens only the choice of an own one.

    Good for seven days. `NotYours`, also for one who left and for oneself; `NotAllowed`. Takes a quarter of a second.
    """
    made = "-".join("".join(secrets.choice(ALPHABET) for _ in range(_SIGNS)) for _ in range(_GROUPS))
    kept = staff_accounts.hash_password(made)
    with steps.changing(staff, origin) as db:
        steps.admin_only(staff)
        row = _one(db, staff, staff_id)
        if not row.active or row.id == staff.staff_id:
            raise NotYours
        row.password_hash, row.first_password_until = kept, clock.now() + FIRST_PASSWORD_LASTS
        _end_sessions(db, staff, row.id)
        db.flush()
        activity.record(
            db,
            practice_id=staff.practice_id,
            action=Action.PASSWORD_GIVEN,
            actor=staff,
            origin=origin,
            staff_id=row.id,
        )
        db.tell(staff.practice_id)
        return FirstPassword(row.name, made)


def _tidy(db: Transaction, draft: MemberDraft, *, was: StaffMember | None = None) -> MemberDraft:
    fields = Fields()
    whatsapp = ""
    if draft.whatsapp.strip():
        try:
            whatsapp = read_phone(draft.whatsapp)
        except (PhoneUnreadable, PhoneLostDigits):
            fields.refuse("whatsapp", "no_phone")
    taken = db.scalar(
        # One address is one person's in the whole installation: it says which practice the door leads to.
        sa.select(col(StaffMember.id)).where(col(StaffMember.email) == staff_accounts.normalise_email(draft.email))
    )
    if taken is not None and (was is None or taken != was.id):
        fields.refuse("email", "email_taken")
    return replace(tidy_member(draft, fields), whatsapp=whatsapp)


def _keep_an_admin(db: Transaction, staff: StaffRef, leaving: StaffMember) -> None:
    if not any(other.active and other.role is Role.ADMIN and other.id != leaving.id for other in _all(db, staff)):
        raise LastAdmin


def _check_agenda_is_empty(db: Transaction, staff: StaffRef, staff_id: str, *, instead: str | None) -> None:
    to_come = uses.to_come_by(db, staff, col(Appointment.therapist_id)).get(staff_id, 0)
    patients = uses.patients_by(db, staff, col(Patient.therapist_id)).get(staff_id, 0)
    if to_come or (patients and instead is None):
        raise StillInUse(patients=patients, appointments=to_come, therapists=(), last=False)


def _answer_requests(db: Transaction, staff: StaffRef, therapist_id: str, origin: Origin) -> None:
    """Nobody will be there at those times: the neutral no (WL-6)."""
    waiting = db.scalars(
        sa.select(SlotRequest)
        .where(
            col(SlotRequest.practice_id) == staff.practice_id,
            col(SlotRequest.therapist_id) == therapist_id,
            col(SlotRequest.status) == RequestStatus.PENDING,
        )
        .order_by(col(SlotRequest.id))
        .with_for_update()
    ).all()
    for request in waiting:
        request_steps.decide(request, RequestStatus.REJECTED, staff.staff_id)
        request_steps.record(db, request, Action.REQUEST_REJECTED, staff, origin)


def _end_sessions(db: Transaction, staff: StaffRef, staff_id: str) -> None:
    db.execute(
        sa.update(StaffSession)
        .where(
            col(StaffSession.practice_id) == staff.practice_id,
            col(StaffSession.staff_id) == staff_id,
            col(StaffSession.ended_at).is_(None),
        )
        .values(ended_at=clock.now())
    )


def _all(db: Transaction, staff: StaffRef) -> Sequence[StaffMember]:
    return db.scalars(
        sa.select(StaffMember)
        .where(col(StaffMember.practice_id) == staff.practice_id)
        .order_by(col(StaffMember.active).desc(), col(StaffMember.name), col(StaffMember.id))
    ).all()


def _one(db: Transaction, staff: StaffRef, staff_id: str) -> StaffMember:
    found = next((row for row in _all(db, staff) if row.id == staff_id), None)
    if found is None:
        raise NotYours
    return found


def _draft(row: StaffMember) -> MemberDraft:
    return MemberDraft(
        name=row.name,
        email=row.email,
        role=Role(row.role),
        holds_agenda=row.holds_agenda,
        licence=row.licence,
        whatsapp=row.whatsapp,
        locale=Locale(row.locale),
    )


def _fill(row: StaffMember, draft: MemberDraft) -> None:
    row.name, row.given_name, row.email = draft.name, draft.name.split()[0], draft.email
    row.role, row.holds_agenda, row.licence = draft.role, draft.holds_agenda, draft.licence
    row.whatsapp, row.locale = draft.whatsapp, draft.locale


def _state(row: StaffMember) -> str:
    return seen_state.state(_draft(row), row.active)
