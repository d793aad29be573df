"""Browsers that are known, the sessions on them, and every attempt at a door."""

from datetime import datetime

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from models.columns import id_field, instant, to, word
from models.vocabulary import AttemptOutcome, Door


class Device(SQLModel, table=True):
    """A browser that a patient has signed in on (ID-4). The cookie holds the token, this row only its hash."""

    id: str = id_field()
    practice_id: str = to("practice")
    patient_id: str = to("patient")
    token_hash: str = Field(unique=True, max_length=64)
    secret_mark: str = Field(default="", max_length=8, sa_column_kwargs={"server_default": ""})
    user_agent: str = Field(default="", max_length=300)
    created_at: datetime = instant()
    last_used_at: datetime = instant()
    revoked_at: datetime | None = instant(nullable=True)


class SpentToken(SQLModel, table=True):
    """A device token that was rotated away: seeing it again means that somebody copied it."""

    __tablename__ = "spent_token"
    token_hash: str = Field(primary_key=True, max_length=64)
    practice_id: str = to("practice")
    device_id: str = to("device")
    spent_at: datetime = instant()


class DeviceSession(SQLModel, table=True):
    """A patient's session on a device: 30 minutes idle, 12 hours at most (ID-4). The row decides, not the cookie."""

    __tablename__ = "device_session"
    id: str = id_field()
    practice_id: str = to("practice")
    patient_id: str = to("patient")
    device_id: str = to("device")
    secret_hash: str = Field(unique=True, max_length=64)
    started_at: datetime = instant()
    last_active_at: datetime = instant()
    ended_at: datetime | None = instant(nullable=True)


class StaffSession(SQLModel, table=True):
    """A staff member's session: the same limits as a patient's."""

    __tablename__ = "staff_session"
    id: str = id_field()
    practice_id: str = to("practice")
    staff_id: str = to("staff_member")
    secret_hash: str = Field(unique=True, max_length=64)
    user_agent: str = Field(default="", max_length=300)
    started_at: datetime = instant()
    last_active_at: datetime = instant()
    ended_at: datetime | None = instant(nullable=True)


class SignInAttempt(SQLModel, table=True):
    """One attempt at a door, written before the secret is checked (ID-3).

    `subject_hash` is the keyed hash of what was typed, so that an unknown code counts as a known one does.
    """

    __tablename__ = "sign_in_attempt"
    __table_args__ = (
        sa.Index("ix_attempt_subject_at", "door", "subject_hash", "at"),
        sa.Index("ix_attempt_address_at", "address", "at"),
        sa.Index("ix_attempt_door_at", "door", "at"),
    )
    id: str = id_field()
    door: Door = word(Door)
    subject_hash: str = Field(max_length=64)
    device_id: str | None = Field(default=None, max_length=40)
    address: str = Field(default="", max_length=45)
    at: datetime = instant()
    outcome: AttemptOutcome = word(AttemptOutcome, AttemptOutcome.RESERVED)
