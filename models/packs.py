"""Session packs: prepaid sessions. What is used and left is counted from appointments, never stored (PK-1)."""

from datetime import date, datetime

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from models.columns import id_field, instant, to, word
from models.vocabulary import PaymentMethod


class SessionPack(SQLModel, table=True):
    """A pack a patient bought: how many sessions, of which services, for how much, until when.

    Without `service_id` it is for every service; `more_services` are the ids of further ones, separated by spaces.
    """

    __tablename__ = "session_pack"
    __table_args__ = (sa.CheckConstraint("total > 0", name="pack_holds_sessions"),)
    id: str = id_field()
    practice_id: str = to("practice")
    patient_id: str = to("patient")
    service_id: str | None = to("service", nullable=True, index=False)
    more_services: str = Field(default="", max_length=1200)
    total: int
    price_cents: int = Field(default=0)
    currency: str = Field(default="EUR", max_length=3)
    payment: PaymentMethod = word(PaymentMethod)
    contracted_on: date
    expires_on: date | None = Field(default=None)
    closed_at: datetime | None = instant(nullable=True)
    created_at: datetime = instant()


class PackAdjustment(SQLModel, table=True):
    """Sessions added to or taken from a pack by hand, with the reason."""

    __tablename__ = "pack_adjustment"
    id: str = id_field()
    practice_id: str = to("practice")
    pack_id: str = to("session_pack")
    sessions: int
    reason: str = Field(max_length=280)
    staff_id: str = to("staff_member", index=False)
    at: datetime = instant()
