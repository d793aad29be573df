"""The guide through a practice's first steps; a practice that is there already has no need of it (PR-1)."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0011"
down_revision: str | None = "0010"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    op.add_column("practice", sa.Column("guide", sa.String(100), nullable=False, server_default="closed"))


def downgrade() -> None:
    op.drop_column("practice", "guide")
