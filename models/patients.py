"""Patients, and apart from them what opens their door."""

from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy import event
from sqlmodel import Field, SQLModel

from models.columns import id_field, instant, to, word
from models.folding import folded
from models.vocabulary import Locale, PatientStatus, Theme


class Patient(SQLModel, table=True):
    """A patient's file: who they are, how to reach them, and whom they see."""

    __table_args__ = (
        sa.Index("ix_patient_practice_name", "practice_id", "name"),
        sa.Index("ix_patient_sought", "practice_id", "status", "sought_name"),
    )
    id: str = id_field()
    practice_id: str = to("practice")
    name: str = Field(max_length=120)
    sought_name: str = Field(
        default="", max_length=240, sa_column_kwargs={"server_default": ""}, description="The name, folded"
    )
    given_name: str = Field(max_length=60)
    phone: str = Field(default="", max_length=20, index=True, description="E.164")
    email: str = Field(default="", max_length=200)
    birth_date: date | None = Field(default=None)
    locale: Locale = word(Locale, Locale.ES)
    theme: Theme = word(Theme, Theme.SYSTEM)
    therapist_id: str = to("staff_member")
    service_id: str = to("service", index=False)
    centre_id: str = to("centre", index=False)
    may_ask: bool = Field(default=True)
    status: PatientStatus = word(PatientStatus, PatientStatus.ACTIVE)
    since: date
    created_at: datetime = instant()
    import_id: str | None = to("import_batch", nullable=True)


@event.listens_for(Patient, "before_insert")
@event.listens_for(Patient, "before_update")
def _fold_name(_mapper: object, _connection: object, patient: Patient) -> None:
    """The folded name follows the name, whoever writes it."""
    patient.sought_name = folded(patient.name)[:240]


class PatientAccess(SQLModel, table=True):
    """What opens a patient's door: the PIN's hash and how the door stands (ID-2, ID-12). Never a clear secret."""

    __tablename__ = "patient_access"
    patient_id: str = Field(primary_key=True, foreign_key="patient.id", max_length=40)
    practice_id: str = to("practice")
    pin_hash: str | None = Field(default=None, max_length=100)
    pin_set_at: datetime | None = instant(nullable=True)
    first_entry_at: datetime | None = instant(nullable=True)
    last_entry_at: datetime | None = instant(nullable=True)
    blocked_at: datetime | None = instant(nullable=True)


class AccessCode(SQLModel, table=True):
    """An access code, found by keyed hash and shown to staff by decryption (ID-1). One lives per patient."""

    __tablename__ = "access_code"
    __table_args__ = (
        sa.Index(
            "one_live_code_per_patient",
            "patient_id",
            unique=True,
            sqlite_where=sa.text("retired_at IS NULL"),
            postgresql_where=sa.text("retired_at IS NULL"),
        ),
    )
    id: str = id_field()
    practice_id: str = to("practice")
    patient_id: str = to("patient", index=False)
    lookup_hash: str = Field(unique=True, max_length=64)
    ciphertext: str = Field(max_length=300)
    created_at: datetime = instant()
    sent_at: datetime | None = instant(nullable=True)
    retired_at: datetime | None = instant(nullable=True)


class NoticeAcceptance(SQLModel, table=True):
    """That a patient accepted the portal notice: which version, in which language, when, from where (GD-4)."""

    __tablename__ = "notice_acceptance"
    __table_args__ = (sa.UniqueConstraint("patient_id", "version"),)
    id: str = id_field()
    practice_id: str = to("practice")
    patient_id: str = to("patient")
    version: str = Field(max_length=20)
    locale: Locale = word(Locale)
    accepted_at: datetime = instant()
    address: str = Field(default="", max_length=45)
