"""Refusals that come again and again are counted, and told together (GD-1)."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

from models.columns import UtcDateTime

revision: str = "0012"
down_revision: str | None = "0011"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    op.create_table(
        "refused_again",
        sa.Column("id", sa.String(40), primary_key=True),
        sa.Column("practice_id", sa.String(40), sa.ForeignKey("practice.id"), nullable=False),
        sa.Column("actor_kind", sa.String(40), nullable=False),
        sa.Column("actor_id", sa.String(40), nullable=False),
        sa.Column("address", sa.String(45), nullable=False),
        sa.Column("user_agent", sa.String(300), nullable=False),
        sa.Column("what", sa.String(40), nullable=False),
        sa.Column("through", sa.String(120), nullable=False),
        sa.Column("began_at", UtcDateTime(), nullable=False),
        sa.Column("last_at", UtcDateTime(), nullable=False),
        sa.Column("entries", sa.Integer(), nullable=False),
        sa.Column("more", sa.Integer(), nullable=False),
        sa.UniqueConstraint("practice_id", "actor_id", "address", "what", "through", name="one_count_per_refusal"),
    )
    op.create_index("ix_refused_again_practice_id", "refused_again", ["practice_id"])


def downgrade() -> None:
    op.drop_table("refused_again")
