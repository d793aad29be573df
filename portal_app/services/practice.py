"""What every staff page says of the practice and of the one who is signed in, and the practice's own words (AG-6)."""

from dataclasses import dataclass

import sqlalchemy as sa
from sqlmodel import col

from models.practice import Centre, MessageTemplate, Practice, Service, StaffMember
from models.vocabulary import CentreKind, Locale, Role
from portal_app import settings
from portal_app.domain.refs import StaffRef
from portal_app.services import access, inbox
from portal_app.services.transaction import read

CODE_MESSAGE = "access_code"


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What is around every staff page; `waiting` is the number at the inbox."""

    practice: str
    name: str
    licence: str
    role: Role
    waiting: int


@dataclass(frozen=True, slots=True)
class CentreFacts:
    """A centre as the settings tell it."""

    name: str
    address: str
    online: bool


@dataclass(frozen=True, slots=True)
class ServiceFacts:
    """A service as the settings tell it."""

    names: dict[str, str]
    length_minutes: int
    price_cents: int
    currency: str


@dataclass(frozen=True, slots=True)
class PracticeFacts:
    """The practice as the settings tell it."""

    name: str
    phone: str
    whatsapp: str
    zone: str
    notice_hours: int
    horizon_days: int
    most_pending: int
    centres: tuple[CentreFacts, ...]
    services: tuple[ServiceFacts, ...]


@dataclass(frozen=True, slots=True)
class CodeMessage:
    """What the message that brings a patient the code is made of. `template` empty: the practice has no own words."""

    practice: str
    given_name: str
    phone: str
    locale: Locale
    link: str
    template: str


def surroundings(staff: StaffRef) -> Surroundings:
    """The practice, the person, and how much waits. Three queries."""
    with read() as db:
        row = db.execute(
            sa.select(
                col(Practice.name).label("practice"),
                col(StaffMember.name),
                col(StaffMember.licence),
                col(StaffMember.role),
            )
            .join(StaffMember, col(StaffMember.practice_id) == col(Practice.id))
            .where(col(Practice.id) == staff.practice_id, col(StaffMember.id) == staff.staff_id)
        ).one()
        waits = inbox.waiting(db, staff)
    return Surroundings(row.practice, row.name, row.licence, row.role, waits)


def facts(staff: StaffRef) -> PracticeFacts:
    """The practice's data, for whoever works there."""
    with read() as db:
        practice = db.execute(
            sa.select(
                col(Practice.name),
                col(Practice.phone),
                col(Practice.whatsapp),
                col(Practice.timezone),
                col(Practice.notice_hours),
                col(Practice.horizon_days),
                col(Practice.most_pending),
            ).where(col(Practice.id) == staff.practice_id)
        ).one()
        centres = db.execute(
            sa.select(col(Centre.name), col(Centre.address), col(Centre.kind))
            .where(col(Centre.practice_id) == staff.practice_id, col(Centre.active))
            .order_by(col(Centre.position), col(Centre.name))
        ).all()
        services = db.execute(
            sa.select(col(Service.names), col(Service.length_minutes), col(Service.price_cents), col(Service.currency))
            .where(col(Service.practice_id) == staff.practice_id, col(Service.active))
            .order_by(col(Service.position), col(Service.id))
        ).all()
    return PracticeFacts(
        name=practice.name,
        phone=practice.phone,
        whatsapp=practice.whatsapp,
        zone=practice.timezone,
        notice_hours=practice.notice_hours,
        horizon_days=practice.horizon_days,
        most_pending=practice.most_pending,
        centres=tuple(CentreFacts(row.name, row.address, row.kind is CentreKind.ONLINE) for row in centres),
        services=tuple(ServiceFacts(row.names, row.length_minutes, row.price_cents, row.currency) for row in services),
    )


def code_message(staff: StaffRef, patient_id: str) -> CodeMessage:
    """What the patient's code message is made of, in the patient's language (AG-6). `NotYours`."""
    with read() as db:
        patient = access.patient_for_staff(db, staff, patient_id)
        row = db.execute(
            sa.select(col(Practice.name), col(MessageTemplate.body))
            .outerjoin(
                MessageTemplate,
                sa.and_(
                    col(MessageTemplate.practice_id) == col(Practice.id),
                    col(MessageTemplate.kind) == CODE_MESSAGE,
                    col(MessageTemplate.locale) == patient.locale,
                ),
            )
            .where(col(Practice.id) == staff.practice_id)
        ).one()
    return CodeMessage(
        practice=row.name,
        given_name=patient.given_name,
        phone=patient.phone,
        locale=patient.locale,
        link=settings.current().public_url,
        template=row.body or "",
    )
