"""A new patient's file, and changes of what it says (AG-5)."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from sqlmodel import col

from models.activity import ActivityEntry
from models.folding import folded
from models.patients import Patient
from models.practice import Centre, Practice, Service, StaffMember
from models.vocabulary import Action, Locale, PatientId, PatientStatus, Role
from portal_app import clock
from portal_app.domain.fields import Fields
from portal_app.domain.patient_details import PatientDraft, tidy_patient
from portal_app.domain.problems import LooksLikeAnother, NothingToBookYet
from portal_app.domain.refs import Origin, StaffRef
from portal_app.services import access, access_codes, activity, booking, denials
from portal_app.services import seen as seen_state
from portal_app.services.front import languages_of
from portal_app.services.imports.phones import PhoneLostDigits, PhoneUnreadable, read_phone
from portal_app.services.transaction import Transaction, read, write

MOST_ALIKE = 5


@dataclass(frozen=True, slots=True)
class Alike:
    """A patient who may be the one that is about to get a file. `discharged`: their file is put away."""

    patient_id: PatientId
    name: str
    phone: str
    discharged: bool


@dataclass(frozen=True, slots=True)
class Named:
    """Something to choose, by its id; a service's names by language."""

    key: str
    name: str
    names: dict[str, str] | None = None


@dataclass(frozen=True, slots=True)
class Choices:
    """What a patient's form offers: `usual` is the therapist a new one sees, if nobody says otherwise."""

    therapists: tuple[Named, ...]
    services: tuple[Named, ...]
    centres: tuple[Named, ...]
    usual: str
    locale: Locale
    languages: tuple[Locale, ...]
    today: date


@dataclass(frozen=True, slots=True)
class Details:
    """What a patient's file says now, and `state`, which differs once anything of it does."""

    draft: PatientDraft
    state: str


def choices(staff: StaffRef, patient_id: PatientId | str | None = None) -> Choices:
    """What may be chosen in a patient's form, what the patient has among it, offered still or not.

    `NothingToBookYet` in a practice that is not set up, for a new one.
    """
    with read() as db:
        if patient_id is None:
            return _choices(db, staff)
        was = _details(access.patient_for_staff(db, staff, patient_id)).draft
        return _choices(db, staff, was)


def create(staff: StaffRef, draft: PatientDraft, *, knowingly: bool = False, origin: Origin) -> PatientId:
    """A file for a new patient, with a code ready to be sent (ID-1).

    `LooksLikeAnother` where a patient this person may see has that telephone or name, unless it is done `knowingly`.
    `BadFields`, `NothingToBookYet`.
    """
    with denials.traced(staff, origin, "patients"), write() as db:
        offered = _choices(db, staff)
        draft = _tidy(draft, offered)
        if not knowingly and (alike := _alike(db, staff, draft)):
            raise LooksLikeAnother(found=alike)
        row = Patient(
            practice_id=staff.practice_id,
            name=draft.name,
            given_name=draft.given_name,
            therapist_id=draft.therapist_id,
            service_id=draft.service_id or offered.services[0].key,
            centre_id=draft.centre_id or offered.centres[0].key,
            since=offered.today,
            created_at=clock.now(),
        )
        _fill(row, draft)
        db.add(row)
        db.flush()
        patient_id = PatientId(row.id)
        access_codes.issue(db, practice_id=staff.practice_id, patient_id=patient_id)
        for action in (Action.PATIENT_CREATED, Action.CODE_CREATED):
            activity.record(
                db, practice_id=staff.practice_id, action=action, actor=staff, origin=origin, patient_id=patient_id
            )
        db.tell(staff.practice_id)
    return patient_id


def details(staff: StaffRef, patient_id: PatientId | str) -> Details:
    """What the file says, for a form that changes it. `NotYours`."""
    with read() as db:
        return _details(access.patient_for_staff(db, staff, patient_id))


def change(staff: StaffRef, patient_id: PatientId | str, draft: PatientDraft, *, seen: str, origin: Origin) -> None:
    """Make the file say what the draft does; the trail names the fields that changed, never what was in them.

    `ChangedMeanwhile` when somebody else changed it after it was `seen`; `BadFields`, `NotYours`.
    """
    with denials.traced(staff, origin, "file"), write() as db:
        row = access.patient_for_staff(db, staff, patient_id, held=True)
        was = _details(row)
        seen_state.check_state(seen, was.state)
        draft = _tidy(draft, _choices(db, staff, was.draft), was=was.draft)
        changed = [name for name in draft.__dataclass_fields__ if getattr(draft, name) != getattr(was.draft, name)]
        if not changed:
            return
        old_therapist = row.therapist_id
        _fill(row, draft)
        activity.record(
            db,
            practice_id=staff.practice_id,
            action=Action.PATIENT_CHANGED,
            actor=staff,
            origin=origin,
            patient_id=row.id,
            fields=" ".join(changed),
        )
        db.tell(staff.practice_id, row.id)
        if row.therapist_id != old_therapist:
            booking.tell_of_times(db, staff.practice_id, row.therapist_id, row.id)


def last_to_change(staff: StaffRef, patient_id: PatientId | str) -> str:
    """The name of whoever changed the file last; empty where nobody did."""
    with read() as db:
        patient = access.patient_for_staff(db, staff, patient_id)
        name = db.scalar(
            sa.select(col(StaffMember.name))
            .join(ActivityEntry, col(ActivityEntry.actor_id) == col(StaffMember.id))
            .where(
                col(StaffMember.practice_id) == staff.practice_id,
                col(ActivityEntry.practice_id) == staff.practice_id,
                col(ActivityEntry.patient_id) == patient.id,
                col(ActivityEntry.action) == Action.PATIENT_CHANGED,
            )
            .order_by(col(ActivityEntry.number).desc())
            .limit(1)
        )
    return name or ""


