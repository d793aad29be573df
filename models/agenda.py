"""Appointments and the requests that may become one."""

from datetime import date, datetime

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from models.columns import id_field, instant, to, word
from models.vocabulary import ActorKind, AppointmentStatus, RequestStatus


class AppointmentSeries(SQLModel, table=True):
    """What a repeated appointment repeats: every N weeks until a date or a count (AG-3)."""

    __tablename__ = "appointment_series"
    id: str = id_field()
    practice_id: str = to("practice")
    every_weeks: int = Field(default=1)
    until: date | None = Field(default=None)
    times: int | None = Field(default=None)
    created_at: datetime = instant()


class Appointment(SQLModel, table=True):
    """A session in the agenda. Two that hold time never overlap at one therapist: the schema refuses (AV-4).

    Nor does it take one longer than a day: so a look for overlaps need not go back further.
    """

    __table_args__ = (
        sa.CheckConstraint("ends_at > starts_at", name="appointment_lasts"),
        sa.Index("ix_appointment_practice_starts", "practice_id", "starts_at"),
        sa.Index("ix_appointment_therapist_starts", "therapist_id", "starts_at"),
        sa.Index("ix_appointment_patient_starts", "patient_id", "starts_at"),
    )
    id: str = id_field()
    practice_id: str = to("practice", index=False)
    therapist_id: str = to("staff_member", index=False)
    patient_id: str = to("patient", index=False)
    service_id: str = to("service", index=False)
    centre_id: str = to("centre", index=False)
    pack_id: str | None = to("session_pack", nullable=True)
    series_id: str | None = to("appointment_series", nullable=True)
    series_on: date | None = Field(default=None, description="Its planned date in the series, wherever it was moved.")
    starts_at: datetime = instant()
    ends_at: datetime = instant()
    status: AppointmentStatus = word(AppointmentStatus, AppointmentStatus.CONFIRMED)
    video_url: str = Field(default="", max_length=300)
    created_by_kind: ActorKind = word(ActorKind)
    created_by: str = Field(default="", max_length=40)
    created_at: datetime = instant()
    changed_at: datetime = instant()
    cancel_reason: str = Field(default="", max_length=280)
    sequence: int = Field(default=0, description="Counts changes, for iCalendar's SEQUENCE.")
    external_uid: str | None = Field(default=None, max_length=300, index=True)
    import_id: str | None = to("import_batch", nullable=True)


class SlotRequest(SQLModel, table=True):
    """A patient's wish for a slot (CA-3). Many may wish for the same one (WL-1); one patient only once."""

    __tablename__ = "slot_request"
    __table_args__ = (
        sa.CheckConstraint("ends_at > starts_at", name="request_lasts"),
        sa.UniqueConstraint("patient_id", "idempotency_key", name="one_request_per_tap"),
        sa.Index("ix_request_therapist_status_starts", "therapist_id", "status", "starts_at"),
        sa.Index("ix_request_patient_starts", "patient_id", "starts_at"),
        sa.Index(
            "one_pending_request_per_slot",
            "patient_id",
            "therapist_id",
            "starts_at",
            unique=True,
            sqlite_where=sa.text("status = 'pending'"),
            postgresql_where=sa.text("status = 'pending'"),
        ),
    )
    id: str = id_field()
    practice_id: str = to("practice")
    therapist_id: str = to("staff_member", index=False)
    patient_id: str = to("patient", index=False)
    service_id: str = to("service", index=False)
    centre_id: str = to("centre", index=False)
    starts_at: datetime = instant()
    ends_at: datetime = instant()
    message: str = Field(default="", max_length=280)
    status: RequestStatus = word(RequestStatus, RequestStatus.PENDING)
    idempotency_key: str = Field(max_length=64)
    created_at: datetime = instant()
    told_at: datetime = instant()
    decided_at: datetime | None = instant(nullable=True)
    decided_by: str | None = Field(default=None, max_length=40)
    reply: str = Field(default="", max_length=280)
    appointment_id: str | None = to("appointment", nullable=True)


class ProposedTime(SQLModel, table=True):
    """A time that staff propose instead of the one asked for (AG-4). It takes nothing away until it is accepted."""

    __tablename__ = "proposed_time"
    __table_args__ = (
        sa.CheckConstraint("ends_at > starts_at", name="proposal_lasts"),
        sa.UniqueConstraint("request_id", "starts_at", name="one_proposal_per_time"),
    )
    id: str = id_field()
    practice_id: str = to("practice")
    request_id: str = to("slot_request", index=False)
    starts_at: datetime = instant()
    ends_at: datetime = instant()
    overridden: str = Field(default="", max_length=200, description="What staff knew to stand against it (AV-10).")
    proposed_by: str = to("staff_member")
    created_at: datetime = instant()
