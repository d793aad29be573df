"""A practice says which languages it offers its patients (PR-1)."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0009"
down_revision: str | None = "0008"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    op.add_column("practice", sa.Column("languages", sa.String(20), nullable=False, server_default="es ca en"))


def downgrade() -> None:
    op.drop_column("practice", "languages")
