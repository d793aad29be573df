"""Counting the failures at a door from everywhere, without reading all that were ever made (ID-3)."""

from collections.abc import Sequence

from alembic import op

revision: str = "0006"
down_revision: str | None = "0005"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    op.create_index("ix_attempt_door_at", "sign_in_attempt", ["door", "at"])


def downgrade() -> None:
    op.drop_index("ix_attempt_door_at", "sign_in_attempt")