def _tidy(draft: PatientDraft, offered: Choices, was: PatientDraft | None = None) -> PatientDraft:
    """The draft with everything in its bounds; what the file `was` it may stay, offered still or not."""
    fields = Fields()
    phone = was.phone if was and draft.phone.strip() == was.phone else _phone(draft.phone, fields)
    for name, known in (
        ("therapist_id", offered.therapists),
        ("service_id", offered.services),
        ("centre_id", offered.centres),
    ):
        value = getattr(draft, name)
        if value is not None and not (was and value == getattr(was, name)):
            fields.one_of(name, value, {one.key for one in known})
    if draft.locale not in offered.languages:
        fields.refuse("locale", "unknown")
    draft = tidy_patient(draft, fields, today=offered.today)
    if was is not None:
        draft = replace(
            draft, service_id=draft.service_id or was.service_id, centre_id=draft.centre_id or was.centre_id
        )
    return replace(draft, phone=phone)


def _phone(written: str, fields: Fields) -> str:
    if not written.strip():
        return ""
    try:
        return read_phone(written)
    except (PhoneUnreadable, PhoneLostDigits):
        fields.refuse("phone", "no_phone")
        return ""


def _alike(db: Transaction, staff: StaffRef, draft: PatientDraft) -> tuple[Alike, ...]:
    """Whoever shares the telephone or the name, the same telephone first. Never one this person may not see (ID-8)."""
    same_phone = sa.and_(sa.literal(bool(draft.phone)), col(Patient.phone) == draft.phone)
    rows = db.execute(
        sa.select(col(Patient.id), col(Patient.name), col(Patient.phone), col(Patient.status))
        .where(
            col(Patient.practice_id) == staff.practice_id,
            *access.reach(staff, col(Patient.therapist_id)),
            sa.or_(same_phone, col(Patient.sought_name) == folded(draft.name)),
        )
        .order_by(sa.case((same_phone, 0), else_=1), col(Patient.sought_name), col(Patient.id))
        .limit(MOST_ALIKE)
    )
    return tuple(Alike(PatientId(row.id), row.name, row.phone, row.status is PatientStatus.DISCHARGED) for row in rows)


def _choices(db: Transaction, staff: StaffRef, was: PatientDraft | None = None) -> Choices:
    practice = db.execute(
        sa.select(col(Practice.locale), col(Practice.languages), col(Practice.timezone)).where(
            col(Practice.id) == staff.practice_id
        )
    ).one()
    therapists = db.execute(
        sa.select(col(StaffMember.id), col(StaffMember.name))
        .where(
            col(StaffMember.practice_id) == staff.practice_id,
            sa.or_(
                sa.and_(col(StaffMember.active), col(StaffMember.holds_agenda)),
                col(StaffMember.id) == (was.therapist_id if was else None),
            ),
        )
        .order_by(col(StaffMember.name), col(StaffMember.id))
    ).all()
    services = db.execute(
        sa.select(col(Service.id), col(Service.names))
        .where(
            col(Service.practice_id) == staff.practice_id,
            sa.or_(col(Service.active), col(Service.id) == (was.service_id if was else None)),
        )
        .order_by(col(Service.patients_may_ask).desc(), col(Service.position), col(Service.id))
    ).all()
    centres = db.execute(
        sa.select(col(Centre.id), col(Centre.name))
        .where(
            col(Centre.practice_id) == staff.practice_id,
            sa.or_(col(Centre.active), col(Centre.id) == (was.centre_id if was else None)),
        )
        .order_by(col(Centre.position), col(Centre.id))
    ).all()
    # A therapist who sees only their own patients makes files for themselves: any other would be gone at once.
    mine_only = staff.role is Role.THERAPIST and not staff.sees_all
    own = [row for row in therapists if not mine_only or row.id == staff.staff_id]
    if was is None and not (own and services and centres):
        raise NothingToBookYet
    return Choices(
        therapists=tuple(Named(row.id, row.name) for row in own),
        services=tuple(Named(row.id, "", row.names) for row in services),
        centres=tuple(Named(row.id, row.name) for row in centres),
        usual=_usual([row.id for row in own], staff),
        locale=practice.locale,
        languages=tuple(
            one for one in Locale if one in languages_of(practice.languages) or (was and one is was.locale)
        ),
        today=clock.now().astimezone(ZoneInfo(practice.timezone)).date(),
    )


def _usual(therapists: Sequence[str], staff: StaffRef) -> str:
    """The only one, or the one who asks; else somebody has to say."""
    if len(therapists) == 1:
        return therapists[0]
    return staff.staff_id if staff.staff_id in therapists else ""


def _details(row: Patient) -> Details:
    draft = PatientDraft(
        name=row.name,
        given_name=row.given_name,
        phone=row.phone,
        email=row.email,
        birth_date=row.birth_date,
        locale=row.locale,
        therapist_id=row.therapist_id,
        service_id=row.service_id,
        centre_id=row.centre_id,
        may_ask=row.may_ask,
    )
    return Details(draft, seen_state.state(draft))


def _fill(row: Patient, draft: PatientDraft) -> None:
    row.name, row.given_name, row.phone, row.email = draft.name, draft.given_name, draft.phone, draft.email
    row.birth_date, row.locale, row.therapist_id = draft.birth_date, draft.locale, draft.therapist_id
    row.service_id, row.centre_id = draft.service_id or row.service_id, draft.centre_id or row.centre_id
    row.may_ask = draft.may_ask
