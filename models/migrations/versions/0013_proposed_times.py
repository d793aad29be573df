"""Other times that staff propose instead of the one that was asked for (AG-4)."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0013"
down_revision: str | None = "0012"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    op.create_table(
        "proposed_time",
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("practice_id", sa.String(length=40), nullable=False),
        sa.Column("request_id", sa.String(length=40), nullable=False),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("overridden", sa.String(length=200), nullable=False),
        sa.Column("proposed_by", sa.String(length=40), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("ends_at > starts_at", name="proposal_lasts"),
        sa.ForeignKeyConstraint(["practice_id"], ["practice.id"]),
        sa.ForeignKeyConstraint(["request_id"], ["slot_request.id"]),
        sa.ForeignKeyConstraint(["proposed_by"], ["staff_member.id"]),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("request_id", "starts_at", name="one_proposal_per_time"),
    )
    op.create_index("ix_proposed_time_practice_id", "proposed_time", ["practice_id"])
    op.create_index("ix_proposed_time_proposed_by", "proposed_time", ["proposed_by"])


def downgrade() -> None:
    # The versions before have no word for a request that waits for its patient: it is over; one may ask again.
    op.execute("UPDATE slot_request SET status = 'expired' WHERE status = 'proposed'")
    op.drop_table("proposed_time")
