"""The activity trail: append-only, each entry holding the hash of the one before (GD-1)."""

from datetime import datetime

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from models.columns import id_field, instant, to, word
from models.vocabulary import Action, ActorKind


class ActivityEntry(SQLModel, table=True):
    """One thing that somebody did. The schema refuses to change or delete it."""

    __tablename__ = "activity_entry"
    __table_args__ = (
        sa.UniqueConstraint("practice_id", "number", name="activity_is_counted"),
        sa.Index("ix_activity_patient_number", "patient_id", "number"),
        sa.Index("ix_activity_actor_number", "practice_id", "actor_id", "number"),
        sa.Index("ix_activity_at", "practice_id", "at"),
    )
    id: int | None = Field(default=None, primary_key=True)
    practice_id: str = to("practice", index=False)
    number: int
    at: datetime = instant()
    action: Action = word(Action)
    actor_kind: ActorKind = word(ActorKind)
    actor_id: str | None = Field(default=None, max_length=40)
    patient_id: str | None = to("patient", nullable=True, index=False)
    detail: dict[str, str] = Field(default_factory=dict, sa_type=sa.JSON)
    address: str = Field(default="", max_length=45)
    user_agent: str = Field(default="", max_length=300)
    previous_hash: str = Field(max_length=64)
    hash: str = Field(max_length=64)


class RefusedAgain(SQLModel, table=True):
    """The same refusals of one person within a minute: so many have an entry, so many `more` wait to be told."""

    __tablename__ = "refused_again"
    __table_args__ = (
        sa.UniqueConstraint("practice_id", "actor_id", "address", "what", "through", name="one_count_per_refusal"),
    )
    id: str = id_field()
    practice_id: str = to("practice")
    actor_kind: ActorKind = word(ActorKind)
    actor_id: str = Field(max_length=40)
    address: str = Field(default="", max_length=45)
    user_agent: str = Field(default="", max_length=300)
    what: str = Field(max_length=40)
    through: str = Field(default="", max_length=120)
    began_at: datetime = instant()
    last_at: datetime = instant()
    entries: int = Field(default=1)
    more: int = Field(default=0)
