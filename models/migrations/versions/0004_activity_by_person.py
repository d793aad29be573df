"""Finding entries of the activity trail by who did it and by when, without reading all of it (GD-1)."""

from collections.abc import Sequence

from alembic import op

revision: str = "0004"
down_revision: str | None = "0003"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    op.create_index("ix_activity_actor_number", "activity_entry", ["practice_id", "actor_id", "number"])
    op.create_index("ix_activity_at", "activity_entry", ["practice_id", "at"])


def downgrade() -> None:
    op.drop_index("ix_activity_at", "activity_entry")
    op.drop_index("ix_activity_actor_number", "activity_entry")
